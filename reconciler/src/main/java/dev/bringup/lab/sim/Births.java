package dev.bringup.lab.sim;

import dev.bringup.model.MachineId;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Whether there was ever more than one cluster. Judged from deeds alone: one is made once, by a
/// control plane, when all of them are installed and none has ever been in one; it may be made
/// again only by the same machine and only when its disk was written anew.
final class Births {

    private final Set<MachineId> planes;
    private final Set<MachineId> installed = new TreeSet<>();
    private Optional<MachineId> mother = Optional.empty();
    private boolean lived;
    private boolean lost;

    Births(Set<MachineId> planes) {
        this.planes = Set.copyOf(planes);
    }

    Optional<String> judge(Deed deed) {
        MachineId id = deed.machine();
        return switch (deed) {
            case Deed.DiskWritten _ -> {
                installed.add(id);
                lost |= mother.filter(id::equals).isPresent();
                yield Optional.empty();
            }
            case Deed.NodeReady _ -> {
                lived = true;
                yield Optional.empty();
            }
            case Deed.Joined _ ->
                    planes.isEmpty() || mother.isPresent()
                            ? Optional.empty()
                            : Optional.of(id + " joined a cluster that nobody made");
            case Deed.Founded _ -> born(id);
            case Deed.Leaked _,
                    Deed.Forgotten _,
                    Deed.Disputed _,
                    Deed.Asked _,
                    Deed.Failed _,
                    Deed.Approved _,
                    Deed.Alarmed _,
                    Deed.Arrived _,
                    Deed.Given _,
                    Deed.Released _,
                    Deed.Disowned _,
                    Deed.Stopped _,
                    Deed.Commanded _,
                    Deed.Removed _,
                    Deed.Returned _,
                    Deed.StepsRun _,
                    Deed.MemberAdded _,
                    Deed.MemberRemoved _,
                    Deed.Saved _,
                    Deed.MemberTurned _,
                    Deed.Restored _,
                    Deed.Tended _,
                    Deed.Buried _,
                    Deed.Exhumed _,
                    Deed.Runs _,
                    Deed.WipeBegun _,
                    Deed.Wiped _,
                    Deed.Cordoned _,
                    Deed.Drained _,
                    Deed.Uncordoned _,
                    Deed.NodeSilent _,
                    Deed.NodeDeleted _ ->
                    Optional.empty();
        };
    }

    private Optional<String> born(MachineId id) {
        Optional<MachineId> before = mother;
        boolean again = before.filter(id::equals).isPresent() && lost;
        mother = Optional.of(id);
        lost = false;
        if (before.isPresent() && !again) {
            return Optional.of(id + " made a second cluster beside that of " + before.get());
        }
        if (lived) {
            return Optional.of(id + " made a cluster, and there was one already");
        }
        if (!planes.contains(id)) {
            return Optional.of(id + " made a cluster and is no control plane");
        }
        return installed.containsAll(planes)
                ? Optional.empty()
                : Optional.of(id + " made a cluster while disks of control planes were not known");
    }
}
