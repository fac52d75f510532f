package dev.bringup.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.model.Hours;
import dev.bringup.model.Policy;
import dev.bringup.model.Policy.Budgeted;
import dev.bringup.model.Policy.Freeze;
import dev.bringup.model.Policy.Overrun;
import dev.bringup.model.Policy.Timing;
import dev.bringup.model.Policy.Window;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// R9. Berlin goes from 02:00 to 03:00 on 2026-03-29 and from 03:00 to 02:00 on 2026-10-25.
class CalendarTest {

    private static final Hours SATURDAY = hours("Sat", 120, 360, DayOfWeek.SATURDAY);
    private static final Hours NIGHT = hours("Sat night", 1320, 240, DayOfWeek.SATURDAY);
    private static final Hours SUNDAY = hours("Sun", 120, 180, DayOfWeek.SUNDAY);
    private static final Hours HALF_PAST = hours("Sun half past", 150, 240, DayOfWeek.SUNDAY);
    private static final Hours EARLY = hours("Sun early", 60, 150, DayOfWeek.SUNDAY);
    private static final Hours DAILY =
            hours("daily", 0, 1440, EnumSet.allOf(DayOfWeek.class).toArray(DayOfWeek[]::new));
    private static final Hours WEEK =
            hours(
                    "week",
                    480,
                    1080,
                    EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY).toArray(DayOfWeek[]::new));

    static Stream<Arguments> hours() {
        return Stream.of(
                row(
                        "before it begins",
                        SATURDAY,
                        "2026-11-21T00:59:59Z",
                        false,
                        "2026-11-21T01:00:00Z"),
                row(
                        "when it begins",
                        SATURDAY,
                        "2026-11-21T01:00:00Z",
                        true,
                        "2026-11-28T01:00:00Z"),
                row(
                        "its last minute",
                        SATURDAY,
                        "2026-11-21T04:59:59Z",
                        true,
                        "2026-11-28T01:00:00Z"),
                row(
                        "when it ends",
                        SATURDAY,
                        "2026-11-21T05:00:00Z",
                        false,
                        "2026-11-28T01:00:00Z"),
                row("in summer", SATURDAY, "2026-07-04T00:00:00Z", true, "2026-07-11T00:00:00Z"),
                row(
                        "over midnight, its day",
                        NIGHT,
                        "2026-11-21T22:00:00Z",
                        true,
                        "2026-11-28T21:00:00Z"),
                row(
                        "over midnight, the next",
                        NIGHT,
                        "2026-11-22T02:59:00Z",
                        true,
                        "2026-11-28T21:00:00Z"),
                row(
                        "over midnight, its end",
                        NIGHT,
                        "2026-11-22T03:00:00Z",
                        false,
                        "2026-11-28T21:00:00Z"),
                row(
                        "not the night before",
                        NIGHT,
                        "2026-11-21T02:00:00Z",
                        false,
                        "2026-11-21T21:00:00Z"),
                row(
                        "a skipped hour",
                        SUNDAY,
                        "2026-03-29T01:00:00Z",
                        false,
                        "2026-04-05T00:00:00Z"),
                row(
                        "half of it skipped",
                        HALF_PAST,
                        "2026-03-29T00:59:00Z",
                        false,
                        "2026-03-29T01:00:00Z"),
                row(
                        "an hour that comes twice",
                        SUNDAY,
                        "2026-10-25T00:30:00Z",
                        true,
                        "2026-10-25T01:00:00Z"),
                row(
                        "its second time",
                        SUNDAY,
                        "2026-10-25T01:59:00Z",
                        true,
                        "2026-11-01T01:00:00Z"),
                row(
                        "it begins twice",
                        HALF_PAST,
                        "2026-10-25T00:40:00Z",
                        true,
                        "2026-10-25T01:30:00Z"),
                row(
                        "closed as the clock shows",
                        HALF_PAST,
                        "2026-10-25T01:10:00Z",
                        false,
                        "2026-10-25T01:30:00Z"),
                row(
                        "opened by the clock",
                        EARLY,
                        "2026-10-25T00:40:00Z",
                        false,
                        "2026-10-25T01:00:00Z"),
                row("the whole day", DAILY, "2026-11-21T22:59:59Z", true, "2026-11-21T23:00:00Z"),
                row(
                        "Friday's end to Monday",
                        WEEK,
                        "2026-11-20T17:00:00Z",
                        false,
                        "2026-11-23T07:00:00Z"));
    }

    private static Arguments row(String name, Hours hours, String at, boolean open, String next) {
        return Arguments.of(name, hours, Instant.parse(at), open, Instant.parse(next));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hours")
    void hoursAreReadOffTheClockOnTheWall(
            String name, Hours hours, Instant at, boolean open, Instant next) {
        assertEquals(open, hours.isOpen(at));
        assertEquals(next, hours.nextOpening(at));
    }

    @Test
    void aVerbThatNoWindowNamesMayAlwaysStart() {
        Policy policy = policy(List.of(window(SATURDAY, Budgeted.REIMAGE)));

        assertEquals(Optional.empty(), shut(policy, Budgeted.WAKE, "2026-11-20T12:00:00Z"));
        assertEquals(
                Optional.of(
                        "outside the windows of reimage (Sat); it may start at"
                                + " 2026-11-21T01:00:00Z"),
                shut(policy, Budgeted.REIMAGE, "2026-11-20T12:00:00Z"));
    }

    @Test
    void ofSeveralWindowsAnyOpens() {
        Policy policy =
                policy(List.of(window(SATURDAY, Budgeted.REIMAGE), window(WEEK, Budgeted.REIMAGE)));

        assertEquals(Optional.empty(), shut(policy, Budgeted.REIMAGE, "2026-11-20T12:00:00Z"));
        assertEquals(Optional.empty(), shut(policy, Budgeted.REIMAGE, "2026-11-21T02:00:00Z"));
        assertEquals(
                Optional.of(
                        "outside the windows of reimage (Sat; week); it may start at"
                                + " 2026-11-23T07:00:00Z"),
                shut(policy, Budgeted.REIMAGE, "2026-11-21T12:00:00Z"));
    }

    @Test
    void aFreezeWinsOverAWindowAndNamesTheFirstInstantAfterBoth() {
        Policy policy =
                policy(
                        List.of(window(SATURDAY, Budgeted.REIMAGE)),
                        freeze("2026-11-20T00:00:00Z", "2026-12-01T00:00:00Z"));

        assertEquals(
                Optional.of("a freeze of reimage lasts F; it may start at 2026-12-05T01:00:00Z"),
                shut(policy, Budgeted.REIMAGE, "2026-11-21T02:00:00Z"));
        assertEquals(Optional.empty(), shut(policy, Budgeted.REBOOT, "2026-11-21T02:00:00Z"));
    }

    @Test
    void aFreezeBeginsWithItsFirstInstantAndEndsBeforeItsLast() {
        Policy policy = policy(List.of(), freeze("2026-11-20T00:00:00Z", "2026-12-01T00:00:00Z"));

        assertEquals(Optional.empty(), shut(policy, Budgeted.REIMAGE, "2026-11-19T23:59:59Z"));
        assertEquals(
                Optional.of("a freeze of reimage lasts F; it may start at 2026-12-01T00:00:00Z"),
                shut(policy, Budgeted.REIMAGE, "2026-11-20T00:00:00Z"));
        assertEquals(Optional.empty(), shut(policy, Budgeted.REIMAGE, "2026-12-01T00:00:00Z"));
    }

    /// A thousand years of freeze: nobody waits for that.
    @Test
    void aWindowThatNeverOpensSaysSo() {
        Freeze[] weekly = new Freeze[600];
        Arrays.setAll(
                weekly,
                n -> {
                    Instant from =
                            Instant.parse("2026-11-21T00:00:00Z").plusSeconds(n * 7 * 86_400L);
                    return new Freeze(
                            Set.of(Budgeted.REIMAGE), from, from.plusSeconds(86_400), "F");
                });
        Policy policy = policy(List.of(window(SATURDAY, Budgeted.REIMAGE)), weekly);

        assertEquals(
                Optional.of("a freeze of reimage lasts F; no window opens again"),
                shut(policy, Budgeted.REIMAGE, "2026-11-21T02:00:00Z"));
    }

    private static Optional<String> shut(Policy policy, Budgeted verb, String at) {
        return Calendar.shut(policy, verb, Instant.parse(at));
    }

    private static Policy policy(List<Window> windows, Freeze... freezes) {
        return Fleet.ONE_AT_A_TIME.with(new Timing(windows, List.of(freezes)), Optional.empty());
    }

    private static Window window(Hours hours, Budgeted verb) {
        return new Window(Set.of(verb), hours, Overrun.FINISH);
    }

    private static Freeze freeze(String from, String to) {
        return new Freeze(Set.of(Budgeted.REIMAGE), Instant.parse(from), Instant.parse(to), "F");
    }

    private static Hours hours(String name, int from, int to, DayOfWeek... days) {
        return new Hours(Set.of(days), from, to, ZoneId.of("Europe/Berlin"), name);
    }
}
