package dev.bringup.plan;

import static dev.bringup.Scene.node;
import static dev.bringup.Scene.on;
import static dev.bringup.Scene.ready;
import static dev.bringup.plan.SleepersTest.hours;
import static dev.bringup.plan.SleepersTest.names;
import static dev.bringup.plan.SleepersTest.policy;
import static dev.bringup.plan.SleepersTest.steps;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Attempt;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Observed;
import dev.bringup.model.Plan;
import dev.bringup.model.Policy.Sleep;
import dev.bringup.model.Policy.Sleep.Schedule;
import dev.bringup.model.Remembered;
import dev.bringup.model.Seen;
import java.time.DayOfWeek;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Who is woken because pods find no place. It is noon on a Tuesday, and the night is from 12 to
/// 14.
class WokenByPodsTest {

    private static final Sleep NOW =
            new Sleep(List.of(new Schedule("worker", hours(12, 0, 14, 0, DayOfWeek.values()))), 1);
    private static final String WORDS = "asleep until Tue 14:00 Europe/Berlin";
    private static final String CALLED = "policy.sleep.wakeOnPending: 3 pods find no place";

    private static Scene night(Sleep sleep) {
        return Scene.of(Fleet.of(1, policy(sleep), 4, 1))
                .with(1, on(ready(1)))
                .with(2, on(node(1, Cordon.DRAINED)))
                .with(3, asleep())
                .with(4, asleep());
    }

    @Test
    void podsWithoutAPlaceWakeOneOfThoseThatAreOff() {
        Plan plan = night(NOW).pods(3, 10).plan();
        assertEquals(
                List.of(
                        "powerOff n2: policy.sleep: " + WORDS + " and it is drained",
                        "wake n3: " + CALLED),
                steps(plan));
        assertEquals("n2 n4", names(plan));
        assertEquals("n2 n3 n4", names(night(NOW).pods(0, 10).plan()), "nobody is homeless");
        assertEquals("n2 n3 n4", names(night(NOW).pods(3, 3600).plan()), "old news");
    }

    @Test
    void whoeverSleepsOnIsNotWokenByPods() {
        Sleep on = new Sleep(NOW.schedules(), 1, Sleep.OnPending.SLEEP_ON);
        assertEquals("n2 n3 n4", names(night(on).pods(3, 10).plan()));
    }

    @Test
    void thePolicyBeforeDecidesWhoSleepsAndThisOneWhoIsWoken() {
        Sleep on = new Sleep(NOW.schedules(), 1, Sleep.OnPending.SLEEP_ON);
        Plan plan =
                night(NOW)
                        .pods(3, 10)
                        .remembering(Remembered.NOTHING.under(Optional.of(policy(on))))
                        .plan();
        assertEquals("n2 n4", names(plan));
    }

    @Test
    void theNextIsWokenOnceTheOneBeforeHadItsChance() {
        MachineSpec third = Fleet.machine(3, 1);
        Attempt waking = Scene.attempt(third, new Attempt.Goal.Awake());
        assertEquals("n2 n4", names(night(NOW).with(waking).pods(3, 10).plan()), "on its way");

        Seen before = on(ready(1)).since(Fleet.NOON.minusSeconds(100));
        Observed.Past woken =
                new Observed.Past(
                        Fleet.id(3),
                        "wake",
                        Fleet.fingerprint(1),
                        Fleet.commit(1).id(),
                        Fleet.NOON.minusSeconds(200),
                        Observed.Result.DONE,
                        Fleet.NOON);
        Scene up = night(NOW).with(3, before).with(woken);
        assertEquals("n2 n4", names(up.plan()), "who was woken stays awake, and no other goes");
        assertEquals("n2 n4", names(up.pods(3, 90).plan()), "pods have not moved yet");
        assertEquals("n2", names(up.pods(3, 10).plan()));

        Observed.Past lastNight =
                new Observed.Past(
                        Fleet.id(3),
                        "wake",
                        Fleet.fingerprint(1),
                        Fleet.commit(1).id(),
                        Fleet.NOON.minusSeconds(20 * 3600),
                        Observed.Result.DONE,
                        Fleet.NOON);
        assertEquals(
                "n2 n3 n4", names(night(NOW).with(3, before).with(lastNight).plan()), "yesterday");
    }

    private static Seen asleep() {
        return Ideal.off(node(1, Cordon.DRAINED), Fleet.NOON);
    }
}
