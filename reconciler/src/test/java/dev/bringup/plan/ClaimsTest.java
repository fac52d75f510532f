package dev.bringup.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Action;
import dev.bringup.model.AttemptId;
import dev.bringup.model.Desired;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Marker;
import dev.bringup.model.NodeState;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Observed;
import dev.bringup.model.Plan;
import dev.bringup.model.Rail;
import dev.bringup.model.Seen;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A Node belongs to the machine whose installation its stamp names, else to the one of its name,
/// else to the one at its address; a machine that a Node of another name belongs to is held.
class ClaimsTest {

    private static final String WAY_OUT =
            "; delete the Node that is not its own, or name the machine in Git as its Node is"
                    + " called";

    private static final String IDENTITY =
            "disputed: the Node n9 carries the stamp of what is installed on it" + WAY_OUT;

    private static final String ADDRESS =
            "disputed: the Node n9 says that it is at its address" + WAY_OUT;

    /// What there is beside n1, which is asked for something newer; and why it is held.
    record Case(String name, Scene scene, String because) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> anotherNodeOfItHoldsIt() {
        Seen carries = Scene.marked(Scene.node(1, Cordon.NONE), marker("a1"));
        return Stream.of(
                new Case("two carry its stamp", n1(carries).with(9, node("a1", "")), IDENTITY),
                new Case(
                        "the stamp comes before the address",
                        n1(carries).with(9, node("a1", "127.77.1.2")),
                        IDENTITY),
                new Case("another one's stamp", n1(carries).with(9, node("a9", "")), ""),
                new Case(
                        "it called itself something else",
                        n1(Scene.notReady(1)).with(9, node("", "127.77.1.1")),
                        ADDRESS),
                new Case(
                        "it never had its own name",
                        n1(Scene.absent()).with(9, node("", "127.77.1.1")),
                        ADDRESS),
                new Case("elsewhere", n1(carries).with(9, node("", "127.77.1.77")), ""),
                new Case(
                        "a name comes before an address",
                        n1(carries).with(2, node("", "127.77.1.1")),
                        ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void anotherNodeOfItHoldsIt(Case c) {
        Plan plan = c.scene.plan();

        assertEquals(
                c.because.isEmpty()
                        ? List.of()
                        : List.of(new Plan.Held(Fleet.id(1), "look", Rail.R12, c.because)),
                plan.held().stream().filter(h -> h.machine().equals(Fleet.id(1))).toList());
        assertEquals(c.because.isEmpty(), steps(plan).contains("drain n1"));
    }

    /// An operator's own command as well, unless it says why; what stops nothing goes.
    @ParameterizedTest(name = "{0}")
    @MethodSource("anotherNodeOfItHoldsIt")
    void byHandItIsNotStoppedEither(Case c) {
        Desired desired =
                Fleet.of(1, Fleet.ONE_AT_A_TIME, Fleet.machine(1, 2), Fleet.machine(2, 1));
        Observed seen = c.scene.observed();
        MachineSpec n1 = desired.machine(Fleet.id(1)).orElseThrow();
        Optional<String> held =
                ByHand.held(desired, seen, n1, new Action.PowerOff(Fleet.id(1)))
                        .filter(h -> h.rail() == Rail.R12)
                        .map(Plan.Held::because);

        assertEquals(Optional.of(c.because).filter(b -> !b.isEmpty()), held);
        assertEquals(
                Optional.empty(),
                ByHand.held(desired, seen, n1, new Action.Wake(Fleet.id(1), Optional.empty())));
    }

    /// A stamp counts more than a name: n2 is called so and runs what n1 carries.
    @Test
    void aStampComesBeforeAName() {
        Plan plan =
                n1(Scene.marked(Scene.absent(), marker("a1")))
                        .with(2, Scene.marked(node("a1", ""), marker("a5")))
                        .plan();

        assertEquals(
                List.of("n1 disputed: the Node n2 carries the stamp of what is installed on it"),
                plan.held().stream()
                        .filter(h -> h.rail() == Rail.R12 && h.machine().equals(Fleet.id(1)))
                        .map(h -> h.machine() + " " + h.because().replace(WAY_OUT, ""))
                        .toList());
    }

    /// The same box under another name: nothing is done to it until its old Node is gone.
    @Test
    void aMachineThatIsRenamedWaitsUntilItsOldNodeIsGone() {
        MachineSpec old = Fleet.machine(9, 1);
        MachineSpec now = at(Fleet.machine(1, 1), old.address());
        Desired renamed = Fleet.of(1, Fleet.ONE_AT_A_TIME, now, Fleet.machine(2, 1));
        Scene scene = Scene.of(renamed).leaving(old).with(1, Scene.absent());
        scene.with(2, Scene.ready(1));

        Plan before = scene.with(9, node("a1", "127.77.1.9")).plan();
        assertEquals(List.of("drain n9"), steps(before));
        assertEquals(List.of(new Plan.Held(Fleet.id(1), "look", Rail.R12, ADDRESS)), before.held());

        assertEquals(List.of("wake n1"), steps(scene.with(9, Scene.off(Scene.absent())).plan()));
    }

    @Test
    void anotherNetworkCardChangesNothing() {
        MachineSpec one = Fleet.machine(1, 1);
        MachineSpec other =
                new MachineSpec(
                        one.id(),
                        one.hardware().with(Mac.parse("525400770999")),
                        one.address(),
                        one.profile(),
                        one.install(),
                        one.node(),
                        one.intent());
        Plan plan =
                Scene.of(Fleet.of(1, Fleet.ONE_AT_A_TIME, other)).with(1, Scene.ready(1)).plan();

        assertEquals(List.of(), steps(plan));
        assertEquals(List.of(), plan.held());
    }

    /// Installed anew under another attempt, beside the Node that it had.
    @Test
    void anotherDiskChangesNothing() {
        Plan plan =
                Scene.of(Fleet.of(1, Fleet.ONE_AT_A_TIME, Fleet.machine(1, 1)))
                        .with(1, Scene.marked(Scene.ready(1), marker("a2")))
                        .plan();

        assertEquals(List.of(), plan.held());
        assertEquals(List.of(), steps(plan));
    }

    private static Scene n1(Seen seen) {
        return Scene.of(Fleet.of(1, Fleet.ONE_AT_A_TIME, Fleet.machine(1, 2), Fleet.machine(2, 1)))
                .with(1, seen)
                .with(2, Scene.ready(1));
    }

    private static Marker marker(String attempt) {
        return new Marker(
                Fleet.id(1),
                new AttemptId(attempt),
                Scene.by(1),
                Fleet.fingerprint(1),
                Marker.State.INSTALLED);
    }

    private static Seen node(String attempt, String address) {
        NodeState.Present ready = Scene.present(1, Cordon.NONE);
        return Seen.NOTHING.withNode(
                new NodeState.Present(
                        "uid-9",
                        true,
                        Cordon.NONE,
                        ready.stamp()
                                .filter(_ -> !attempt.isEmpty())
                                .map(s ->
                                        new NodeState.Stamp(
                                                s.fingerprint(),
                                                s.commit(),
                                                new AttemptId(attempt),
                                                s.rebootGeneration())),
                        ready.labels(),
                        List.of(),
                        new NodeState.Kubelet(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(address).filter(a -> !a.isEmpty()).map(Ip4::parse))),
                "kubernetes",
                Fleet.NOON);
    }

    private static MachineSpec at(MachineSpec m, Ip4 address) {
        return new MachineSpec(
                m.id(), m.hardware(), address, m.profile(), m.install(), m.node(), m.intent());
    }

    private static List<String> steps(Plan plan) {
        return plan.now().stream()
                .map(Plan.Step::action)
                .map(a -> a.verb() + " " + a.machine())
                .toList();
    }
}
