package dev.bringup.plan;

import static dev.bringup.Scene.absent;
import static dev.bringup.Scene.marked;
import static dev.bringup.Scene.marker;
import static dev.bringup.Scene.node;
import static dev.bringup.Scene.notReady;
import static dev.bringup.Scene.off;
import static dev.bringup.Scene.ready;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Desired;
import dev.bringup.model.Hours;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Marker;
import dev.bringup.model.NodeState;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Observed.Result;
import dev.bringup.model.Plan;
import dev.bringup.model.Policy;
import dev.bringup.model.Policy.Budgeted;
import dev.bringup.model.Policy.Canary;
import dev.bringup.model.Policy.Overrun;
import dev.bringup.model.Policy.Timing;
import dev.bringup.model.Policy.Window;
import dev.bringup.model.Rail;
import dev.bringup.model.Remembered;
import dev.bringup.model.Remembered.Quarantine;
import dev.bringup.model.Seen;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// When a rollout may go on: one out of service at a time (R4), canaries first (R8), in its hours
/// only (R9). It is noon.
class RolloutRailsTest {

    private static final MachineSpec N1 = Fleet.machine(1, 2);
    private static final MachineSpec N2 = Fleet.machine(2, 2);

    private static final Policy CANARY =
            Fleet.ONE_AT_A_TIME.with(
                    Timing.ALWAYS,
                    Optional.of(new Canary(List.of(N2.id()), Duration.ofMinutes(10))));

