package dev.bringup.app;

import dev.bringup.kube.Kube;
import dev.bringup.model.ClusterSpec;
import dev.bringup.model.Etcd;
import dev.bringup.model.JoinMaterial;
import dev.bringup.model.JoinMaterial.Way;
import dev.bringup.model.KubeVersion;
import dev.bringup.model.Kubernetes;
import dev.bringup.model.Kubernetes.SealedRoots;
import dev.bringup.model.Kubernetes.Tool;
import dev.bringup.model.MachineSpec;
import dev.bringup.secrets.Age;
import dev.bringup.secrets.Mask;
import dev.bringup.secrets.Roots;
import dev.bringup.view.K3sConfig;
import dev.bringup.view.KubeadmConfig;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
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
        Kubernetes kubernetes = cluster.kubernetes();
        boolean k3s = kubernetes.tool() == Tool.K3S;
        boolean plane = machine.isControlPlane() && kubernetes.isMadeHere();
        if (plane && k3s) {
            // Servers of k3s know each other by a token of their own.
            return with(Way.JOIN, machine, cluster, atEndpoint(kubernetes));
        }
        if (plane && !kube.raise(KubeVersion.parse(kubernetes.version()))) {
            return Optional.empty();
        }
        Optional<JoinMaterial> minted = kube.mint(machine.id(), goodFor, kubernetes);
        if (k3s) {
            return minted.map(m -> agent(machine, cluster, m));
        }
        return plane ? minted.flatMap(m -> with(Way.JOIN, machine, cluster, m)) : minted;
    }

    private static JoinMaterial agent(
            MachineSpec machine, ClusterSpec cluster, JoinMaterial minted) {
        String token = Roots.k3sToken(minted.caCertificateHash(), minted.token());
        return new K3sConfig(
                        cluster,
                        machine,
                        new JoinMaterial(minted.endpoint(), token, minted.caCertificateHash()))
                .with(Way.WORK, new TreeMap<>());
    }

    private static JoinMaterial atEndpoint(Kubernetes kubernetes) {
        return new JoinMaterial(kubernetes.endpoint().orElseThrow(), "", "");
    }

    /// Nobody is asked: there is nobody yet.
    Optional<JoinMaterial> founding(MachineSpec machine, ClusterSpec cluster) {
        return with(Way.INIT, machine, cluster, atEndpoint(cluster.kubernetes()));
    }

    /// The same, with what its etcd held before.
    Optional<JoinMaterial> restoring(
            MachineSpec machine, ClusterSpec cluster, Etcd.Snapshot snapshot) {
        return founding(machine, cluster)
                .map(m ->
                        m.restoring(
                                new JoinMaterial.Restored(
                                        snapshot.digest(), machine.id(), machine.address())));
    }

    private Optional<JoinMaterial> with(
            Way way, MachineSpec machine, ClusterSpec cluster, JoinMaterial material) {
        if (!machine.isControlPlane()) {
            throw new IllegalStateException(machine.id() + " is no control plane");
        }
        try {
            Roots roots = open(cluster.kubernetes().roots().orElseThrow(), identity, mask);
            return Optional.of(
                    switch (cluster.kubernetes().tool()) {
                        case KUBEADM ->
                                new KubeadmConfig(cluster, machine, material)
                                        .with(way, roots.ofAPlane());
                        case K3S -> {
                            mask.learn(roots.k3sPassword());
                            yield new K3sConfig(
                                            cluster,
                                            machine,
                                            new JoinMaterial(
                                                    material.endpoint(),
                                                    roots.k3sServerToken(),
                                                    ""))
                                    .with(way, roots.ofAPlane());
                        }
                    });
        } catch (IllegalStateException | UncheckedIOException e) {
            LOG.error("{}", e.getMessage());
            return Optional.empty();
        }
    }

    static Roots open(SealedRoots sealed, Optional<Path> identity, Mask mask) {
        List<String> keys = identity.map(Age::identities).orElse(List.of());
        keys.forEach(mask::learn);
        Roots roots = Roots.open(Roots.PATH, sealed.text(), keys);
        roots.secrets().forEach(mask::learn);
        return roots;
    }
}
