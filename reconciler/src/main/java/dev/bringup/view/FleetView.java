package dev.bringup.view;

import dev.bringup.model.Desired;
import dev.bringup.model.Fact;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.MachineId;
import dev.bringup.model.NodeState;
import dev.bringup.model.Observed;
import dev.bringup.model.Power;
import dev.bringup.model.Seen;
import dev.bringup.model.Taint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// How every machine stands, whole enough to plan on: for `bringup plan --server`. `byHand` is why
/// an operator put the commit in force.
public record FleetView(
        String commit,
        Optional<String> byHand,
        List<Standing> machines,
        Map<String, Duration> medians) {

    /// `busy` while an attempt is open, or while it is not known whether it has what it should:
    /// what is seen of it then is about to change. `wanted` is what Git asks for, as this program
    /// says it.
    public record Standing(
            String machine,
            Busy busy,
            Optional<Power> power,
            Optional<String> installed,
            Optional<String> wanted,
            Optional<Node> node) {}

    public enum Busy {
        NO,
        YES
    }

    /// Kubernetes was asked; `there` is empty when it has no such Node.
    public record Node(Optional<There> there) {}

    public record There(
            String ready,
            Optional<Instant> since,
            String cordon,
            Optional<String> rebooted,
            Map<String, String> labels,
            List<TaintView> taints) {}

    public record TaintView(String key, String value, String effect) {}

    /// `ended` are attempts of the past: how long those that succeeded took is what to expect.
    public static FleetView of(
            Desired desired,
            Observed observed,
            Optional<String> byHand,
            Collection<AttemptView> ended) {
        TreeSet<MachineId> ids = new TreeSet<>(desired.machines().keySet());
        ids.addAll(observed.leaving().keySet());
        List<Standing> machines = new ArrayList<>();
        for (MachineId id : ids) {
            Seen seen = observed.of(id);
            machines.add(
                    new Standing(
                            id.name(),
                            observed.attempt(id).isPresent() || seen.untold().isPresent()
                                    ? Busy.YES
                                    : Busy.NO,
                            seen.power().map(Fact::value),
                            seen.installed().map(Fingerprint::text),
                            desired.machine(id).map(m -> m.fingerprint().text()),
                            seen.node().map(Fact::value).map(node -> node(node, seen.health()))));
        }
        return new FleetView(desired.commit().id().hex(), byHand, machines, medians(ended));
    }

    /// How long the attempts for each goal took in the middle, of those that ended well.
    public static Map<String, Duration> medians(Collection<AttemptView> ended) {
        TreeMap<String, List<Duration>> times = new TreeMap<>();
        for (AttemptView attempt : ended) {
            attempt.end()
                    .filter(end -> end.ending().equals("done"))
                    .ifPresent(end ->
                            times.computeIfAbsent(attempt.opening().goal(), _ -> new ArrayList<>())
                                    .add(end.seconds()));
        }
        TreeMap<String, Duration> medians = new TreeMap<>();
        times.forEach((goal, all) ->
                medians.put(goal, all.stream().sorted().toList().get(all.size() / 2)));
        return medians;
    }

    private static Node node(NodeState state, Optional<Seen.Health> health) {
        return switch (state) {
            case NodeState.Absent _ -> new Node(Optional.empty());
            case NodeState.Present node ->
                    new Node(
                            Optional.of(
                                    new There(
                                            node.ready() ? "yes" : "no",
                                            health.map(Seen.Health::since),
                                            node.cordon().name(),
                                            node.stamp().flatMap(NodeState.Stamp::rebootGeneration),
                                            node.labels(),
                                            node.taints().stream()
                                                    .map(FleetView::taint)
                                                    .toList())));
        };
    }

    private static TaintView taint(Taint taint) {
        return new TaintView(taint.key(), taint.value(), taint.effect().name());
    }
}
