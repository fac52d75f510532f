package dev.bringup.lab.sim;

import dev.bringup.model.MachineId;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Whether etcd was put at risk: never two control planes stopped at once, and none of them written
/// or taken out of the cluster. Judged from deeds alone.
final class Planes {

    private final Set<MachineId> members;
    private final Set<MachineId> down = new TreeSet<>();

    Planes(Set<MachineId> members) {
        this.members = Set.copyOf(members);
    }

    Optional<String> judge(Deed deed) {
        MachineId id = deed.machine();
        if (!members.contains(id)) {
            return Optional.empty();
        }
        return switch (deed) {
            case Deed.Stopped _ -> {
                down.add(id);
                yield down.size() > 1
                        ? Optional.of("control planes are stopped at once: " + down)
                        : Optional.empty();
            }
            case Deed.NodeReady _ -> {
                down.remove(id);
                yield Optional.empty();
            }
            case Deed.WipeBegun _ ->
                    Optional.of("the disk of the control plane " + id + " was wiped");
            case Deed.DiskWritten _ ->
                    Optional.of("the disk of the control plane " + id + " was written");
            case Deed.NodeDeleted _ ->
                    Optional.of("the Node of the control plane " + id + " was deleted");
            case Deed.Leaked _,
                    Deed.Commanded _,
                    Deed.Buried _,
                    Deed.Exhumed _,
                    Deed.Wiped _,
                    Deed.Removed _,
                    Deed.Returned _,
                    Deed.Joined _,
                    Deed.StepsRun _,
                    Deed.Founded _,
                    Deed.Cordoned _,
                    Deed.Drained _,
                    Deed.Uncordoned _,
                    Deed.NodeSilent _ ->
                    Optional.empty();
        };
    }
}
