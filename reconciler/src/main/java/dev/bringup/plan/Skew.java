package dev.bringup.plan;

import dev.bringup.model.Attempt;
import dev.bringup.model.Desired;
import dev.bringup.model.Diagnostic;
import dev.bringup.model.KubeVersion;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Observed;
import dev.bringup.model.Permit.Stage;
import java.util.List;
import java.util.Optional;

/// Which versions of Kubernetes may stand beside each other (R13): a kubelet is never newer than
/// the control plane and at most three minors older, and a control plane goes up one minor at a
/// time, before the workers do. It never goes back down, unless none of them has begun yet.
public final class Skew {

    private static final int OLDER = 3;

    private Skew() {}

    /// Why a kubelet of this version may not join that cluster.
    static Optional<String> between(KubeVersion kubelet, KubeVersion cluster) {
        if (isNewer(kubelet, cluster)) {
            return Optional.of(
                    "a kubelet %s is newer than the cluster's %s".formatted(kubelet, cluster));
        }
        boolean old =
                kubelet.major() != cluster.major() || kubelet.minor() + OLDER < cluster.minor();
        return old
                ? Optional.of(
                        "a kubelet %s is more than three minors older than the cluster's %s"
                                .formatted(kubelet, cluster))
                : Optional.empty();
    }

    /// Why this kubelet may not come beside those that run now: control planes go up first, and no
    /// worker is left too far behind.
    static Optional<String> amongOthers(MachineSpec spec, KubeVersion kubelet, Fleet fleet) {
        for (Fleet.Standing other : fleet.machines()) {
            Optional<KubeVersion> runs =
                    other.seen().present().flatMap(node -> node.kubelet().version());
            if (runs.isEmpty() || other.id().equals(spec.id())) {
                continue;
            }
            boolean above = other.spec().isControlPlane() && !spec.isControlPlane();
            boolean below = spec.isControlPlane() && !other.spec().isControlPlane();
            if (above && isNewer(kubelet, runs.get())) {
                return Optional.of(
                        "control planes go up first: %s runs %s, which is older than %s"
                                .formatted(other.id(), runs.get(), kubelet));
            }
            if (below
                    && !isNewer(runs.get(), kubelet)
                    && between(runs.get(), kubelet).isPresent()) {
                return Optional.of(
                        "%s still runs %s, which is more than three minors older than %s"
                                .formatted(other.id(), runs.get(), kubelet));
            }
        }
        return Optional.empty();
    }

    /// Whether a control plane may have begun with something newer than this.
    private static boolean hasBegun(Desired before, Observed observed, KubeVersion to) {
        List<MachineSpec> planes =
                before.machines().values().stream().filter(MachineSpec::isControlPlane).toList();
        return planes.isEmpty() || planes.stream().anyMatch(m -> mayRunMore(m, observed, to));
    }

    private static boolean mayRunMore(MachineSpec plane, Observed observed, KubeVersion to) {
        Optional<Attempt> open = observed.attempt(plane.id()).filter(Attempt::installs);
        boolean joining =
                open.flatMap(Attempt::stage).filter(stage -> stage == Stage.CLOSED).isPresent();
        return observed.of(plane.id())
                .present()
                .map(node -> node.kubelet().version().map(v -> isNewer(v, to)).orElse(true))
                .orElse(joining || open.isEmpty());
    }

    /// Patches of one minor run beside each other, whichever is newer.
    private static boolean isNewer(KubeVersion one, KubeVersion other) {
        return one.major() > other.major()
                || (one.major() == other.major() && one.minor() > other.minor());
    }

    /// A commit that moves the cluster where it cannot go is not taken at all.
    static Optional<Diagnostic> refuses(Desired before, Desired next, Observed observed) {
        KubeVersion from = KubeVersion.parse(before.cluster().kubernetesVersion());
        KubeVersion to = KubeVersion.parse(next.cluster().kubernetesVersion());
        if (isNewer(from, to) && !hasBegun(before, observed, to)) {
            return Optional.empty();
        }
        if (isNewer(from, to)) {
            return Optional.of(
                    refusal(
                            "kubernetes.version goes from %s back to %s; a control plane cannot"
                                            .formatted(from, to)
                                    + " read what a newer one wrote",
                            "keep kubernetes.version and the control planes' image: workers go"
                                    + " back by theirs alone; if the cluster never had the newer"
                                    + " minor, `bringup accept` takes the commit"));
        }
        boolean far = from.major() != to.major() || to.minor() > from.minor() + 1;
        return far
                ? Optional.of(
                        refusal(
                                "kubernetes.version goes from %s to %s; a control plane goes up one"
                                                .formatted(from, to)
                                        + " minor at a time",
                                "go to %d.%d first".formatted(from.major(), from.minor() + 1)))
                : Optional.empty();
    }

    private static Diagnostic refusal(String problem, String help) {
        return new Diagnostic(
                "BU2013", new Diagnostic.Position("cluster", 1, 1), problem, Optional.of(help), "");
    }
}
