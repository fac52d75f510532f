package dev.bringup.lab.sim;

import dev.bringup.model.Fingerprint;
import dev.bringup.model.MachineId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Whether a commit that counts asked for what is for good: that a machine leaves the cluster, and
/// what is written to a disk. One that takes everything away does not count, nor does one on a
/// branch that was rewritten. Judged from deeds alone.
final class Mandate {

    /// The engine hears of a commit a little later, and later still when Git does not answer.
    private static final Duration HEARS = Duration.ofMinutes(20);

    private final Set<MachineId> removed = new HashSet<>();
    private final Map<MachineId, Instant> returned = new HashMap<>();
    private final Map<MachineId, Set<Fingerprint>> disowned = new HashMap<>();

    Optional<String> judge(Deed deed) {
        MachineId id = deed.machine();
        if (deed instanceof Deed.Removed) {
            removed.add(id);
        } else if (deed instanceof Deed.Returned(Instant at, _)) {
            removed.remove(id);
            returned.put(id, at);
        } else if (deed instanceof Deed.Disowned(_, _, Fingerprint fingerprint)) {
            disowned.computeIfAbsent(id, _ -> new HashSet<>()).add(fingerprint);
        } else if (deed instanceof Deed.Released(Instant at, _)) {
            Instant late = returned.getOrDefault(id, Instant.EPOCH);
            boolean asked = removed.contains(id) || at.isBefore(late.plus(HEARS));
            return asked
                    ? Optional.empty()
                    : Optional.of(id + " was released, and no commit took it away");
        } else if (deed instanceof Deed.DiskWritten written) {
            return disowned.getOrDefault(id, Set.of()).contains(written.now())
                    ? Optional.of(id + " was given what only a rewritten branch asks for")
                    : Optional.empty();
        }
        return Optional.empty();
    }
}
