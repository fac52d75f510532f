package dev.bringup.plan;

import static dev.bringup.Graveyard.gone;
import static dev.bringup.Graveyard.remembering;
import static dev.bringup.Graveyard.tombstone;
import static dev.bringup.Graveyard.wiping;
import static dev.bringup.Scene.absent;
import static dev.bringup.Scene.off;
import static dev.bringup.Scene.ready;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.Graveyard;
import dev.bringup.Scene;
import dev.bringup.model.Action;
import dev.bringup.model.Approval;
import dev.bringup.model.Decommission;
import dev.bringup.model.Decommission.Method;
import dev.bringup.model.Departed;
import dev.bringup.model.Desired;
import dev.bringup.model.Forecast;
import dev.bringup.model.Identity;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Observed;
import dev.bringup.model.Permit.Stage;
import dev.bringup.model.Plan;
import dev.bringup.model.Policy.Budget;
import dev.bringup.model.Policy.Share;
import dev.bringup.model.Rail;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// R2: what left is wiped by a tombstone that is good, for the machine that is meant, and by
/// nothing else.
class TombstonesTest {

    private static final Departed GONE = gone(3);

    private static Scene scene(Departed departed, Decommission... tombstones) {
        return Scene.of(Fleet.of(1, 2, 1).burying(List.of(tombstones)))
                .with(1, ready(1))
                .with(2, ready(1))
                .with(3, off(absent()))
                .remembering(remembering(departed));
    }

    private static List<Action> actions(Plan plan) {
        return plan.now().stream().map(Plan.Step::action).toList();
    }

    private static void held(Rail rail, String because, Plan plan) {
        assertEquals(List.of(new Plan.Held(Fleet.id(3), "wipe", rail, because)), plan.held());
        assertEquals(List.of(), plan.now());
    }

    @Test
    void whatLeftIsLeftAloneWithoutATombstone() {
        assertEquals(Plan.EMPTY, scene(GONE).plan());
    }

    @Test
    void aTombstoneWipesTheMachineThatItNames() {
        Plan plan = scene(GONE, tombstone(3)).plan();

        assertEquals(
                List.of(
                        new Plan.Step(
                                new Action.Wipe(Fleet.id(3), tombstone(3)),
                                "tombstone goodbye asks for it")),
                plan.now());
        assertEquals(List.of(), plan.held());
    }

    @Test
    void aSpentTombstoneWipesNoMore() {
        assertEquals(Plan.EMPTY, scene(GONE.spending(tombstone(3)), tombstone(3)).plan());
    }

    @Test
    void whatNobodyRemembersIsHeld() {
        held(
                Rail.R2,
                "no machine n3 is known to have left Git",
                scene(Departed.NOBODY, tombstone(3)).plan());
    }

    @Test
    void anExpiredTombstoneIsHeld() {
        Decommission late =
                new Decommission(
                        "goodbye",
                        Fleet.id(3),
                        Graveyard.serial("S3"),
                        Method.QUICK,
                        LocalDate.of(2029, 12, 31));
        held(
                Rail.R2,
                "its tombstone expired on 2029-12-31; a later date is a new one",
                scene(GONE, late).plan());
    }

    @Test
    void aMachineThatWasNeverSeenIsHeld() {
        held(
                Rail.R2,
                "its serial and UUID were never seen, nor did Git name them: bring its file back"
                        + " with spec.identity, and take it away again",
                scene(Departed.NOBODY.leaving(Fleet.machine(3, 1)), tombstone(3)).plan());
    }

    @Test
    void anotherSerialIsHeld() {
        Decommission other =
                new Decommission(
                        "goodbye",
                        Fleet.id(3),
                        Graveyard.serial("S4"),
                        Method.QUICK,
                        LocalDate.of(2030, 1, 1));
        held(
                Rail.R2,
                "its tombstone is for another machine: it had serial S3, not S4",
                scene(GONE, other).plan());
    }

