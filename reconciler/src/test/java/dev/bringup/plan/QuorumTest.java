package dev.bringup.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Action;
import dev.bringup.model.Approval;
import dev.bringup.model.Attempt.Goal;
import dev.bringup.model.Desired;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.MachineSpec.Role;
import dev.bringup.model.MachineSpec.Want;
import dev.bringup.model.NodeState;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Plan;
import dev.bringup.model.Power;
import dev.bringup.model.Rail;
import dev.bringup.model.Seen;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// R5: control planes are stopped one at a time, and never at the cost of etcd's quorum.
class QuorumTest {

    private static final String ONE = "one control plane at a time: ";
    private static final String LONE =
            "it is the only control plane: the cluster is away while this goes on, which waits for"
                    + " an Approval; `bringup approve` in a clone of the state repository writes"
                    + " one";

    private static final String REIMAGE =
            "the disk of a control plane holds a member of etcd, and of a cluster with bootstrap:"
                    + " external Bringup knows no etcd; remove the member by hand, under state:"
                    + " Maintenance";

    private static final String RELEASE =
            "a control plane that goes is still a member of etcd, and of a cluster with bootstrap:"
                    + " external Bringup knows no etcd; remove the member by hand, under state:"
                    + " Maintenance";

    record Case(String name, Scene scene, String because) {
        @Override
        public String toString() {
            return name;
        }
    }

