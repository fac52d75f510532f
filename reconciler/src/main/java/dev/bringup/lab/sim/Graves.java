package dev.bringup.lab.sim;

import dev.bringup.model.MachineId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Whether disks are wiped only where an operator asked for it: after its file was taken away,
/// while its tombstone stands, of the machine that it names, and once. Judged from deeds alone.
final class Graves {

    /// The engine hears of a commit a little later, and later still when it was killed or Git does
    /// not answer.
    private static final Duration HEARS = Duration.ofMinutes(10);

    private final Set<MachineId> gone = new HashSet<>();
    private final Set<MachineId> asked = new HashSet<>();
    private final Set<MachineId> begun = new HashSet<>();
    private final Map<MachineId, Instant> takenBack = new HashMap<>();

    Optional<String> judge(Deed deed) {
        MachineId id = deed.machine();
        switch (deed) {
            case Deed.Removed _ -> gone.add(id);
            case Deed.Returned(Instant at, _) -> {
                gone.remove(id);
                takenBack.put(id, at);
            }
            case Deed.Buried _ -> {
                asked.add(id);
                takenBack.remove(id);
            }
            case Deed.Exhumed(Instant at, _) -> takenBack.put(id, at);
            case Deed.WipeBegun begins -> {
                return wipe(begins);
            }
            case Deed.Wiped _ -> {
                if (!begun.remove(id)) {
                    return Optional.of(id + " was wiped by nobody");
                }
                asked.remove(id);
            }
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
                    Deed.NodeReady _,
                    Deed.NodeSilent _,
                    Deed.Drained _,
                    Deed.Cordoned _,
                    Deed.Uncordoned _,
                    Deed.Stopped _,
                    Deed.NodeDeleted _,
                    Deed.Commanded _,
                    Deed.DiskWritten _,
                    Deed.StepsRun _,
                    Deed.Runs _,
                    Deed.MemberAdded _,
                    Deed.MemberRemoved _,
                    Deed.Saved _,
                    Deed.MemberTurned _,
                    Deed.Restored _,
                    Deed.Tended _,
                    Deed.Founded _,
                    Deed.Joined _ -> {}
        }
        return Optional.empty();
    }

    private Optional<String> wipe(Deed.WipeBegun begins) {
        MachineId id = begins.machine();
        if (!begins.marked().equals(Optional.of(id))) {
            return Optional.of("a disk of " + id + " that is not its own was wiped");
        }
        if (!asked.contains(id)) {
            return Optional.of(id + " was wiped without a tombstone that was not used yet");
        }
        Instant late = takenBack.getOrDefault(id, begins.at()).plus(HEARS);
        boolean stays = !gone.contains(id) && !takenBack.containsKey(id);
        if (!begun.contains(id) && (stays || begins.at().isAfter(late))) {
            return Optional.of(id + " was wiped although its tombstone was taken back");
        }
        begun.add(id);
        return Optional.empty();
    }
}
