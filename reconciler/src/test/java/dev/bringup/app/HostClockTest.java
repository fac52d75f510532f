package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostClockTest {

    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    private static final String BOOT = "4c4c4544";

    @TempDir Path data;

    private Instant wall = NOON;
    private long nanos = 42;
    private final HostClock clock = new HostClock(() -> wall, () -> nanos, NOON);

    private void pass(Duration time) {
        nanos += time.toNanos();
        wall = wall.plus(time);
    }

    @Test
    void goesWithTheWallClockWhereNobodySetsIt() {
        pass(Duration.ofHours(30));

        assertEquals(NOON.plus(Duration.ofHours(30)), clock.instant());
        assertEquals(Duration.ZERO, clock.ahead());
    }

    @ParameterizedTest
    @ValueSource(ints = {-6, -1, 1, 6})
    void aJumpOfHoursIsNoneHere(int hours) {
        wall = wall.plus(Duration.ofHours(hours));

        assertEquals(NOON, clock.instant());
        assertEquals(Duration.ofHours(hours), clock.ahead());
    }

    @ParameterizedTest
    @ValueSource(ints = {-2, 2})
    void followsByATwentiethOfTheTimeThatPasses(int hours) {
        wall = wall.plus(Duration.ofHours(hours));
        Duration ten = Duration.ofMinutes(10);
        pass(ten);

        Duration followed = Duration.ofSeconds(30).multipliedBy(Integer.signum(hours));
        assertEquals(NOON.plus(ten).plus(followed), clock.instant());

        for (int i = 0; i < 40; i++) {
            pass(Duration.ofHours(1));
            clock.instant();
        }
        assertEquals(wall, clock.instant());
    }

    @Test
    void neverGoesBack() {
        Instant before = clock.instant();
        for (int i = 0; i < 100; i++) {
            pass(Duration.ofMillis(500));
            wall = wall.minus(Duration.ofMinutes(i));
            Instant now = clock.instant();
            assertTrue(now.isAfter(before), now + " after " + before);
            before = now;
        }
    }

    @Test
    void goesOnOnTheSameBootWhateverTheWallSays() {
        HostClock.Kept kept = new HostClock.Kept(BOOT, NOON, Duration.ofMinutes(5));

        Instant now = kept.now(BOOT, Duration.ofMinutes(8), NOON.minus(Duration.ofDays(9000)));

        assertEquals(NOON.plus(Duration.ofMinutes(3)), now);
    }

    @Test
    void onAnotherBootTheWallIsBelievedButNotBackwards() {
        HostClock.Kept kept = new HostClock.Kept(BOOT, NOON, Duration.ofMinutes(5));
        Duration up = Duration.ofMinutes(8);

        assertEquals(
                NOON.plus(Duration.ofHours(1)),
                kept.now("another", up, NOON.plus(Duration.ofHours(1))));
        assertEquals(NOON, kept.now("another", up, Instant.EPOCH));
        // The same id with less time up cannot be: it is taken for another boot.
        assertEquals(NOON, kept.now(BOOT, Duration.ofMinutes(4), Instant.EPOCH));
    }

    @Test
    void isReadAsItWasWritten() {
        HostClock.Kept kept = new HostClock.Kept(BOOT, NOON, Duration.ofMillis(300_120));

        assertEquals(Optional.of(kept), HostClock.Kept.read(kept.text()));
        assertEquals(Optional.empty(), HostClock.Kept.read(""));
        assertEquals(Optional.empty(), HostClock.Kept.read("boot 2030-01-01T12:00:00Z"));
        assertEquals(Optional.empty(), HostClock.Kept.read("boot noon PT5M"));
    }

    @Test
    void aProcessThatIsStartedAgainGoesOnWhereTheLastWas() throws IOException {
        Instant later = Instant.now().plus(Duration.ofHours(3));
        new HostClock(() -> later, System::nanoTime, later).keep(data);

        Instant now = HostClock.load(data).instant();

        assertFalse(now.isBefore(later.minusMillis(20)), now + " is not before " + later);
        assertTrue(now.isBefore(later.plusSeconds(60)), now + " is soon after " + later);
        assertTrue(Files.exists(data.resolve("clock")));
    }

    @Test
    void whatCannotBeReadIsNoClock() throws IOException {
        Files.writeString(data.resolve("clock"), "rubbish");

        assertTrue(
                Duration.between(Instant.now(), HostClock.load(data).instant()).abs().toMinutes()
                        < 1);
    }
}
