package dev.bringup.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Action;
import dev.bringup.model.Attempt.Goal;
import dev.bringup.model.Attempt;
import dev.bringup.model.Change;
import dev.bringup.model.Desired;
import dev.bringup.model.FieldClass;
import dev.bringup.model.Forecast;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Marker;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Observed.Result;
import dev.bringup.model.Permit.Stage;
import dev.bringup.model.NodeState;
import dev.bringup.model.Phase;
import dev.bringup.model.Plan;
import dev.bringup.model.Rail;
import dev.bringup.model.Seen;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a machine that runs from memory needs next.
class LiveRoadTest {

    private static final MachineSpec N1 = Fleet.live(1, 1);
    private static final Desired DESIRED = Fleet.of(1, Fleet.ONE_AT_A_TIME, N1);
    private static final Action WAKE = new Action.Wake(N1.id(), Optional.of(N1.fingerprint()));
    private static final Action REBOOT = new Action.Reboot(N1.id(), Optional.empty());
    private static final Marker OURS = Scene.marker(1, 1, Marker.State.INSTALLED);
    private static final Marker OTHER = Scene.marker(1, 2, Marker.State.INSTALLED);

    record Case(String name, Seen seen, Plan want) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Plan does(Action action, String because) {
        return new Plan(List.of(new Plan.Step(action, because)), List.of());
    }

    private static Plan holds(String verb, Rail rail, String because) {
        return new Plan(List.of(), List.of(new Plan.Held(N1.id(), verb, rail, because)));
    }

    private static Seen at(String sign) {
        return Scene.on(Scene.absent()).withSign(sign, "network", Fleet.NOON);
    }

