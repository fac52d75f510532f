package dev.bringup.plan;

import static dev.bringup.plan.ThreePlanes.fleet;
import static dev.bringup.plan.ThreePlanes.node;
import static dev.bringup.plan.ThreePlanes.plane;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Action;
import dev.bringup.model.Action.Join.By;
import dev.bringup.model.Approval;
import dev.bringup.model.AttemptId;
import dev.bringup.model.Beginning;
import dev.bringup.model.Desired;
import dev.bringup.model.Etcd;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.MachineSpec.Want;
import dev.bringup.model.Marker;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Observed;
import dev.bringup.model.Plan;
import dev.bringup.model.Seen;
import dev.bringup.model.Sha256;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The only control plane of a cluster that was made here loses its disk, and gets back what etcd
/// held.
class LoneTest {

    private static final String ASKS =
            "it is the only control plane: etcd is snapshotted, the cluster is away until it is"
                    + " installed anew, and what was written since the snapshot is lost; that"
                    + " waits for an Approval, and `bringup approve` in a clone of the state"
                    + " repository writes one";
    private static final String LAST =
            "it is the only control plane: without its disk there is no etcd and no cluster";

    private static final AttemptId BEFORE = new AttemptId("a1");
    private static final AttemptId AFTER = new AttemptId("a2");

    private static final Beginning MET = Beginning.NOTHING.met(Fleet.NOON.minusSeconds(3600));

    private static Desired alone(Want want) {
        return fleet(plane(1, 2, want), Fleet.machine(2, 1));
    }

    private static Desired approved() {
        Desired alone = alone(Want.JOINED);
        Approval.Step step =
                new Approval.Step(
                        Fleet.id(1), Fleet.fingerprint(1).text(), Fleet.fingerprint(2).text());
        return new Desired(
                alone.commit(),
                alone.cluster(),
                alone.machines(),
                List.of(
                        new Approval(
                                "tonight", ApprovalHash.of(List.of(step)), List.of(step), "")));
    }

    private static Scene scene(Desired desired, Cordon cordon) {
        return Scene.of(desired).with(1, node(1, cordon)).with(2, node(1, Cordon.NONE));
    }

    private static Etcd.Snapshot snapshot(int secondsAgo) {
        return new Etcd.Snapshot(
                Fleet.NOON.minusSeconds(secondsAgo), Fleet.id(1), new Sha256("0".repeat(64)), 1);
    }

    private static Etcd kept(int secondsAgo, int... members) {
        return Etcd.UNKNOWN
                .keeping(snapshot(secondsAgo))
                .seeing(
                        Arrays.stream(members).mapToObj(ThreePlanes::member).toList(),
                        "n1",
                        Fleet.NOON.minusSeconds(secondsAgo));
    }

    private static Observed with(Observed seen, Etcd etcd) {
        return seen.with(seen.addons().with(etcd));
    }

    /// What is done to it, or to etcd for it, or what holds it.
    private static String next(Desired desired, Cordon cordon, Etcd etcd) {
        Plan plan = Differ.diff(desired, with(scene(desired, cordon).observed(), etcd));
        return plan.cluster()
                .now()
                .map(s -> s.action().toString())
                .or(() ->
                        plan.now().stream()
                                .filter(s -> s.action().machine().equals(Fleet.id(1)))
                                .map(s -> s.action().verb())
                                .findFirst())
                .or(() ->
                        plan.held().stream()
                                .filter(h -> h.machine().equals(Fleet.id(1)))
                                .map(h -> h.verb() + " " + h.rail() + " " + h.because())
                                .findFirst())
                .orElse("nothing");
    }

    @Test
    void withoutAnApprovalNothingIsDoneToIt() {
        assertEquals("drain R15 " + ASKS, next(alone(Want.JOINED), Cordon.NONE, kept(0, 1)));
        assertEquals("reimage R15 " + ASKS, next(alone(Want.JOINED), Cordon.DRAINED, kept(0, 1)));
        assertEquals("drain R5 " + LAST, next(alone(Want.RELEASED), Cordon.NONE, kept(0, 1)));
    }

    @Test
    void whatItHoldsIsKeptOnceItIsDrained() {
        String snapshot = "Snapshot[by=n1, before=n1]";

        assertEquals(snapshot, next(approved(), Cordon.NONE, Etcd.UNKNOWN));
        assertEquals("drain", next(approved(), Cordon.NONE, kept(300, 1)));
        assertEquals(snapshot, next(approved(), Cordon.DRAINED, kept(300, 1)));
        assertEquals("reimage", next(approved(), Cordon.DRAINED, kept(5, 1)));
    }

