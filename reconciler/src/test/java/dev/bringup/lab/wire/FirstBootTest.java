package dev.bringup.lab.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.lab.machine.Disk;
import dev.bringup.lab.wire.FirstBoot.Lack;
import dev.bringup.model.AttemptId;
import dev.bringup.model.CommitId;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.MachineId;
import dev.bringup.model.Marker;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FirstBootTest {

    private static final Marker MARKER =
            new Marker(
                    new MachineId("node-01"),
                    new AttemptId("a1"),
                    new CommitId("0".repeat(40)),
                    new Fingerprint("v1:" + "ab".repeat(32)),
                    Marker.State.INSTALLED);

    private static final String KEY =
            "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n";

    private static final Disk.Personality SELF =
            new Disk.Personality(
                    "node-01",
                    KEY,
                    List.of("ssh-ed25519 AAAA ours"),
                    MARKER,
                    new Disk.JoinCall("http://h/config/p/join", "n1"),
                    Optional.of("http://h/report/p/up"));

    private static final String CLOUD_CONFIG =
            """
            #cloud-config
            hostname: node-01
            users:
              - name: ops
                ssh_authorized_keys: [ssh-ed25519 AAAA ours]
            ssh_keys:
              ed25519_private: |
                -----BEGIN OPENSSH PRIVATE KEY-----
                AAAA
                -----END OPENSSH PRIVATE KEY-----
            write_files:
              - path: /etc/bringup/machine.json
                content: '%s'
            phone_home: {url: "http://h/report/p/up"}
            runcmd:
              - [systemctl, enable, "--now", kubelet]
              - |
                curl --fail --header 'Content-Type: application/json' \\
                  --data '{"nonce": "n1"}' --output /run/j "http://h/config/p/join" && sh /run/j
            """
                    .formatted(MarkerJson.write(MARKER));

    private static String data(String content) {
        return "data:;base64," + Base64.getEncoder().encodeToString(content.getBytes());
    }

    private static String ignition(String hostname) {
        return """
        {"ignition": {"version": "3.3.0"},
         "passwd": {"users": [{"name": "core", "sshAuthorizedKeys": ["ssh-ed25519 AAAA ours"]}]},
         "storage": {"files": [
          {"path": "/etc/hostname", "contents": {"source": "data:,%s"}},
          {"path": "/etc/ssh/ssh_host_ed25519_key", "contents": {"source": "%s"}},
          {"path": "/etc/bringup/machine.json", "contents": {"source": "%s"}}]},
         "systemd": {"units": [
          {"name": "up.service", "contents": "[Service]\\nExecStart=/usr/bin/curl -X POST http://h/report/p/up\\n"},
          {"name": "join.service", "enabled": true, "contents":
           "[Service]\\nExecStart=/bin/sh -c 'curl --data {\\\\\\"nonce\\\\\\":\\\\\\"n1\\\\\\"} http://h/config/p/join | sh'\\n"}]}}
        """
                .formatted(hostname, data(KEY), data("" + MarkerJson.write(MARKER)));
    }

    private static String lack(String userData) {
        return assertThrows(Lack.class, () -> new CloudConfig(userData, "").read()).getMessage();
    }

    @Test
    void aCloudConfigMakesAMachineWhatItSays() throws Lack {
        assertEquals(SELF, new CloudConfig(CLOUD_CONFIG, "").read());
    }

    @Test
    void theHostnameMayComeFromTheMetaData() throws Lack {
        String anonymous = CLOUD_CONFIG.replace("hostname: node-01\n", "");
        assertEquals(SELF, new CloudConfig(anonymous, "local-hostname: node-01\n").read());
    }

    @Test
    void anIgnitionConfigMakesAMachineTheSame() throws Lack {
        assertEquals(SELF, new IgnitionConfig(ignition("node-01")).read());
    }

    private static String talos(String type, String token) {
        return """
        version: v1alpha1
        machine:
          type: %s
          network: {hostname: node-01}
        cluster:
          controlPlane: {endpoint: "https://10.0.0.1:6443"}
          token: "%s"
          ca: {crt: "%s"}
        """
                .formatted(
                        type,
                        token,
                        Base64.getEncoder().encodeToString("no certificate".getBytes()));
    }

    @Test
    void aConfigurationOfTalosHasToSayAllThatItNeeds() {
        assertEquals(
                "is not for a worker",
                assertThrows(
                                Lack.class,
                                () -> new TalosConfig(talos("controlplane", "a.b")).read(MARKER))
                        .getMessage());
        assertEquals(
                "has no cluster.token",
                assertThrows(Lack.class, () -> new TalosConfig(talos("worker", "")).read(MARKER))
                        .getMessage());
        assertTrue(
                assertThrows(Lack.class, () -> new TalosConfig(talos("worker", "a.b")).read(MARKER))
                        .getMessage()
                        .startsWith("cannot be followed: "));
    }

    /// cloud-init tells sshd of the certificate; elsewhere its configuration has to.
    @Test
    void aCertificateIsShownWhereSshdIsToldOfIt() throws Lack {
        String certified =
                CLOUD_CONFIG.replace("ssh_keys:\n", "ssh_keys:\n  ed25519_certificate: signed\n");
        assertEquals(
                Optional.of("signed"), new CloudConfig(certified, "").read().hostCertificate());
        String file = "{\"path\": \"%s\", \"contents\": {\"source\": \"%s\"}},\n  {";
        String key = "/etc/ssh/ssh_host_ed25519_key-cert.pub";
        String kept =
                ignition("node-01")
                        .replaceFirst("\\{(?=\"path)", file.formatted(key, data("signed")));
        assertEquals(SELF, new IgnitionConfig(kept).read());
        String told =
                kept.replaceFirst(
                        "\\{(?=\"path)",
                        file.formatted(
                                "/etc/ssh/sshd_config.d/ca.conf", data("HostCertificate " + key)));
        assertEquals(Optional.of("signed"), new IgnitionConfig(told).read().hostCertificate());
    }

    @Test
    void whatAPayloadLacksIsSaid() {
        Map<String, String> cases = new LinkedHashMap<>();
        cases.put("#cloud-config", "does not start with #cloud-config");
        cases.put("hostname", "has no hostname");
        cases.put("ed25519_private", "has no ssh_keys.ed25519_private");
        cases.put("PRIVATE KEY", "has an SSH host key that is no private key");
        cases.put("ssh_authorized_keys", "authorizes no SSH key");
        cases.put("/etc/bringup/machine.json", "writes no /etc/bringup/machine.json");
        cases.put(
                "attempt",
                "writes a /etc/bringup/machine.json that cannot be read: there is no \"attempt\"");
        cases.put("nonce", "has no join call (a curl that sends the nonce to …/join)");
        cases.forEach((word, because) ->
                assertEquals(because, lack(CLOUD_CONFIG.replace(word, "other")), word));
        assertEquals(
                "writes no /etc/hostname",
                assertThrows(Lack.class, () -> new IgnitionConfig(ignition("")).read())
                        .getMessage());
        assertEquals(
                "is not an Ignition configuration of version 3",
                assertThrows(Lack.class, () -> new IgnitionConfig("{}").read()).getMessage());
    }

    private static String script() {
        return SitePayload.SCRIPT
                .formatted("node-01")
                .replace("%%bringup.hostKey%%\n", KEY)
                .replace("%%bringup.sshKey%%", "ssh-ed25519 AAAA ours")
                .replace("%%bringup.marker%%", "" + MarkerJson.write(MARKER))
                .replace("%%bringup.phoneHomeUrl%%", "'http://h/report/p/up'")
                .replace("%%bringup.nonce%%", "n1")
                .replace("%%bringup.joinUrl%%", "http://h/config/p/join");
    }

    @Test
    void aScriptMakesAMachineTheSame() throws Lack {
        assertEquals(SELF, new FirstScript(script()).read());
    }

    @Test
    void whatAScriptLacksIsSaid() {
        Map<String, String> cases = new LinkedHashMap<>();
        cases.put("#!", "does not start with #!");
        cases.put("hostnamectl", "sets no host name");
        cases.put("/etc/ssh", "writes no /etc/ssh/ssh_host_ed25519_key");
        cases.put("authorized_keys", "authorizes no SSH key");
        cases.forEach((word, because) ->
                assertEquals(
                        because,
                        assertThrows(
                                        Lack.class,
                                        () ->
                                                new FirstScript(script().replace(word, "other"))
                                                        .read())
                                .getMessage(),
                        word));
    }
}
