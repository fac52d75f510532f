package dev.bringup.model;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// What Kubernetes says about a machine's Node. Not having asked is neither: it is no fact at all.
public sealed interface NodeState {

    record Absent() implements NodeState {}

    /// `stamp` is what our annotations on the Node say was installed, `kubelet` what its kubelet
    /// says that it is.
    record Present(
            String uid,
            boolean ready,
            Cordon cordon,
            Optional<Stamp> stamp,
            SortedMap<String, String> labels,
            List<Taint> taints,
            Kubelet kubelet)
            implements NodeState {

        /// With a kubelet that says nothing of itself.
        public Present(
                String uid,
                boolean ready,
                Cordon cordon,
                Optional<Stamp> stamp,
                SortedMap<String, String> labels,
                List<Taint> taints) {
            this(uid, ready, cordon, stamp, labels, taints, Kubelet.SILENT);
        }

        public Present running(Optional<KubeVersion> version) {
            Kubelet other = new Kubelet(version, kubelet.bootId(), kubelet.address());
            return new Present(uid, ready, cordon, stamp, labels, taints, other);
        }

        public Present stamped(Stamp other) {
            return new Present(uid, ready, cordon, Optional.of(other), labels, taints, kubelet);
        }

        public Present unstamped() {
            return new Present(uid, ready, cordon, Optional.empty(), labels, taints, kubelet);
        }

        public Present cordoned(Cordon now) {
            return new Present(uid, ready, now, stamp, labels, taints, kubelet);
        }
    }

    /// What a kubelet says of itself, of the boot that it runs in, and of where that is.
    record Kubelet(Optional<KubeVersion> version, Optional<String> bootId, Optional<Ip4> address) {
        public static final Kubelet SILENT = new Kubelet(Optional.empty(), Optional.empty());

        public Kubelet(Optional<KubeVersion> version, Optional<String> bootId) {
            this(version, bootId, Optional.empty());
        }
    }

    /// Whether new pods may be scheduled, and whose doing it is when not.
    enum Cordon {
        NONE,
        /// Somebody else's: we leave it alone.
        FOREIGN,
        /// Ours, and pods may still be there.
        OURS,
        /// Ours, and the drain that followed it is complete.
        DRAINED
    }

    /// The annotations that tie a Node to the installation it runs.
    record Stamp(
            Fingerprint fingerprint,
            CommitId commit,
            AttemptId attempt,
            Optional<String> rebootGeneration,
            Told told) {

        public Stamp(
                Fingerprint fingerprint,
                CommitId commit,
                AttemptId attempt,
                Optional<String> rebootGeneration) {
            this(fingerprint, commit, attempt, rebootGeneration, Told.TODAY);
        }

        public Stamp telling(Fingerprint other, Told whose) {
            return new Stamp(other, commit, attempt, rebootGeneration, whose);
        }
    }
}
