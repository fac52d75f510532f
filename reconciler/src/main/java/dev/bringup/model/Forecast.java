package dev.bringup.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A plan folded to its end: every step in the order in which it would come if each one did what it
/// should, what had to wait for what, and what stays held.
public record Forecast(
        List<Foreseen> steps,
        List<Delay> delays,
        List<Plan.Held> held,
        Low low,
        OfCluster cluster) {

    /// One step. Those of one `round` go on at the same time. `from` is what the machine ran
    /// before.
    public record Foreseen(
            int round, Duration after, Action action, Optional<Fingerprint> from, String because) {}

    /// A step that a rail kept back for a while.
    public record Delay(MachineId machine, String verb, Rail rail, String because) {}

    /// The fewest Nodes that serve at one time on the way, of how many that should.
    public record Low(long serving, long wanted) {}

    /// What would be done to the cluster itself, in order, and what stays held of that.
    public record OfCluster(List<ClusterAction> steps, List<ClusterPlan.Held> held) {

        public static final OfCluster EMPTY = new OfCluster(List.of(), List.of());

        public OfCluster {
            steps = List.copyOf(steps);
            held = List.copyOf(held);
        }

        public OfCluster and(OfCluster other) {
            return new OfCluster(
                    Stream.concat(steps.stream(), other.steps.stream()).toList(),
                    Stream.concat(held.stream(), other.held.stream()).toList());
        }

        public boolean isEmpty() {
            return steps.isEmpty() && held.isEmpty();
        }
    }

    /// One of machines alone.
    public Forecast(List<Foreseen> steps, List<Delay> delays, List<Plan.Held> held, Low low) {
        this(steps, delays, held, low, OfCluster.EMPTY);
    }

    public Forecast {
        steps = List.copyOf(steps);
        delays = List.copyOf(delays);
        held = List.copyOf(held);
    }

    /// Nothing to do and nothing held.
    public boolean isEmpty() {
        return steps.isEmpty() && held.isEmpty() && cluster.isEmpty();
    }

    public List<Foreseen> destructive() {
        return steps.stream().filter(s -> s.action().blast() == Action.Blast.DISK).toList();
    }

    /// When the last step begins, from now.
    public Duration end() {
        return steps.isEmpty() ? Duration.ZERO : steps.getLast().after();
    }
}
