package dev.bringup.plan;

import static dev.bringup.Scene.absent;
import static dev.bringup.Scene.node;
import static dev.bringup.Scene.notReady;
import static dev.bringup.Scene.off;
import static dev.bringup.Scene.on;
import static dev.bringup.Scene.ready;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Desired;
import dev.bringup.model.Forecast;
import dev.bringup.model.Hours;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.MachineSpec.Want;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Observed;
import dev.bringup.model.Plan;
import dev.bringup.model.Policy;
import dev.bringup.model.Policy.Sleep;
import dev.bringup.model.Policy.Sleep.Schedule;
import dev.bringup.model.Policy.Timing;
import dev.bringup.model.Rail;
import dev.bringup.model.Remembered;
import dev.bringup.model.Seen;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Who sleeps, until when, and what wakes them. Where nothing else is said it is noon on a Tuesday.
/// Berlin goes from 02:00 to 03:00 on 2026-03-29 and from 03:00 to 02:00 on 2026-10-25.
class SleepersTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final DayOfWeek[] ALL = DayOfWeek.values();
    private static final DayOfWeek[] WEEK = Arrays.copyOf(ALL, 5);

    private static final Hours NIGHT = hours(20, 0, 6, 0, WEEK);
    private static final Hours DAILY = hours(20, 0, 6, 0, ALL);
    private static final Hours SHORT = hours(20, 0, 2, 30, ALL);
    private static final Hours ALWAYS = hours(0, 0, 24, 0, ALL);
    private static final Hours MIDDAY = hours(12, 0, 14, 0, ALL);
    private static final Sleep NOW = new Sleep(List.of(new Schedule("worker", MIDDAY)), 1);
    private static final String WORDS = "asleep until Tue 14:00 Europe/Berlin";

    static Stream<Arguments> nights() {
        String saturday = "asleep until Sat 06:00 Europe/Berlin";
        return Stream.of(
                night("its last second awake", "2026-11-20T18:59:59Z", "", NIGHT),
                night("when it begins", "2026-11-20T19:00:00Z", saturday, NIGHT),
                night("after midnight", "2026-11-21T04:59:59Z", saturday, NIGHT),
                night("when it ends", "2026-11-21T05:00:00Z", "", NIGHT),
                night("not on its day", "2026-11-21T19:00:00Z", "", NIGHT),
                night(
                        "a night of nine hours",
                        "2026-03-29T03:59:59Z",
                        "asleep until Sun 06:00 Europe/Berlin",
                        DAILY),
                night("the end of it", "2026-03-29T04:00:00Z", "", DAILY),
                night(
                        "an end that the clock skips",
                        "2026-03-29T00:59:59Z",
                        "asleep until Sun 03:00 Europe/Berlin",
                        SHORT),
                night("after the jump", "2026-03-29T01:00:00Z", "", SHORT),
                night(
                        "an end that comes twice",
                        "2026-10-25T00:29:59Z",
                        "asleep until Sun 02:30 Europe/Berlin",
                        SHORT),
                night("between the two", "2026-10-25T00:59:59Z", "", SHORT),
                night(
                        "the second of them",
                        "2026-10-25T01:00:00Z",
                        "asleep until Sun 02:30 Europe/Berlin",
                        SHORT),
                night(
                        "schedules that follow on each other",
                        "2026-11-20T19:00:00Z",
                        "asleep until Mon 06:00 Europe/Berlin",
                        hours(20, 0, 24, 0, DayOfWeek.FRIDAY),
                        hours(0, 0, 24, 0, DayOfWeek.SATURDAY, DayOfWeek.SUNDAY),
                        hours(0, 0, 6, 0, DayOfWeek.MONDAY)),
                night("no end", "2026-11-20T19:00:00Z", "asleep at all hours", ALWAYS),
                night(
                        "no end of two",
                        "2026-11-20T19:00:00Z",
                        "asleep at all hours",
                        DAILY,
                        hours(6, 0, 20, 0, ALL)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nights")
    void aNightLastsUntilNoScheduleIsOpen(
            String name, Instant at, String words, List<Schedule> schedules) {
        Desired desired = Fleet.of(1, policy(new Sleep(schedules, 0)), 1, 1);
        TreeMap<MachineId, Seen> seen = new TreeMap<>();
        seen.put(Fleet.id(1), on(ready(1)));
        Observed observed =
                new Observed(
                        at, seen, new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), List.of());

        assertEquals(
                words.isEmpty() ? List.of() : List.of(words),
                List.copyOf(Sleepers.of(desired, observed).words().values()),
                name);
    }

    static Stream<Arguments> fleets() {
        return Stream.of(
                fleet("the first by name stays awake", "n2 n3", ready(1), ready(1), ready(1)),
                fleet("who serves stays awake", "n1 n2", notReady(1), off(ready(1)), ready(1)),
                fleet(
                        "who is drained does not serve",
                        "n1 n3",
                        node(1, Cordon.DRAINED),
                        ready(1),
                        node(1, Cordon.DRAINED)),
                fleet(
                        "who is on comes before who is off",
                        "n1 n3",
                        off(notReady(1)),
                        on(notReady(1)),
                        off(notReady(1))),
                fleet(
                        "when all are off the first is woken",
                        "n2 n3",
                        off(notReady(1)),
                        off(notReady(1)),
                        off(notReady(1))),
                fleet("who has no Node joins first", "n3", absent(), ready(1), ready(1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fleets")
    void soManyOfAProfileStayAwake(String name, String asleep, List<Seen> seen) {
        Scene scene = Scene.of(Fleet.of(1, policy(NOW), 3, 1));
        for (int n = 1; n <= 3; n++) {
            scene.with(n, seen.get(n - 1));
        }
        assertEquals(asleep, names(scene.plan()), name);
    }

    @Test
    void whatIsLockedOrHasAnotherStateIsLeftAsItIs() {
        MachineSpec first = Fleet.machine(1, 1);
        MachineSpec locked =
                new MachineSpec(
                        first.id(),
                        first.hardware(),
                        first.address(),
                        first.profile(),
                        first.install(),
                        first.node(),
                        new MachineSpec.Intent(
                                Want.JOINED, Optional.of("bench"), Optional.empty()));
        Desired desired =
                Fleet.of(
                        1,
                        policy(NOW),
                        locked,
                        Fleet.machine(2, 1, Want.MAINTENANCE),
                        Fleet.machine(3, 1),
                        Fleet.machine(4, 1));
        Plan plan =
                Scene.of(desired)
                        .with(1, ready(1))
                        .with(2, node(1, Cordon.DRAINED))
                        .with(3, ready(1))
                        .with(4, ready(1))
                        .plan();

        assertEquals("n4", names(plan));
        assertEquals(List.of("drain n4: policy.sleep: " + WORDS), steps(plan));
    }

    @Test
    void anotherProfileDoesNotSleep() {
        Sleep others = new Sleep(List.of(new Schedule("storage", MIDDAY)), 0);
        Plan plan = Scene.of(Fleet.of(1, policy(others), 1, 1)).with(1, ready(1)).plan();
        assertEquals(Plan.EMPTY, plan);
    }

    @Test
    void anOpenAttemptComesToItsEndFirst() {
        Desired desired = Fleet.of(1, policy(NOW), 2, 1);
        MachineSpec second = Fleet.machine(2, 1);
        Plan plan =
                Scene.of(desired)
                        .with(1, ready(1))
                        .with(2, notReady(1))
                        .with(Scene.attempt(second, Scene.install(second)))
                        .plan();
        assertEquals("", names(plan));
    }

    @Test
    void itIsDrainedThenSwitchedOffThenLeftAlone() {
        Desired desired = Fleet.of(1, policy(NOW), 2, 1);
        assertEquals(
                List.of("drain n2: policy.sleep: " + WORDS),
                steps(Scene.of(desired).with(1, ready(1)).with(2, on(ready(1))).plan()));
        assertEquals(
                List.of("powerOff n2: policy.sleep: " + WORDS + " and it is drained"),
                steps(
                        Scene.of(desired)
                                .with(1, ready(1))
                                .with(2, on(node(1, Cordon.DRAINED)))
                                .plan()));
        Plan rest = Scene.of(desired).with(1, ready(1)).with(2, off(notReady(1))).plan();
        assertEquals(List.of(), steps(rest));
        assertEquals(List.of(), rest.held());
        assertEquals(WORDS, rest.asleep().get(Fleet.id(2)));
    }

    @Test
    void budgetsAreForSleepToo() {
        Plan plan =
                Scene.of(Fleet.of(1, policy(NOW), 3, 1))
                        .with(1, ready(1))
                        .with(2, on(ready(1)))
                        .with(3, on(ready(1)))
                        .plan();
        assertEquals(List.of("drain n2: policy.sleep: " + WORDS), steps(plan));
        assertEquals(
                List.of(
                        new Plan.Held(
                                Fleet.id(3),
                                "drain",
                                Rail.R4,
                                "budgets.powerOff.parallel is 1, and it is spent on n2")),
                plan.held());
    }

    @Test
    void aScheduleCountsWhenThePolicyBeforeHasItToo() {
        Desired desired = Fleet.of(1, policy(NOW), 2, 1);
        Plan plan = under(desired, Fleet.ONE_AT_A_TIME);

        assertEquals("", names(plan));
        assertEquals(List.of(), steps(plan));
        assertEquals(
                List.of(
                        new Plan.Held(
                                Fleet.id(2),
                                "powerOff",
                                Rail.R9,
                                "policy.sleep has it "
                                        + WORDS
                                        + "; the policy before this commit does not, and"
                                        + " loosening counts from the next one")),
                plan.held());
        assertEquals("n2", names(under(desired, policy(new Sleep(NOW.schedules(), 0)))));
        assertEquals("", names(under(desired, policy(new Sleep(NOW.schedules(), 2)))));
        assertEquals(
                Plan.EMPTY, under(Fleet.of(1, Fleet.ONE_AT_A_TIME, 2, 1), policy(NOW)), "ended");
    }

    @Test
    void aForecastWakesThemWhenTheirNightEnds() {
        Desired desired = Fleet.of(2, policy(NOW), 2, 2);
        Observed observed = Scene.of(desired).with(1, on(ready(2))).with(2, asleep()).observed();
        Forecast forecast = Foresight.forecast(desired, observed, Pace.usual());

        assertEquals(
                List.of("PT1H reimage n2"),
                forecast.steps().stream()
                        .map(s -> s.after() + " " + s.action().verb() + " " + s.action().machine())
                        .toList());
        assertEquals(List.of(), forecast.held());
    }

    @Test
    void aForecastEndsWhenTheirNightDoesNot() {
        Sleep always = new Sleep(List.of(new Schedule("worker", ALWAYS)), 1);
        Desired desired = Fleet.of(2, policy(always), 2, 1);
        Observed observed = Scene.of(desired).with(1, on(ready(1))).with(2, asleep()).observed();
        assertEquals(
                List.of(
                        new Plan.Held(
                                Fleet.id(2), "wake", Rail.R9, "policy.sleep: asleep at all hours")),
                Foresight.forecast(desired, observed, Pace.usual()).held());
    }

    @Test
    void betweenTwoCommitsNobodySleeps() {
        Desired before = Fleet.of(1, policy(NOW), 2, 1);
        Desired after = Fleet.of(2, policy(NOW), 2, 1);
        Forecast forecast =
                Foresight.between(
                        before, after, Settled.between(before, after, Fleet.NOON), Pace.usual());
        assertEquals(List.of(), forecast.steps());
        assertEquals(List.of(), forecast.held());
    }

    private static Seen asleep() {
        return Ideal.off(node(1, Cordon.DRAINED), Fleet.NOON);
    }

    private static Plan under(Desired desired, Policy before) {
        return Scene.of(desired)
                .with(1, ready(1))
                .with(2, on(ready(1)))
                .remembering(Remembered.NOTHING.under(Optional.of(before)))
                .plan();
    }

    static Policy policy(Sleep sleep) {
        return Fleet.ONE_AT_A_TIME.with(new Timing(List.of(), List.of(), sleep), Optional.empty());
    }

    static String names(Plan plan) {
        return String.join(" ", plan.asleep().keySet().stream().map(MachineId::name).toList());
    }

    static List<String> steps(Plan plan) {
        return plan.now().stream()
                .map(s -> s.action().verb() + " " + s.action().machine() + ": " + s.because())
                .toList();
    }

    static Hours hours(int from, int fromMinute, int to, int toMinute, DayOfWeek... days) {
        return new Hours(
                EnumSet.copyOf(Arrays.asList(days)),
                from * 60 + fromMinute,
                to * 60 + toMinute,
                BERLIN,
                "hours");
    }

    private static Arguments night(String name, String at, String words, Hours... hours) {
        return Arguments.of(
                name,
                Instant.parse(at),
                words,
                Arrays.stream(hours).map(h -> new Schedule("worker", h)).toList());
    }

    private static Arguments fleet(String name, String asleep, Seen... seen) {
        return Arguments.of(name, asleep, List.of(seen));
    }
}