    /// Somebody else is in etcd, of whom Git knows nothing.
    @Test
    void whoIsNotAllOfEtcdIsNotWrittenOver() {
        assertEquals(
                "reimage R5 etcd needs 1 of its members without n1, and 0 are known to serve",
                next(approved(), Cordon.DRAINED, kept(5, 1, 7)));
    }

    @Test
    void whatIsGivenUpIsWrittenDownOnce() {
        Observed seen = with(scene(approved(), Cordon.DRAINED).observed(), kept(5, 1));
        Etcd.Lost lost = new Etcd.Lost(Fleet.id(1), Optional.of(BEFORE), snapshot(5));

        assertEquals(Optional.of(lost), Lone.parting(approved(), seen, Fleet.id(1)));
        assertEquals(Optional.empty(), Lone.parting(approved(), seen, Fleet.id(2)));
        assertEquals(
                Optional.empty(),
                Lone.parting(approved(), with(seen, kept(5, 1).losing(lost)), Fleet.id(1)));
    }

    /// Its first power cycle left it off: there is no lease and no Node that could be asked for.
    @Test
    void whatIsOffWithItsClusterIsSwitchedOn() {
        Etcd.Lost lost = new Etcd.Lost(Fleet.id(1), Optional.of(BEFORE), snapshot(5));
        MachineSpec spec = approved().machine(Fleet.id(1)).orElseThrow();
        Scene silent =
                Scene.of(approved())
                        .with(1, Scene.off(Seen.NOTHING))
                        .with(Scene.attempt(spec, Scene.reimage(spec)));
        Observed seen = begun(with(silent.observed(), kept(5, 1).losing(lost)), MET);

        assertEquals(
                List.of(new Action.Wake(Fleet.id(1), Optional.of(spec.fingerprint()))),
                Differ.diff(approved(), seen).now().stream().map(Plan.Step::action).toList());
    }

    @Test
    void theClusterComesBackWithItAndWithNobodyElse() {
        Founding unwritten = founding(BEFORE, Optional.empty());
        Founding written = founding(AFTER, Optional.empty());
        Founding let = founding(AFTER, Optional.of(AFTER));

        assertEquals(
                List.of("n1 is installed anew and brings the cluster back"),
                written.waits(approved().machine(Fleet.id(2)).orElseThrow()).stream().toList());
        assertEquals(
                List.of(false, false),
                List.of(unwritten.isBy(Fleet.id(1)), unwritten.mayBegin(Fleet.id(1))));
        assertEquals(
                List.of(true, false),
                List.of(written.isBy(Fleet.id(1)), written.mayBegin(Fleet.id(1))));
        assertEquals(
                List.of(true, true), List.of(let.isBy(Fleet.id(1)), let.mayBegin(Fleet.id(1))));
        assertEquals(
                new Wish.Step(
                        new Action.Bootstrap(Fleet.id(1), By.ITSELF, Optional.of(snapshot(5))),
                        "it brings the cluster back, as etcd was kept at " + snapshot(5).at()),
                written.joining(approved().machine(Fleet.id(1)).orElseThrow(), By.ITSELF, ""));
    }

    private static Founding founding(AttemptId onDisk, Optional<AttemptId> let) {
        Marker marker =
                new Marker(
                        Fleet.id(1),
                        onDisk,
                        Scene.by(2),
                        Fleet.fingerprint(2),
                        Marker.State.INSTALLED);
        Seen plane = Scene.absent().withMarker(Optional.of(marker), "installer", Fleet.NOON);
        Observed seen = scene(approved(), Cordon.NONE).with(1, plane).observed();
        Beginning by =
                let.map(a -> MET.by(new Beginning.Founder(Fleet.id(1), a, Fleet.NOON))).orElse(MET);
        Etcd etcd = kept(5, 1).losing(new Etcd.Lost(Fleet.id(1), Optional.of(BEFORE), snapshot(5)));
        return Founding.of(approved(), begun(with(seen, etcd), by));
    }

    private static Observed begun(Observed all, Beginning by) {
        return new Observed(
                all.moment(),
                all.seen(),
                all.inFlight(),
                all.attempts(),
                all.leaving(),
                all.past(),
                all.around().beginning(by));
    }
}
