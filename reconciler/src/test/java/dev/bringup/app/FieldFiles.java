package dev.bringup.app;

import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

/// A repository in which every field is written out, for changing one at a time.
final class FieldFiles {

    private static final String HEAD =
            "apiVersion: bringup.dev/v1\nkind: %s\nmetadata: {name: %s}\nspec:\n";

    private static final String CLUSTER =
            """
              kubernetes: {version: 1.36.2, bootstrap: external, endpoint: "api.rack.test:6443", podCidr: 10.244.0.0/16, serviceCidr: 10.96.0.0/16}
              network:
                cidr: 10.0.0.0/16
                gateway: 10.0.0.1
                nameservers: [10.0.0.2]
                ntp: [10.0.0.3]
                domain: lab.example
                dhcp: authoritative
                mtu: 1500
                routes: [{to: 10.8.0.0/16, via: 10.0.0.4}]
                pool: 10.0.9.1-10.0.9.9
                relays: [10.5.0.2]
                subnets:
                  - cidr: 10.5.0.0/24
                    gateway: 10.5.0.1
                    mtu: 1400
                    routes: [{to: 10.7.0.0/16, via: 10.5.0.3}]
                    pool: 10.5.0.10-10.5.0.19
              ssh:
                user: ops
                authorizedKeys: [{file: keys/a.pub}, ssh-ed25519 AAAATEXT]
                hostAuthorities: [{file: keys/ca-a.pub}, ssh-ed25519 AAAACATEXT]
              lint: {allow: [{code: BU1606, reason: planted}]}
              policy:
                budgets:
                  reimage: {parallel: 2, perCommit: 100%, perHour: 100}
                  reboot: {parallel: 2, perCommit: 100%, perHour: 100}
                  powerOff: {parallel: 2, perCommit: 100%, perHour: 100}
                  wake: {parallel: 2, perCommit: 100%, perHour: 100}
                drain: {timeout: 15m, then: hold, emptyDir: evict}
                remediation: {notReadyFor: 10m, then: [probe, reboot], maxUnhealthy: 40%}
                removal: {maxShare: 30%}
                retries: {max: 3, backoff: 10m}
                stale: 60s
                strangers: inspect
                windows: [{verbs: [wake], allow: daily 00:00-23:00 UTC, overrun: finish}]
                freezes: [{from: 2030-12-20, to: 2031-01-02, verbs: [powerOff]}]
                canary: {first: [m4], soak: 10m}
                alertGate: {prometheus: "http://10.0.0.9:9090", query: up == 0}
                sleep: {schedules: [{profile: worker, asleep: "Mon 01:00-02:00 UTC"}], minAwake: 1, wakeOnPending: true}
            """;

    private static final String IMAGE =
            "  boot: disk\n  arch: x86_64\n  kubernetesVersion: 1.36.2\n  disk: {url: os-1.img, sha256: %1$s, format: raw}\n"
                    + "  bundles: [{url: bundle-1, sha256: %1$s}]\n";

    private static final String LIVE =
            """
              boot: live
              kernel: {url: vmlinuz-1, sha256: %1$s}
              initrd: [{url: initrd-1, sha256: %1$s}]
              rootfs: {url: rootfs-1, sha256: %1$s}
              args: ["rootfs={{ bringup.rootfsUrl }}", one]
            """;

    private static final String DISTRO =
            """
              boot: installer
              kernel: {url: linux, sha256: %1$s}
            """;

    private static final String PROFILE =
            """
              role: worker
              image: os-1
              payload: {cloudInit: plain.j2}
              kernelArgs: [quiet]
              labels: {a: b}
              taints: [a=b:NoSchedule]
              variables: {v: one}
              spread: []
              match: {vendor: V1, product: P1, minMemory: 1G, minCpus: 1}
              dhcpOptions: {root-path: /a}
              steps:
                - name: one
                  run: echo one
                  unless: test -e /one
                  timeout: 1m
                  retries: 1
              reimage: {generation: a}
              reboot: {generation: a}
            """;

