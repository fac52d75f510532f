package dev.bringup.plan;

import static dev.bringup.Scene.ready;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Lead;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Plan;
import dev.bringup.model.Rail;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// R11: one reconciler acts. n1 is to be installed anew, n2 is off and only to be woken.
class LeadingTest {

    private static final MachineSpec N1 = Fleet.machine(1, 2);
    private static final MachineSpec N2 = Fleet.machine(2, 2);

    static Stream<Arguments> leads() {
        return Stream.of(
                Arguments.of(new Lead.Us(), 19, List.of("drain n1", "wake n2"), List.of()),
                Arguments.of(
                        new Lead.Us(),
                        20,
                        List.of("wake n2"),
                        List.of("drain n1: our lease was renewed last at 2030-01-01T11:59:40Z")),
                Arguments.of(
                        new Lead.Unknown("it does not answer"),
                        1,
                        List.of("wake n2"),
                        List.of("drain n1: nobody knows who leads: it does not answer")),
                Arguments.of(
                        new Lead.Other("rack/ab12"),
                        1,
                        List.of(),
                        List.of(
                                "drain n1: another reconciler leads: rack/ab12",
                                "wake n2: another reconciler leads: rack/ab12")),
                // Old news of another one are no leave to act.
                Arguments.of(
                        new Lead.Other("rack/ab12"),
                        600,
                        List.of(),
                        List.of(
                                "drain n1: another reconciler leads: rack/ab12",
                                "wake n2: another reconciler leads: rack/ab12")));
    }

    @ParameterizedTest
    @MethodSource("leads")
    void r11OneReconcilerActs(Lead lead, int secondsAgo, List<String> now, List<String> held) {
        Plan plan =
                Scene.of(Fleet.of(1, Fleet.ONE_AT_A_TIME, N1, N2))
                        .with(1, ready(1))
                        .with(2, Scene.off(Scene.absent()))
                        .lead(lead, secondsAgo)
                        .plan();

        assertEquals(
                now,
                plan.now().stream()
                        .map(s -> s.action().verb() + " " + s.action().machine())
                        .toList());
        assertEquals(
                held,
                plan.held().stream()
                        .filter(h -> h.rail() == Rail.R11)
                        .map(h -> h.verb() + " " + h.machine() + ": " + h.because())
                        .toList());
    }
}
