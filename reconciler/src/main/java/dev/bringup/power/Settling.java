package dev.bringup.power;

import dev.bringup.model.Power;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.UnaryOperator;

/// Waits until a change of power can be seen: what was commanded is not believed before.
record Settling(InstantSource clock, Duration poll) {

    interface Look {
        Power power() throws Unable;
    }

    /// `late` makes a sentence of "not on after 30 s".
    void until(Power wanted, Duration patience, Look look, UnaryOperator<String> late)
            throws Unable {
        Instant end = clock.instant().plus(patience);
        while (look.power() != wanted) {
            if (!clock.instant().isBefore(end)) {
                String said =
                        "not %s after %d s"
                                .formatted(wanted == Power.ON ? "on" : "off", patience.toSeconds());
                throw new Unable(late.apply(said), Unable.Cure.TIME);
            }
            Unable.pause(poll);
        }
    }
}
