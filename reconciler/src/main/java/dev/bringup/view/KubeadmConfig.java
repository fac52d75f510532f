package dev.bringup.view;

import dev.bringup.model.Cidr;
import dev.bringup.model.ClusterSpec;
import dev.bringup.model.JoinMaterial;
import dev.bringup.model.KubeVersion;
import dev.bringup.model.Kubernetes.Tool;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Taint;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;

/// What kubeadm is told on a control plane, in the format that its version reads.
public record KubeadmConfig(ClusterSpec cluster, MachineSpec machine, JoinMaterial material) {

    /// With this minor version kubeadm got another format.
    private static final int SINCE_V1BETA4 = 31;

    /// The material with what is said beside it.
    public JoinMaterial with(JoinMaterial.Way way, SortedMap<String, String> files) {
        String config =
                switch (way) {
                    case INIT -> init();
                    case JOIN -> join();
                    case WORK -> throw new IllegalStateException("workers have no configuration");
                };
        return new JoinMaterial(
                material.endpoint(),
                material.token(),
                material.caCertificateHash(),
                Optional.of(new JoinMaterial.Plane(way, Tool.KUBEADM, files, config)));
    }

    private String version() {
        KubeVersion version = KubeVersion.parse(cluster.kubernetesVersion());
        return "kubeadm.k8s.io/" + (version.minor() >= SINCE_V1BETA4 ? "v1beta4" : "v1beta3");
    }

    /// The token that kubeadm makes by itself ends at once: each machine gets its own.
    private String init() {
        return """
        apiVersion: %1$s
        kind: InitConfiguration
        bootstrapTokens:
        - ttl: 1m0s
        localAPIEndpoint:
          advertiseAddress: %2$s
        %3$s---
        apiVersion: %1$s
        kind: ClusterConfiguration
        clusterName: %4$s
        kubernetesVersion: v%5$s
        controlPlaneEndpoint: %6$s
        networking:
        %7$s\
        """
                .formatted(
                        version(),
                        machine.address(),
                        registration(),
                        cluster.name(),
                        cluster.kubernetesVersion(),
                        material.endpoint(),
                        networking());
    }

    private String networking() {
        String pods = cluster.kubernetes().podCidr().map(c -> line("podSubnet", c)).orElse("");
        String services =
                cluster.kubernetes().serviceCidr().map(c -> line("serviceSubnet", c)).orElse("");
        return pods + services + "  dnsDomain: cluster.local\n";
    }

    private static String line(String key, Cidr value) {
        return "  " + key + ": " + value + "\n";
    }

    private String join() {
        return """
        apiVersion: %1$s
        kind: JoinConfiguration
        discovery:
          bootstrapToken:
            apiServerEndpoint: %2$s
            token: %3$s
            caCertHashes: ["%4$s"]
        controlPlane:
          localAPIEndpoint:
            advertiseAddress: %5$s
        %6$s\
        """
                .formatted(
                        version(),
                        material.endpoint(),
                        material.token(),
                        material.caCertificateHash(),
                        machine.address(),
                        registration());
    }

    /// The taints that Git names and no other: a control plane carries work unless Git says that it
    /// does not.
    private String registration() {
        String taints =
                machine.node().taints().stream()
                        .map(KubeadmConfig::taint)
                        .collect(Collectors.joining(", ", "[", "]"));
        return """
        nodeRegistration:
          name: %s
          taints: %s
        """
                .formatted(machine.id(), taints);
    }

    private static String taint(Taint taint) {
        return "{key: \"%s\", value: \"%s\", effect: %s}"
                .formatted(taint.key(), taint.value(), taint.effect().text());
    }
}
