package dev.bringup.lab.sim;

import dev.bringup.model.KubeVersion;
import dev.bringup.model.MachineId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Whether a worker ever came with a newer minor than a control plane ran. Judged from deeds alone.
final class Skewed {

    private final Set<MachineId> planes = new TreeSet<>();
    private final Map<MachineId, KubeVersion> runs = new HashMap<>();

    Optional<String> judge(Deed deed) {
        if (deed instanceof Deed.MemberAdded(Instant _, MachineId id)) {
            planes.add(id);
        } else if (deed instanceof Deed.MemberRemoved(Instant _, MachineId id)) {
            planes.remove(id);
            runs.remove(id);
        } else if (deed instanceof Deed.Runs(Instant _, MachineId id, KubeVersion version)) {
            runs.put(id, version);
            return planes.contains(id) ? Optional.empty() : beside(id, version);
        }
        return Optional.empty();
    }

    private Optional<String> beside(MachineId id, KubeVersion version) {
        for (MachineId plane : planes) {
            KubeVersion older = runs.get(plane);
            if (older != null && older.minor() < version.minor()) {
                return Optional.of(
                        "%s came with %s while %s ran %s".formatted(id, version, plane, older));
            }
        }
        return Optional.empty();
    }
}
