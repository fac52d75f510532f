package dev.bringup.plan;

import static dev.bringup.Scene.absent;
import static dev.bringup.Scene.attempt;
import static dev.bringup.Scene.marked;
import static dev.bringup.Scene.marker;
import static dev.bringup.Scene.node;
import static dev.bringup.Scene.off;
import static dev.bringup.Scene.on;
import static dev.bringup.Scene.ready;
import static dev.bringup.Scene.reimage;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Action;
import dev.bringup.model.ClusterSpec;
import dev.bringup.model.Desired;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Marker;
import dev.bringup.model.Match;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Observed.Result;
import dev.bringup.model.Phase;
import dev.bringup.model.Plan;
import dev.bringup.model.Policy;
import dev.bringup.model.Policy.Budget;
import dev.bringup.model.Policy.Share;
import dev.bringup.model.Rail;
import dev.bringup.model.Seen;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Each rail seen holding something, in the words that a human reads, and letting go.
class RailsTest {

    private static final MachineSpec N1 = Fleet.machine(1, 2);
    private static final MachineSpec N2 = Fleet.machine(2, 2);
    private static final MachineSpec N3 = Fleet.machine(3, 2);

    @Test
    void r3NothingIsReimagedBeforeItsNodeIsDrained() {
        Scene scene =
                Scene.of(Fleet.of(1, Fleet.ONE_AT_A_TIME, N1))
                        .with(attempt(N1, Scene.install(N1)))
                        .with(1, marked(ready(1), marker(1, 1, Marker.State.INSTALLED)));

        assertEquals(
                held(1, "reimage", Rail.R3, "its Node is not drained yet"), scene.plan().held());
    }

    @Test
    void r4OneOutOfServiceIsTheWholeBudget() {
        Plan plan = three().with(1, node(1, Cordon.DRAINED)).plan();

        assertEquals(List.of(new Action.Reimage(N1.id(), N1.fingerprint())), actions(plan));
        assertEquals(
                held(
                        "drain",
                        Rail.R4,
                        "budgets.reimage.parallel is 1, and it is spent on n1",
                        2,
                        3),
                plan.held());
    }

    @Test
    void r4ADrainInFlightCounts() {
        Plan plan = three().asked(new Action.Drain(N2.id())).plan();

        assertEquals(List.of(), plan.now());
        assertEquals(
                held(
                        "drain",
                        Rail.R4,
                        "budgets.reimage.parallel is 1, and it is spent on n2",
                        1,
                        3),
                plan.held());
    }

    @Test
    void r4AnOpenAttemptCounts() {
        Plan plan = three().with(attempt(N3, reimage(N3))).with(3, on(absent())).plan();

        assertEquals(
                held(
                        "drain",
                        Rail.R4,
                        "budgets.reimage.parallel is 1, and it is spent on n3",
                        1,
                        2),
                plan.held());
    }

    /// Whatever it is, a rollout does not go on over it.
    @Test
    void r4AMachineWithoutANodeCounts() {
        Plan plan = three().with(3, on(absent())).plan();

        assertEquals(
                List.of(
                        new Plan.Held(
                                N3.id(), "look", Rail.R12, "it is on, but nothing on it answers"),
                        new Plan.Held(
                                N1.id(),
                                "drain",
                                Rail.R4,
                                "budgets.reimage.parallel is 1, and it is spent on n3"),
                        new Plan.Held(
                                N2.id(),
                                "drain",
                                Rail.R4,
                                "budgets.reimage.parallel is 1, and it is spent on n3")),
                plan.held());
    }

    /// After a crash two may stand drained; waiting for each other they would stand for ever.
    @Test
    void r4OfTwoThatWaitTheFirstGoes() {
        Plan plan =
                three().with(1, node(1, Cordon.DRAINED)).with(2, node(1, Cordon.DRAINED)).plan();

        assertEquals(List.of(new Action.Reimage(N1.id(), N1.fingerprint())), actions(plan));
    }

    @Test
    void r4FourAnHourAreEnough() {
        Policy four =
                Fleet.policy(
                        new Budget(Optional.of(9), Optional.of(new Share(100)), Optional.of(4)));
        Scene scene = Scene.of(Fleet.of(1, four, N1)).with(1, node(1, Cordon.DRAINED));
        for (int i = 0; i < 4; i++) {
            scene.past(1, "reimage", Result.DONE, 10 + i);
        }

        assertEquals(
                held(1, "reimage", Rail.R4, "budgets.reimage.perHour is 4"), scene.plan().held());
    }

