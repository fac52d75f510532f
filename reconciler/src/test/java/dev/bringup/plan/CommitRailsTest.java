package dev.bringup.plan;

import static dev.bringup.Scene.off;
import static dev.bringup.Scene.on;
import static dev.bringup.Scene.absent;
import static dev.bringup.Scene.ready;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Approval;
import dev.bringup.model.Desired;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.NodeState;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Plan;
import dev.bringup.model.Policy;
import dev.bringup.model.Policy.Budget;
import dev.bringup.model.Policy.Budgeted;
import dev.bringup.model.Policy.Share;
import dev.bringup.model.Rail;
import dev.bringup.model.Remembered;
import dev.bringup.model.Remembered.Spent;
import dev.bringup.model.Seen;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The rails that judge a whole commit (R2, R15), what an approval lets pass, and the policy of the
/// commit before.
class CommitRailsTest {

    private static final Policy QUARTER =
            Fleet.policy(new Budget(Optional.of(9), Optional.of(new Share(25)), Optional.empty()));

    private static final String THREE =
            "this commit reimages 3 of profile worker, budgets.reimage.perCommit allows 1 (25%)";

    @Test
    void r15AnApprovalLetsItsStepsPassAndNoOther() {
        Plan plan = three(List.of(reimage(1), reimage(2))).plan();

        assertEquals(List.of("drain n1", "drain n2"), steps(plan));
        assertEquals(List.of(new Plan.Held(Fleet.id(3), "drain", Rail.R15, THREE)), plan.held());
    }

    @Test
    void r15AnApprovalIsForWhatIsInstalledAndForWhatIsAsked() {
        Approval.Step otherFrom =
                new Approval.Step(
                        Fleet.id(1), Fleet.fingerprint(7).text(), Fleet.fingerprint(2).text());
        Approval.Step otherTo =
                new Approval.Step(
                        Fleet.id(2), Fleet.fingerprint(1).text(), Fleet.fingerprint(7).text());

        assertEquals(List.of(), three(List.of(otherFrom, otherTo)).plan().now());
    }

    /// Up, back and up again is three decisions, not one.
    @Test
    void r15AnApprovedStepPassesOnceForTheCommitThatUsedIt() {
        assertEquals(List.of(), used(2).plan().now());
        assertEquals(List.of("drain n1"), steps(used(1).plan()));
    }

    private static Scene used(int commit) {
        Remembered.Given given =
                new Remembered.Given("a", ApprovalHash.of(List.of(reimage(1))), Optional.empty());
        Spent spent = new Spent(given, reimage(1), Fleet.commit(commit).id());
        return three(List.of(reimage(1)))
                .remembering(
                        new Remembered(Optional.empty(), new TreeMap<>(), Set.of(spent), Set.of()));
    }

    @Test
    void r15CountsEveryVerbThatHasALimit() {
        Budget quarter = new Budget(Optional.of(9), Optional.of(new Share(25)), Optional.empty());
        Policy policy =
                Fleet.with(
                        Fleet.with(
                                Fleet.with(Fleet.ONE_AT_A_TIME, Budgeted.REBOOT, quarter),
                                Budgeted.POWER_OFF,
                                quarter),
                        Budgeted.WAKE,
                        quarter);

        assertEquals(
                held(
                        "drain",
                        "this commit reboots 2 of profile worker,"
                                + " budgets.reboot.perCommit allows 1 (25%)"),
                two(policy, CommitRailsTest::rebooting, rebooted("g1")).plan().held());
        assertEquals(
                held(
                        "wake",
                        "this commit wakes 2 of profile worker,"
                                + " budgets.wake.perCommit allows 1 (25%)"),
                two(policy, m -> m, off(Scene.absent())).plan().held());
        assertEquals(
                held(
                        "powerOff",
                        "this commit switches off 2 of profile worker,"
                                + " budgets.powerOff.perCommit allows 1 (25%)"),
                two(policy, CommitRailsTest::released, on(Scene.absent())).plan().held());
    }

