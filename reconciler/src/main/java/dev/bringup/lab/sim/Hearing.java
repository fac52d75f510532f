package dev.bringup.lab.sim;

import dev.bringup.model.MachineId;
import dev.bringup.model.Policy;
import dev.bringup.model.Sighting;
import dev.bringup.port.Message;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What the reconciler is told, as it arrives: late by one value, or not at all.
final class Hearing {

    private final Chaos chaos;
    private final Map<String, Message> last = new HashMap<>();

    Hearing(Chaos chaos) {
        this.chaos = chaos;
    }

    /// A process that starts anew was told nothing.
    void forget() {
        last.clear();
    }

    Optional<Message> heard(Message message) {
        return switch (message) {
            case Message.Tick _, Message.Wall _, Message.Rung _ -> Optional.of(message);
            // Who asks or orders has no value of before, and hears when nobody answers.
            case Message.Asked _,
                    Message.Ordered _,
                    Message.Directed _,
                    Message.Powering _,
                    Message.Powered _,
                    Message.Finished _,
                    Message.Minted _,
                    Message.Inspected _,
                    Message.Retold _,
                    Message.Said _,
                    Message.Doubted _ ->
                    unlessMissed(message);
            case Message.Fetched _ -> unlessMissed(message).map(m -> orBefore("git", m));
            case Message.Sighted(Sighting sighting) ->
                    unlessMissed(message)
                            .map(m -> about(sighting).map(of -> orBefore(of, m)).orElse(m));
        };
    }

    private Optional<Message> unlessMissed(Message message) {
        return chaos.strikes(Fault.ANSWER_MISSED) ? Optional.empty() : Optional.of(message);
    }

    /// Only news can be late.
    private Message orBefore(String about, Message message) {
        Optional<Message> before = Optional.ofNullable(last.put(about, message));
        return before.filter(b -> !b.equals(message) && chaos.strikes(Fault.ANSWER_STALE))
                .orElse(message);
    }

    /// Of what it is the state now; empty for what happens and is over.
    private static Optional<String> about(Sighting sighting) {
        return switch (sighting) {
            case Sighting.PowerSeen(MachineId machine, _, _) -> Optional.of("power " + machine);
            case Sighting.ShellSeen(MachineId machine, _, _) -> Optional.of("shell " + machine);
            case Sighting.NodeSeen(MachineId machine, _) -> Optional.of("node " + machine);
            case Sighting.NodesListed _ -> Optional.of("nodes");
            case Sighting.GateSeen(Policy.AlertGate gate, _) -> Optional.of("gate " + gate);
            case Sighting.LeadSeen _ -> Optional.of("lead");
            case Sighting.PodsPending _ -> Optional.of("pods");
            case Sighting.MembersSeen _ -> Optional.of("members");
            case Sighting.PacketSeen _, Sighting.EtcdSaved _, Sighting.ClusterSilent _ ->
                    Optional.empty();
        };
    }
}