    @Test
    void r4WhatIsOverAnHourOldDoesNotCount() {
        Policy one =
                Fleet.policy(
                        new Budget(Optional.of(9), Optional.of(new Share(100)), Optional.of(1)));
        Scene scene =
                Scene.of(Fleet.of(1, one, N1))
                        .with(1, node(1, Cordon.DRAINED))
                        .past(1, "reimage", Result.DONE, 61);

        assertEquals(List.of(new Action.Reimage(N1.id(), N1.fingerprint())), actions(scene.plan()));
    }

    @Test
    void r8ThreeFailuresAreEnough() {
        Scene scene = Scene.of(Fleet.of(1, Policy.SAFE, N1)).with(1, off(absent()));
        for (int i = 0; i < 3; i++) {
            scene.past(1, "wake", Result.FAILED, 30 + i);
        }

        assertEquals(
                held(1, "wake", Rail.R8, "3 attempts failed; a new commit starts again"),
                scene.plan().held());
    }

    @Test
    void r8ANewCommitStartsAtZero() {
        Desired desired = Fleet.of(1, Policy.SAFE, N1);
        Scene scene = Scene.of(desired).with(1, off(absent()));
        Scene next = Scene.of(desired.at(Fleet.commit(2))).with(1, off(absent()));
        for (int i = 0; i < 3; i++) {
            scene.past(1, "wake", Result.FAILED, 30 + i);
        }

        assertEquals(List.of(), scene.plan().now());
        assertEquals(
                List.of(new Action.Wake(N1.id(), Optional.of(N1.fingerprint()))),
                actions(next.plan()));
    }

    @Test
    void r12NothingIsDrainedOnAnOldFact() {
        Seen old =
                Seen.NOTHING.withNode(Scene.present(1, Cordon.NONE), "kubernetes", Scene.LONG_AGO);

        assertEquals(
                held(1, "drain", Rail.R12, "what Kubernetes said of its Node is older than 1m"),
                Scene.of(Fleet.of(1, Fleet.ONE_AT_A_TIME, N1)).with(1, old).plan().held());
    }

