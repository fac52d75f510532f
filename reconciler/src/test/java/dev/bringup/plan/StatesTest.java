package dev.bringup.plan;

import static dev.bringup.Scene.absent;
import static dev.bringup.Scene.node;
import static dev.bringup.Scene.away;
import static dev.bringup.Scene.off;
import static dev.bringup.Scene.on;
import static dev.bringup.Scene.ready;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Attempt;
import dev.bringup.model.Attempt.Goal;
import dev.bringup.model.Desired;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.MachineSpec.Want;
import dev.bringup.model.Marker;
import dev.bringup.model.NodeState;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Permit;
import dev.bringup.model.Plan;
import dev.bringup.model.Rail;
import dev.bringup.model.Seen;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What each state asks for, step by step, and the way back.
class StatesTest {

    static Stream<Arguments> roads() {
        return Stream.of(
                road("it is drained first", Want.ASLEEP, on(ready(2)), "drain n1"),
                road("then switched off", Want.ASLEEP, on(node(2, Cordon.DRAINED)), "powerOff n1"),
                road("so is one that just fell over", Want.ASLEEP, on(away(2, 9)), "drain n1"),
                road(
                        "one that fell over long ago needs no drain",
                        Want.ASLEEP,
                        on(away(2, 10)),
                        "powerOff n1"),
                road("and its Node is kept", Want.ASLEEP, off(gone(2)), ""),
                road("whatever it should run", Want.ASLEEP, off(gone(1)), ""),
                road("one without a Node is only off", Want.ASLEEP, off(absent()), ""),
                road("somebody switched it on", Want.ASLEEP, on(absent()), "powerOff n1"),
                road("it wakes", Want.JOINED, off(gone(2)), "wake n1"),
                road(
                        "and our cordon goes",
                        Want.JOINED,
                        on(node(2, Cordon.DRAINED)),
                        "uncordon n1"),
                road("somebody else's stays", Want.JOINED, on(node(2, Cordon.FOREIGN)), ""),
                road("what changed while it slept", Want.JOINED, off(gone(1)), "reimage n1"),
                road("maintenance drains", Want.MAINTENANCE, on(ready(1)), "drain n1"),
                road("and no more", Want.MAINTENANCE, on(node(1, Cordon.DRAINED)), ""),
                road("released: off in the end", Want.RELEASED, on(absent()), "powerOff n1"),
                road("its disk is left alone", Want.RELEASED, off(marked(1)), ""),
                road("the way back is a wake", Want.JOINED, off(marked(2)), "wake n1"));
    }

    /// Its installation goes on, and so it is still out of service by our hand.
    @Test
    void whatGoesIntoMaintenanceWhileItIsInstalledStillCounts() {
        MachineSpec going = Fleet.machine(1, 2, Want.MAINTENANCE);
        Goal install = new Goal.Installed(going.fingerprint(), Goal.Over.NOTHING);
        Plan plan =
                Scene.of(Fleet.of(1, Fleet.ONE_AT_A_TIME, going, Fleet.machine(2, 2)))
                        .with(Scene.attempt(going, install))
                        .with(1, on(Scene.absent()))
                        .with(2, on(ready(1)))
                        .plan();

        assertEquals(
                List.of(
                        new Plan.Held(
                                Fleet.id(2),
                                "drain",
                                Rail.R4,
                                "budgets.reimage.parallel is 1, and it is spent on n1")),
                plan.held());
    }

    private static Arguments road(String name, Want want, Seen seen, String step) {
        return Arguments.of(name, want, seen, step);
    }

    private static Seen marked(int version) {
        return Scene.marked(absent(), Scene.marker(1, version, Marker.State.INSTALLED));
    }

