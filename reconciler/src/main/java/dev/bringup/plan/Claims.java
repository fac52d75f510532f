package dev.bringup.plan;

import dev.bringup.model.AttemptId;
import dev.bringup.model.Fact;
import dev.bringup.model.Ip4;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Marker;
import dev.bringup.model.NodeState;
import dev.bringup.model.Rail;
import dev.bringup.model.Seen;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Which machine a Node runs on: the one whose installation its stamp names, else the one of its
/// name, else the one at its address. A machine has the Node of its own name, so one that another
/// Node turns out to run on is disputed: what is done by name would be done to something else.
final class Claims {

    /// Why a Node under another name is taken for the machine's.
    private record Claim(MachineId machine, MachineId node, String because) {
        String text() {
            return "disputed: the Node %s %s; delete the Node that is not its own, or name the"
                            .formatted(node, because)
                    + " machine in Git as its Node is called";
        }
    }

    private final Map<MachineId, String> disputed;

    private Claims(Map<MachineId, String> disputed) {
        this.disputed = disputed;
    }

    /// Why this machine is left alone, if it is.
    Optional<Wish> of(MachineSpec machine) {
        return why(machine).map(why -> new Wish.Hold("look", Rail.R12, why));
    }

    Optional<String> why(MachineSpec machine) {
        return disputed.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(disputed.get(machine.id()));
    }

    /// The machines that stay, and that a Node of another name claims, with the words for it. Few
    /// Nodes are worth a closer look: those that Git has no machine for, and those whose stamp is
    /// not of what their own machine carries.
    static Claims of(Fleet fleet) {
        Map<MachineId, NodeState.Present> odd = new TreeMap<>(fleet.outside());
        for (Fleet.Standing machine : fleet.machines()) {
            if (isElsewhere(machine.seen())) {
                odd.put(machine.id(), machine.seen().present().orElseThrow());
            }
        }
        if (odd.isEmpty()) {
            return new Claims(Map.of());
        }
        Map<AttemptId, MachineId> installed = new HashMap<>();
        Map<Ip4, MachineId> at = new HashMap<>();
        for (Fleet.Standing machine : fleet.machines()) {
            carried(machine.seen()).ifPresent(a -> installed.put(a, machine.id()));
            at.put(machine.spec().address(), machine.id());
        }
        Map<MachineId, String> disputed = new TreeMap<>();
        odd.forEach((node, state) ->
                claim(fleet, node, state, installed, at)
                        .filter(c -> !c.machine().equals(node))
                        .ifPresent(c -> disputed.putIfAbsent(c.machine(), c.text())));
        return new Claims(disputed);
    }

    private static Optional<Claim> claim(
            Fleet fleet,
            MachineId node,
            NodeState.Present state,
            Map<AttemptId, MachineId> installed,
            Map<Ip4, MachineId> at) {
        return state.stamp()
                .flatMap(s -> Optional.ofNullable(installed.get(s.attempt())))
                .map(m -> new Claim(m, node, "carries the stamp of what is installed on it"))
                .or(() ->
                        fleet.desired()
                                .machine(node)
                                .map(_ -> new Claim(node, node, "has its name")))
                .or(() ->
                        state.kubelet()
                                .address()
                                .flatMap(a -> Optional.ofNullable(at.get(a)))
                                .map(m -> new Claim(m, node, "says that it is at its address")));
    }

    private static boolean isElsewhere(Seen seen) {
        // Of ten thousand that are settled nobody remembers a marker.
        return seen.marker().isPresent()
                && seen.present()
                        .flatMap(NodeState.Present::stamp)
                        .filter(s -> !carried(seen).equals(Optional.of(s.attempt())))
                        .isPresent();
    }

    private static Optional<AttemptId> carried(Seen seen) {
        return seen.marker().map(Fact::value).map(Marker::attempt);
    }
}
