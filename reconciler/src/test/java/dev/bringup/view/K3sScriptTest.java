package dev.bringup.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.model.Cidr;
import dev.bringup.model.ClusterSpec;
import dev.bringup.model.JoinMaterial;
import dev.bringup.model.JoinMaterial.Way;
import dev.bringup.model.Kubernetes;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.MachineSpec.Role;
import dev.bringup.model.Taint;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What k3s is told, letter for letter; and what the script does, run by a shell whose `k3s` and
/// `systemctl` write down what they are called with.
class K3sScriptTest {

    private static final MachineSpec N1 = Fleet.as(Role.CONTROL_PLANE, "g1", Fleet.machine(1, 1));

    private static final SortedMap<String, String> ROOTS =
            new TreeMap<>(
                    Stream.of("ca", "etcd/ca", "front-proxy-ca")
                            .flatMap(n -> Stream.of(n + ".crt", n + ".key"))
                            .collect(Collectors.toMap(n -> n, n -> n + "'s\n")));

    static {
        ROOTS.put("sa.key", "sa.key's\n");
        ROOTS.put("sa.pub", "sa.pub's\n");
    }

    @TempDir Path root;

    private static ClusterSpec cluster() {
        ClusterSpec c = Fleet.of(1, 1, 1).cluster();
        return new ClusterSpec(
                "rack",
                new Kubernetes(
                        "1.36.2+k3s1",
                        Optional.of("k8s.lab.example:6443"),
                        Optional.of(Cidr.parse("10.42.0.0/16")),
                        Optional.of(Cidr.parse("10.43.0.0/16")),
                        Optional.of(new Kubernetes.SealedRoots("sealed")),
                        Kubernetes.Tool.K3S),
                c.network(),
                c.ssh(),
                c.suspend(),
                c.policy());
    }

    private static MachineSpec with(Map<String, String> labels, List<Taint> taints) {
        return new MachineSpec(
                N1.id(),
                N1.hardware(),
                N1.address(),
                N1.profile(),
                N1.install(),
                new MachineSpec.NodeSpec(new TreeMap<>(labels), taints, Role.CONTROL_PLANE),
                N1.intent());
    }

    private static JoinMaterial material(Way way, MachineSpec machine) {
        JoinMaterial minted = new JoinMaterial("k8s.lab.example:6443", "K10ff::server:pw", "");
        return new K3sConfig(cluster(), machine, minted).with(way, ROOTS);
    }

    private static JoinMaterial.Plane plane(Way way, MachineSpec machine) {
        return material(way, machine).plane().orElseThrow();
    }

    @Test
    void theFirstServerIsToldToBeginAndGetsTheRootsAsK3sCallsThem() {
        JoinMaterial.Plane plane = plane(Way.INIT, with(Map.of(), List.of()));

        assertEquals(
                """
                cluster-init: true
                token: "K10ff::server:pw"
                node-name: "n1"
                node-ip: "127.77.1.1"
                tls-san:
                - "k8s.lab.example"
                cluster-cidr: "10.42.0.0/16"
                service-cidr: "10.43.0.0/16"
                """,
                plane.config());
        Map<String, String> files = new TreeMap<>();
        plane.files().forEach((name, text) -> files.put(name, text.strip()));
        assertEquals(
                Map.ofEntries(
                        Map.entry("server-ca.crt", "ca.crt's"),
                        Map.entry("server-ca.key", "ca.key's"),
                        Map.entry("client-ca.crt", "ca.crt's"),
                        Map.entry("client-ca.key", "ca.key's"),
                        Map.entry("request-header-ca.crt", "front-proxy-ca.crt's"),
                        Map.entry("request-header-ca.key", "front-proxy-ca.key's"),
                        Map.entry("etcd/server-ca.crt", "etcd/ca.crt's"),
                        Map.entry("etcd/server-ca.key", "etcd/ca.key's"),
                        Map.entry("etcd/peer-ca.crt", "etcd/ca.crt's"),
                        Map.entry("etcd/peer-ca.key", "etcd/ca.key's"),
                        Map.entry("service.key", "sa.key's")),
                files);
    }