    @Test
    void aUuidThatWasNeverSeenIsHeld() {
        String uuid = "4c4c4544-0042-4b10-8057-b7c04f4a5831";
        Decommission other =
                new Decommission(
                        "goodbye",
                        Fleet.id(3),
                        new Identity(Optional.of(uuid), Optional.empty()),
                        Method.QUICK,
                        LocalDate.of(2030, 1, 1));
        held(
                Rail.R2,
                "its tombstone is for another machine: it had no UUID, where %s is named"
                        .formatted(uuid),
                scene(GONE, other).plan());
        Departed seen =
                GONE.knowing(
                        Fleet.id(3),
                        new Departed.FirstSeen(
                                Fleet.machine(3, 1).mac(),
                                new Identity(Optional.of("other"), Optional.empty())));
        held(
                Rail.R2,
                "its tombstone is for another machine: it had UUID other, not " + uuid,
                scene(seen, other).plan());
    }

    /// What was seen of a board with another MAC address says nothing.
    @Test
    void anOlderBoardIsAnotherMachine() {
        Departed older =
                GONE.knowing(
                        Fleet.id(3),
                        new Departed.FirstSeen(Fleet.machine(9, 1).mac(), Graveyard.serial("S3")));
        held(
                Rail.R2,
                "its serial and UUID were never seen, nor did Git name them: bring its file back"
                        + " with spec.identity, and take it away again",
                scene(older, tombstone(3)).plan());
    }

    @Test
    void whatIsAnotherMachinesByNowIsHeld() {
        MachineSpec n1 = Fleet.machine(1, 1);
        MachineSpec heir =
                new MachineSpec(
                        n1.id(),
                        Fleet.machine(3, 1).hardware(),
                        n1.address(),
                        n1.profile(),
                        n1.install(),
                        n1.node(),
                        n1.intent());
        Scene scene =
                Scene.of(Fleet.of(1, Fleet.ONE_AT_A_TIME, heir).burying(List.of(tombstone(3))))
                        .with(1, ready(1))
                        .with(3, off(absent()))
                        .remembering(remembering(GONE));
        held(Rail.R2, "its MAC address 52:54:00:77:00:03 is n1's now", scene.plan());
    }

    @Test
    void itsNodeIsNotInTheClusterAgain() {
        held(
                Rail.R3,
                "a Node of its name is in the cluster",
                scene(GONE, tombstone(3)).with(3, ready(1)).plan());
    }

    @Test
    void onlyFreshFactsCount() {
        Plan plan =
                scene(GONE, tombstone(3))
                        .with(
                                3,
                                dev.bringup.model.Seen.NOTHING.withNode(
                                        new dev.bringup.model.NodeState.Absent(),
                                        "kubernetes",
                                        Scene.LONG_AGO))
                        .plan();
        held(Rail.R12, "what Kubernetes said of its Node is older than 1m", plan);
    }

    /// Nothing is served by it: it waits for no place, and takes none.
    @Test
    void itTakesNoPlaceFromAReimage() {
        Scene scene =
                Scene.of(Fleet.of(1, 2, 2).burying(List.of(tombstone(3))))
                        .with(1, Scene.node(1, dev.bringup.model.NodeState.Cordon.DRAINED))
                        .with(2, ready(2))
                        .with(3, off(absent()))
                        .remembering(remembering(GONE));
        assertEquals(
                List.of(
                        new Action.Reimage(Fleet.id(1), Fleet.fingerprint(2)),
                        new Action.Wipe(Fleet.id(3), tombstone(3))),
                actions(scene.plan()));
    }