    @Test
    void r15AVerbIsApprovedByItsName() {
        Budget none = new Budget(Optional.of(9), Optional.of(new Share(0)), Optional.empty());
        Policy policy = Fleet.with(Fleet.ONE_AT_A_TIME, Budgeted.WAKE, none);
        MachineSpec[] machines =
                IntStream.rangeClosed(1, 3)
                        .mapToObj(n -> Fleet.machine(n, 2))
                        .toArray(MachineSpec[]::new);
        List<Approval.Step> listed =
                List.of(new Approval.Step(Fleet.id(2), Approval.NOTHING, "wake"));
        Scene scene = Scene.of(approved(Fleet.of(1, policy, machines), listed));
        for (int n = 1; n <= 3; n++) {
            scene.with(n, off(Scene.absent()));
        }

        assertEquals(List.of("wake n2"), steps(scene.plan()));
    }

    /// What was done already for this commit counts, whatever became of it.
    @Test
    void r15AMachineThatLeftIsStillPartOfItsProfile() {
        Budget half = new Budget(Optional.of(9), Optional.of(new Share(50)), Optional.empty());
        Policy policy = Fleet.with(Fleet.ONE_AT_A_TIME, Budgeted.POWER_OFF, half);
        Scene scene =
                Scene.of(Fleet.of(1, policy, Fleet.machine(1, 2)))
                        .with(1, ready(2))
                        .leaving(Fleet.machine(2, 2))
                        .with(2, ready(2));

        assertEquals(List.of("drain n2"), steps(scene.plan()));
    }

    @Test
    void aCommitIsJudgedByThePolicyBeforeItToo() {
        Scene scene =
                three(List.of())
                        .remembering(
                                new Remembered(
                                        Optional.of(Fleet.with(QUARTER, Budgeted.WAKE, none())),
                                        new TreeMap<>(),
                                        Set.of(),
                                        Set.of()));
        Scene loosened =
                Scene.of(
                                fleet(
                                        Fleet.policy(
                                                new Budget(
                                                        Optional.of(9),
                                                        Optional.of(new Share(100)),
                                                        Optional.empty()))))
                        .with(1, ready(1))
                        .with(2, ready(2))
                        .with(3, ready(1))
                        .remembering(
                                new Remembered(
                                        Optional.of(QUARTER), new TreeMap<>(), Set.of(), Set.of()));

        assertEquals(THREE, scene.plan().held().getFirst().because());
        assertEquals(
                new Plan.Held(
                        Fleet.id(1),
                        "drain",
                        Rail.R15,
                        "this commit reimages 2 of profile worker,"
                                + " budgets.reimage.perCommit allows 1 (25%); so says the policy"
                                + " before this commit, and loosening counts from the next one"),
                loosened.plan().held().getFirst());
    }

