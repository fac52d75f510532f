package dev.bringup.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Action;
import dev.bringup.model.Attempt.Goal;
import dev.bringup.model.Attempt;
import dev.bringup.model.Desired;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Observed.Result;
import dev.bringup.model.Policy;
import dev.bringup.model.Policy.Budget;
import dev.bringup.model.Policy.Budgeted;
import dev.bringup.model.Timeline;
import dev.bringup.plan.Turns.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private static final Map<String, Duration> TOOK =
            Map.of("install", Duration.ofMinutes(10), "wake", Duration.ofMinutes(2));
    private static final Pace PACE = Pace.by(goal -> Optional.ofNullable(TOOK.get(goal)));

    private static Policy wakes(int parallel, Optional<Integer> perHour) {
        return Fleet.with(
                Fleet.ONE_AT_A_TIME,
                Budgeted.WAKE,
                new Budget(Optional.of(parallel), Optional.empty(), perHour));
    }

    private static Scene offExcept(Desired desired, int busy, int minutesAgo) {
        Scene scene = Scene.of(desired);
        for (int n = 1; n <= desired.machines().size(); n++) {
            scene = scene.with(n, Scene.off(Scene.absent()));
        }
        for (int n = 1; n <= busy; n++) {
            Attempt attempt =
                    Scene.attempt(Fleet.machine(n, 1), Scene.install(Fleet.machine(n, 1)));
            Instant opened = Fleet.NOON.minus(Duration.ofMinutes(minutesAgo));
            scene = scene.with(attempt.with(Timeline.from(opened)));
        }
        return scene;
    }

    private static Map<?, Turn> turns(Desired desired, Scene scene) {
        return Turns.of(desired, scene.observed(), scene.plan(), PACE);
    }

    private static Turn turn(int begins, int ends) {
        return new Turn(
                Fleet.NOON.plus(Duration.ofMinutes(begins)),
                Fleet.NOON.plus(Duration.ofMinutes(ends)));
    }

    @Test
    void eachTakesThePlaceThatBecomesFreeNext() {
        Desired desired = Fleet.of(1, wakes(2, Optional.empty()), 5, 1);
        assertEquals(
                Map.of(
                        Fleet.id(3),
                        turn(7, 17),
                        Fleet.id(4),
                        turn(7, 17),
                        Fleet.id(5),
                        turn(17, 27)),
                turns(desired, offExcept(desired, 2, 3)));
    }

    @Test
    void whatBeginsNowTakesItsPlaceToo() {
        Desired desired = Fleet.of(1, wakes(2, Optional.empty()), 4, 1);
        assertEquals(
                Map.of(Fleet.id(3), turn(7, 17), Fleet.id(4), turn(10, 20)),
                turns(desired, offExcept(desired, 1, 3)));
    }

    @Test
    void whatIsLateMayEndAnyMoment() {
        Desired desired = Fleet.of(1, wakes(1, Optional.empty()), 2, 1);
        assertEquals(Map.of(Fleet.id(2), turn(0, 10)), turns(desired, offExcept(desired, 1, 30)));
    }

    @Test
    void theHourIsCountedAsWell() {
        Desired desired = Fleet.of(1, wakes(4, Optional.of(2)), 3, 1);
        Scene scene = offExcept(desired, 1, 20).past(2, "wake", Result.DONE, 50);
        assertEquals(
                Map.of(Fleet.id(2), turn(10, 20), Fleet.id(3), turn(40, 50)),
                turns(desired, scene));
    }

    /// Nobody waits for another's end, only for the hour.
    @Test
    void whereOnlyTheHourCountsPlacesAreEnough() {
        Policy policy =
                Fleet.with(
                        Fleet.ONE_AT_A_TIME,
                        Budgeted.WAKE,
                        new Budget(Optional.empty(), Optional.empty(), Optional.of(2)));
        Desired desired = Fleet.of(1, policy, 4, 1);
        assertEquals(
                Map.of(Fleet.id(3), turn(40, 50), Fleet.id(4), turn(40, 50)),
                turns(desired, offExcept(desired, 2, 20)));
    }

    @Test
    void whatIsNotHeldByABudgetHasNoTurn() {
        Desired desired = Fleet.of(1, wakes(2, Optional.empty()), 2, 1);
        assertEquals(Map.of(), turns(desired, offExcept(desired, 0, 0)));
    }

    @Test
    void paceIsTheMedianOfTheGoalOrWhatIsUsual() {
        MachineSpec machine = Fleet.machine(1, 1);
        assertEquals(
                Duration.ofMinutes(10),
                PACE.of(
                        new Action.Wake(machine.id(), Optional.of(machine.fingerprint())),
                        machine));
        assertEquals(
                Duration.ofMinutes(8),
                PACE.of(new Action.Reimage(machine.id(), machine.fingerprint()), machine));
        assertEquals(
                "install", new Goal.Installed(machine.fingerprint(), Goal.Over.NOTHING).label());
    }
}
