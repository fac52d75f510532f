package dev.bringup.plan;

import dev.bringup.model.Ip4;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.MachineSpec.Want;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What fails together: who stands in one rack, and who hangs on one power distribution unit and on
/// no other. It counts while somebody is at it, which is where a machine is in Maintenance.
final class Domains {

    /// A rack or a unit that somebody is at, and which of the control planes go with it.
    record Domain(String name, MachineId handled, Set<MachineId> members) {
        Domain {
            members = Set.copyOf(members);
        }

        String text() {
            return name + ", where " + handled + " is in Maintenance";
        }
    }

    /// An outlet, whatever the unit is called that it belongs to.
    private record Socket(Ip4 address, int port, int outlet) {}

    private final List<MachineSpec> planes;

    Domains(List<MachineSpec> planes) {
        this.planes = List.copyOf(planes);
    }

    /// Those that somebody is at beside this machine.
    Stream<Domain> handled(List<Fleet.Standing> machines, MachineId own) {
        return machines.stream()
                .map(Fleet.Standing::spec)
                .filter(m -> m.intent().state() == Want.MAINTENANCE && !m.id().equals(own))
                .flatMap(m -> Stream.concat(rack(m).stream(), units(m).map(u -> unit(m, u))));
    }

    private Optional<Domain> rack(MachineSpec machine) {
        return machine.hardware()
                .rack()
                .map(rack ->
                        new Domain(
                                "rack " + rack,
                                machine.id(),
                                ids(
                                        planes.stream()
                                                .filter(p ->
                                                        p.hardware()
                                                                .rack()
                                                                .filter(rack::equals)
                                                                .isPresent()))));
    }

    /// Who has a second feed goes on.
    private Domain unit(MachineSpec machine, String unit) {
        return new Domain(
                "PDU " + unit,
                machine.id(),
                ids(planes.stream().filter(p -> units(p).toList().equals(List.of(unit)))));
    }

    /// The other control planes that are without power when the outlets of this machine are off.
    Set<MachineId> darkenedBy(MachineSpec machine) {
        Set<Socket> off = sockets(machine);
        return off.isEmpty()
                ? Set.of()
                : ids(
                        planes.stream()
                                .filter(p -> !p.id().equals(machine.id()))
                                .filter(p -> !sockets(p).isEmpty())
                                .filter(p -> off.containsAll(sockets(p))));
    }

    private static Stream<String> units(MachineSpec machine) {
        return Stream.concat(
                        machine.hardware().pdus().stream(),
                        machine.hardware().feeds().stream().map(f -> f.strip().name()))
                .distinct();
    }

    private static Set<Socket> sockets(MachineSpec machine) {
        return machine.hardware().feeds().stream()
                .map(f -> new Socket(f.strip().address(), f.strip().port(), f.outlet()))
                .collect(Collectors.toSet());
    }

    private static Set<MachineId> ids(Stream<MachineSpec> machines) {
        return machines.map(MachineSpec::id).collect(Collectors.toCollection(TreeSet::new));
    }
}