    /// The second of three should be rebooted, and the first is as the name says.
    static Stream<Case> anotherOneHoldsIt() {
        return Stream.of(
                new Case(
                        "open attempt",
                        second(ready()).with(Scene.attempt(done(1), new Goal.Rebooted("g1"))),
                        "n1 is being worked on"),
                new Case(
                        "in flight",
                        second(ready()).asked(new Action.Drain(Fleet.id(1))),
                        "n1 is being worked on"),
                new Case("no Node", second(Scene.absent()), "n1 has no Node"),
                new Case("never seen", second(Seen.NOTHING), "n1 has no Node"),
                new Case(
                        "not Ready",
                        second(node(Ready.NO, Cordon.NONE)),
                        "n1 is not known to be Ready"),
                new Case("old news", second(old()), "n1 is not known to be Ready"),
                new Case("off", second(Scene.off(node(Ready.NO, Cordon.NONE))), "n1 is off"),
                new Case("drained", second(node(Ready.YES, Cordon.DRAINED)), "n1 is drained"),
                new Case("cordoned", second(node(Ready.YES, Cordon.OURS)), "n1 is drained"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void anotherOneHoldsIt(Case c) {
        assertEquals(
                List.of(new Plan.Held(Fleet.id(2), "drain", Rail.R5, ONE + c.because)),
                c.scene.plan().held().stream()
                        .filter(held -> held.machine().equals(Fleet.id(2)))
                        .toList());
    }

    @Test
    void theFirstOfThreeGoesAndWorkersDoNotWait() {
        Plan plan =
                Scene.of(fleet(plane(1), plane(2), plane(3), worker(4)))
                        .with(1, ready())
                        .with(2, ready())
                        .with(3, ready())
                        .with(4, ready())
                        .plan();

        assertEquals(List.of("drain n1", "drain n4"), steps(plan));
        assertEquals(
                List.of(
                        held(2, "drain", ONE + "n1 is being worked on"),
                        held(3, "drain", ONE + "n1 is being worked on")),
                plan.held());
    }

    @Test
    void aForeignCordonIsNobodysStop() {
        Scene scene = second(node(Ready.YES, Cordon.FOREIGN));

        assertEquals(List.of("drain n2"), steps(scene.plan()));
    }

    @Test
    void twoThatAreDrainedDoNotWaitForEachOther() {
        Plan plan =
                Scene.of(fleet(plane(1), plane(2), plane(3)))
                        .with(1, node(Ready.YES, Cordon.DRAINED))
                        .with(2, node(Ready.YES, Cordon.DRAINED))
                        .with(3, ready())
                        .plan();

        assertEquals(List.of("reboot n1"), steps(plan));
        assertEquals(
                List.of(
                        held(2, "reboot", ONE + "n1 is being worked on"),
                        held(3, "drain", ONE + "n1 is being worked on")),
                plan.held());
    }

    /// Its Node was deleted, and then something broke off.
    @Test
    void whoHasNoNodeAnyMoreDoesNotWaitForWhoIsDrained() {
        Desired three =
                Fleet.madeHere(
                        fleet(
                                plane(1),
                                plane(2),
                                Fleet.as(Role.CONTROL_PLANE, "g1", Fleet.machine(3, 2))));
        Plan plan =
                Scene.of(three)
                        .with(1, ready())
                        .with(2, node(Ready.YES, Cordon.DRAINED))
                        .with(
                                3,
                                Scene.marked(
                                        Scene.absent(),
                                        Scene.marker(
                                                3, 1, dev.bringup.model.Marker.State.INSTALLED)))
                        .plan();

        assertEquals(
                List.of(
                        held(1, "drain", ONE + "n2 is drained"),
                        held(2, "reboot", ONE + "n3 has no Node"),
                        held(3, "reimage", "etcd is snapshotted before n3 is touched")),
                plan.held());
    }

    @Test
    void oneThatAHumanWorksOnHoldsTheOthers() {
        Plan plan =
                Scene.of(fleet(plane(1), in(Want.MAINTENANCE, 2), plane(3)))
                        .with(1, node(Ready.YES, Cordon.DRAINED))
                        .with(2, node(Ready.YES, Cordon.DRAINED))
                        .with(3, ready())
                        .plan();

        assertEquals(List.of(), steps(plan));
        assertEquals(held(1, "reboot", ONE + "n2 is drained"), plan.held().getFirst());
    }

    @Test
    void ofTwoNoneIsStopped() {
        Plan plan = Scene.of(fleet(plane(1), done(2))).with(1, ready()).with(2, ready()).plan();

        assertEquals(
                List.of(
                        held(
                                1,
                                "drain",
                                "etcd needs 2 of 2 control planes, and without this one 1 would"
                                        + " serve")),
                plan.held());
    }

    @Test
    void oneThatLeavesIsStillAMember() {
        Plan plan =
                Scene.of(fleet(plane(1), done(2)))
                        .with(1, ready())
                        .with(2, ready())
                        .with(3, ready())
                        .leaving(done(3))
                        .plan();

        assertEquals(List.of("drain n1"), steps(plan));
        assertEquals(List.of(held(3, "drain", RELEASE)), plan.held());
    }

    @Test
    void aLoneOneWaitsForAnApproval() {
        Approval.Step step = new Approval.Step(Fleet.id(1), Fleet.fingerprint(1).text(), "reboot");
        MachineSpec other = Fleet.as(Role.WORKER, "g1", Fleet.machine(2, 1));
        Desired alone = fleet(plane(1), other);
        Scene scene = Scene.of(alone).with(1, ready()).with(2, ready());

        assertEquals(
                new Plan.Held(Fleet.id(1), "drain", Rail.R15, LONE),
                scene.plan().held().getFirst());
        assertEquals(List.of(step), Approvals.missing(alone, scene.observed()));

        Desired approved = approved(alone, step);
        assertEquals(List.of("drain n1"), steps(Scene.of(approved).with(1, ready()).plan()));
        assertEquals(
                List.of("reboot n1"),
                steps(Scene.of(approved).with(1, node(Ready.YES, Cordon.DRAINED)).plan()));
    }

    @Test
    void aLoneOneIsListedForMaintenanceAndSleepAsWell() {
        for (Want want : List.of(Want.MAINTENANCE, Want.ASLEEP)) {
            Desired alone = fleet(in(want, 1));
            Approval.Step step =
                    new Approval.Step(Fleet.id(1), Fleet.fingerprint(1).text(), "powerOff");
            Scene scene = Scene.of(alone).with(1, ready());

            assertEquals(List.of(step), Approvals.missing(alone, scene.observed()));
            assertEquals(
                    List.of("drain n1"),
                    steps(Scene.of(approved(alone, step)).with(1, ready()).plan()));
        }
    }

    @Test
    void noneIsReimagedNotEvenWithAnApproval() {
        MachineSpec newer = Fleet.as(Role.CONTROL_PLANE, "g1", Fleet.machine(1, 2));
        Approval.Step step =
                new Approval.Step(
                        Fleet.id(1), Fleet.fingerprint(1).text(), Fleet.fingerprint(2).text());
        Desired alone = approved(fleet(newer), step);

        assertEquals(
                List.of(held(1, "drain", REIMAGE)), Scene.of(alone).with(1, ready()).plan().held());
        assertEquals(
                List.of(held(1, "reimage", REIMAGE)),
                Scene.of(alone).with(1, node(Ready.YES, Cordon.DRAINED)).plan().held());
    }

    /// By hand: it may be drained for whoever does it, however old its installation is.
    @Test
    void maintenanceIsTheWayOut() {
        MachineSpec newer =
                Fleet.as(Role.CONTROL_PLANE, "g1", Fleet.machine(1, 2, Want.MAINTENANCE));
        Plan plan =
                Scene.of(fleet(newer, done(2), done(3)))
                        .with(1, ready())
                        .with(2, ready())
                        .with(3, ready())
                        .plan();

        assertEquals(List.of("drain n1"), steps(plan));
        assertEquals(List.of(), plan.held());
    }

    @Test
    void noneIsReleasedUntilItsNodeIsGone() {
        Scene scene =
                Scene.of(fleet(done(2), done(3), done(4)))
                        .with(2, ready())
                        .with(3, ready())
                        .with(4, ready())
                        .leaving(done(1));

        assertEquals(
                List.of(held(1, "release", RELEASE)),
                scene.with(1, node(Ready.YES, Cordon.DRAINED)).plan().held());
        assertEquals(
                List.of("powerOff n1"),
                steps(scene.with(1, Scene.absent().withPower(Power.ON, "bmc", Fleet.NOON)).plan()));
    }

    private static Scene second(Seen first) {
        return Scene.of(fleet(done(1), plane(2), done(3)))
                .with(1, first)
                .with(2, ready())
                .with(3, ready());
    }

    private static Desired fleet(MachineSpec... machines) {
        return Fleet.of(1, Fleet.ONE_AT_A_TIME, machines);
    }

    /// One that is to be rebooted.
    private static MachineSpec plane(int n) {
        return Fleet.as(Role.CONTROL_PLANE, "g2", Fleet.machine(n, 1));
    }

    private static MachineSpec done(int n) {
        return Fleet.as(Role.CONTROL_PLANE, "g1", Fleet.machine(n, 1));
    }

    private static MachineSpec in(Want want, int n) {
        return Fleet.as(Role.CONTROL_PLANE, "g1", Fleet.machine(n, 1, want));
    }

    private static MachineSpec worker(int n) {
        return Fleet.as(Role.WORKER, "g2", Fleet.machine(n, 1));
    }

    private static Desired approved(Desired desired, Approval.Step step) {
        List<Approval.Step> listed = List.of(step);
        Approval approval = new Approval("a", ApprovalHash.of(listed), listed, "meant");
        return new Desired(
                desired.commit(), desired.cluster(), desired.machines(), List.of(approval));
    }

    private enum Ready {
        YES,
        NO
    }

    private static Seen ready() {
        return node(Ready.YES, Cordon.NONE);
    }

    private static Seen old() {
        return Seen.NOTHING.withNode(
                ready().node().orElseThrow().value(), "kubernetes", Scene.LONG_AGO);
    }

    private static Seen node(Ready ready, Cordon cordon) {
        NodeState.Present node = Scene.present(1, cordon);
        Instant now = Fleet.NOON;
        return Seen.NOTHING.withNode(
                new NodeState.Present(
                        node.uid(),
                        ready == Ready.YES,
                        cordon,
                        Optional.of(Scene.stamp(1, Optional.of("g1"))),
                        node.labels(),
                        node.taints()),
                "kubernetes",
                now);
    }

    private static Plan.Held held(int n, String verb, String because) {
        return new Plan.Held(Fleet.id(n), verb, Rail.R5, because);
    }

    private static List<String> steps(Plan plan) {
        return plan.now().stream()
                .map(Plan.Step::action)
                .map(a -> a.verb() + " " + a.machine())
                .toList();
    }
}