    static Stream<Case> withoutAnAttempt() {
        String runs = "it runs v1:00000000, Git asks for v1:00000000";
        return Stream.of(
                new Case(
                        "nobody asked Kubernetes",
                        Seen.NOTHING,
                        holds("look", Rail.R12, "Kubernetes has not been asked yet")),
                new Case(
                        "off, no Node",
                        Scene.off(Scene.absent()),
                        does(WAKE, "it has no Node, and starts from the network")),
                new Case(
                        "off, with the Node that it had",
                        Scene.off(Scene.notReady(2)),
                        does(WAKE, "it should run and is off")),
                new Case(
                        "at the door, no Node",
                        at(Signs.AT_OUR_DOOR),
                        does(WAKE, "it asks what to boot and has no Node")),
                new Case(
                        "it lost its payload",
                        at(Signs.OLD_PERMIT),
                        does(
                                REBOOT,
                                "it asks for a payload that is not served any more, Git asks for"
                                        + " v1:00000000; no disk is touched")),
                new Case(
                        "on and silent",
                        Scene.on(Scene.absent()),
                        holds("look", Rail.R12, "it is on, but nothing on it answers")),
                new Case(
                        "up and not ours",
                        Scene.up(Scene.absent(), Optional.empty()),
                        holds("adopt", Rail.UNMANAGED, "it answers SSH without our marker")),
                new Case(
                        "up and without a Node",
                        Scene.up(Scene.absent(), Optional.of(OURS)),
                        does(
                                new Action.Join(N1.id(), Action.Join.By.SSH),
                                "it is up and has no Node")),
                new Case(
                        "up with something else, from memory or from its disk",
                        Scene.up(Scene.absent(), Optional.of(OTHER)),
                        does(REBOOT, runs + "; no disk is touched")),
                new Case(
                        "it serves something else",
                        Scene.ready(2),
                        does(new Action.Drain(N1.id()), runs)),
                new Case(
                        "it is drained of something else",
                        Scene.node(2, Cordon.DRAINED),
                        does(REBOOT, runs + "; no disk is touched")),
                new Case("it serves what it should", Scene.ready(1), Plan.EMPTY),
                new Case(
                        "a Node that nobody stamped",
                        Seen.NOTHING,
                        holds("look", Rail.R12, "Kubernetes has not been asked yet")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void withoutAnAttempt(Case c) {
        assertEquals(c.want, Scene.of(DESIRED).with(1, c.seen).plan());
    }

    @Test
    void whoRestartsTooOftenIsNotWokenEither() {
        Scene scene = Scene.of(DESIRED).with(1, at(Signs.AT_OUR_DOOR));
        for (int i = 0; i < 1000; i++) {
            Attempt attempt = Scene.attempt(N1, new Goal.Awake());
            scene.with(
                    new dev.bringup.model.Observed.Past(
                            N1.id(),
                            "selfReboot",
                            new dev.bringup.model.Observed.Cause(
                                    N1.fingerprint(),
                                    attempt.commit(),
                                    Optional.of(new dev.bringup.model.AttemptId("r" + i)),
                                    Optional.empty()),
                            Fleet.NOON,
                            Result.DONE,
                            Fleet.NOON));
        }
        assertEquals(
                holds(
                        "wake",
                        Rail.R8,
                        "it restarted by itself 1000 times within 8h20m and waits until that is"
                                + " over"),
                scene.plan());
    }

    private static Attempt booting(Stage stage, Phase... reached) {
        Attempt attempt = Scene.attempt(N1, new Goal.Awake()).at(stage);
        for (Phase phase : reached) {
            attempt = attempt.with(attempt.timeline().with(phase, Fleet.NOON, "seen"));
        }
        return attempt;
    }

    private static Plan plan(Attempt attempt, Seen seen) {
        return Scene.of(DESIRED).with(attempt).with(1, seen).plan();
    }

    @Test
    void anAttemptIsPushedOnUntilItsNodeIsMarked() {
        assertEquals(
                does(new Action.Wake(N1.id(), Optional.empty()), "for a test"),
                plan(booting(Stage.ISSUED), Scene.off(Scene.notReady(1))));
        assertEquals(Plan.EMPTY, plan(booting(Stage.STARTED, Phase.BOOTLOADER), Scene.notReady(1)));
        // The Node of before says nothing until the nonce was exchanged.
        assertEquals(
                Plan.EMPTY,
                plan(
                        booting(Stage.BOOTED, Phase.OS),
                        Scene.marked(Scene.ready(1), attemptsMarker())));
        assertEquals(
                does(new Action.Label(N1.id()), "its Node lacks our labels or stamp"),
                plan(
                        booting(Stage.CLOSED, Phase.OS),
                        Scene.marked(Scene.ready(1), attemptsMarker())));
    }

    /// What it was handed may have got lost, and the Node of before hides that.
    @Test
    void whoDoesNotComeBackIsHandedJoinMaterialOverSsh() {
        Attempt attempt = booting(Stage.CLOSED);
        Marker runs = attempt.marker();
        NodeState.Present before = Scene.present(1, Cordon.DRAINED);
        NodeState.Present stamped =
                new NodeState.Present(
                        before.uid(),
                        false,
                        before.cordon(),
                        Optional.of(
                                new NodeState.Stamp(
                                        runs.fingerprint(),
                                        runs.commit(),
                                        runs.attempt(),
                                        Optional.empty())),
                        before.labels(),
                        before.taints());
        Seen seen =
                Scene.up(
                        Scene.absent().withNode(stamped, "kubernetes", Fleet.NOON),
                        Optional.of(runs));

        assertEquals(Plan.EMPTY, plan(reached(attempt, Duration.ofMinutes(4)), seen));
        assertEquals(
                does(
                        new Action.Join(N1.id(), Action.Join.By.SSH),
                        "its Node has not come back since its boot"),
                plan(reached(attempt, Duration.ofMinutes(6)), seen));
    }

    private static Attempt reached(Attempt attempt, Duration ago) {
        return attempt.with(attempt.timeline().with(Phase.OS, Fleet.NOON.minus(ago), "seen"));
    }

    private static Marker attemptsMarker() {
        return Scene.attempt(N1, new Goal.Awake()).marker();
    }

    @Test
    void aCureIsABootWhateverThePolicyCallsIt() {
        assertEquals(
                List.of(new Action.Reboot(N1.id(), Optional.empty())),
                Scene.of(DESIRED)
                        .with(1, Scene.on(Scene.away(1, 11)))
                        .past(1, "reboot", Result.FAILED, 1)
                        .plan()
                        .now()
                        .stream()
                        .map(Plan.Step::action)
                        .toList());
    }

    @Test
    void aChangeOfWhatItRunsIsAReboot() {
        assertEquals(
                List.of(
                        new Change(
                                "image",
                                FieldClass.REBOOT,
                                "live-1 00000000+00000000",
                                "live-2 00000000+00000000")),
                Changes.of(N1, Fleet.live(1, 2)));
        assertEquals(
                List.of(FieldClass.REBOOT),
                Changes.of(Fleet.machine(1, 1), N1).stream().map(Change::kind).toList());
        assertEquals(
                List.of(FieldClass.REIMAGE),
                Changes.of(N1, Fleet.machine(1, 2)).stream().map(Change::kind).toList());
    }

    /// To memory no disk is written; back again goes through the installer.
    @Test
    void theForecastSaysWhichDisksAreWritten() {
        Desired disk = Fleet.of(1, Fleet.ONE_AT_A_TIME, Fleet.machine(1, 1));
        Desired live = Fleet.of(2, Fleet.ONE_AT_A_TIME, Fleet.live(1, 2));

        assertEquals(List.of("drain", "reboot", "uncordon"), verbs(disk, live));
        assertEquals(List.of("drain", "reimage"), verbs(live, disk));
        assertEquals(
                List.of("drain", "reboot", "uncordon"),
                verbs(live, Fleet.of(3, Fleet.ONE_AT_A_TIME, Fleet.live(1, 3))));
    }

    private static List<String> verbs(Desired before, Desired after) {
        return Foresight.forecast(after, Settled.between(before, after, Fleet.NOON), Pace.usual())
                .steps()
                .stream()
                .map(Forecast.Foreseen::action)
                .map(Action::verb)
                .toList();
    }
}
