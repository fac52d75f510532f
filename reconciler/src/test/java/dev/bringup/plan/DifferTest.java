package dev.bringup.plan;

import static dev.bringup.Scene.absent;
import static dev.bringup.Scene.away;
import static dev.bringup.Scene.marked;
import static dev.bringup.Scene.marker;
import static dev.bringup.Scene.node;
import static dev.bringup.Scene.notReady;
import static dev.bringup.Scene.off;
import static dev.bringup.Scene.on;
import static dev.bringup.Scene.present;
import static dev.bringup.Scene.ready;
import static dev.bringup.Scene.stamp;
import static dev.bringup.Scene.up;
import static dev.bringup.plan.Plans.hold;
import static dev.bringup.plan.Plans.step;
import static dev.bringup.plan.Plans.unstamped;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Action;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.MachineSpec.Want;
import dev.bringup.model.Marker;
import dev.bringup.model.NodeState;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Plan;
import dev.bringup.model.Rail;
import dev.bringup.model.Seen;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import dev.bringup.model.Desired;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// One step per situation, and the reason that a human reads.
class DifferTest {

    private static final MachineId N1 = Fleet.id(1);
    private static final MachineSpec WANT = Fleet.machine(1, 2);
    private static final Plan NOTHING = Plan.EMPTY;

    private static final String TO_TWO = ", Git asks for v1:00000000";
    private static final Action WAKE = new Action.Wake(N1, Optional.empty());
    private static final Action LOOK_FIRST = new Action.Wake(N1, Optional.of(Fleet.fingerprint(2)));
    private static final Action REIMAGE = new Action.Reimage(N1, Fleet.fingerprint(2));
    private static final Action DRAIN = new Action.Drain(N1);

