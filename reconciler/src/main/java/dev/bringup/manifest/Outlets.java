package dev.bringup.manifest;

import dev.bringup.model.Diagnostic.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What does not fit between machines and the outlets that feed them.
final class Outlets {

    private final List<Document> machines;
    private final List<Document> pdus;
    private final Set<String> names;
    private final Problems problems;

    /// An outlet that names a machine.
    private record Plug(Document pdu, String number, Optional<String> locked) {
        @Override
        public String toString() {
            return "outlet " + number + " of Pdu '" + pdu.name() + "'";
        }
    }

    /// `machines` and `pdus` are those without another problem; `names` are those of all machines.
    Outlets(List<Document> machines, List<Document> pdus, Set<String> names, Problems problems) {
        this.machines = machines;
        this.pdus = pdus;
        this.names = names;
        this.problems = problems;
    }

    void check() {
        Map<String, List<Plug>> plugs = new HashMap<>();
        Map<String, Plug> sockets = new HashMap<>();
        for (Document pdu : pdus) {
            Tree.Mapping outlets = pdu.spec().map("outlets");
            for (String number : outlets.values().keySet()) {
                Tree.Mapping outlet = outlets.map(number);
                Plug plug = new Plug(pdu, number, outlet.text("locked"));
                Position at = outlets.keys().getOrDefault(number, outlets.at());
                alone(sockets, plug, at);
                Optional<String> machine = outlet.text("machine");
                machine.ifPresent(
                        name -> plugs.computeIfAbsent(name, _ -> new ArrayList<>()).add(plug));
                if (machine.filter(name -> !names.contains(name)).isPresent()) {
                    idle(machine.get(), outlet.place("machine"));
                }
            }
        }
        machines.forEach(machine -> rungs(machine, plugs.getOrDefault(machine.name(), List.of())));
    }

    /// Two units at one address are one, and its outlets would be switched by two.
    private void alone(Map<String, Plug> sockets, Plug plug, Position at) {
        Formats.Endpoint unit = ReadPdu.endpoint(plug.pdu);
        String socket =
                "outlet "
                        + plug.number
                        + " at "
                        + unit.address()
                        + ":"
                        + unit.port()
                        + ReadPdu.place(plug.pdu);
        Plug other = sockets.putIfAbsent(socket, plug);
        if (other != null) {
            problems.add(
                    Code.SHARED_OUTLET,
                    at,
                    socket + " already belongs to Pdu '" + other.pdu.name() + "'",
                    "correct the address, or make one Pdu of the two");
        }
    }

    private void idle(String machine, Position at) {
        problems.add(
                Code.IDLE_OUTLET,
                at,
                "there is no Machine '" + machine + "'",
                Suggest.nearest(machine, names).map(near -> "did you mean '" + near + "'?"));
    }

    private void rungs(Document machine, List<Plug> plugs) {
        for (Tree rung : machine.spec().list("power")) {
            Tree.Mapping map = (Tree.Mapping) rung;
            if (map.get("pdu").isEmpty()) {
                continue;
            }
            Position at = map.keys().getOrDefault("pdu", map.at());
            if (plugs.isEmpty()) {
                problems.add(
                        Code.NO_OUTLET,
                        at,
                        "no outlet of a Pdu names '" + machine.name() + "'",
                        "write {machine: %s} under the outlets of its Pdu"
                                .formatted(machine.name()));
            }
            for (Plug plug : plugs) {
                plug.locked.ifPresent(reason ->
                        problems.add(
                                Code.LOCKED_OUTLET,
                                at,
                                "%s feeds '%s' and is locked: %s"
                                        .formatted(plug, machine.name(), reason),
                                "unlock it, or take this rung out"));
            }
        }
    }
}
