package dev.bringup.plan;

import static dev.bringup.Scene.absent;
import static dev.bringup.Scene.attempt;
import static dev.bringup.Scene.install;
import static dev.bringup.Scene.marked;
import static dev.bringup.Scene.marker;
import static dev.bringup.Scene.node;
import static dev.bringup.Scene.off;
import static dev.bringup.Scene.on;
import static dev.bringup.Scene.reimage;
import static dev.bringup.Scene.up;
import static dev.bringup.plan.Plans.hold;
import static dev.bringup.plan.Plans.step;
import static dev.bringup.plan.Plans.unstamped;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Action;
import dev.bringup.model.Attempt;
import dev.bringup.model.Attempt.Goal;
import dev.bringup.model.JoinStep;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Marker;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Permit.Stage;
import dev.bringup.model.Phase;
import dev.bringup.model.Plan;
import dev.bringup.model.Rail;
import dev.bringup.model.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// One step per situation of an open attempt: again, on, or wait.
class AttemptStepTest {

    private static final MachineId N1 = Fleet.id(1);
    private static final MachineSpec WANT = Fleet.machine(1, 2);
    private static final Plan NOTHING = Plan.EMPTY;
    private static final String TO_TWO = ", Git asks for v1:00000000";
    private static final Action WAKE = new Action.Wake(N1, Optional.empty());
    private static final Action LOOK_FIRST = new Action.Wake(N1, Optional.of(Fleet.fingerprint(2)));
    private static final Action REIMAGE = new Action.Reimage(N1, Fleet.fingerprint(2));

    record During(String name, Attempt attempt, Seen seen, Plan want) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<During> oneStepDuringAnAttempt() {
        Attempt fresh = attempt(WANT, install(WANT));
        MachineSpec steps =
                Fleet.withStep(WANT, new JoinStep("storage", "true", Duration.ofMinutes(1)));
        Attempt stepped = attempt(steps, install(steps));
        Attempt over = attempt(WANT, reimage(WANT));
        Attempt awake = attempt(WANT, new Goal.Awake());
        Attempt reboot = attempt(WANT, new Goal.Rebooted("g2"));
        Marker older = marker(1, 1, Marker.State.INSTALLED);
        Marker done = fresh.marker();
        return Stream.of(
                new During(
                        "install, no sign of life: again",
                        fresh,
                        off(absent()),
                        step(LOOK_FIRST, "for a test")),
                new During(
                        "reimage, no sign of life: again",
                        over,
                        off(absent()),
                        step(REIMAGE, "for a test")),
                new During(
                        "wake, no sign of life: again",
                        awake,
                        off(absent()),
                        step(WAKE, "for a test")),
                new During(
                        "reboot of a drained Node, no sign of life: again",
                        reboot,
                        node(2, Cordon.DRAINED),
                        step(new Action.Reboot(N1, "g2"), "for a test")),
                new During(
                        "the disk carries something older: reimage it",
                        reached(fresh, Stage.STARTED, Phase.KERNEL),
                        marked(on(absent()), older),
                        step(REIMAGE, "its disk carries an older installation" + TO_TWO)),
                new During(
                        "writing: wait",
                        reached(fresh, Stage.WRITING, Phase.KERNEL),
                        on(absent()),
                        NOTHING),
                new During(
                        "written, not up: wait",
                        reached(fresh, Stage.WRITTEN, Phase.IMAGE),
                        on(absent()),
                        NOTHING),
                new During(
                        "up for a moment: it joins by itself",
                        reached(fresh, Stage.BOOTED, Phase.OS),
                        up(on(absent()), Optional.of(done)),
                        NOTHING),
                new During(
                        "up for long without a Node: join it",
                        reached(fresh, Stage.BOOTED, Phase.OS, Fleet.NOON.minusSeconds(121)),
                        up(on(absent()), Optional.of(done)),
                        step(new Action.Join(N1, Action.Join.By.SSH), "it is up and has no Node")),
                new During(
                        "up, and the nonce was exchanged: give it longer",
                        reached(fresh, Stage.CLOSED, Phase.OS, Fleet.NOON.minusSeconds(121)),
                        up(on(absent()), Optional.of(done)),
                        NOTHING),
                new During(
                        "up, with steps: they come first, whatever the time",
                        reached(stepped, Stage.BOOTED, Phase.OS, Fleet.NOON.minusSeconds(900)),
                        up(on(absent()), Optional.of(done)),
                        step(
                                new Action.Join(N1, Action.Join.By.ITSELF),
                                "its steps are run before it joins")),
                new During(
                        "up, says what was there before: wait",
                        reached(stepped, Stage.BOOTED, Phase.OS, Fleet.NOON.plusSeconds(1)),
                        up(on(absent()), Optional.of(done)),
                        NOTHING),
                new During(
                        "with steps, and nothing says that it is up: wait",
                        reached(stepped, Stage.WRITTEN, Phase.IMAGE),
                        up(on(absent()), Optional.of(done)),
                        NOTHING),
                new During(
                        "with steps that were run: it joins by itself",
                        reached(stepped, Stage.ARMED, Phase.OS, Fleet.NOON.minusSeconds(214)),
                        up(on(absent()), Optional.of(done)),
                        NOTHING),
                new During(
                        "with steps that were run long ago: join it",
                        reached(stepped, Stage.ARMED, Phase.OS, Fleet.NOON.minusSeconds(216)),
                        up(on(absent()), Optional.of(done)),
                        step(new Action.Join(N1, Action.Join.By.SSH), "it is up and has no Node")),
                new During(
                        "registered: stamp it",
                        reached(fresh, Stage.CLOSED, Phase.JOIN),
                        marked(unstamped(), done),
                        step(new Action.Label(N1), "its Node lacks our labels or stamp")),
                new During(
                        "written, and a Node of what it ran before: wait",
                        reached(fresh, Stage.WRITTEN, Phase.IMAGE),
                        marked(unstamped(), done),
                        NOTHING),
                new During(
                        "up, and a Node of what it ran before: wait",
                        reached(fresh, Stage.BOOTED, Phase.OS),
                        marked(unstamped(), done),
                        NOTHING),
                new During(
                        "it was handed what it joined with, and is Ready still: stamp it",
                        reached(fresh, Stage.BOOTED, Phase.OS, Fleet.NOON.minusSeconds(600)),
                        marked(unstamped(), done),
                        step(new Action.Label(N1), "its Node lacks our labels or stamp")),
                new During(
                        "held by a rail: say so",
                        fresh.stoppedBy(Rail.R6, "not our disk"),
                        on(absent()),
                        hold("install", Rail.R6, "not our disk")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void oneStepDuringAnAttempt(During c) {
        assertEquals(
                c.want,
                Scene.of(Fleet.of(1, Fleet.ONE_AT_A_TIME, WANT))
                        .with(c.attempt)
                        .with(1, c.seen)
                        .plan());
    }

    private static Attempt reached(Attempt attempt, Stage stage, Phase phase) {
        return reached(attempt, stage, phase, Fleet.NOON);
    }

    private static Attempt reached(Attempt attempt, Stage stage, Phase phase, Instant at) {
        return attempt.with(attempt.timeline().with(phase, at, "seen")).at(stage);
    }
}
