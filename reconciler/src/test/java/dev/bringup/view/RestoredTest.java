package dev.bringup.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.bringup.Fleet;
import dev.bringup.model.JoinMaterial;
import dev.bringup.model.JoinMaterial.Plane;
import dev.bringup.model.JoinMaterial.Restored;
import dev.bringup.model.JoinMaterial.Way;
import dev.bringup.model.Kubernetes.Tool;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Sha256;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the only control plane does with what etcd held, run by a shell whose tools write down what
/// they are called with.
class RestoredTest {

    private static final MachineSpec N1 = Fleet.machine(1, 1);

    /// Of "kept".
    private static final String DIGEST =
            "79f076abdd19a752db7267bfff2f9022161d120dea919fdaca2ffdfc24ca8c96";

    @TempDir Path root;

    @BeforeEach
    void theMachine() throws Exception {
        Files.createDirectories(root.resolve("bin"));
        for (String folder : List.of("run", "etc/systemd/system", "var/lib/bringup")) {
            Files.createDirectories(root.resolve(folder));
        }
        Files.writeString(root.resolve("var/lib/bringup/etcd.snapshot"), "kept");
        stub("systemctl", "[ \"$1\" != cat ]");
        stub("k3s", "true");
    }

    private void stub(String name, String text) throws Exception {
        Path file = root.resolve("bin/" + name);
        Path said = root.resolve("said");
        Files.writeString(file, "#!/bin/sh\necho " + name + " \"$*\" >> " + said + "\n" + text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private int run(Tool tool) throws Exception {
        Restored restored = new Restored(new Sha256(DIGEST), N1.id(), N1.address());
        JoinMaterial material =
                new JoinMaterial(
                                "h:6443",
                                "",
                                "",
                                Optional.of(
                                        new Plane(
                                                Way.INIT,
                                                tool,
                                                new TreeMap<>(Map.of("ca.crt", "CA\n")),
                                                "told\n")))
                        .restoring(restored);
        String script =
                JoinScript.of(N1.id(), material)
                        .replaceAll("(?<=[ '=])/(etc|var/lib|run)/", root + "/$1/")
                        .replace("=/var/lib", "=" + root + "/var/lib");
        ProcessBuilder shell = new ProcessBuilder("sh", "-s").redirectErrorStream(true);
        shell.environment().put("PATH", root.resolve("bin") + ":/usr/bin:/bin");
        Process process = shell.start();
        try (var in = process.getOutputStream()) {
            in.write(script.getBytes(StandardCharsets.UTF_8));
        }
        process.getInputStream().readAllBytes();
        return process.waitFor();
    }

    private List<String> said() throws Exception {
        Path said = root.resolve("said");
        return Files.exists(said)
                ? Files.readAllLines(said).stream().map(l -> l.replace(root + "", "")).toList()
                : List.of();
    }

    private static final String RESTORE =
            "etcdutl snapshot restore /var/lib/bringup/etcd.snapshot --data-dir /var/lib/etcd"
                    + " --name n1 --initial-cluster n1=https://127.77.1.1:2380"
                    + " --initial-advertise-peer-urls https://127.77.1.1:2380"
                    + " --bump-revision 1000000000 --mark-compacted";

    private static final String INIT =
            "kubeadm init --skip-token-print"
                    + " --ignore-preflight-errors=DirAvailable--var-lib-etcd"
                    + " --config /run/bringup-kubeadm.yaml";

    @Test
    void kubeadmBeginsWithIt() throws Exception {
        stub("kubeadm", "true");
        stub("etcdutl", "true");

        assertEquals(0, run(Tool.KUBEADM));

        assertEquals(List.of(RESTORE, INIT), said());
        assertFalse(Files.exists(root.resolve("var/lib/bringup/etcd.snapshot")));
    }

    @Test
    void whereThereIsNoEtcdutlThatOfItsEtcdIsTaken() throws Exception {
        stub("kubeadm", "[ $1 = init ] || echo r.example/etcd:3.6.5-0; true");
        stub("ctr", "true");

        assertEquals(0, run(Tool.KUBEADM));

        assertEquals(
                List.of(
                        "kubeadm config images list --config /run/bringup-kubeadm.yaml",
                        "ctr --namespace k8s.io images pull r.example/etcd:3.6.5-0",
                        "ctr --namespace k8s.io run --rm"
                                + " --mount type=bind,src=/var/lib,dst=/var/lib,options=rbind:rw"
                                + " r.example/etcd:3.6.5-0 bringup-restore "
                                + RESTORE,
                        INIT),
                said());
    }

    @Test
    void k3sBeginsWithItAndKnowsItsNodeAnew() throws Exception {
        assertEquals(0, run(Tool.K3S));

        assertEquals(
                List.of(
                        "k3s server --cluster-reset"
                                + " --cluster-reset-restore-path=/var/lib/bringup/etcd.snapshot",
                        "systemctl cat k3s.service",
                        "systemctl daemon-reload",
                        "systemctl enable k3s.service",
                        "systemctl restart --no-block k3s.service",
                        "k3s kubectl --namespace kube-system delete secret"
                                + " n1.node-password.k3s --ignore-not-found"),
                said());
    }

    @Test
    void whatWasCutOffOnItsWayIsNotTaken() throws Exception {
        Files.writeString(root.resolve("var/lib/bringup/etcd.snapshot"), "kep");

        assertNotEquals(0, run(Tool.KUBEADM));
        assertNotEquals(0, run(Tool.K3S));
        assertEquals(List.of(), said());
    }
}