    @Test
    void toWipeManyWaitsForAnApprovalThatListsThem() {
        Departed all = Departed.NOBODY;
        for (int n = 3; n <= 5; n++) {
            MachineSpec spec = Fleet.machine(n, 1);
            all =
                    all.leaving(spec)
                            .knowing(
                                    spec.id(),
                                    new Departed.FirstSeen(spec.mac(), Graveyard.serial("S" + n)));
        }
        Desired desired =
                Fleet.of(
                                1,
                                Fleet.policy(
                                        new Budget(
                                                Optional.empty(),
                                                Optional.of(new Share(25)),
                                                Optional.empty())),
                                2,
                                1)
                        .burying(
                                IntStream.rangeClosed(3, 5)
                                        .mapToObj(Graveyard::tombstone)
                                        .toList());
        Scene scene =
                Scene.of(desired)
                        .with(1, ready(1))
                        .with(2, ready(1))
                        .with(3, off(absent()))
                        .with(4, off(absent()))
                        .with(5, off(absent()))
                        .remembering(remembering(all));
        String because =
                "this commit reimages or wipes 3 of profile worker, budgets.reimage.perCommit"
                        + " allows 1 (25%)";
        assertEquals(
                List.of(
                        new Plan.Held(Fleet.id(3), "wipe", Rail.R15, because),
                        new Plan.Held(Fleet.id(4), "wipe", Rail.R15, because),
                        new Plan.Held(Fleet.id(5), "wipe", Rail.R15, because)),
                scene.plan().held());
        List<Approval.Step> missing = Approvals.missing(desired, scene.observed());
        assertEquals(
                List.of(
                        new Approval.Step(Fleet.id(3), Fleet.fingerprint(1).text(), "wipe"),
                        new Approval.Step(Fleet.id(4), Fleet.fingerprint(1).text(), "wipe"),
                        new Approval.Step(Fleet.id(5), Fleet.fingerprint(1).text(), "wipe")),
                missing);
        Desired approved =
                new Desired(
                                desired.commit(),
                                desired.cluster(),
                                desired.machines(),
                                List.of(
                                        new Approval(
                                                "yes",
                                                ApprovalHash.of(missing),
                                                missing,
                                                "all of the old rack")))
                        .burying(desired.tombstones());
        assertEquals(3, Differ.diff(approved, scene.observed()).now().size());
    }

    @Test
    void theDiskOfAControlPlaneWaitsForAnApproval() {
        MachineSpec plane = Fleet.as(MachineSpec.Role.CONTROL_PLANE, "g", Fleet.machine(3, 1));
        Departed departed =
                Departed.NOBODY
                        .leaving(plane)
                        .knowing(
                                plane.id(),
                                new Departed.FirstSeen(plane.mac(), Graveyard.serial("S3")));
        held(
                Rail.R15,
                "wiping the disk of a control plane waits for an Approval",
                scene(departed, tombstone(3)).plan());
    }

    @Test
    void whatIsLostIsSaidWhenItsFileComesBack() {
        Desired back = Fleet.of(1, 3, 1);
        Plan plan =
                Scene.of(back)
                        .with(1, ready(1))
                        .with(2, ready(1))
                        .with(3, absent())
                        .with(wiping(3, Method.QUICK).at(Stage.WRITING))
                        .plan();
        held(
                Rail.R2,
                "it is being wiped, which nothing undoes; what Git asks for comes after",
                plan);
    }

    @Test
    void whatIsLostGoesOnWithoutItsTombstone() {
        Observed observed = scene(GONE).with(wiping(3, Method.QUICK).at(Stage.WRITING)).observed();
        Tombstones tombstones = Tombstones.of(Fleet.of(1, 2, 1), observed);
        assertEquals(Optional.of(tombstone(3)), tombstones.of(Fleet.id(3)));
        assertEquals(
                Set.of(Fleet.id(1), Fleet.id(2), Fleet.id(3)),
                Tombstones.served(Fleet.of(1, 2, 1), observed).machines().keySet());
    }

    @Test
    void aForecastShowsTheWholeWay() {
        Desired before = Fleet.of(1, 3, 1);
        Desired after = Fleet.of(2, 2, 1).burying(List.of(tombstone(3)));
        Forecast forecast =
                Foresight.between(
                        before, after, Settled.between(before, after, Fleet.NOON), Pace.usual());
        assertEquals(
                List.of("drain", "release", "powerOff", "wipe"),
                forecast.steps().stream().map(s -> s.action().verb()).toList());
        assertEquals(List.of(), forecast.held());
        // Once it is in force it is done, as far as a plan between two commits can know.
        assertEquals(
                List.of(),
                Foresight.between(
                                after,
                                after,
                                Settled.between(after, after, Fleet.NOON),
                                Pace.usual())
                        .held());
    }
}