    @Test
    void r12ABoxThatIsNotWhatGitDescribesHolds() {
        Match match =
                new Match(
                        Optional.of("Intel*"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        Seen serving = Scene.on(ready(1));
        Seen swapped =
                serving.withBox(
                        Match.Box.of(Optional.of("Dell Inc."), Optional.empty()), Fleet.NOON);

        assertEquals(
                held(
                        1,
                        "drain",
                        Rail.R12,
                        "disputed: the vendor of the box is \"Dell Inc.\", and match.vendor is"
                                + " \"Intel*\""),
                Scene.of(Fleet.of(1, Fleet.ONE_AT_A_TIME, matching(match)))
                        .with(1, swapped)
                        .plan()
                        .held());
        assertEquals(
                List.of(),
                Scene.of(Fleet.of(1, Fleet.ONE_AT_A_TIME, matching(match)))
                        .with(1, serving)
                        .plan()
                        .held());
    }

    private static MachineSpec matching(Match match) {
        return new MachineSpec(
                N1.id(),
                N1.hardware().with(match),
                N1.address(),
                N1.profile(),
                N1.install(),
                N1.node(),
                N1.intent());
    }

    @Test
    void r12FactsThatContradictEachOtherHold() {
        assertEquals(
                held(1, "drain", Rail.R12, "disputed: it is off, yet its Node is Ready"),
                Scene.of(Fleet.of(1, Fleet.ONE_AT_A_TIME, N1))
                        .with(1, off(ready(1)))
                        .plan()
                        .held());
    }

    @Test
    void r15TooLargeAShareWaitsForAHuman() {
        Plan plan =
                Scene.of(Fleet.of(1, Policy.SAFE, N1, N2, N3))
                        .with(1, ready(1))
                        .with(2, ready(1))
                        .with(3, ready(1))
                        .plan();

        assertEquals(List.of(), plan.now());
        assertEquals(
                held(
                        "drain",
                        Rail.R15,
                        "this commit reimages 3 of profile worker,"
                                + " budgets.reimage.perCommit allows 1 (25%)",
                        1,
                        2,
                        3),
                plan.held());
    }

    /// Else a commit would trickle through its limit, one machine after the other.
    @Test
    void r15WhatThisCommitDidAlreadyCounts() {
        Plan plan =
                Scene.of(Fleet.of(1, Policy.SAFE, N1, N2, N3))
                        .with(1, ready(2))
                        .with(2, ready(1))
                        .with(3, ready(2))
                        .past(1, "reimage", Result.DONE, 90)
                        .plan();

        assertEquals(
                held(
                        2,
                        "drain",
                        Rail.R15,
                        "this commit reimages 2 of profile worker,"
                                + " budgets.reimage.perCommit allows 1 (25%)"),
                plan.held());
    }

    @Test
    void theOperatorMaySuspendTheFleet() {
        Desired desired = Fleet.of(1, Fleet.ONE_AT_A_TIME, N1);
        ClusterSpec cluster = desired.cluster();
        Desired suspended =
                new Desired(
                        desired.commit(),
                        new ClusterSpec(
                                cluster.name(),
                                cluster.kubernetesVersion(),
                                cluster.network(),
                                cluster.ssh(),
                                Optional.of("moving the rack"),
                                cluster.policy()),
                        desired.machines());

        assertEquals(
                held(1, "wake", Rail.OPERATOR, "suspended: moving the rack"),
                Scene.of(suspended).with(1, off(absent())).plan().held());
    }

    /// A try that just failed is not worth a word; it comes again.
    @Test
    void whatWasPutOffIsQuiet() {
        Scene scene =
                Scene.of(Fleet.of(1, Fleet.ONE_AT_A_TIME, N1))
                        .with(1, off(absent()))
                        .past(1, "wake", Result.PUT_OFF, 0);

        assertEquals(List.of(), scene.plan().now());
        assertEquals(List.of(), scene.plan().held());
        assertEquals(Set.of(Fleet.id(1)), scene.plan().retrying());
    }

    /// What was done needs its time; nobody waits for us.
    @Test
    void whatWasDoneAMomentAgoIsNotTriedAgainAndWaitsForNothing() {
        Scene scene =
                Scene.of(Fleet.of(1, Fleet.ONE_AT_A_TIME, N1))
                        .with(1, off(absent()))
                        .past(1, "wake", Result.DONE, 0);

        assertEquals(Set.of(), scene.plan().retrying());
    }

    @Test
    void wakesHaveABudgetOfTheirOwn() {
        MachineSpec[] ten =
                IntStream.rangeClosed(1, 10)
                        .mapToObj(n -> Fleet.machine(n, 2))
                        .toArray(MachineSpec[]::new);
        Scene scene = Scene.of(Fleet.of(1, Policy.SAFE, ten));
        for (int n = 1; n <= 10; n++) {
            scene.with(n, off(absent()));
        }
        Plan plan = scene.plan();

        assertEquals(8, plan.now().size());
        assertEquals(
                "budgets.wake.parallel is 8, and it is spent on n1, n10, n2 and 5 more",
                plan.held().getFirst().because());
    }

    /// A machine on its way is not missing a second time.
    @Test
    void aMachineThatIsBeingWokenDoesNotStopItself() {
        Scene scene =
                Scene.of(Fleet.of(1, Fleet.ONE_AT_A_TIME, N1))
                        .with(
                                attempt(N1, reimage(N1))
                                        .with(
                                                attempt(N1, reimage(N1))
                                                        .timeline()
                                                        .with(Phase.WAKE, Fleet.NOON, "seen")))
                        .with(1, on(absent()));

        assertEquals(Plan.EMPTY, scene.plan());
    }

    /// Three that serve an older installation.
    private static Scene three() {
        return Scene.of(Fleet.of(1, Fleet.ONE_AT_A_TIME, N1, N2, N3))
                .with(1, ready(1))
                .with(2, ready(1))
                .with(3, ready(1));
    }

    private static List<Action> actions(Plan plan) {
        return plan.now().stream().map(Plan.Step::action).toList();
    }

    private static List<Plan.Held> held(int n, String verb, Rail rail, String because) {
        return List.of(new Plan.Held(Fleet.id(n), verb, rail, because));
    }

    private static List<Plan.Held> held(String verb, Rail rail, String because, int... machines) {
        return Arrays.stream(machines)
                .mapToObj(n -> new Plan.Held(Fleet.id(n), verb, rail, because))
                .toList();
    }
}