    private static final String FIRST =
            """
              macAddress: 52:54:00:00:00:01
              ipAddress: 10.0.0.11
              identity: {uuid: 4c4c4544-0042-4b10-8057-b7c04f4a5831, serial: S1}
              profile: worker
              labels: {m: n}
              taints: [m=n:NoSchedule]
              variables: {v: own}
              kernelArgs: [m]
              match: {vendor: V1, product: P1, minMemory: 1G, minCpus: 1}
              location: {rack: r1, pdu: [p1]}
              power:
                - wol: {broadcast: 10.0.255.255, port: 7, interface: eth1, secureOn: {secret: {env: W1}}}
                - ipmi: {bmc: b1}
                - redfish: {bmc: b3}
                - pdu: {}
                - libvirt: {host: 10.3.0.1, user: virt, hostKey: ssh-ed25519 AAAA, key: {secret: {env: V1}}, connect: "qemu:///system", domain: vm1}
                - ssh: {}
                - webhook: {url: "https://hook.example/a", secret: {env: H1}}
                - command: {run: relay, timeout: 20s}
                - manual: {}
              disk: {wwn: w1, minSize: 1G, overwrite: o1}
              state: Joined
              reimage: {generation: a}
              reboot: {generation: a}
            """;

    private FieldFiles() {}

    static SortedMap<String, byte[]> all() {
        SortedMap<String, byte[]> files = new TreeMap<>();
        put(files, "cluster.yaml", HEAD.formatted("Cluster", "lab") + CLUSTER);
        put(
                files,
                "image.yaml",
                HEAD.formatted("Image", "os-1") + IMAGE.formatted("ab".repeat(32)));
        put(
                files,
                "image3.yaml",
                HEAD.formatted("Image", "os-3") + IMAGE.formatted("cd".repeat(32)));
        put(
                files,
                "live.yaml",
                HEAD.formatted("Image", "os-live") + LIVE.formatted("ef".repeat(32)));
        put(files, "profile.yaml", HEAD.formatted("Profile", "worker") + PROFILE);
        put(
                files,
                "memory.yaml",
                HEAD.formatted("Profile", "memory")
                        + "  role: worker\n  image: os-live\n  payload: {script: plain.sh}\n");
        put(
                files,
                "distro.yaml",
                HEAD.formatted("Image", "os-distro") + DISTRO.formatted("12".repeat(32)));
        put(
                files,
                "steered.yaml",
                HEAD.formatted("Profile", "steered")
                        + "  role: worker\n  image: os-distro\n  payload: {preseed: plain.cfg}\n");
        put(
                files,
                "bare.yaml",
                HEAD.formatted("Image", "os-bare")
                        + "  boot: disk\n  disk: {url: bare.img, sha256: %s, format: raw}\n"
                                .formatted("34".repeat(32)));
        put(
                files,
                "sealed.yaml",
                HEAD.formatted("Profile", "sealed")
                        + "  role: worker\n  image: os-bare\n  payload: {script: sealed.sh}\n");
        put(files, "machines/m7.yaml", machine(7).replace("profile: worker", "profile: sealed"));
        put(files, "machines/m6.yaml", machine(6).replace("profile: worker", "profile: steered"));
        put(files, "machines/m5.yaml", machine(5).replace("profile: worker", "profile: memory"));
        // What the allowance of the Cluster allows.
        String counted = PROFILE.replace("spread: []", "count: 7");
        put(files, "twin.yaml", HEAD.formatted("Profile", "twin") + counted);
        put(files, "machines/m1.yaml", HEAD.formatted("Machine", "m1") + FIRST);
        for (int n = 2; n <= 4; n++) {
            put(files, "machines/m" + n + ".yaml", machine(n));
        }
        put(
                files,
                "bmcs.yaml",
                bmc(1) + "---\n" + bmc(2) + "---\n" + service(3) + "---\n" + service(4));
        put(
                files,
                "pdus.yaml",
                pdu(1, "{machine: m1}")
                        + "---\n"
                        + pdu(2, "{locked: spare}")
                        + "---\n"
                        + pdu(3, "{machine: m1}")
                                .replace("driver: digital-loggers", "driver: sentry3")
                                .replace(
                                        "dialect: rest",
                                        "snmp: v3\n  auth: sha256\n  privacy: aes\n  unit: 2\n  cord: 2"));
        put(
                files,
                "target.yaml",
                HEAD.formatted("Target", "hosts") + "  template: hosts.j2\n  output: hosts\n");
        put(
                files,
                "approval.yaml",
                HEAD.formatted("Approval", "one")
                        + "  forecast: \""
                        + dev.bringup.plan.ApprovalHash.of(
                                java.util.List.of(
                                        new dev.bringup.model.Approval.Step(
                                                new dev.bringup.model.MachineId("m1"),
                                                "none",
                                                "wake")))
                        + "\"\n  steps: [{machine: m1, from: none, to: wake}]\n  reason: planted\n");
        put(
                files,
                "tombstone.yaml",
                HEAD.formatted("Decommission", "gone")
                        + "  machine: m9\n  identity: {serial: S9}\n"
                        + "  method: quick\n  expires: 2099-01-01\n");
        put(
                files,
                "addons.yaml",
                HEAD.formatted("Addons", "base")
                        + "  steps: [{name: cni, path: k/one.json, wait: 5m}]\n");
        String map =
                "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"%s\"}}";
        put(files, "k/one.json", map.formatted("one"));
        put(files, "k/two.json", map.formatted("two"));
        put(files, "hosts.j2", "hosts");
        String brings = "# %%bringup.bundlesUrl%%\n";
        put(files, "plain.j2", "#cloud-config\nv: {{ variables.v }}\n" + brings);
        put(files, "other.j2", "#cloud-config\nother: {{ variables is defined }}\n" + brings);
        put(files, "plain.sh", "#!/bin/sh\n" + brings);
        put(files, "sealed.sh", "#!/bin/sh\n");
        put(files, "plain.talos", "version: v1alpha1\n");
        put(files, "plain.ign", "{\"ignition\": {\"version\": \"3.4.0\"}}\n" + brings);
        put(files, "plain.bu", "variant: fcos\nversion: 1.5.0\n" + brings);
        String steers = "# {{ bringup.targetUrl }} {{ bringup.finishUrl }}\n";
        put(files, "plain.cfg", steers);
        put(files, "other.cfg", steers + "d-i time/zone string UTC\n");
        put(files, "plain.ks", steers);
        put(files, "plain.auto", "#cloud-config\n" + steers);
        put(files, "secrets/b.yaml", "b1: ENC[AES256_GCM]\nsops:\n  version: 3.9.0\n");
        put(files, "keys/a.pub", "ssh-ed25519 AAAAFROMA\n");
        put(files, "keys/ca-a.pub", "ssh-ed25519 AAAACAFROMA\n");
        put(files, "keys/ca-b.pub", "ssh-ed25519 AAAACAFROMB\n");
        put(files, "keys/b.pub", "ssh-ed25519 AAAAFROMB\n");
        return files;
    }