    static Stream<Arguments> canaries() {
        return Stream.of(
                Arguments.of(
                        "the canary goes first",
                        ready(1),
                        List.of("drain n2"),
                        "canary n2 does not run what this commit asks for yet"),
                Arguments.of(
                        "it must run it for a while",
                        since(ready(2), 3),
                        List.of(),
                        "canary n2 runs it well, and must until 2030-01-01T12:07:00Z"),
                Arguments.of(
                        "then the others follow", since(ready(2), 10), List.of("drain n1"), ""),
                Arguments.of(
                        "a canary that fell over proves nothing",
                        since(notReady(2), 9),
                        List.of(),
                        "canary n2 does not run what this commit asks for yet"),
                Arguments.of(
                        "nor does one out of service",
                        since(node(2, Cordon.DRAINED), 10),
                        List.of("uncordon n2"),
                        "canary n2 does not run what this commit asks for yet"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("canaries")
    void r8CanariesGoFirst(String name, Seen canary, List<String> steps, String because) {
        Plan plan = Scene.of(Fleet.of(1, CANARY, N1, N2)).with(1, ready(1)).with(2, canary).plan();

        assertEquals(steps, steps(plan));
        assertEquals(
                because.isEmpty()
                        ? List.of()
                        : List.of(new Plan.Held(N1.id(), "drain", Rail.R8, because)),
                plan.held());
    }

    @Test
    void r8ACanaryThatMayNotJoinIsNotPassedOver() {
        MachineSpec idle = Fleet.machine(2, 2, MachineSpec.Want.MAINTENANCE);
        Plan plan =
                Scene.of(Fleet.of(1, CANARY, N1, idle))
                        .with(1, ready(1))
                        .with(2, node(1, Cordon.DRAINED))
                        .plan();

        assertEquals(
                List.of(
                        new Plan.Held(
                                N1.id(),
                                "drain",
                                Rail.R8,
                                "canary n2 is not to join, so it proves nothing")),
                plan.held());
    }

    /// It slept while its image changed: it waits for the canary, which does not wait for it.
    @Test
    void r8OneThatSleptKeepsNoCanaryWaiting() {
        NodeState.Present awake = Scene.present(1, Cordon.DRAINED);
        NodeState.Present slept =
                new NodeState.Present(
                        awake.uid(),
                        false,
                        awake.cordon(),
                        awake.stamp(),
                        awake.labels(),
                        awake.taints());
        Plan plan =
                Scene.of(Fleet.of(1, CANARY, N1, N2))
                        .with(1, off(absent().withNode(slept, "kubernetes", Fleet.NOON)))
                        .with(2, ready(1))
                        .plan();

        assertEquals(List.of("drain n2"), steps(plan));
        assertEquals(
                List.of(
                        new Plan.Held(
                                N1.id(),
                                "reimage",
                                Rail.R8,
                                "canary n2 does not run what this commit asks for yet")),
                plan.held());
    }

    /// Of its Node nobody heard yet that it is gone; what is on its disk says so.
    @Test
    void r4OneThatIsHalfWrittenIsOutWhateverIsSaidOfItsNode() {
        Scene scene =
                Scene.of(Fleet.of(1, Fleet.ONE_AT_A_TIME, N1, N2))
                        .with(1, marked(ready(2), marker(1, 1, Marker.State.INSTALLING)))
                        .with(2, ready(1));

        assertEquals(List.of(), steps(scene.plan()));
        assertEquals(List.of(new Plan.Held(N2.id(), "drain", Rail.R4, PLACE)), scene.plan().held());
    }

    /// Its Node was given up for another commit. The canary cannot go before it, which keeps the
    /// only place; so it goes first, unless the commit is known to be bad.
    @Test
    void r8OneThatIsOutAlreadyNeedNotWait() {
        Seen out = off(marked(absent(), marker(1, 1, Marker.State.INSTALLED)));
        Scene scene =
                Scene.of(Fleet.of(1, CANARY, N1, N2))
                        .with(1, out)
                        .with(2, ready(1))
                        .past(1, "reimage", Result.DONE, 10);

        assertEquals(List.of("reimage n1"), steps(scene.plan()));
        assertEquals(List.of(new Plan.Held(N2.id(), "drain", Rail.R4, PLACE)), scene.plan().held());
        Quarantine quarantine = new Quarantine("worker", Fleet.commit(1).id(), "it failed");
        scene.remembering(Remembered.NOTHING.quarantining(quarantine));
        assertEquals(List.of(), steps(scene.plan()));
    }

    private static final String PLACE = "budgets.reimage.parallel is 1, and it is spent on n1";

    /// A first installation costs no workload.
    @Test
    void r8ANewMachineNeedNotWait() {
        Plan plan =
                Scene.of(Fleet.of(1, CANARY, N1, N2))
                        .with(1, Scene.off(Scene.absent()))
                        .with(2, ready(1))
                        .plan();

        assertEquals(List.of("wake n1", "drain n2"), steps(plan));
    }

    @Test
    void r8ACommitThatFailedOnACanaryIsQuarantinedAndTheNextIsNot() {
        Quarantine quarantine =
                new Quarantine("worker", Fleet.commit(1).id(), "it failed on canary n2");
        Remembered remembered =
                new Remembered(Optional.empty(), new TreeMap<>(), Set.of(), Set.of(quarantine));
        Desired desired = Fleet.of(1, CANARY, N1, N2);

        assertEquals(
                List.of(new Plan.Held(N1.id(), "drain", Rail.R8, "it failed on canary n2")),
                proven(desired).remembering(remembered).plan().held());
        assertEquals(
                List.of("drain n1"),
                steps(proven(desired.at(Fleet.commit(2))).remembering(remembered).plan()));
    }

    private static Scene proven(Desired desired) {
        return Scene.of(desired).with(1, ready(1)).with(2, since(ready(2), 30));
    }

    @Test
    void r8AsManyFailuresAsThereMayBeAreAFailedCanary() {
        Policy three =
                Policy.SAFE.with(
                        Timing.ALWAYS, Optional.of(new Canary(List.of(N2.id()), Duration.ZERO)));
        Desired desired = Fleet.of(1, three, N1, N2);
        Scene scene = Scene.of(desired).with(1, ready(1)).with(2, Scene.absent());
        scene.past(2, "reimage", Result.FAILED, 30).past(2, "reimage", Result.FAILED, 20);

        assertEquals(List.of(), new Canaries(desired, scene.observed(), three).failed());
        scene.past(2, "reimage", Result.FAILED, 10);
        assertEquals(
                List.of(
                        new Quarantine(
                                "worker",
                                Fleet.commit(1).id(),
                                "commit 00000000 is quarantined for profile worker: it failed on"
                                        + " canary n2; revert it, or push what mends it")),
                new Canaries(desired, scene.observed(), three).failed());
    }

    /// Its disk is right, and that it does not join fails no more attempts.
    @Test
    void r8ACanaryThatNeverJoinsIsAFailedCanary() {
        Policy three =
                Policy.SAFE.with(
                        Timing.ALWAYS, Optional.of(new Canary(List.of(N2.id()), Duration.ZERO)));
        Desired desired = Fleet.of(1, three, N1, N2);
        Marker right = Scene.marker(2, 2, Marker.State.INSTALLED);
        Seen out = Scene.up(Scene.absent(), Optional.of(right));

        assertEquals(0, quarantines(desired, three, failedAgo(desired, 29).with(2, out)));
        assertEquals(1, quarantines(desired, three, failedAgo(desired, 31).with(2, out)));
        assertEquals(
                0,
                quarantines(desired, three, failedAgo(desired, 31).with(2, Scene.absent())),
                "nobody knows what it runs");
        assertEquals(0, quarantines(desired, three, failedAgo(desired, 31).with(2, ready(2))));
        assertEquals(
                0,
                quarantines(
                        desired,
                        three,
                        failedAgo(desired, 31).with(2, out).past(2, "label", Result.DONE, 5)),
                "it had a Node since");
    }

    private static Scene failedAgo(Desired desired, int minutes) {
        return Scene.of(desired).with(1, ready(1)).past(2, "reimage", Result.FAILED, minutes);
    }

    private static int quarantines(Desired desired, Policy policy, Scene scene) {
        return new Canaries(desired, scene.observed(), policy).failed().size();
    }

    static Stream<Arguments> nights() {
        return Stream.of(
                Arguments.of("nothing begins", Overrun.FINISH, 0, ready(1), true),
                Arguments.of("drained just before", Overrun.FINISH, 719, drained(), false),
                Arguments.of("drained just before, hold", Overrun.HOLD, 719, drained(), true),
                Arguments.of("drained long ago", Overrun.FINISH, 700, drained(), true));
    }

    private static Seen drained() {
        return node(1, Cordon.DRAINED);
    }

    /// Hours from midnight to this minute of the day.
    @ParameterizedTest(name = "{0}")
    @MethodSource("nights")
    void r9WhatIsUnderWayFinishes(String name, Overrun overrun, int end, Seen seen, boolean held) {
        Hours hours =
                new Hours(
                        EnumSet.allOf(DayOfWeek.class),
                        end == 0 ? 60 : 0,
                        end == 0 ? 120 : end,
                        ZoneOffset.UTC,
                        "night");
        Timing timing =
                new Timing(
                        List.of(new Window(Set.of(Budgeted.REIMAGE), hours, overrun)), List.of());
        Plan plan =
                Scene.of(Fleet.of(1, Fleet.ONE_AT_A_TIME.with(timing, Optional.empty()), N1))
                        .with(1, seen)
                        .plan();

        String opens = end == 0 ? "2030-01-02T01:00:00Z" : "2030-01-02T00:00:00Z";
        assertEquals(
                held
                        ? List.of(
                                new Plan.Held(
                                        N1.id(),
                                        seen.equals(drained()) ? "reimage" : "drain",
                                        Rail.R9,
                                        "outside the windows of reimage (night); it may start at "
                                                + opens))
                        : List.of(),
                plan.held());
    }

    @Test
    void r9AnOpenAttemptFinishesUnlessItsWindowSaysHold() {
        assertEquals(List.of("reimage n1"), steps(open(Overrun.FINISH)));
        assertEquals(List.of(), steps(open(Overrun.HOLD)));
    }

    private static Plan open(Overrun overrun) {
        Hours hours = new Hours(EnumSet.allOf(DayOfWeek.class), 60, 120, ZoneOffset.UTC, "night");
        Timing timing =
                new Timing(
                        List.of(new Window(Set.of(Budgeted.REIMAGE), hours, overrun)), List.of());
        return Scene.of(Fleet.of(1, Fleet.ONE_AT_A_TIME.with(timing, Optional.empty()), N1))
                .with(Scene.attempt(N1, Scene.reimage(N1)))
                .with(1, Scene.on(Scene.absent()))
                .plan();
    }

    private static Seen since(Seen seen, int minutes) {
        Seen.Health health = seen.health().orElseThrow();
        return new Seen(
                seen.power(),
                seen.node(),
                seen.marker(),
                seen.bootId(),
                seen.sign(),
                Optional.of(
                        new Seen.Health(
                                health.ready(),
                                health.runs(),
                                Fleet.NOON.minus(Duration.ofMinutes(minutes)))));
    }

    private static List<String> steps(Plan plan) {
        return plan.now().stream()
                .map(Plan.Step::action)
                .map(a -> a.verb() + " " + a.machine())
                .toList();
    }

    /// It was taken out to be installed, and died in the middle of that.
    @Test
    void r4AMachineThatDiedHalfWrittenCounts() {
        Seen half = marked(off(absent()), marker(3, 2, Marker.State.INSTALLING));

        assertEquals(List.of("wake n3"), begun(three().with(3, half).plan()));
    }

    @Test
    void r4AMachineWhoseReimageFailedCountsUntilItIsBack() {
        Scene scene = three().past(3, "reimage", Result.FAILED, 30);

        assertEquals(List.of("wake n3"), begun(scene.with(3, off(absent())).plan()));
        assertEquals(List.of("drain n1"), begun(scene.with(3, ready(2)).plan()));
    }

    private static List<String> begun(Plan plan) {
        return plan.now().stream()
                .map(Plan.Step::action)
                .map(a -> a.verb() + " " + a.machine())
                .toList();
    }

    private static Scene three() {
        return Scene.of(Fleet.of(1, 3, 2)).with(1, ready(1)).with(2, ready(1));
    }
}
