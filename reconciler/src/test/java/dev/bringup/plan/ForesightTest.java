package dev.bringup.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.model.Desired;
import dev.bringup.model.Forecast;
import dev.bringup.model.Forecast.Foreseen;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.MachineSpec.Want;
import dev.bringup.model.Plan;
import dev.bringup.model.Policy;
import dev.bringup.model.Policy.Budget;
import dev.bringup.model.Policy.Share;
import dev.bringup.model.Rail;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Between two commits: what would happen, in order.
class ForesightTest {

    private static Forecast between(Desired before, Desired after) {
        return Foresight.forecast(after, Settled.between(before, after, Fleet.NOON), Pace.usual());
    }

    private static List<String> told(Forecast forecast) {
        return forecast.steps().stream()
                .map(s -> s.round() + " " + s.action().verb() + " " + s.action().machine())
                .toList();
    }

    @Test
    void equalCommitsAskForNothing() {
        assertEquals(
                new Forecast(List.of(), List.of(), List.of(), new Forecast.Low(3, 3)),
                between(Fleet.of(1, 3, 1), Fleet.of(2, 3, 1)));
    }

    @Test
    void ofNothingTheFirstControlPlaneMakesAClusterAndTheOthersJoin() {
        MachineSpec first = Fleet.as(MachineSpec.Role.CONTROL_PLANE, "g1", Fleet.machine(1, 1));
        Desired nothing = Fleet.madeHere(Fleet.of(1, Fleet.ONE_AT_A_TIME));
        Desired rack = Fleet.madeHere(Fleet.of(2, Fleet.ONE_AT_A_TIME, first, Fleet.machine(2, 1)));

        assertEquals(
                List.of("1 wake n1", "1 wake n2", "2 bootstrap n1", "3 join n2"),
                told(between(nothing, rack)));
        assertEquals(
                List.of("1 wake n3"),
                told(
                        between(
                                rack,
                                Fleet.madeHere(
                                        Fleet.of(
                                                3,
                                                Fleet.ONE_AT_A_TIME,
                                                first,
                                                Fleet.machine(2, 1),
                                                Fleet.machine(3, 1))))));
    }

    @Test
    void aNewImageGoesRoundOneMachineAtATime() {
        Forecast forecast = between(Fleet.of(1, 2, 1), Fleet.of(2, 2, 2));
        assertEquals(
                List.of("1 drain n1", "2 reimage n1", "3 drain n2", "4 reimage n2"),
                told(forecast));
        assertEquals(
                List.of(
                        new Forecast.Delay(
                                Fleet.id(2),
                                "drain",
                                Rail.R4,
                                "budgets.reimage.parallel is 1, and it is spent on n1")),
                forecast.delays());
        assertEquals(List.of(), forecast.held());
        assertEquals(new Forecast.Low(1, 2), forecast.low());
        assertEquals(
                List.of(Optional.of(Fleet.fingerprint(1)), Optional.of(Fleet.fingerprint(1))),
                forecast.destructive().stream().map(Foreseen::from).toList());
    }

    @Test
    void aMachineThatIsNewIsWokenAndOneThatIsGoneIsReleased() {
        Desired one = Fleet.of(1, Fleet.ONE_AT_A_TIME, Fleet.machine(1, 1), Fleet.machine(2, 1));
        Desired other = Fleet.of(2, Fleet.ONE_AT_A_TIME, Fleet.machine(1, 1), Fleet.machine(3, 1));
        assertEquals(
                List.of("1 drain n2", "1 wake n3", "2 release n2", "3 powerOff n2"),
                told(between(one, other)));
        assertEquals(
                List.of("1 wake n2", "1 drain n3", "2 release n3", "3 powerOff n3"),
                told(between(other, one)),
                "the revert");
    }

    @Test
    void anHourlyBudgetIsWaitedFor() {
        Policy two =
                Fleet.policy(
                        new Budget(Optional.of(1), Optional.of(new Share(100)), Optional.of(2)));
        Forecast forecast =
                between(
                        Fleet.of(
                                1,
                                two,
                                Fleet.machine(1, 1),
                                Fleet.machine(2, 1),
                                Fleet.machine(3, 1)),
                        Fleet.of(
                                2,
                                two,
                                Fleet.machine(1, 2),
                                Fleet.machine(2, 2),
                                Fleet.machine(3, 2)));
        assertEquals(6, forecast.steps().size());
        assertTrue(
                forecast.end().compareTo(Duration.ofHours(1)) >= 0,
                () -> forecast.end().toString());
    }

    @Test
    void whatNoTimeOpensStaysHeld() {
        Policy few =
                Fleet.policy(
                        new Budget(Optional.of(1), Optional.of(new Share(25)), Optional.empty()));
        Forecast forecast =
                between(
                        Fleet.of(1, few, Fleet.machine(1, 1), Fleet.machine(2, 1)),
                        Fleet.of(2, few, Fleet.machine(1, 2), Fleet.machine(2, 2)));
        assertEquals(List.of(), forecast.steps());
        assertEquals(
                List.of(Rail.R15, Rail.R15),
                forecast.held().stream().map(Plan.Held::rail).toList());
    }

    /// Random commits after one another: a forecast comes to an end, and what it ends in asks for
    /// nothing more. It is the same each time, and never reimages a Node that it has not drained.
    @Test
    void aForecastEndsInWhatItWasFor() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            Desired before = random(random, 1);
            Desired after = random(random, 2);
            Forecast forecast = between(before, after);
            assertEquals(forecast, between(before, after));
            String story = "seed " + seed + ": " + told(forecast) + forecast.held();
            assertEquals(List.of(), forecast.held(), story);
            assertTrue(forecast.steps().size() <= 4 * 16, story);
            List<String> told =
                    told(forecast).stream().map(s -> s.replaceFirst("\\d+ ", "")).toList();
            forecast.destructive().stream()
                    .filter(s -> s.from().isPresent())
                    .map(s -> s.action().machine())
                    .forEach(id ->
                            assertTrue(
                                    told.indexOf("drain " + id) >= 0
                                                    && told.indexOf("drain " + id)
                                                            < told.indexOf("reimage " + id)
                                            || before.machine(id).orElseThrow().intent().state()
                                                    != Want.JOINED,
                                    story));
        }
    }

    private static Desired random(Random random, int commit) {
        MachineSpec[] machines =
                random.ints(1, 9)
                        .distinct()
                        .limit(1 + random.nextInt(8))
                        .mapToObj(n ->
                                Fleet.machine(
                                        n,
                                        1 + random.nextInt(3),
                                        Want.values()[random.nextInt(Want.values().length)]))
                        .toArray(MachineSpec[]::new);
        return Fleet.of(commit, Fleet.ONE_AT_A_TIME, machines);
    }
}
