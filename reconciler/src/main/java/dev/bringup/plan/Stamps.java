package dev.bringup.plan;

import dev.bringup.model.Attempt;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Marker;
import dev.bringup.model.NodeState;
import dev.bringup.model.Told;
import java.util.Optional;
import java.util.Set;

/// What our annotations, labels and taints on a Node should be, and whether they are.
public final class Stamps {

    private Stamps() {}

    /// The stamp that this Node should carry: what is known to be installed. Empty when nobody
    /// knows. A Node that is stamped keeps its stamp until a fresh installation registers a new
    /// Node.
    public static Optional<NodeState.Stamp> wanted(
            MachineSpec want, NodeState.Present node, Optional<Marker> marker) {
        Optional<NodeState.Stamp> installed =
                marker.filter(m -> m.machine().equals(want.id()))
                        .filter(m -> m.state() == Marker.State.INSTALLED)
                        .map(m ->
                                new NodeState.Stamp(
                                        m.fingerprint(),
                                        m.commit(),
                                        m.attempt(),
                                        Optional.empty()));
        // Which reboot was done last is on the Node alone; an unknown one counts as done.
        Optional<String> done = node.stamp().flatMap(NodeState.Stamp::rebootGeneration);
        // The Node of a machine that runs from memory outlives its boots.
        Optional<NodeState.Stamp> stamp =
                want.isLive() ? installed.or(node::stamp) : node.stamp().or(() -> installed);
        return stamp.map(s ->
                new NodeState.Stamp(
                        s.fingerprint(),
                        s.commit(),
                        s.attempt(),
                        done.or(() -> want.intent().rebootGeneration())));
    }

    /// Why our marks on this Node are to be set, if they are.
    static Optional<String> lacking(
            MachineSpec want, NodeState.Present node, Optional<Marker> marker) {
        return wanted(want, node, marker)
                .filter(should -> !isKept(want, node, should))
                .map(_ ->
                        node.stamp().filter(s -> s.told() == Told.EARLIER).isPresent()
                                ? "it runs what Git asks for, stamped by an earlier program"
                                : "its Node lacks our labels or stamp");
    }

    /// `labels` and `taints` of a Node as we see it are only those that we set.
    private static boolean isKept(
            MachineSpec want, NodeState.Present node, NodeState.Stamp should) {
        return node.stamp().filter(should::equals).isPresent()
                && node.labels().equals(want.node().labels())
                && Set.copyOf(node.taints()).equals(Set.copyOf(want.node().taints()));
    }

    static boolean rebootDue(MachineSpec want, NodeState.Present node) {
        Optional<String> wanted = want.intent().rebootGeneration();
        Optional<String> done = node.stamp().flatMap(NodeState.Stamp::rebootGeneration);
        return wanted.isPresent() && done.isPresent() && !wanted.equals(done);
    }

    /// Whether the Node of a machine that restarted as Git asks does not say so yet.
    static boolean lacks(NodeState.Present node, Attempt.Goal goal) {
        return goal instanceof Attempt.Goal.Rebooted(Optional<String> generation, _)
                && generation.isPresent()
                && node.stamp().filter(s -> !s.rebootGeneration().equals(generation)).isPresent();
    }
}
