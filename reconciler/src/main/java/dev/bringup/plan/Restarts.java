package dev.bringup.plan;

import dev.bringup.model.Attempt;
import dev.bringup.model.AttemptId;
import dev.bringup.model.MachineId;
import dev.bringup.model.Observed.Cause;
import dev.bringup.model.Observed.Past;
import dev.bringup.model.Observed.Result;
import dev.bringup.model.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// How often machines that run from memory restarted by themselves. Each such boot costs the
/// network an image, and one that does it again and again is ill.
public final class Restarts {

    /// Under which name they are remembered.
    static final String VERB = "selfReboot";

    private Restarts() {}

    public static Past of(Attempt attempt) {
        return new Past(
                attempt.machine(),
                VERB,
                Cause.of(attempt),
                attempt.openedAt(),
                Result.DONE,
                attempt.openedAt());
    }

    /// Why the next one has to wait, by the strictest of these policies.
    public static Optional<String> tooMany(
            Collection<Past> past, MachineId machine, List<Policy> policies, Instant now) {
        return policies.stream()
                .map(Policy::retries)
                .filter(retries ->
                        count(past, machine, now.minus(window(retries))) >= retries.max())
                .findFirst()
                .map(retries ->
                        "it restarted by itself %d times within %s and waits until that is over"
                                .formatted(retries.max(), text(window(retries))));
    }

    /// On the average one in each `retries.backoff`.
    private static Duration window(Policy.Retries retries) {
        return retries.backoff().multipliedBy(retries.max());
    }

    private static String text(Duration time) {
        return time.toString().substring(2).toLowerCase(java.util.Locale.ROOT);
    }

    private static long count(Collection<Past> past, MachineId machine, Instant since) {
        return past.stream()
                .filter(p -> p.machine().equals(machine) && p.verb().equals(VERB))
                .filter(p -> p.at().isAfter(since))
                .map(p -> p.cause().attempt())
                .flatMap(Optional<AttemptId>::stream)
                .distinct()
                .count();
    }
}
