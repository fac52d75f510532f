package dev.bringup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Desired;
import dev.bringup.model.Moment;
import dev.bringup.model.Observed;
import dev.bringup.model.Plan;
import dev.bringup.plan.Differ;
import dev.bringup.model.Policy.Budgeted;
import dev.bringup.model.Policy.Freeze;
import dev.bringup.model.Policy.Timing;
import dev.bringup.port.Entry.Ending;
import dev.bringup.port.Message;
import dev.bringup.port.Note;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Deadlines go by time that passes, calendars by the clock on the wall, and nobody is late who was
/// not watched.
class ClocksTest {

    private static final Duration LONG = Duration.ofMinutes(10).plusSeconds(1);

    private final Bench bench = new Bench();

    /// A reimage, at noon by the clock that does not jump, where a freeze lasts from a while before
    /// until a while after.
    private static Plan frozen(Duration before, Duration after, Duration ahead) {
        Freeze freeze =
                new Freeze(
                        Set.of(Budgeted.REIMAGE),
                        Fleet.NOON.minus(before),
                        Fleet.NOON.plus(after),
                        "for a while");
        Timing timing = new Timing(List.of(), List.of(freeze));
        Desired desired =
                Fleet.of(
                        2, Fleet.ONE_AT_A_TIME.with(timing, Optional.empty()), Fleet.machine(1, 2));
        Observed there = Scene.of(desired).with(1, Scene.ready(1)).observed();
        return Differ.diff(
                desired,
                new Observed(
                        new Moment(there.at(), ahead),
                        there.seen(),
                        there.inFlight(),
                        there.attempts(),
                        there.leaving(),
                        there.past(),
                        there.around()));
    }

    private static List<String> why(Plan plan) {
        return plan.held().stream().map(held -> held.rail() + " " + held.because()).toList();
    }

    @Test
    void aFreezeThatIsOverOnTheWallAloneSaysWhyItHolds() {
        Duration hour = Duration.ofHours(1);
        assertEquals(
                List.of(
                        "R9 a freeze of reimage lasts for a while; it may start at"
                                + " 2030-01-01T13:00:00Z, or when the clock that does not jump has"
                                + " caught up with this host's, which was set by 120 minutes"),
                why(frozen(hour, hour, Duration.ofHours(2))));
        assertEquals(
                List.of(
                        "R9 a freeze of reimage lasts for a while; it may start at"
                                + " 2030-01-01T11:00:00Z"),
                why(frozen(hour.multipliedBy(3), hour.negated(), Duration.ofHours(-2))));
        assertEquals(List.of(), why(frozen(hour, Duration.ZERO, Duration.ofHours(2))));
        assertEquals(List.of(), why(frozen(hour, Duration.ZERO, Duration.ZERO)));
    }

    @ParameterizedTest
    @ValueSource(ints = {-6, 6})
    void noAttemptIsLateBecauseTheClockWasSet(int hours) {
        bench.git(Fleet.of(1, 1, 1));
        bench.nodes(Map.of());

        bench.tell(new Message.Wall(Duration.ofHours(hours)));
        bench.tell(new Message.Wall(Duration.ofHours(hours).multipliedBy(2)));
        assertEquals(
                List.of(
                        ("the clock of this host was set %s by 360 minutes; deadlines go by the time that"
                                        + " passes, and windows, freezes and nights by both clocks until they"
                                        + " agree again")
                                .formatted(hours < 0 ? "back" : "forward")),
                bench.notes(Note.Alarm.class).stream().map(Note.Alarm::text).toList());
        assertEquals(List.of(), bench.notes(Note.AttemptClosed.class));

        bench.pass(LONG);
        assertEquals(Ending.FAILED, bench.notes(Note.AttemptClosed.class).getFirst().ending());
    }

    /// What a machine did while the reconciler was away is still to be seen.
    @Test
    void whoWasNotWatchedIsNotLate() {
        bench.git(Fleet.of(1, 1, 1));
        bench.nodes(Map.of());
        bench.leaveFor(LONG);
        bench.git(Fleet.of(1, 1, 1));
        assertEquals(List.of(), bench.notes(Note.AttemptClosed.class));

        bench.pass(LONG);
        assertEquals(1, bench.notes(Note.AttemptClosed.class).size());
    }
}
