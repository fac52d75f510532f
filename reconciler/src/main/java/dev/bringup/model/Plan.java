package dev.bringup.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What to do now, and what is not done and why. A value: it prints, compares and can be shown.
/// `asleep` are the machines that the policy has asleep now, with the words for it. `retrying` are
/// those whose next step did not succeed and is not due again yet. `cluster` is what is done to the
/// cluster itself.
public record Plan(
        List<Step> now,
        List<Held> held,
        SortedMap<MachineId, String> asleep,
        SortedSet<MachineId> retrying,
        ClusterPlan cluster) {

    public static final Plan EMPTY = new Plan(List.of(), List.of());

    /// `cure` is there when not a commit but the policy of one asks for it.
    public record Step(Action action, String because, Optional<Policy.Cure> cure) {
        public Step(Action action, String because) {
            this(action, because, Optional.empty());
        }
    }

    /// A step that a rail keeps back, or a machine that cannot be helped without a human.
    public record Held(MachineId machine, String verb, Rail rail, String because) {}

    public Plan {
        now = List.copyOf(now);
        held = List.copyOf(held);
        asleep = Collections.unmodifiableSortedMap(new TreeMap<>(asleep));
        retrying = Collections.unmodifiableSortedSet(new TreeSet<>(retrying));
    }

    /// One in which nobody sleeps.
    public Plan(List<Step> now, List<Held> held) {
        this(now, held, Collections.emptySortedMap());
    }

    /// With nothing to do to the cluster itself.
    public Plan(List<Step> now, List<Held> held, SortedMap<MachineId, String> asleep) {
        this(now, held, asleep, Collections.emptySortedSet(), ClusterPlan.EMPTY);
    }

    /// The same with these held as well.
    public Plan holding(List<Held> more) {
        List<Held> all = new ArrayList<>(held);
        all.addAll(more);
        return new Plan(now, all, asleep, retrying, cluster);
    }

    public boolean isEmpty() {
        return now.isEmpty() && held.isEmpty() && cluster.isEmpty();
    }
}
