package dev.bringup.telemetry;

import dev.bringup.model.Attempt;
import dev.bringup.model.Desired;
import dev.bringup.model.Fact;
import dev.bringup.model.Lead;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.NodeState;
import dev.bringup.model.Observed;
import dev.bringup.model.Phase;
import dev.bringup.model.Plan;
import dev.bringup.model.Rail;
import dev.bringup.port.Status;
import dev.bringup.view.Attempts;
import dev.bringup.view.Machines;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What stands in the last picture, as numbers.
final class Gauges {

    private static final double MILLI = 1000;

    private final Instruments instruments;

    Gauges(Instruments instruments, String version) {
        this.instruments = instruments;
        instruments.set(Metric.BUILD, Map.of(List.of(version, Runtime.version().toString()), 1L));
    }

    void show(Status status) {
        instruments.set(Metric.GIT_REJECTED, status.git().rejected().isPresent() ? 1 : 0);
        instruments.set(
                Metric.CLOCK_AHEAD, (double) status.observed().moment().ahead().toSeconds());
        instruments.set(Metric.GIT_UNUSABLE, status.git().unusable().isPresent() ? 1 : 0);
        Map<List<String>, Long> byState = new HashMap<>();
        status.desired()
                .ifPresent(desired -> {
                    instruments.set(
                            Metric.GIT_COMMIT_TIMESTAMP,
                            (double) desired.commit().time().getEpochSecond());
                    instruments.set(
                            Metric.GIT_COMMIT, Map.of(List.of(desired.commit().id().brief()), 1L));
                    count(desired, status, byState);
                });
        instruments.set(Metric.MACHINES, byState);
        show(status.plan(), commits(status));
        show(status.observed());
    }

    /// What R1 holds is a commit and no step. A commit that takes too much away is held by R2, at
    /// its machines.
    private static long commits(Status status) {
        boolean frozen =
                status.observed().around().remembered().frozen().values().stream()
                        .anyMatch(why -> why.rail() == Rail.R2);
        boolean rejected = status.git().rejected().isPresent() && !frozen;
        return (rejected ? 1L : 0L) + (status.git().unusable().isPresent() ? 1L : 0L);
    }

    private void show(Plan plan, long commits) {
        Map<List<String>, Long> byRail = new HashMap<>();
        for (Rail rail : Rail.values()) {
            byRail.put(
                    List.of(rail.name()),
                    plan.held().stream().filter(h -> h.rail() == rail).count()
                            + plan.cluster().held().stream().filter(h -> h.rail() == rail).count()
                            + (rail == Rail.R1 ? commits : 0));
        }
        instruments.set(Metric.HELD, byRail);
    }

    private void show(Observed observed) {
        boolean leads =
                observed.around()
                        .lead()
                        .map(Fact::value)
                        .map(lead ->
                                switch (lead) {
                                    case Lead.Us _ -> true;
                                    case Lead.Other _, Lead.Unknown _ -> false;
                                })
                        .orElse(true);
        instruments.set(Metric.LEADING, leads ? 1 : 0);
        Map<List<String>, Long> verbs = new HashMap<>();
        observed.inFlight()
                .values()
                .forEach(f -> verbs.merge(List.of(f.action().verb()), 1L, Long::sum));
        instruments.set(Metric.IN_FLIGHT, verbs);
        Map<List<String>, Long> nodes = new HashMap<>();
        observed.seen().values().stream()
                .flatMap(seen -> seen.node().stream())
                .forEach(node -> nodes.merge(List.of(word(node.value())), 1L, Long::sum));
        instruments.set(Metric.NODES, nodes);
        instruments.set(Metric.PHASE_RUNNING, running(observed));
    }

    private static String word(NodeState node) {
        return switch (node) {
            case NodeState.Absent _ -> "absent";
            case NodeState.Present there when there.cordon() != NodeState.Cordon.NONE -> "cordoned";
            case NodeState.Present there -> there.ready() ? "ready" : "notReady";
        };
    }

    /// An attempt that was stopped waits for a human, and its phase does not go on.
    private static Map<List<String>, Double> running(Observed observed) {
        Map<List<String>, Double> longest = new HashMap<>();
        for (Attempt attempt : observed.attempts().values()) {
            Optional<Phase> phase = Attempts.running(attempt);
            if (phase.isPresent() && attempt.stopped().isEmpty()) {
                Instant since = Attempts.since(attempt.timeline());
                longest.merge(
                        List.of(
                                phase.get().label(),
                                attempt.spec().profile(),
                                attempt.spec().install().image().name()),
                        Duration.between(since, observed.at()).toMillis() / MILLI,
                        Math::max);
            }
        }
        return longest;
    }

    private static void count(Desired desired, Status status, Map<List<String>, Long> byState) {
        Machines picture =
                new Machines(desired, status.observed(), status.plan(), Map.of(), Map.of());
        Map<MachineId, MachineSpec> all = new TreeMap<>(status.observed().leaving());
        all.putAll(desired.machines());
        for (MachineSpec spec : all.values()) {
            byState.merge(List.of(spec.profile(), picture.condition(spec).label()), 1L, Long::sum);
        }
    }
}
