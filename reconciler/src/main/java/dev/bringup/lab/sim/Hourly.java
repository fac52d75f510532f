package dev.bringup.lab.sim;

import dev.bringup.model.MachineId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// How many machines lose their Nodes within an hour. Judged from deeds alone.
final class Hourly {

    /// What was begun in one hour may come to be in the next, so much later.
    private static final Duration LATE = Duration.ofMinutes(15);

    private static final Duration HOUR = Duration.ofHours(1);

    private final int most;
    private final Map<MachineId, Instant> gone = new TreeMap<>();

    Hourly(int most) {
        this.most = most;
    }

    /// Nobody can know what was begun before.
    void forget() {
        gone.clear();
    }

    Optional<String> judge(MachineId id, Instant at) {
        gone.put(id, at);
        gone.values().removeIf(then -> then.plus(HOUR).minus(LATE).isBefore(at));
        return gone.size() <= most
                ? Optional.empty()
                : Optional.of(
                        "%d machines lost their Nodes within an hour: %s"
                                .formatted(gone.size(), gone.keySet()));
    }
}
