package dev.bringup.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the cluster itself should hold: Kubernetes manifests in steps, each of which waits for the
/// one before.
public record Addons(List<Step> steps) {

    public static final Addons NONE = new Addons(List.of());

    /// `addons` is the name of the object that lists the step.
    public record Step(String addons, String name, Duration patience, List<Manifest> manifests) {

        public Step {
            manifests = List.copyOf(manifests);
        }

        /// As its objects are labelled: `base/cni`.
        public String label() {
            return addons + "/" + name;
        }

        public Optional<Manifest> manifest(ObjectKey key) {
            return manifests.stream().filter(m -> m.key().equals(key)).findFirst();
        }
    }

    /// One object as JSON, and the digest of that. The text may hold a secret and is not printed.
    public record Manifest(ObjectKey key, Sha256 digest, String text) {
        @Override
        public String toString() {
            return "Manifest[" + key + ", " + digest + "]";
        }
    }

    public Addons {
        steps = List.copyOf(steps);
    }

    /// Every object that is asked for, with the label of its step.
    public SortedMap<ObjectKey, String> labels() {
        TreeMap<ObjectKey, String> labels = new TreeMap<>();
        steps.forEach(s -> s.manifests().forEach(m -> labels.put(m.key(), s.label())));
        return labels;
    }
}
