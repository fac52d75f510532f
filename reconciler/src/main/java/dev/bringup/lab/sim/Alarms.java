package dev.bringup.lab.sim;

import dev.bringup.model.MachineId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Which alerts the reconciler was told of, and whether it begins something all the same. Judged
/// from deeds alone.
final class Alarms {

    /// What was begun just before takes so long to come to be.
    private static final Duration BEGUN = Duration.ofMinutes(1);

    private final Map<MachineId, Instant> firing = new TreeMap<>();

    void hear(Deed deed) {
        if (deed instanceof Deed.Alarmed(Instant at, MachineId id, boolean fires)) {
            if (fires) {
                firing.putIfAbsent(id, at);
            } else {
                firing.remove(id);
            }
        }
    }

    Optional<String> judge(MachineId id, Instant at) {
        return firing.entrySet().stream()
                .filter(alert -> alert.getValue().plus(BEGUN).isBefore(at))
                .findFirst()
                .map(alert -> id + " was taken out while an alert fired for " + alert.getKey());
    }
}
