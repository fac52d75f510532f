package dev.bringup.lab.sim;

import dev.bringup.model.Fingerprint;
import dev.bringup.model.MachineId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Whether a commit does more than it may, and something of that is done which nobody approved.
/// Judged from deeds alone.
final class Excess {

    private final int percent;
    private final Map<MachineId, Fingerprint> asked = new TreeMap<>();
    private final Map<MachineId, Fingerprint> had = new HashMap<>();
    private final Map<MachineId, Set<Fingerprint>> approved = new HashMap<>();

    /// What the last commit that asked for something else has to do, or has done since.
    private final Set<MachineId> due = new TreeSet<>();

    Excess(int percent) {
        this.percent = percent;
    }

    void hear(Deed deed) {
        MachineId id = deed.machine();
        if (deed instanceof Deed.Asked(_, _, Fingerprint now)) {
            asked.put(id, now);
            due.clear();
            asked.forEach((machine, wanted) -> {
                if (had.containsKey(machine) && !wanted.equals(had.get(machine))) {
                    due.add(machine);
                }
            });
        } else if (deed instanceof Deed.DiskWritten written) {
            had.put(id, written.now());
        } else if (deed instanceof Deed.Approved(_, _, Fingerprint to)) {
            approved.computeIfAbsent(id, _ -> new HashSet<>()).add(to);
        } else if (deed instanceof Deed.NodeReady) {
            // It passed, and passes once.
            approved.getOrDefault(id, new HashSet<>()).remove(had.get(id));
        }
    }

    Optional<String> judge(MachineId id) {
        int allowed = Math.max(1, percent * asked.size() / 100);
        if (!due.contains(id) || due.size() <= allowed) {
            return Optional.empty();
        }
        return approved.getOrDefault(id, Set.of()).contains(asked.get(id))
                ? Optional.empty()
                : Optional.of(
                        ("%s was taken out for a commit that replaces %d of %d,"
                                        + " and nobody approved it")
                                .formatted(id, due.size(), asked.size()));
    }
}
