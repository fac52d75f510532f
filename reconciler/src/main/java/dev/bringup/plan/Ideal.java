package dev.bringup.plan;

import dev.bringup.model.Action;
import dev.bringup.model.CommitId;
import dev.bringup.model.Decommission;
import dev.bringup.model.Fact;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.NodeState;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Power;
import dev.bringup.model.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What is seen of a machine after an action that did just what it should.
final class Ideal {

    private Ideal() {}

    static Seen after(Action action, MachineSpec spec, CommitId commit, Seen seen, Instant at) {
        return switch (action) {
            case Action.Wake _ -> woken(spec, commit, seen, at);
            case Action.PowerOff _ -> off(seen, at);
            case Action.Reboot(_, Optional<String> generation) when spec.isLive() ->
                    booted(spec, commit, seen, generation, at);
            // What has no shell registers when it starts, and not before.
            case Action.Reboot _ when !spec.hasShell() && seen.present().isEmpty() ->
                    Settled.serving(spec, commit, Cordon.NONE, at);
            case Action.Reboot(_, Optional<String> generation) ->
                    node(seen, at, n -> rebooted(n, generation));
            case Action.Reimage _ -> Settled.serving(spec, commit, Cordon.NONE, at);
            case Action.Bootstrap _, Action.Join _ ->
                    Settled.serving(spec, commit, Cordon.NONE, at);
            case Action.Drain _ -> node(seen, at, n -> n.cordoned(Cordon.DRAINED));
            case Action.Uncordon _ -> node(seen, at, n -> n.cordoned(Cordon.NONE));
            case Action.Label _ -> node(seen, at, n -> labelled(n, spec, seen));
            case Action.Wipe _ -> off(seen.withMarker(Optional.empty(), Settled.SOURCE, at), at);
            case Action.Release _ -> seen.withNode(new NodeState.Absent(), Settled.SOURCE, at);
        };
    }

    /// How long such a step takes on an ordinary machine, for when there is no history.
    static Duration usual(Action action) {
        return switch (action) {
            case Action.Wake(_, Optional<Fingerprint> goal) ->
                    Duration.ofMinutes(goal.isPresent() ? 8 : 3);
            case Action.Reimage _ -> Duration.ofMinutes(8);
            case Action.Reboot _ -> Duration.ofMinutes(4);
            case Action.Drain _, Action.Join _ -> Duration.ofMinutes(2);
            case Action.Bootstrap _ -> Duration.ofMinutes(5);
            case Action.PowerOff _ -> Duration.ofMinutes(1);
            case Action.Wipe(_, Decommission tombstone) ->
                    switch (tombstone.method()) {
                        case QUICK -> Duration.ofMinutes(5);
                        case OVERWRITE, SECURE -> Duration.ofHours(2);
                    };
            case Action.Uncordon _, Action.Label _, Action.Release _ -> Duration.ofSeconds(5);
        };
    }

    /// A machine that wakes brings back the Node it had; without one an installer makes it what it
    /// should be.
    private static Seen woken(MachineSpec spec, CommitId commit, Seen seen, Instant at) {
        Optional<NodeState.Present> node = seen.present();
        if (spec.isLive()) {
            return booted(spec, commit, seen, Optional.empty(), at);
        }
        return node.isPresent()
                ? node(seen, at, n -> readiness(n, true)).withPower(Power.ON, Settled.SOURCE, at)
                : Settled.serving(spec, commit, Cordon.NONE, at);
    }

    /// It runs what the commit asks for, under the Node that it had.
    private static Seen booted(
            MachineSpec spec, CommitId commit, Seen seen, Optional<String> generation, Instant at) {
        Seen serving = Settled.serving(spec, commit, Cordon.NONE, at);
        NodeState.Stamp stamp = serving.present().flatMap(NodeState.Present::stamp).orElseThrow();
        return seen.present()
                .map(n -> {
                    NodeState.Present same = rebooted(n, generation);
                    Optional<String> done = same.stamp().flatMap(NodeState.Stamp::rebootGeneration);
                    return new NodeState.Present(
                                    same.uid(),
                                    true,
                                    same.cordon(),
                                    Optional.of(
                                            new NodeState.Stamp(
                                                    stamp.fingerprint(),
                                                    commit,
                                                    stamp.attempt(),
                                                    done)),
                                    same.labels(),
                                    same.taints(),
                                    same.kubelet())
                            .running(spec.install().image().kubernetes());
                })
                .map(n -> seen.withNode(n, Settled.SOURCE, at))
                .orElse(serving)
                .withPower(Power.ON, Settled.SOURCE, at);
    }

    /// Off; a Node that it left behind is not Ready.
    static Seen off(Seen seen, Instant at) {
        return node(seen, at, n -> readiness(n, false)).withPower(Power.OFF, Settled.SOURCE, at);
    }

    private interface Turn {
        NodeState.Present apply(NodeState.Present node);
    }

    private static Seen node(Seen seen, Instant at, Turn turn) {
        return seen.present()
                .map(n -> seen.withNode(turn.apply(n), Settled.SOURCE, at))
                .orElse(seen);
    }

    private static NodeState.Present readiness(NodeState.Present n, boolean ready) {
        return new NodeState.Present(
                n.uid(), ready, n.cordon(), n.stamp(), n.labels(), n.taints(), n.kubelet());
    }

    private static NodeState.Present rebooted(NodeState.Present n, Optional<String> generation) {
        Optional<NodeState.Stamp> stamp =
                n.stamp()
                        .map(s ->
                                new NodeState.Stamp(
                                        s.fingerprint(),
                                        s.commit(),
                                        s.attempt(),
                                        generation.or(s::rebootGeneration)));
        return new NodeState.Present(
                n.uid(), true, n.cordon(), stamp, n.labels(), n.taints(), n.kubelet());
    }

    private static NodeState.Present labelled(NodeState.Present n, MachineSpec spec, Seen seen) {
        return new NodeState.Present(
                n.uid(),
                n.ready(),
                n.cordon(),
                Stamps.wanted(spec, n, seen.marker().map(Fact::value)),
                spec.node().labels(),
                spec.node().taints(),
                n.kubelet());
    }
}