    private static Budget none() {
        return new Budget(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /// Both policies count what goes, or the second machine would not know of the first.
    @Test
    void thePolicyBeforeCountsWhatGoes() {
        Plan plan =
                Scene.of(fleet(Fleet.policy(none())))
                        .with(1, ready(1))
                        .with(2, ready(1))
                        .with(3, ready(1))
                        .remembering(
                                new Remembered(
                                        Optional.of(Fleet.ONE_AT_A_TIME),
                                        new TreeMap<>(),
                                        Set.of(),
                                        Set.of()))
                        .plan();

        assertEquals(List.of("drain n1"), steps(plan));
    }

    @Test
    void r2AFrozenCommitIsShownAtItsMachines() {
        String because = "commit 00000000 removes 3 of 5 machines";
        Plan plan =
                Scene.of(Fleet.of(1, 1, 2))
                        .with(1, ready(2))
                        .remembering(
                                new Remembered(
                                        Optional.empty(),
                                        new TreeMap<>(
                                                Map.of(
                                                        Fleet.id(1),
                                                        new Remembered.Frozen(Rail.R2, because))),
                                        Set.of(),
                                        Set.of()))
                        .plan();

        assertEquals(List.of(new Plan.Held(Fleet.id(1), "release", Rail.R2, because)), plan.held());
    }

    /// Whose own newest commit is refused stays as it is, and who is out already comes back.
    @Test
    void nothingIsBegunThatARefusedCommitDoesNotWant() {
        Remembered refused =
                new Remembered(
                        Optional.empty(),
                        new TreeMap<>(
                                Map.of(Fleet.id(1), new Remembered.Frozen(Rail.R13, "refused"))),
                        Set.of(),
                        Set.of());
        Scene scene = Scene.of(Fleet.of(1, 1, 2)).remembering(refused);

        Plan serving = scene.with(1, ready(1)).plan();
        assertEquals(
                List.of(new Plan.Held(Fleet.id(1), "drain", Rail.R13, "refused")), serving.held());
        for (Seen out : List.of(off(absent()), Scene.node(1, Cordon.DRAINED))) {
            assertEquals(List.of(), scene.with(1, out).plan().held());
        }
    }

    private static Scene three(List<Approval.Step> listed) {
        return Scene.of(approved(fleet(QUARTER), listed))
                .with(1, ready(1))
                .with(2, ready(1))
                .with(3, ready(1));
    }

    private static Desired fleet(Policy policy) {
        return Fleet.of(1, policy, Fleet.machine(1, 2), Fleet.machine(2, 2), Fleet.machine(3, 2));
    }

    private static Desired approved(Desired desired, List<Approval.Step> listed) {
        Approval approval = new Approval("a", ApprovalHash.of(listed), listed, "meant");
        return new Desired(
                desired.commit(), desired.cluster(), desired.machines(), List.of(approval));
    }

    private static Approval.Step reimage(int n) {
        return new Approval.Step(
                Fleet.id(n), Fleet.fingerprint(1).text(), Fleet.fingerprint(2).text());
    }

    private interface Change {
        MachineSpec of(MachineSpec machine);
    }

    private static Scene two(Policy policy, Change change, Seen seen) {
        return Scene.of(
                        Fleet.of(
                                1,
                                policy,
                                change.of(Fleet.machine(1, 2)),
                                change.of(Fleet.machine(2, 2))))
                .with(1, seen)
                .with(2, seen);
    }

    private static MachineSpec rebooting(MachineSpec machine) {
        return intent(
                machine,
                new MachineSpec.Intent(
                        MachineSpec.Want.JOINED, Optional.empty(), Optional.of("g2")));
    }

    private static Seen rebooted(String generation) {
        NodeState.Present node = Scene.present(2, Cordon.NONE);
        return Seen.NOTHING.withNode(
                new NodeState.Present(
                        node.uid(),
                        true,
                        Cordon.NONE,
                        Optional.of(Scene.stamp(2, Optional.of(generation))),
                        node.labels(),
                        List.of()),
                "kubernetes",
                Fleet.NOON);
    }

    private static MachineSpec released(MachineSpec machine) {
        return intent(
                machine,
                new MachineSpec.Intent(
                        MachineSpec.Want.RELEASED, Optional.empty(), Optional.empty()));
    }

    private static MachineSpec intent(MachineSpec m, MachineSpec.Intent intent) {
        return new MachineSpec(
                m.id(), m.hardware(), m.address(), m.profile(), m.install(), m.node(), intent);
    }

    private static List<Plan.Held> held(String verb, String because) {
        return List.of(
                new Plan.Held(Fleet.id(1), verb, Rail.R15, because),
                new Plan.Held(Fleet.id(2), verb, Rail.R15, because));
    }

    private static List<String> steps(Plan plan) {
        return plan.now().stream()
                .map(Plan.Step::action)
                .map(a -> a.verb() + " " + a.machine())
                .toList();
    }
}