    /// Drained, and not Ready since it was switched off.
    private static Seen gone(int version) {
        NodeState.Present node = Scene.present(version, Cordon.DRAINED);
        return Seen.NOTHING.withNode(
                new NodeState.Present(
                        node.uid(), false, Cordon.DRAINED, node.stamp(), node.labels(), List.of()),
                "kubernetes",
                Fleet.NOON);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("roads")
    void aStateIsARoadOfSteps(String name, Want want, Seen seen, String step) {
        Plan plan =
                Scene.of(Fleet.of(1, Fleet.ONE_AT_A_TIME, Fleet.machine(1, 2, want)))
                        .with(1, seen)
                        .plan();

        assertEquals(step.isEmpty() ? List.of() : List.of(step), steps(plan));
        assertEquals(List.of(), plan.held());
    }

    /// Else one that sleeps would hold the next one up for ever.
    @Test
    void aMachineThatSleepsSpendsNoBudget() {
        Plan plan =
                Scene.of(
                                Fleet.of(
                                        1,
                                        Fleet.ONE_AT_A_TIME,
                                        Fleet.machine(1, 2, Want.ASLEEP),
                                        Fleet.machine(2, 2, Want.ASLEEP),
                                        Fleet.machine(3, 2, Want.ASLEEP)))
                        .with(1, off(gone(2)))
                        .with(2, on(ready(2)))
                        .with(3, on(ready(2)))
                        .plan();

        assertEquals(List.of("drain n2"), steps(plan));
        assertEquals(
                "budgets.powerOff.parallel is 1, and it is spent on n2",
                plan.held().getFirst().because());
    }

    @Test
    void whatIsBeingWrittenIsFinishedBeforeItSleeps() {
        MachineSpec spec = Fleet.machine(1, 2, Want.ASLEEP);
        Attempt attempt = Scene.attempt(spec, Scene.reimage(spec)).at(Permit.Stage.WRITING);

        assertEquals(
                List.of(),
                steps(
                        Scene.of(Fleet.of(1, Fleet.ONE_AT_A_TIME, spec))
                                .with(
                                        attempt.with(
                                                attempt.timeline()
                                                        .with(
                                                                dev.bringup.model.Phase.KERNEL,
                                                                Fleet.NOON,
                                                                "seen")))
                                .with(1, on(absent()))
                                .plan()));
    }

    static Stream<Arguments> locks() {
        return Stream.of(
                Arguments.of(Want.ASLEEP, on(ready(2)), "drain"),
                Arguments.of(Want.ASLEEP, on(node(2, Cordon.DRAINED)), "powerOff"),
                Arguments.of(Want.RELEASED, on(node(2, Cordon.DRAINED)), "release"),
                Arguments.of(Want.MAINTENANCE, on(ready(2)), "drain"),
                Arguments.of(Want.JOINED, on(ready(1)), "reimage"),
                Arguments.of(Want.JOINED, off(gone(2)), "wake"));
    }

    @ParameterizedTest
    @MethodSource("locks")
    void aLockedMachineIsLeftAsItIs(Want want, Seen seen, String verb) {
        assertEquals(
                List.of(new Plan.Held(Fleet.id(1), verb, Rail.OPERATOR, "locked: on loan")),
                Scene.of(locked(want)).with(1, seen).plan().held());
    }

    @Test
    void aLockedMachineKeepsItsLabelsAndLosesOurCordon() {
        assertEquals(
                List.of("uncordon n1"),
                steps(Scene.of(locked(Want.JOINED)).with(1, on(node(2, Cordon.DRAINED))).plan()));
        assertEquals(
                List.of("label n1"),
                steps(
                        Scene.of(locked(Want.JOINED))
                                .with(
                                        1,
                                        Scene.marked(
                                                Plans.unstamped(),
                                                Scene.marker(1, 2, Marker.State.INSTALLED)))
                                .plan()));
    }

    private static Desired locked(Want want) {
        MachineSpec m = Fleet.machine(1, 2);
        return Fleet.of(
                1,
                Fleet.ONE_AT_A_TIME,
                new MachineSpec(
                        m.id(),
                        m.hardware(),
                        m.address(),
                        m.profile(),
                        m.install(),
                        m.node(),
                        new MachineSpec.Intent(want, Optional.of("on loan"), Optional.empty())));
    }

    private static List<String> steps(Plan plan) {
        return plan.now().stream()
                .map(Plan.Step::action)
                .map(a -> a.verb() + " " + a.machine())
                .toList();
    }
}
