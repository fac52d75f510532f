package dev.bringup.plan;

import static dev.bringup.plan.ThreePlanes.fleet;
import static dev.bringup.plan.ThreePlanes.kept;
import static dev.bringup.plan.ThreePlanes.member;
import static dev.bringup.plan.ThreePlanes.node;
import static dev.bringup.plan.ThreePlanes.plane;
import static dev.bringup.plan.ThreePlanes.three;
import static dev.bringup.plan.ThreePlanes.upgrade;
import static dev.bringup.plan.ThreePlanes.without;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Action;
import dev.bringup.model.AttemptId;
import dev.bringup.model.ClusterAction;
import dev.bringup.model.ClusterPlan;
import dev.bringup.model.Desired;
import dev.bringup.model.Etcd;
import dev.bringup.model.Forecast;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.MachineSpec.Want;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Observed;
import dev.bringup.model.MachineId;
import dev.bringup.model.Plan;
import dev.bringup.model.Rail;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// R5 where the cluster was made here: etcd is kept before a control plane is touched, and who
/// loses its disk leaves it first.
class MembersTest {

    private static final String KEPT = "etcd is snapshotted before n1 is touched";
    private static final String LEAVES = "n1 leaves etcd before its disk goes";

    @Test
    void aSnapshotComesBeforeTheDrain() {
        Plan plan = plan(upgrade(), three(Cordon.NONE), Etcd.UNKNOWN);

        assertEquals(
                Optional.of(
                        new ClusterPlan.Step(
                                new ClusterAction.Snapshot(Fleet.id(2), Fleet.id(1)), KEPT)),
                plan.cluster().now());
        assertEquals(List.of(), plan.now());
        assertEquals(
                List.of(
                        held(1, "drain", KEPT),
                        held(2, "drain", "one control plane at a time: n1 is being worked on"),
                        held(3, "drain", "one control plane at a time: n1 is being worked on")),
                plan.held().stream().filter(h -> h.rail() == Rail.R5).toList());
    }

    /// Their Nodes are Ready, and etcd on them is not part of anything any more.
    @Test
    void whoLeftEtcdComesFirstAndIsNotAskedForASnapshot() {
        AttemptId first = new AttemptId("a1");
        Etcd one = Etcd.UNKNOWN.removing(Fleet.id(2), first);
        Plan plan = plan(upgrade(), three(Cordon.NONE), one);
        assertEquals(
                Optional.of(new ClusterAction.Snapshot(Fleet.id(1), Fleet.id(2))),
                plan.cluster().now().map(ClusterPlan.Step::action));
        assertEquals(
                List.of(
                        held(1, "drain", "one control plane at a time: n2 has left etcd"),
                        held(2, "drain", "etcd is snapshotted before n2 is touched"),
                        held(3, "drain", "one control plane at a time: n2 is being worked on")),
                plan.held().stream().filter(h -> h.rail() == Rail.R5).toList());

        Etcd two = one.removing(Fleet.id(1), first);
        assertEquals(
                Optional.of(new ClusterAction.Snapshot(Fleet.id(3), Fleet.id(1))),
                plan(upgrade(), three(Cordon.NONE), two)
                        .cluster()
                        .now()
                        .map(ClusterPlan.Step::action));
    }

    /// Its firmware started the old disk, and its Node is back; meanwhile another one was drained.
    @Test
    void whoLeftEtcdAndWhoIsDrainedDoNotWaitForEachOther() {
        Etcd one = without(kept(0, 3), 2).removing(Fleet.id(2), new AttemptId("a1"));

        assertEquals(
                List.of(
                        held(1, "reimage", "one control plane at a time: n2 has left etcd"),
                        held(3, "drain", "one control plane at a time: n1 is drained")),
                plan(upgrade(), three(Cordon.DRAINED), one).held().stream()
                        .filter(h -> h.rail() == Rail.R5)
                        .toList());
    }

    @Test
    void aSnapshotOfTenMinutesIsEnoughToStopIt() {
        assertEquals(List.of("drain n1"), steps(three(Cordon.NONE), kept(599, 3)));
        assertEquals(List.of(), steps(three(Cordon.NONE), kept(601, 3)));
    }

