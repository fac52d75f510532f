package dev.bringup.lab.sim;

import dev.bringup.model.MachineId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Whether a machine was stopped while what is said of it contradicts itself: off, says its BMC,
/// and its Node is Ready. Judged from deeds alone.
final class Disputes {

    /// What was begun before is carried out by then.
    private static final Duration HEARD = Duration.ofSeconds(10);

    /// Past this what a BMC said is no longer news.
    private static final Duration STALE = Duration.ofSeconds(55);

    /// Past this the reconciler knows that a Node is Ready.
    private static final Duration KNOWN = Duration.ofMinutes(3);

    private final Map<MachineId, Instant> ready = new TreeMap<>();

    Optional<String> judge(Deed deed) {
        MachineId id = deed.machine();
        switch (deed) {
            case Deed.NodeReady(Instant at, _) -> ready.putIfAbsent(id, at);
            case Deed.NodeSilent _, Deed.NodeDeleted _ -> ready.remove(id);
            case Deed.Disputed(Instant at, _, Instant since) -> {
                Instant up = ready.getOrDefault(id, at);
                boolean known = up.plus(KNOWN).isBefore(at);
                boolean fresh = since.plus(HEARD).isBefore(at) && at.isBefore(since.plus(STALE));
                return known && fresh
                        ? Optional.of(id + " was stopped, and its BMC said that it was off already")
                        : Optional.empty();
            }
            case Deed _ -> {}
        }
        return Optional.empty();
    }
}
