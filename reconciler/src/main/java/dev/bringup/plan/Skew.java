package dev.bringup.plan;

import dev.bringup.model.Desired;
import dev.bringup.model.Diagnostic;
import dev.bringup.model.KubeVersion;
import java.util.Optional;

/// Which versions of Kubernetes may stand beside each other (R13): a kubelet is never newer than
/// the control plane and at most three minors older, and a control plane goes up one minor at a
/// time and never back down.
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

    /// Patches of one minor run beside each other, whichever is newer.
    private static boolean isNewer(KubeVersion one, KubeVersion other) {
        return one.major() > other.major()
                || (one.major() == other.major() && one.minor() > other.minor());
    }

    /// A commit that moves the cluster where it cannot go is not taken at all.
    static Optional<Diagnostic> refuses(Desired before, Desired next) {
        KubeVersion from = KubeVersion.parse(before.cluster().kubernetesVersion());
        KubeVersion to = KubeVersion.parse(next.cluster().kubernetesVersion());
        if (isNewer(from, to)) {
            return Optional.of(
                    refusal(
                            "kubernetes.version goes from %s back to %s; a control plane cannot"
                                            .formatted(from, to)
                                    + " read what a newer one wrote",
                            "stay on the newer minor; if the cluster never had it,"
                                    + " `bringup accept` takes the commit"));
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