    @Test
    void whatTakesTheDiskAsksForAFreshOneAndThatItLeft() {
        assertEquals(KEPT, because(three(Cordon.DRAINED), kept(61, 3)));
        assertEquals(LEAVES, because(three(Cordon.DRAINED), kept(60, 3)));
        assertEquals(
                Optional.of(
                        new ClusterAction.RemoveMember(
                                Fleet.id(2),
                                Fleet.id(1),
                                member(1),
                                Optional.of(new AttemptId("a1")))),
                plan(upgrade(), three(Cordon.DRAINED), kept(0, 3))
                        .cluster()
                        .now()
                        .map(ClusterPlan.Step::action));
        assertEquals(List.of("reimage n1"), steps(three(Cordon.DRAINED), without(kept(0, 3), 1)));
    }

    /// What another one brought when it came back is kept as well.
    @Test
    void aSnapshotFromBeforeAnotherOneCameIsNone() {
        Scene scene = three(Cordon.NONE);
        Scene later =
                three(Cordon.NONE).with(3, node(1, Cordon.NONE).since(Fleet.NOON.minusSeconds(8)));

        assertEquals(List.of("drain n1"), steps(scene, kept(9, 3)));
        assertEquals(List.of(), steps(later, kept(9, 3)));
        assertEquals(List.of("drain n1"), steps(later, kept(8, 3)));
    }

    @Test
    void whoIsInEtcdMustBeKnownLately() {
        Etcd old = kept(61, 3).keeping(kept(0, 3).snapshot().orElseThrow());

        assertEquals(KEPT, because(three(Cordon.DRAINED), old));
    }

    /// A member that nobody knows counts, and does not serve.
    @Test
    void noneLeavesAtTheCostOfTheQuorum() {
        Etcd strange = kept(0, 3);
        List<Etcd.Member> five =
                List.of(
                        member(1),
                        member(2),
                        member(3),
                        new Etcd.Member("8", "elsewhere", "10.0.0.8"),
                        new Etcd.Member("9", "nowhere", "10.0.0.9"));

        assertEquals(
                List.of(
                        held(
                                1,
                                "reimage",
                                "etcd needs 3 of its members without n1, and 2 are known to"
                                        + " serve")),
                plan(upgrade(), three(Cordon.DRAINED), strange.seeing(five, "n2", Fleet.NOON))
                        .held()
                        .stream()
                        .filter(h -> h.machine().equals(Fleet.id(1)))
                        .toList());
    }

    /// Its Node is as Ready as ever.
    @Test
    void aMemberThatDoesNotAnswerDoesNotServe() {
        String two =
                "etcd does not answer on n2: it needs 2 of its 3 members, and without n1 1 would"
                        + " serve";
        assertEquals(held(1, "drain", two), first(plan(upgrade(), three(Cordon.NONE), silent(2))));
        assertEquals(
                List.of("drain n1"),
                actions(plan(upgrade(), three(Cordon.NONE), silent(1))),
                "the one that is silent is the one to be installed");
        assertEquals(
                KEPT,
                because(three(Cordon.NONE), silent(2).keeping(kept(601, 3).snapshot().get())),
                "it is looked at again with the next snapshot");
    }

    /// Where etcd does not run nobody can keep it.
    @Test
    void whereItWasAskedInVainItIsAskedLast() {
        Etcd old = kept(601, 3);
        assertEquals(Optional.of(Fleet.id(2)), asked(old));
        assertEquals(Optional.of(Fleet.id(3)), asked(old.refusing(Fleet.id(2), Fleet.NOON)));
        assertEquals(
                Optional.of(Fleet.id(1)),
                asked(
                        old.refusing(Fleet.id(2), Fleet.NOON)
                                .refusing(Fleet.id(3), Fleet.NOON.plusSeconds(1))));
    }

    private static Optional<MachineId> asked(Etcd etcd) {
        return plan(upgrade(), three(Cordon.NONE), etcd)
                .cluster()
                .now()
                .map(ClusterPlan.Step::action)
                .map(a -> ((ClusterAction.OnEtcd) a).by());
    }

    private static Etcd silent(int n) {
        Etcd all = kept(0, 3);
        return all.seeing(
                all.members().orElseThrow().value().stream()
                        .map(m ->
                                new Etcd.Member(
                                        m.id(), m.name(), m.address(), !m.equals(member(n))))
                        .toList(),
                "n2",
                Fleet.NOON);
    }

