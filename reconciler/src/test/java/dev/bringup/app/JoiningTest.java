package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.kube.Kube;
import dev.bringup.lab.api.LabApi;
import dev.bringup.lab.api.Sample;
import dev.bringup.model.ClusterSpec;
import dev.bringup.model.JoinMaterial;
import dev.bringup.model.Kubernetes;
import dev.bringup.model.MachineSpec;
import dev.bringup.secrets.Age;
import dev.bringup.secrets.Issuer;
import dev.bringup.secrets.Mask;
import dev.bringup.secrets.Roots;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who gets the keys of a cluster, and who does not.
class JoiningTest {

    private static final String KEY =
            "AGE-SECRET-KEY-1EQUCGFZH8UZKSZ0Z5N5T234YRNDT4U9H7QNYXWRRNJYDDVXE6FWSCPGNJ7";
    private static final Duration SOON = Duration.ofMinutes(5);
    private static final MachineSpec WORKER = Fleet.machine(1, 1);
    private static final MachineSpec PLANE =
            Fleet.as(MachineSpec.Role.CONTROL_PLANE, "g", Fleet.machine(2, 1));

    @TempDir Path folder;
    private final Mask mask = new Mask();
    private LabApi api;
    private Kube kube;
    private ClusterSpec cluster;
    private String sealed = "";
    private Joining joining;

    @BeforeEach
    void start() throws Exception {
        SecureRandom random = new SecureRandom();
        InstantSource clock = InstantSource.system();
        api = Sample.api(folder, 0);
        kube = Kube.connect(api.kubeconfig(), clock, random);
        Path identity = Files.writeString(folder.resolve("key.txt"), KEY + "\n");
        Roots roots = new Issuer(clock.instant(), random).make(List.of(Age.recipient(KEY)));
        sealed = roots.sealed();
        cluster = with(Kubernetes.Tool.KUBEADM);
        joining = new Joining(kube, Optional.of(identity), mask);
    }

    private ClusterSpec with(Kubernetes.Tool tool) {
        ClusterSpec any = Fleet.of(1, 1, 1).cluster();
        return new ClusterSpec(
                any.name(),
                new Kubernetes(
                        "1.36.2",
                        Optional.of("k8s.lab.example:6443"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new Kubernetes.SealedRoots(sealed)),
                        tool),
                any.network(),
                any.ssh(),
                any.suspend(),
                any.policy());
    }

    @AfterEach
    void stop() {
        kube.close();
        api.close();
    }

    @Test
    void aWorkerGetsATokenAndNoKeys() {
        JoinMaterial material = joining.material(WORKER, cluster, SOON).orElseThrow();

        assertEquals("k8s.lab.example:6443", material.endpoint());
        assertTrue(material.token().matches("[a-z0-9]{6}\\.[a-z0-9]{16}"), material.token());
        assertEquals(Optional.empty(), material.plane());
    }

    @Test
    void aWorkerNeverMakesACluster() {
        assertEquals(
                "n1 is no control plane",
                assertThrows(IllegalStateException.class, () -> joining.founding(WORKER, cluster))
                        .getMessage());
    }

    @Test
    void aControlPlaneGetsTheKeysToJoinAndToBegin() {
        JoinMaterial.Plane one =
                joining.material(PLANE, cluster, SOON).flatMap(JoinMaterial::plane).orElseThrow();
        JoinMaterial first = joining.founding(PLANE, cluster).orElseThrow();
        JoinMaterial.Plane founder = first.plane().orElseThrow();

        assertEquals(JoinMaterial.Way.JOIN, one.way());
        assertEquals(JoinMaterial.Way.INIT, founder.way());
        assertEquals(one.files(), founder.files());
        assertTrue(one.files().keySet().containsAll(List.of("ca.crt", "ca.key", "sa.key")));
        assertTrue(one.config().contains("kind: JoinConfiguration"), one.config());
        assertTrue(founder.config().contains("kind: InitConfiguration"), founder.config());
        assertEquals("", first.token());
        String key = one.files().get("ca.key");
        assertFalse(mask.hide("a log line with " + key).contains(key));
        assertFalse(first.toString().contains("KEY"), first::toString);
    }

    @Test
    void serversOfK3sKnowEachOtherByOneTokenAndAgentsGetOneOfTheirOwn() throws Exception {
        ClusterSpec k3s = with(Kubernetes.Tool.K3S);
        JoinMaterial first = joining.founding(PLANE, k3s).orElseThrow();
        JoinMaterial second = joining.material(PLANE, k3s, SOON).orElseThrow();
        JoinMaterial worker = joining.material(WORKER, k3s, SOON).orElseThrow();

        assertTrue(first.token().matches("K10[0-9a-f]{64}::server:[0-9a-f]{64}"), first.token());
        assertEquals(first.token(), second.token());
        assertEquals(JoinMaterial.Way.INIT, first.plane().orElseThrow().way());
        assertEquals(JoinMaterial.Way.JOIN, second.plane().orElseThrow().way());
        assertTrue(first.plane().orElseThrow().files().containsKey("server-ca.key"));
        assertFalse(mask.hide(first.token()).contains(first.token().replaceAll(".*:", "")));

        String ca =
                Files.readString(api.kubeconfig())
                        .replaceAll("(?s).*certificate-authority-data: (\\S+).*", "$1");
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Base64.getDecoder().decode(ca));
        String start = "K10" + HexFormat.of().formatHex(digest) + "::";
        assertTrue(worker.token().startsWith(start), worker.token());
        assertTrue(
                worker.token().substring(start.length()).matches("[a-z0-9]{6}\\.[a-z0-9]{16}"),
                worker.token());
        assertEquals(JoinMaterial.Way.WORK, worker.plane().orElseThrow().way());
    }

    @Test
    void withoutTheAgeKeyControlPlanesWaitAndWorkersDoNot() {
        Joining shut = new Joining(kube, Optional.empty(), mask);

        assertEquals(Optional.empty(), shut.material(PLANE, cluster, SOON));
        assertEquals(Optional.empty(), shut.founding(PLANE, cluster));
        assertTrue(shut.material(WORKER, cluster, SOON).isPresent());
    }
}
