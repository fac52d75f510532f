package dev.bringup.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What a control plane is handed, letter for letter.
class JoinScriptTest {

    private static final MachineSpec N1 = Fleet.as(Role.CONTROL_PLANE, "g1", Fleet.machine(1, 1));

    private static final TreeMap<String, String> FILES =
            new TreeMap<>(Map.of("ca.crt", "CERT\n", "ca.key", "KEY\n", "etcd/ca.key", "ETCD\n"));

    private static ClusterSpec cluster(String version, Optional<Cidr> pods) {
        ClusterSpec c = Fleet.of(1, 1, 1).cluster();
        return new ClusterSpec(
                "rack",
                new Kubernetes(
                        version,
                        Optional.of("k8s.lab.example:6443"),
                        pods,
                        Optional.of(Cidr.parse("10.96.0.0/12")),
                        Optional.of(new Kubernetes.SealedRoots("sealed"))),
                c.network(),
                c.ssh(),
                c.suspend(),
                c.policy());
    }

    private static String script(ClusterSpec cluster, MachineSpec machine, Way way) {
        JoinMaterial material =
                new JoinMaterial("k8s.lab.example:6443", "abcdef.0123456789abcdef", "sha256:00ff");
        return JoinScript.of(
                machine.id(), new KubeadmConfig(cluster, machine, material).with(way, FILES));
    }

    @Test
    void theFirstControlPlaneMakesTheCluster() {
        assertEquals(
                """
                #!/bin/sh
                set -eu
                umask 077
                case "$0" in /*) rm -f "$0" ;; esac
                if [ -e /var/lib/etcd/member ]; then
                  echo 'there is an etcd on this machine already; it is left as it is' >&2
                  exit 0
                fi
                mkdir -p /etc/kubernetes/pki/etcd
                cat > /etc/kubernetes/pki/ca.crt <<'BRINGUP'
                CERT
                BRINGUP
                cat > /etc/kubernetes/pki/ca.key <<'BRINGUP'
                KEY
                BRINGUP
                cat > /etc/kubernetes/pki/etcd/ca.key <<'BRINGUP'
                ETCD
                BRINGUP
                cat > /run/bringup-kubeadm.yaml <<'BRINGUP'
                apiVersion: kubeadm.k8s.io/v1beta4
                kind: InitConfiguration
                bootstrapTokens:
                - ttl: 1m0s
                localAPIEndpoint:
                  advertiseAddress: 127.77.1.1
                nodeRegistration:
                  name: n1
                  taints: []
                ---
                apiVersion: kubeadm.k8s.io/v1beta4
                kind: ClusterConfiguration
                clusterName: rack
                kubernetesVersion: v1.36.2
                controlPlaneEndpoint: k8s.lab.example:6443
                networking:
                  podSubnet: 10.244.0.0/16
                  serviceSubnet: 10.96.0.0/12
                  dnsDomain: cluster.local
                BRINGUP
                trap 'rm -f /run/bringup-kubeadm.yaml' EXIT
                kubeadm init --skip-token-print --config /run/bringup-kubeadm.yaml
                """,
                script(cluster("1.36.2", Optional.of(Cidr.parse("10.244.0.0/16"))), N1, Way.INIT));
    }

    @Test
    void anotherOneJoinsAsAControlPlaneWithTheTaintsThatGitNames() {
        MachineSpec tainted =
                new MachineSpec(
                        N1.id(),
                        N1.hardware(),
                        N1.address(),
                        N1.profile(),
                        N1.install(),
                        new MachineSpec.NodeSpec(
                                N1.node().labels(),
                                List.of(
                                        new Taint(
                                                "node-role.kubernetes.io/control-plane",
                                                "",
                                                Taint.Effect.NO_SCHEDULE)),
                                Role.CONTROL_PLANE),
                        N1.intent());
        String script = script(cluster("1.30.4", Optional.empty()), tainted, Way.JOIN);

        assertTrue(
                script.contains(
                        """
                        apiVersion: kubeadm.k8s.io/v1beta3
                        kind: JoinConfiguration
                        discovery:
                          bootstrapToken:
                            apiServerEndpoint: k8s.lab.example:6443
                            token: abcdef.0123456789abcdef
                            caCertHashes: ["sha256:00ff"]
                        controlPlane:
                          localAPIEndpoint:
                            advertiseAddress: 127.77.1.1
                        nodeRegistration:
                          name: n1
                          taints: [{key: "node-role.kubernetes.io/control-plane", value: "", \
                        effect: NoSchedule}]
                        BRINGUP
                        """),
                script);
        assertTrue(script.endsWith("\nkubeadm join --config /run/bringup-kubeadm.yaml\n"), script);
    }
}