    private static Plan.Held first(Plan plan) {
        return plan.held().getFirst();
    }

    @Test
    void whatWasRefusedIsPutOffAndSaid() {
        Scene scene = three(Cordon.NONE);
        Observed seen = scene.observed();
        Observed refused =
                seen.with(
                        seen.addons()
                                .refusing(
                                        Optional.of(
                                                new dev.bringup.model.AddonsSeen.Refused(
                                                        "etcd",
                                                        "snapshot",
                                                        "etcd, over SSH: exit status 69",
                                                        Fleet.NOON.plusSeconds(9)))));

        assertEquals(
                new ClusterPlan(
                        Optional.empty(),
                        List.of(
                                new ClusterPlan.Held(
                                        "etcd",
                                        "snapshot",
                                        Rail.R8,
                                        "etcd, over SSH: exit status 69"))),
                Differ.diff(upgrade(), refused).cluster());
    }

    /// What it runs left etcd, and then Git asked for just that again.
    @Test
    void whatLeftEtcdIsWrittenAnew() {
        Desired same =
                fleet(plane(1, 1, Want.JOINED), plane(2, 1, Want.JOINED), plane(3, 1, Want.JOINED));
        Etcd left = without(kept(0, 3), 1).removing(Fleet.id(1), new AttemptId("a1"));
        Etcd another = without(kept(0, 3), 1).removing(Fleet.id(1), new AttemptId("a0"));

        assertEquals(List.of("drain n1"), actions(plan(same, three(Cordon.NONE), left)));
        assertEquals(List.of("reimage n1"), actions(plan(same, three(Cordon.DRAINED), left)));
        assertEquals(List.of("uncordon n1"), actions(plan(same, three(Cordon.DRAINED), another)));
    }

    @Test
    void oneThatWasReleasedIsNobodysStop() {
        Desired three =
                fleet(
                        plane(1, 2, Want.JOINED),
                        plane(2, 1, Want.JOINED),
                        plane(3, 1, Want.JOINED),
                        plane(4, 1, Want.RELEASED));
        Scene scene = three(Cordon.NONE).with(4, Scene.off(Scene.absent()));

        assertEquals(List.of("drain n1"), actions(plan(three, scene, kept(0, 3))));
        assertEquals(
                List.of("n4 has no Node"),
                plan(three, scene, kept(0, 4)).held().stream()
                        .map(h -> h.because().replaceFirst(".*: ", ""))
                        .toList());
    }

    @Test
    void theForecastTellsIt() {
        Forecast forecast =
                Foresight.forecast(
                        upgrade(), three(Cordon.NONE).observed(), (a, _) -> Ideal.usual(a));

        assertEquals(
                List.of(
                        "snapshot n1",
                        "snapshot n1",
                        "removeMember n1",
                        "snapshot n2",
                        "snapshot n2",
                        "removeMember n2",
                        "snapshot n3",
                        "snapshot n3",
                        "removeMember n3"),
                forecast.cluster().steps().stream()
                        .map(ClusterAction.OnEtcd.class::cast)
                        .map(a -> a.verb() + " " + a.before())
                        .toList());
        assertEquals(List.of(), forecast.held());
    }

    private static Plan plan(Desired desired, Scene scene, Etcd etcd) {
        Observed seen = scene.observed();
        return Differ.diff(desired, seen.with(seen.addons().with(etcd)));
    }

    private static List<String> steps(Scene scene, Etcd etcd) {
        return actions(plan(upgrade(), scene, etcd));
    }

    private static List<String> actions(Plan plan) {
        return plan.now().stream()
                .map(Plan.Step::action)
                .map((Action a) -> a.verb() + " " + a.machine())
                .toList();
    }

    private static String because(Scene scene, Etcd etcd) {
        return plan(upgrade(), scene, etcd).cluster().now().orElseThrow().because();
    }

    private static Plan.Held held(int n, String verb, String because) {
        return new Plan.Held(Fleet.id(n), verb, Rail.R5, because);
    }

    private static MachineSpec worker(int n) {
        return Fleet.machine(n, 1);
    }
}
