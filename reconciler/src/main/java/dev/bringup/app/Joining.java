package dev.bringup.app;

import dev.bringup.kube.Kube;
import dev.bringup.model.ClusterSpec;
import dev.bringup.model.JoinMaterial;
import dev.bringup.model.JoinMaterial.Way;
import dev.bringup.model.Kubernetes;
import dev.bringup.model.MachineSpec;
import dev.bringup.secrets.Age;
import dev.bringup.secrets.Mask;
import dev.bringup.secrets.Roots;
import dev.bringup.view.KubeadmConfig;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What machines need to join a cluster, or to make it. The roots of trust are opened each time
/// they are needed, and go to control planes alone.
final class Joining {

    private static final Logger LOG = LoggerFactory.getLogger(Joining.class);

    private final Kube kube;
    private final Optional<Path> identity;
    private final Mask mask;

    Joining(Kube kube, Optional<Path> identity, Mask mask) {
        this.kube = kube;
        this.identity = identity;
        this.mask = mask;
    }

    /// Empty when something could not be had for now.
    Optional<JoinMaterial> material(MachineSpec machine, ClusterSpec cluster, Duration goodFor) {
        Optional<JoinMaterial> minted = kube.mint(machine.id(), goodFor, cluster.kubernetes());
        boolean plane = machine.isControlPlane() && cluster.kubernetes().isMadeHere();
        return plane ? minted.flatMap(m -> with(Way.JOIN, machine, cluster, m)) : minted;
    }

    /// Nobody is asked: there is nobody yet.
    Optional<JoinMaterial> founding(MachineSpec machine, ClusterSpec cluster) {
        String endpoint = cluster.kubernetes().endpoint().orElseThrow();
        return with(Way.INIT, machine, cluster, new JoinMaterial(endpoint, "", ""));
    }

    private Optional<JoinMaterial> with(
            Way way, MachineSpec machine, ClusterSpec cluster, JoinMaterial material) {
        if (!machine.isControlPlane()) {
            throw new IllegalStateException(machine.id() + " is no control plane");
        }
        try {
            Roots roots = open(cluster.kubernetes(), identity, mask);
            return Optional.of(
                    new KubeadmConfig(cluster, machine, material).with(way, roots.ofAPlane()));
        } catch (IllegalStateException | UncheckedIOException e) {
            LOG.error("{}", e.getMessage());
            return Optional.empty();
        }
    }

    static Roots open(Kubernetes kubernetes, Optional<Path> identity, Mask mask) {
        List<String> keys = identity.map(Age::identities).orElse(List.of());
        keys.forEach(mask::learn);
        Roots roots = Roots.open(Roots.PATH, kubernetes.roots().orElseThrow().text(), keys);
        roots.secrets().forEach(mask::learn);
        return roots;
    }
}