    private static String machine(int n) {
        return HEAD.formatted("Machine", "m" + n)
                + (n == 3 ? "  macAddress: 52:54:00:00:00:0%d\n" : "  macs: [52:54:00:00:00:0%d]\n")
                        .formatted(n)
                + "  ipAddress: 10.%s.%d\n".formatted(n == 4 ? "5.0" : "0.1", n)
                + "  profile: worker\n  location: {rack: r1}\n  power: [{wol: {}}, {ssh: {}}]\n"
                + "  state: Joined\n";
    }

    private static String bmc(int n) {
        return HEAD.formatted("Bmc", "b" + n)
                + "  address: 10.1.0.%d\n  driver: ipmi\n".formatted(n)
                + "  credentials: {secret: {env: B%d}}\n  cipherSuite: 17\n".formatted(n);
    }

    private static String service(int n) {
        return bmc(n).replace("driver: ipmi", "driver: redfish")
                .replace(
                        "  cipherSuite: 17\n",
                        "  tls: {fingerprint: sha256:%s}\n".formatted("ab".repeat(32))
                                + "  system: one\n  netboot: pxe\n");
    }

    private static String pdu(int n, String plug) {
        return HEAD.formatted("Pdu", "p" + n)
                + "  address: 10.2.0.%d\n  driver: digital-loggers\n".formatted(n)
                + "  dialect: rest\n  credentials: {secret: {env: P%d}}\n".formatted(n)
                + "  outlets: {3: %s}\n  minOff: 10s\n".formatted(plug);
    }

    static String text(SortedMap<String, byte[]> files, String name) {
        return new String(files.getOrDefault(name, new byte[0]), StandardCharsets.UTF_8);
    }

    static void put(SortedMap<String, byte[]> files, String name, String text) {
        files.put(name, text.getBytes(StandardCharsets.UTF_8));
    }
}
