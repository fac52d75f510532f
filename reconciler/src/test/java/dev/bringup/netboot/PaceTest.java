package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private static List<Long> waits(Pace pace) {
        List<Long> millis = new ArrayList<>();
        do {
            millis.add(Duration.ofNanos(pace.next()).toMillis());
        } while (pace.isAgain());
        return millis;
    }

    private static Pace after(Duration... answers) {
        Pace pace = new Pace();
        for (Duration took : answers) {
            pace.sent(0, SECOND, true);
            pace.answered(took.toNanos());
        }
        pace.sent(0, SECOND, true);
        return pace;
    }

    @Test
    void whoWasNeverHeardIsGivenAllTheTime() {
        assertEquals(List.of(1000L), waits(after()));
    }

    @Test
    void whoAnswersAtOnceIsAskedAgainSoonAndEachTimeLater() {
        assertEquals(
                List.of(10L, 20L, 40L, 80L, 160L, 320L, 370L),
                waits(after(Duration.ofNanos(1000))));
    }

    /// 100 ms and half as much of spread, four times.
    @Test
    void whoTakesLongIsNotPressed() {
        assertEquals(List.of(300L, 600L, 100L), waits(after(Duration.ofMillis(100))));
    }

    @Test
    void whatWasSentTwiceTeachesNothing() {
        Pace pace = after(Duration.ofNanos(1000));
        pace.next();
        assertTrue(pace.isAgain());
        pace.answered(Duration.ofMillis(900).toNanos());
        pace.sent(0, SECOND, true);
        assertEquals(10L, waits(pace).getFirst());
    }

    @Test
    void whoWasSilentForLongIsNotPressed() {
        Pace pace = after(Duration.ofNanos(1000));
        pace.sent(0, Duration.ofSeconds(5), false);
        assertEquals(List.of(5000L), waits(pace));
        assertFalse(pace.isAgain());
    }
}
