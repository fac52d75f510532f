package dev.bringup.lab.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bringup.Fleet;
import dev.bringup.model.ClusterSpec;
import dev.bringup.model.Ip4;
import dev.bringup.model.KubeVersion;
import dev.bringup.model.JoinMaterial;
import dev.bringup.model.JoinMaterial.Way;
import dev.bringup.model.Kubernetes;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Sha256;
import dev.bringup.secrets.Age;
import dev.bringup.secrets.Issuer;
import dev.bringup.secrets.Roots;
import dev.bringup.view.JoinScript;
import dev.bringup.view.KubeadmConfig;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A machine of the rack does what our own join scripts say, and no more.
class KubeadmTest {

    private static final MachineSpec N1 =
            Fleet.as(MachineSpec.Role.CONTROL_PLANE, "g", Fleet.machine(1, 1));
    private static final String TOKEN = "abcdef.0123456789abcdef";
    private static final Roots ROOTS = roots();

    private static Roots roots() {
        SecureRandom random = new SecureRandom();
        return new Issuer(Instant.now(), random).make(List.of(Age.recipient(Age.generate(random))));
    }

    private static ClusterSpec cluster() {
        ClusterSpec any = Fleet.of(1, 1, 1).cluster();
        return new ClusterSpec(
                any.name(),
                new Kubernetes(
                        "1.36.2",
                        Optional.of("127.77.0.2:6443"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new Kubernetes.SealedRoots("sealed"))),
                any.network(),
                any.ssh(),
                any.suspend(),
                any.policy());
    }

    private static String script(Way way, String hash, SortedMap<String, String> files) {
        JoinMaterial material = new JoinMaterial("127.77.0.2:6443", TOKEN, hash);
        return JoinScript.of(N1.id(), new KubeadmConfig(cluster(), N1, material).with(way, files));
    }

    private static String refused(String script) {
        return assertThrows(IOException.class, () -> Kubeadm.parse(script)).getMessage();
    }

    @Test
    void aWorkerJoinsByItsOptions() throws Exception {
        JoinMaterial material = new JoinMaterial("127.77.0.2:6443", TOKEN, "sha256:00ff");

        assertEquals(
                new Kubeadm.Join("127.77.0.2:6443", TOKEN, "sha256:00ff", "n1", false),
                Kubeadm.parse(JoinScript.of(N1.id(), material)));
    }

    @Test
    void theFirstControlPlaneGetsAllThatACaIsMadeOf() throws Exception {
        ControlPlane.Order order =
                new ControlPlane.Order(
                        "n1",
                        Ip4.parse("127.77.1.1"),
                        "127.77.0.2:6443",
                        new KubeVersion(1, 36, 2),
                        ROOTS.ofAPlane());

        assertEquals(
                new Kubeadm.Init(order), Kubeadm.parse(script(Way.INIT, "", ROOTS.ofAPlane())));
    }

    @Test
    void itsKubeletHasACertificateOfThatCa() throws Exception {
        KubeletConfig config =
                Kubeadm.parse(script(Way.INIT, "", ROOTS.ofAPlane()))
                        .run(Ip4.parse("127.77.1.1"), order -> order.node() + "'s certificate");

        assertEquals(
                new KubeletConfig(
                        "127.77.0.2:6443",
                        ROOTS.discoveryHash(),
                        new KubeletConfig.Proof("", "n1's certificate"),
                        true),
                config);
        assertEquals(config, KubeletConfig.parse(config.text()));
    }

    @Test
    void anotherControlPlaneMustHaveTheSameCa() throws Exception {
        assertEquals(
                new Kubeadm.Join("127.77.0.2:6443", TOKEN, ROOTS.discoveryHash(), "n1", true),
                Kubeadm.parse(script(Way.JOIN, ROOTS.discoveryHash(), ROOTS.ofAPlane())));
        assertEquals(
                "kubeadm join: /etc/kubernetes/pki/ca.crt is not the CA of this cluster",
                refused(script(Way.JOIN, roots().discoveryHash(), ROOTS.ofAPlane())));
    }

    /// As `etcdutl` leaves it for the etcd of the new installation.
    @Test
    void theOnlyOneBeginsWithWhatWasKept() throws Exception {
        JoinMaterial.Restored restored =
                new JoinMaterial.Restored(
                        new Sha256(
                                "79f076abdd19a752db7267bfff2f9022161d120dea919fdaca2ffdfc24ca8c96"),
                        N1.id(),
                        N1.address());
        String script =
                JoinScript.of(
                        N1.id(),
                        new KubeadmConfig(
                                        cluster(),
                                        N1,
                                        new JoinMaterial("127.77.0.2:6443", TOKEN, ""))
                                .with(Way.INIT, ROOTS.ofAPlane())
                                .restoring(restored));
        String file = "/var/lib/bringup/etcd.snapshot";

        assertEquals(
                Optional.of("kept"),
                ((Kubeadm.Init) Kubeadm.parse(script, Map.of(file, "kept"))).order().restored());
        assertEquals(
                "sha256sum: " + file + ": FAILED",
                assertThrows(IOException.class, () -> Kubeadm.parse(script, Map.of(file, "kep")))
                        .getMessage());
        assertEquals("sha256sum: " + file + ": FAILED", refused(script));
    }

    @Test
    void withoutOneOfTheRootsThereIsNoControlPlane() {
        for (String file : Kubeadm.ROOTS) {
            SortedMap<String, String> files = new TreeMap<>(ROOTS.ofAPlane());
            files.remove(file);
            String because = "kubeadm: there is no /etc/kubernetes/pki/" + file;

            assertEquals(because, refused(script(Way.INIT, "", files)));
            assertEquals(because, refused(script(Way.JOIN, ROOTS.discoveryHash(), files)));
        }
    }

    @Test
    void whatIsMissingIsNamed() {
        assertEquals("the script has no kubeadm join in it", refused("kubeadm reset --force\n"));
        assertEquals(
                "kubeadm init: --config is missing", refused("kubeadm init --skip-token-print\n"));
        assertEquals(
                "kubeadm join: --token is missing", refused("kubeadm join h:1 --node-name n\n"));
        assertEquals("kubeadm: there is no /x.yaml", refused("kubeadm init --config /x.yaml\n"));
        assertEquals(
                "kubeadm: there is no nodeRegistration.name in the InitConfiguration",
                refused(
                        """
                        cat > /x.yaml <<'E'
                        kind: InitConfiguration
                        E
                        kubeadm init --config /x.yaml
                        """));
        assertEquals(
                "kubeadm: the configuration is not YAML",
                refused(
                                """
                                cat > /x.yaml <<'E'
                                a: [
                                E
                                kubeadm join --config /x.yaml
                                """)
                        .replaceAll("(?s)YAML:.*", "YAML"));
    }
}
