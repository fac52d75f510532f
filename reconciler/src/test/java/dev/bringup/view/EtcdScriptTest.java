package dev.bringup.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.Etcd;
import dev.bringup.model.Kubernetes.Tool;
import dev.bringup.model.MachineId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The scripts are run by a real shell, with stand-ins for what a control plane has.
class EtcdScriptTest {

    private static final String ETCDCTL =
            "--endpoints=https://127.0.0.1:2379 --cacert=/etc/kubernetes/pki/etcd/ca.crt"
                    + " --cert=/etc/kubernetes/pki/etcd/healthcheck-client.crt"
                    + " --key=/etc/kubernetes/pki/etcd/healthcheck-client.key ";

    private static final Etcd.Member MEMBER =
            new Etcd.Member("8e9e05c52164694d", "node-02", "10.0.0.2");

    @TempDir Path bin;

    private record Ended(int status, String output, String errors) {}

    private void tool(String name, String script) throws IOException {
        Path file = bin.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + script);
        assertTrue(file.toFile().setExecutable(true));
    }

    private Ended run(String script) throws Exception {
        Path text = Files.writeString(bin.resolve("script"), script);
        ProcessBuilder shell = new ProcessBuilder("/bin/sh", "-s");
        shell.environment().putAll(Map.of("PATH", bin + ":/usr/bin:/bin"));
        shell.redirectInput(text.toFile());
        shell.redirectError(bin.resolve("errors").toFile());
        Process process = shell.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        return new Ended(process.exitValue(), output, Files.readString(bin.resolve("errors")));
    }

    @Test
    void ofKubeadmItIsAskedInItsContainer() throws Exception {
        tool("crictl", "case $1 in ps) echo abc;; *) echo \"$@\";; esac\n");

        assertEquals(
                new Ended(
                        0,
                        "exec abc etcdctl "
                                + ETCDCTL
                                + "member list\nexec abc etcdctl "
                                + ETCDCTL
                                + "endpoint health --cluster\n",
                        ""),
                run(EtcdScript.members(Tool.KUBEADM)));
        assertEquals(
                new Ended(
                        0, "exec abc etcdctl " + ETCDCTL + "member remove 8e9e05c52164694d\n", ""),
                run(EtcdScript.remove(Tool.KUBEADM, new MachineId("node-02"), MEMBER)));
    }

    @Test
    void whereNoneRunsThatIsSaid() throws Exception {
        tool("crictl", "true\n");

        assertEquals(
                new Ended(69, "", "no etcd runs on this machine\n"),
                run(EtcdScript.members(Tool.KUBEADM)));
    }

    /// What etcdctl says of its progress is none of the snapshot.
    @Test
    void aSnapshotIsAllThatIsPrinted() throws Exception {
        Path db = bin.resolve("bringup.db");
        tool("crictl", "case $1 in ps) echo abc;; *) echo saved; echo BYTES > " + db + ";; esac\n");
        String script =
                EtcdScript.snapshot(Tool.KUBEADM)
                        .replace("/var/lib/etcd/bringup.db", db.toString());

        assertEquals(new Ended(0, "BYTES\n", "saved\n"), run(script));
        assertTrue(Files.notExists(db));
    }

    @Test
    void ofK3sMembersAreNodesThatWereNotRemoved() throws Exception {
        tool("k3s", "shift; for word; do :; done; printf '%s\\n' \"$word\" > " + bin + "/asked\n");
        assertEquals(0, run(EtcdScript.members(Tool.K3S)).status());
        assertEquals(
                "jsonpath={range .items[*]}{.metadata.name},"
                        + " {.status.addresses[?(@.type==\"InternalIP\")].address},"
                        + " {.metadata.annotations.etcd\\.k3s\\.cattle\\.io/removed-node-name}{\"\\n\"}{end}\n",
                Files.readString(bin.resolve("asked")));
        assertEquals(
                List.of(new Etcd.Member("node-01", "node-01", "10.0.0.1")),
                EtcdScript.read(
                        Tool.K3S, "node-01, 10.0.0.1, \nnode-02, 10.0.0.2, node-02-1a2b3c4d\n"));
    }

    @Test
    void k3sTakesOneOutWhenItsNodeIsMarked() throws Exception {
        tool("k3s", "case $2 in annotate) shift; echo \"$@\";; *) echo node-02-1a2b3c4d;; esac\n");

        assertEquals(
                new Ended(
                        0,
                        "annotate --overwrite node node-02 etcd.k3s.cattle.io/remove=true\n",
                        ""),
                run(EtcdScript.remove(Tool.K3S, new MachineId("node-02"), MEMBER)));
    }

    @Test
    void whatEtcdctlPrintsIsUnderstood() {
        assertEquals(
                List.of(
                        MEMBER,
                        new Etcd.Member("91bc3c398fb3c146", "", "10.0.0.3", false),
                        new Etcd.Member("a39d8e448fb2d76e", "node-04", "10.0.0.4", false)),
                EtcdScript.read(
                        Tool.KUBEADM,
                        """
                        8e9e05c52164694d, started, node-02, https://10.0.0.2:2380, https://10.0.0.2:2379, false
                        91bc3c398fb3c146, unstarted, , https://10.0.0.3:2380, , false
                        a39d8e448fb2d76e, started, node-04, https://10.0.0.4:2380, https://10.0.0.4:2379, false
                        {"level":"warn","msg":"retrying of unary invoker failed, attempt 0, a, b, c"}
                        https://10.0.0.2:2379 is healthy: successfully committed proposal: took = 5.3ms
                        https://10.0.0.4:2379 is unhealthy: failed to commit proposal: context deadline exceeded
                        Error: unhealthy cluster
                        """));
        assertEquals(
                "no id of a member of etcd: 1; reboot",
                assertThrows(
                                IllegalArgumentException.class,
                                () ->
                                        EtcdScript.remove(
                                                Tool.KUBEADM,
                                                new MachineId("n"),
                                                new Etcd.Member("1; reboot", "n", "")))
                        .getMessage());
    }
}
