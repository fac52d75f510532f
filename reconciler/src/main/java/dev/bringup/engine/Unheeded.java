package dev.bringup.engine;

import dev.bringup.model.Attempt.Goal.Over;
import dev.bringup.model.Attempt.Goal;
import dev.bringup.model.Attempt;
import dev.bringup.model.AttemptId;
import dev.bringup.model.Fact;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.MachineId;
import dev.bringup.model.Marker;
import dev.bringup.model.Observed.Past;
import dev.bringup.model.Observed.Result;
import dev.bringup.port.Effect;
import dev.bringup.port.Note;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Machines that start from their disks although an attempt waits for them on the network: each is
/// said, and tried again at once by another rung of the ladder.
///
/// The proof is a system that answers with another boot id than before, after the command was
/// carried out. Who starts anew has no boot id from before and accuses nobody: such a machine is
/// tried again when its attempt has waited long enough.
final class Unheeded {

    /// At once; after that the attempt waits for whoever changes the order in the firmware.
    private static final int AT_ONCE = 3;

    private static final String CURE = "put the network first in its boot order";

    private final Memory memory;
    private final World world;
    private final Map<MachineId, Count> counts = new HashMap<>();

    private record Count(AttemptId attempt, int times) {}

    Unheeded(Memory memory, World world) {
        this.memory = memory;
        this.world = world;
    }

    Effect.Tries tries(Attempt attempt) {
        return new Effect.Tries((int) commands(attempt).count(), times(attempt));
    }

    /// How often it did so within this attempt.
    private int times(Attempt attempt) {
        Count count = counts.get(attempt.machine());
        return count == null || !count.attempt().equals(attempt.id()) ? 0 : count.times();
    }

    /// Why an attempt that is late is, if that is why.
    Optional<String> lateness(Attempt attempt) {
        int times = times(attempt);
        return attempt.timeline().reached().isPresent() || times == 0
                ? Optional.empty()
                : Optional.of(
                        "its firmware started the disk %d times, and not the network; %s"
                                .formatted(times, CURE));
    }

    /// A system answered on a machine whose attempt waits for its first request.
    void heard(Attempt attempt, String bootId, Optional<Marker> marker, Instant now) {
        Optional<String> before = memory.of(attempt.machine()).bootId().map(Fact::value);
        boolean restarted = before.filter(b -> !b.equals(bootId)).isPresent();
        // The past is long: it is looked through only for a machine that restarted.
        if (!restarted || isGoal(attempt.goal(), marker) || commands(attempt).findAny().isEmpty()) {
            return;
        }
        counts.keySet().retainAll(memory.attempts().keySet());
        int times = times(attempt) + 1;
        counts.put(attempt.machine(), new Count(attempt.id(), times));
        world.witness()
                .noted(
                        new Note.Alarm(
                                now,
                                Optional.of(attempt.machine()),
                                "its firmware started the disk, not the network, and the "
                                        + attempt.goal().label()
                                        + " waits: "
                                        + next(times)));
        if (times <= AT_ONCE) {
            memory.mayRepeat(attempt.machine(), Ledger.verb(attempt), now);
        }
    }

    private static String next(int times) {
        return times <= AT_ONCE
                ? "it is tried again, by another rung of its power ladder if it has one"
                : "it has done so %d times; %s".formatted(times, CURE);
    }

    /// What was to be installed if the disk did not have it is there already.
    private static boolean isGoal(Goal goal, Optional<Marker> marker) {
        return goal instanceof Goal.Installed(Fingerprint wanted, Over over)
                && over == Over.NOTHING
                && marker.filter(m -> m.fingerprint().equals(wanted)).isPresent();
    }

    /// Those that were carried out.
    private Stream<Past> commands(Attempt attempt) {
        String verb = Ledger.verb(attempt);
        return memory.past().stream()
                .filter(p -> p.machine().equals(attempt.machine()))
                .filter(p -> p.verb().equals(verb) && p.result() == Result.DONE)
                .filter(p -> p.cause().attempt().equals(Optional.of(attempt.id())));
    }
}
