package dev.bringup.app;

import dev.bringup.model.AttemptId;
import dev.bringup.model.MachineId;
import dev.bringup.ssh.Ran;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Who answers SSH at a machine's address and is not the machine. Not said at once: what installs a
/// system, and a system that is not through its first boot, may have keys of its own.
record WrongKeys(InstantSource clock, Map<MachineId, Wrong> known) {

    /// Shorter than the two minutes after which a settled machine is looked at again.
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final Duration AGAIN = Duration.ofMinutes(15);

    /// What was expected, and when it is said.
    private record Wrong(Optional<AttemptId> installed, Instant next) {}

    WrongKeys(InstantSource clock) {
        this(clock, new ConcurrentHashMap<>());
    }

    /// The alarm that this answer is, if it is one now.
    Optional<String> judged(MachineId machine, Optional<AttemptId> installed, Ran ran) {
        if (!(ran instanceof Ran.WrongKey(String because))) {
            if (ran instanceof Ran.Exited) {
                known.remove(machine);
            }
            return Optional.empty();
        }
        Instant now = clock.instant();
        Wrong wrong =
                known.compute(
                        machine,
                        (_, before) ->
                                before == null || !before.installed().equals(installed)
                                        ? new Wrong(installed, now.plus(PATIENCE))
                                        : before);
        if (now.isBefore(wrong.next())) {
            return Optional.empty();
        }
        known.put(machine, new Wrong(installed, now.plus(AGAIN)));
        return Optional.of(
                "SSH: "
                        + because
                        + "; somebody else answers there, or installed it. Bringup does not log in"
                        + " to it");
    }
}