    record Case(String name, Seen seen, Plan want) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> oneStepWithoutAnAttempt() {
        Marker ours = marker(1, 2, Marker.State.INSTALLED);
        Marker older = marker(1, 1, Marker.State.INSTALLED);
        Marker half = marker(1, 2, Marker.State.INSTALLING);
        Seen knocking = on(absent()).withSign(Signs.AT_OUR_DOOR, "network", Fleet.NOON);
        Seen lost = on(absent()).withSign(Signs.OLD_PERMIT, "network", Fleet.NOON);
        return Stream.of(
                new Case(
                        "Kubernetes never asked: hold",
                        Seen.NOTHING,
                        hold("look", Rail.R12, "Kubernetes has not been asked yet")),
                new Case(
                        "nothing known: let an installer look",
                        absent(),
                        step(LOOK_FIRST, "it has no Node; an installer looks at its disk first")),
                new Case(
                        "off: let an installer look",
                        off(absent()),
                        step(LOOK_FIRST, "it has no Node; an installer looks at its disk first")),
                new Case(
                        "on and silent: hold",
                        on(absent()),
                        hold("look", Rail.R12, "it is on, but nothing on it answers")),
                new Case(
                        "asking what to boot: let an installer look",
                        knocking,
                        step(
                                LOOK_FIRST,
                                "it asks what to boot and has no Node; an installer looks first")),
                new Case(
                        "asking for a payload that is gone: reimage",
                        lost,
                        step(
                                REIMAGE,
                                "it asks for a payload that is not served any more" + TO_TWO)),
                new Case(
                        "answering SSH without our marker: hold",
                        up(on(absent()), Optional.empty()),
                        hold("adopt", Rail.UNMANAGED, "it answers SSH without our marker")),
                new Case(
                        "installed and off: wake",
                        marked(off(absent()), ours),
                        step(WAKE, "it is installed and off")),
                new Case(
                        "installed and up: join",
                        up(absent(), Optional.of(ours)),
                        step(
                                new Action.Join(N1, Action.Join.By.SSH),
                                "it is installed, up, and has no Node")),
                new Case("installed, on, silent: wait", marked(on(absent()), ours), NOTHING),
                new Case(
                        "installed but without its payload: reimage",
                        marked(lost, ours),
                        step(
                                REIMAGE,
                                "it asks for a payload that is not served any more" + TO_TWO)),
                new Case(
                        "half written: go on",
                        marked(on(absent()), half),
                        step(LOOK_FIRST, "its installation was left unfinished")),
                new Case(
                        "an older installation: reimage",
                        marked(off(absent()), older),
                        step(REIMAGE, "its disk carries v1:00000000" + TO_TWO)),
                new Case("serving what Git asks for: nothing", ready(2), NOTHING),
                new Case(
                        "cordoned by us: uncordon",
                        node(2, Cordon.OURS),
                        step(new Action.Uncordon(N1), "it runs what Git asks for")),
                new Case(
                        "drained by us: uncordon",
                        node(2, Cordon.DRAINED),
                        step(new Action.Uncordon(N1), "it runs what Git asks for")),
                new Case("cordoned by somebody else: leave it", node(2, Cordon.FOREIGN), NOTHING),
                new Case(
                        "without our labels: label",
                        unlabelled(),
                        step(new Action.Label(N1), "its Node lacks our labels or stamp")),
                new Case(
                        "not Ready and off: wake",
                        off(notReady(2)),
                        step(WAKE, "it should run and is off")),
                new Case("not Ready and on: wait", on(notReady(2)), NOTHING),
                new Case(
                        "serving something older: drain first",
                        ready(1),
                        step(DRAIN, "it runs v1:00000000" + TO_TWO)),
                new Case(
                        "older and drained: reimage",
                        node(1, Cordon.DRAINED),
                        step(REIMAGE, "it runs v1:00000000" + TO_TWO)),
                new Case(
                        "older and not Ready for a moment: drain first",
                        away(1, 9),
                        step(DRAIN, "it runs v1:00000000" + TO_TWO)),
                new Case(
                        "older and not Ready for long: reimage",
                        away(1, 10),
                        step(REIMAGE, "it runs v1:00000000" + TO_TWO)),
                new Case(
                        "no stamp, our marker: stamp it",
                        up(unstamped(), Optional.of(ours)),
                        step(new Action.Label(N1), "its Node lacks our labels or stamp")),
                new Case(
                        "no stamp, no marker: hold",
                        up(unstamped(), Optional.empty()),
                        hold("adopt", Rail.UNMANAGED, "it has a Node but not our marker")),
                new Case(
                        "no stamp, no answer: hold",
                        unstamped(),
                        hold("look", Rail.R12, "its Node has no stamp and SSH has not answered")),
                new Case(
                        "no stamp, and off, so that no answer can come: wake",
                        off(unstamped(false)),
                        step(
                                WAKE,
                                "its Node has no stamp, and what is off cannot be asked what it"
                                        + " carries")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void oneStepWithoutAnAttempt(Case c) {
        assertEquals(c.want, plan(WANT, c.seen));
    }

    /// As after everything remembered was lost.
    @Test
    void aStampedNodeThatNoFileNamesWaitsForAHuman() {
        Desired desired = Fleet.of(2, Fleet.ONE_AT_A_TIME, Fleet.machine(2, 1));
        Plan plan =
                Scene.of(desired).with(1, ready(1)).with(2, ready(1)).with(3, unstamped()).plan();
        assertEquals(List.of(), plan.now());
        assertEquals(
                List.of(
                        new Plan.Held(
                                N1,
                                "release",
                                Rail.R2,
                                "its Node carries our stamp, and no file in Git names it: a commit"
                                        + " brings its file back or, once that is in force, takes"
                                        + " it away")),
                plan.held());
    }

    static Stream<Case> oneStepOutOfService() {
        return Stream.of(
                new Case("serving: drain", ready(2), step(DRAIN, "state is Maintenance")),
                new Case("drained: nothing", node(2, Cordon.DRAINED), NOTHING),
                new Case("without a Node: nothing", off(absent()), NOTHING));
    }

    @ParameterizedTest(name = "maintenance, {0}")
    @MethodSource
    void oneStepOutOfService(Case c) {
        assertEquals(c.want, plan(Fleet.machine(1, 2, Want.MAINTENANCE), c.seen));
    }

    static Stream<Case> oneStepOnTheWayOut() {
        return Stream.of(
                new Case(
                        "Kubernetes never asked: hold",
                        Seen.NOTHING,
                        hold("release", Rail.R12, "Kubernetes has not been asked yet")),
                new Case("serving: drain", ready(2), step(DRAIN, "it left Git")),
                new Case(
                        "drained: release",
                        node(2, Cordon.DRAINED),
                        step(new Action.Release(N1), "it left Git and is drained")),
                new Case("not Ready for a moment: drain", away(2, 9), step(DRAIN, "it left Git")),
                new Case(
                        "not Ready for long: release",
                        away(2, 10),
                        step(new Action.Release(N1), "it left Git and is drained")),
                new Case(
                        "no Node: power off",
                        on(absent()),
                        step(new Action.PowerOff(N1), "it left Git and its Node is gone")),
                new Case("no Node, off: nothing", off(absent()), NOTHING));
    }

    @ParameterizedTest(name = "released, {0}")
    @MethodSource("oneStepOnTheWayOut")
    void aReleasedMachineLeaves(Case c) {
        assertEquals(c.want, plan(Fleet.machine(1, 2, Want.RELEASED), c.seen));
    }

    @ParameterizedTest(name = "file gone, {0}")
    @MethodSource("oneStepOnTheWayOut")
    void aMachineWhoseFileIsGoneLeaves(Case c) {
        assertEquals(
                c.want,
                Scene.of(Fleet.of(2, Fleet.ONE_AT_A_TIME)).leaving(WANT).with(1, c.seen).plan());
    }

    @Test
    void aChangedRebootGenerationDrainsAndReboots() {
        MachineSpec want = intent(new MachineSpec.Intent(Want.JOINED, none(), some("g2")));

        assertEquals(
                step(DRAIN, "reboot.generation changed"), plan(want, rebooted(Cordon.NONE, "g1")));
        assertEquals(
                step(new Action.Reboot(N1, "g2"), "reboot.generation changed"),
                plan(want, rebooted(Cordon.DRAINED, "g1")));
        assertEquals(NOTHING, plan(want, rebooted(Cordon.NONE, "g2")));
    }

    /// A Node that nobody stamped with a generation was not asked to reboot.
    @Test
    void anUnknownRebootGenerationCountsAsDone() {
        MachineSpec want = intent(new MachineSpec.Intent(Want.JOINED, none(), some("g2")));

        assertEquals(
                step(new Action.Label(N1), "its Node lacks our labels or stamp"),
                plan(want, ready(2)));
    }

    @Test
    void aLockedMachineIsNeitherReimagedNorRebooted() {
        MachineSpec want =
                intent(new MachineSpec.Intent(Want.JOINED, some("disk on loan"), none()));

        assertEquals(hold("reimage", Rail.OPERATOR, "locked: disk on loan"), plan(want, ready(1)));
        assertEquals(
                hold("reimage", Rail.OPERATOR, "locked: disk on loan"),
                plan(want, marked(off(absent()), marker(1, 1, Marker.State.INSTALLED))));
        assertEquals(NOTHING, plan(want, ready(2)));
    }

    @Test
    void whatWasAskedForIsNotAskedForAgain() {
        assertEquals(
                NOTHING,
                Scene.of(Fleet.of(1, Fleet.ONE_AT_A_TIME, WANT))
                        .with(1, ready(1))
                        .asked(DRAIN)
                        .plan());
    }

    @Test
    void theSameTwoValuesGiveTheSamePlan() {
        Scene scene = Scene.of(Fleet.of(1, 5, 2)).with(3, ready(1)).with(1, off(absent()));

        assertEquals(scene.plan(), scene.plan());
        assertEquals(
                List.of("n1", "n2", "n3", "n4", "n5"),
                Stream.concat(
                                scene.plan().now().stream().map(s -> s.action().machine()),
                                scene.plan().held().stream().map(Plan.Held::machine))
                        .map(MachineId::name)
                        .sorted()
                        .toList());
    }

    private static Plan plan(MachineSpec want, Seen seen) {
        return Scene.of(Fleet.of(1, Fleet.ONE_AT_A_TIME, want)).with(1, seen).plan();
    }

    private static MachineSpec intent(MachineSpec.Intent intent) {
        return new MachineSpec(
                N1,
                WANT.hardware(),
                WANT.address(),
                WANT.profile(),
                WANT.install(),
                WANT.node(),
                intent);
    }

    private static Seen rebooted(Cordon cordon, String generation) {
        return withNode(
                new NodeState.Present(
                        "uid-1",
                        true,
                        cordon,
                        Optional.of(stamp(2, Optional.of(generation))),
                        present(2, cordon).labels(),
                        List.of()));
    }

    private static Seen unlabelled() {
        NodeState.Present node = present(2, Cordon.NONE);
        return withNode(
                new NodeState.Present(
                        node.uid(), true, Cordon.NONE, node.stamp(), new TreeMap<>(), List.of()));
    }

    private static Seen withNode(NodeState node) {
        return Seen.NOTHING.withNode(node, "kubernetes", Fleet.NOON);
    }

    private static <T> Optional<T> none() {
        return Optional.empty();
    }

    private static <T> Optional<T> some(T value) {
        return Optional.of(value);
    }
}