    @Test
    void anotherServerAndAnAgentAreToldWhereAndGetNoRoots() {
        MachineSpec machine =
                with(
                        Map.of(
                                "rack.example/pool", "fast",
                                "node-role.kubernetes.io/edge", "",
                                "topology.kubernetes.io/zone", "a",
                                "node.kubernetes.io/speed", "1",
                                "plain", "x"),
                        List.of(
                                new Taint("gpu", "", Taint.Effect.NO_SCHEDULE),
                                new Taint("team", "a", Taint.Effect.NO_EXECUTE)));
        JoinMaterial.Plane server = plane(Way.JOIN, machine);
        JoinMaterial.Plane agent = plane(Way.WORK, machine);
        String first =
                """
                server: "https://k8s.lab.example:6443"
                token: "K10ff::server:pw"
                node-name: "n1"
                node-ip: "127.77.1.1"
                """;
        String same =
                """
                tls-san:
                - "k8s.lab.example"
                cluster-cidr: "10.42.0.0/16"
                service-cidr: "10.43.0.0/16"
                """;
        String last =
                """
                node-label:
                - "node.kubernetes.io/speed=1"
                - "plain=x"
                - "rack.example/pool=fast"
                node-taint:
                - "gpu:NoSchedule"
                - "team=a:NoExecute"
                """;

        assertEquals(first + same + last, server.config());
        assertEquals(first + last, agent.config());
        assertEquals(Map.of(), server.files());
        assertEquals(Map.of(), agent.files());
    }

    @Test
    void withoutARootNothingBegins() {
        TreeMap<String, String> fewer = new TreeMap<>(ROOTS);
        fewer.remove("sa.key");
        JoinMaterial minted = new JoinMaterial("k8s.lab.example:6443", "t", "");

        assertEquals(
                "the roots of trust lack sa.key",
                assertThrows(
                                IllegalStateException.class,
                                () -> new K3sConfig(cluster(), N1, minted).with(Way.INIT, fewer))
                        .getMessage());
    }

    /// The folders of the machine are below ours.
    private String run(Way way, String systemctl) throws Exception {
        Path bin = Files.createDirectories(root.resolve("bin"));
        Files.createDirectories(root.resolve("etc/systemd/system"));
        stub(bin.resolve("k3s"), "exit 1");
        stub(bin.resolve("systemctl"), "echo \"$*\" >> " + root.resolve("said") + "\n" + systemctl);
        String script =
                JoinScript.of(N1.id(), material(way, N1))
                        .replace("/etc/", root + "/etc/")
                        .replace("/var/lib/", root + "/var/lib/");
        Path file = Files.writeString(root.resolve("join.sh"), script);
        ProcessBuilder shell = new ProcessBuilder("sh", file.toString()).redirectErrorStream(true);
        shell.environment().put("PATH", bin + ":" + System.getenv("PATH"));
        Process process = shell.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), text);
        assertFalse(Files.exists(file), "the script holds secrets");
        return text;
    }

    private static void stub(Path file, String text) throws Exception {
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private String rights(String file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(file)));
    }

    @Test
    void theScriptLaysEverythingDownAndStartsTheService() throws Exception {
        assertEquals("", run(Way.INIT, "[ \"$1\" != cat ]"));

        String config = "etc/rancher/k3s/config.yaml.d/bringup.yaml";
        assertEquals(plane(Way.INIT, N1).config(), Files.readString(root.resolve(config)));
        assertEquals("rw-------", rights(config));
        assertEquals("rw-------", rights("var/lib/rancher/k3s/server/tls/server-ca.key"));
        assertEquals(
                "etcd/ca.key's\n",
                Files.readString(root.resolve("var/lib/rancher/k3s/server/tls/etcd/peer-ca.key")));
        String unit = Files.readString(root.resolve("etc/systemd/system/k3s.service"));
        assertTrue(unit.contains("\nExecStart=" + root.resolve("bin/k3s") + " server\n"), unit);
        assertTrue(unit.contains("\nType=notify\n"), unit);
        assertEquals("rw-r--r--", rights("etc/systemd/system/k3s.service"));
        assertEquals(
                List.of(
                        "cat k3s.service",
                        "daemon-reload",
                        "enable k3s.service",
                        "restart k3s.service"),
                Files.readAllLines(root.resolve("said")));
    }

    @Test
    void aUnitOfTheImageStays() throws Exception {
        assertEquals("", run(Way.WORK, "true"));

        assertFalse(Files.exists(root.resolve("etc/systemd/system/k3s-agent.service")));
        assertEquals(
                List.of(
                        "cat k3s-agent.service",
                        "enable k3s-agent.service",
                        "restart k3s-agent.service"),
                Files.readAllLines(root.resolve("said")));
    }

    @Test
    void anEtcdThatIsThereIsLeftAlone() throws Exception {
        Files.createDirectories(root.resolve("var/lib/rancher/k3s/server/db/etcd"));

        for (Way way : List.of(Way.INIT, Way.JOIN)) {
            assertEquals(
                    "there is an etcd on this machine already; it is left as it is\n",
                    run(way, "true"));
            assertFalse(Files.exists(root.resolve("said")));
            assertFalse(Files.exists(root.resolve("etc/rancher")));
        }
        assertEquals("", run(Way.WORK, "true"));
    }
}
