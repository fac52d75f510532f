package dev.bringup.plan;

import static dev.bringup.Scene.absent;
import static dev.bringup.Scene.node;
import static dev.bringup.Scene.off;
import static dev.bringup.Scene.ready;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Attempt.Goal;
import dev.bringup.model.AttemptId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Observed;
import dev.bringup.model.Observed.Cause;
import dev.bringup.model.Observed.Past;
import dev.bringup.model.Observed.Result;
import dev.bringup.model.Plan;
import dev.bringup.model.Policy;
import dev.bringup.model.Policy.Budget;
import dev.bringup.model.Policy.Budgeted;
import dev.bringup.model.Policy.Share;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// R4, the budget of an hour: what counts against it, and how often.
class HourTest {

    private static final Policy TWO_WAKES =
            Fleet.with(Fleet.ONE_AT_A_TIME, Budgeted.WAKE, hourly(2));
    private static final Policy TWO_REIMAGES = Fleet.policy(hourly(2));

    private static Budget hourly(int most) {
        return new Budget(Optional.of(9), Optional.of(new Share(100)), Optional.of(most));
    }

    @Test
    void theFirstRoundIsLimitedToo() {
        Scene scene = Scene.of(Fleet.of(1, TWO_WAKES, 3, 2));
        for (int n = 1; n <= 3; n++) {
            scene.with(n, off(absent()));
        }
        assertEquals(List.of("wake n1", "wake n2"), steps(scene.plan()));
        assertEquals("budgets.wake.perHour is 2", scene.plan().held().getFirst().because());
    }

    @Test
    void whatGoesOnCounts() {
        Scene scene = Scene.of(Fleet.of(1, TWO_REIMAGES, 3, 2));
        MachineSpec n3 = Fleet.machine(3, 2);
        scene.with(1, ready(1)).with(2, ready(1));
        scene.with(3, absent()).with(Scene.attempt(n3, Scene.reimage(n3)));
        assertEquals(List.of("drain n1", "reimage n3"), steps(scene.plan()));
    }

    /// It will be reimaged whatever happens, and nobody is drained to wait for an hour.
    @Test
    void whoStandsDrainedCounts() {
        Scene scene = Scene.of(Fleet.of(1, TWO_REIMAGES, 3, 2));
        scene.with(1, ready(1)).with(2, ready(1)).with(3, node(1, Cordon.DRAINED));
        assertEquals(List.of("drain n1", "reimage n3"), steps(scene.plan()));
    }

    @Test
    void aCommandThatIsRepeatedWithinAnAttemptCountsOnce() {
        assertEquals(List.of("drain n1"), after(past("a", 5), past("a", 10), past("a", 15)));
        assertEquals(List.of(), after(past("a", 5), past("b", 10)));
    }

    @Test
    void anAttemptOfTheHourBeforeDoesNotCount() {
        assertEquals(List.of("drain n1"), after(past("a", 61), past("b", 62)));
    }

    /// An attempt for one verb does not pay for another.
    @Test
    void anInstallationThatBecomesAReimageCounts() {
        MachineSpec n1 = Fleet.machine(1, 2);
        Scene scene =
                Scene.of(Fleet.of(1, Fleet.policy(hourly(1)), 2, 2))
                        .with(
                                Scene.attempt(
                                        n1,
                                        new Goal.Installed(n1.fingerprint(), Goal.Over.NOTHING)))
                        .with(
                                1,
                                Scene.marked(
                                        absent(),
                                        Scene.marker(
                                                1, 1, dev.bringup.model.Marker.State.INSTALLED)))
                        .with(2, node(1, Cordon.DRAINED));
        assertEquals(List.of("reimage n1"), steps(scene.plan()));
    }

    private static List<String> after(Past... past) {
        Observed seen = Scene.of(Fleet.of(1, TWO_REIMAGES, 1, 2)).with(1, ready(1)).observed();
        Observed observed =
                new Observed(
                        seen.at(),
                        seen.seen(),
                        seen.inFlight(),
                        seen.attempts(),
                        seen.leaving(),
                        new ArrayList<>(List.of(past)));
        return steps(Differ.diff(Fleet.of(1, TWO_REIMAGES, 1, 2), observed));
    }

    private static Past past(String attempt, int minutesAgo) {
        Instant at = Fleet.NOON.minus(Duration.ofMinutes(minutesAgo));
        Cause cause =
                new Cause(
                        Fleet.fingerprint(2),
                        Fleet.commit(1).id(),
                        Optional.of(new AttemptId(attempt)),
                        Optional.empty());
        return new Past(Fleet.id(7), "reimage", cause, at, Result.DONE, at);
    }

    private static List<String> steps(Plan plan) {
        return plan.now().stream()
                .map(s -> s.action().verb() + " " + s.action().machine())
                .toList();
    }
}
