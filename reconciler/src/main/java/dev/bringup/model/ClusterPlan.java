package dev.bringup.model;

import java.util.List;
import java.util.Optional;

/// What to do to the cluster itself: at most one action at a time, and what is held.
public record ClusterPlan(Optional<Step> now, List<Held> held) {

    public static final ClusterPlan EMPTY = new ClusterPlan(Optional.empty(), List.of());

    public record Step(ClusterAction action, String because) {}

    /// A step of Addons that a rail keeps back.
    public record Held(String step, String verb, Rail rail, String because) {}

    public ClusterPlan {
        held = List.copyOf(held);
    }

    public boolean isEmpty() {
        return now.isEmpty() && held.isEmpty();
    }
}
