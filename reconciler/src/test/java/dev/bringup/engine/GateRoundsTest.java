package dev.bringup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Action;
import dev.bringup.model.Alert;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Policy;
import dev.bringup.model.Policy.AlertGate;
import dev.bringup.model.Sighting;
import dev.bringup.port.Effect;
import dev.bringup.port.Message;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The engine asks alert gates, and goes on by what they say.
class GateRoundsTest {

    private static final AlertGate ONE = new AlertGate("http://10.0.0.9:9090", "up == 0");
    private static final AlertGate TWO = new AlertGate("http://10.0.0.9:9090", "down");

    private final Bench bench = new Bench();

    private static Policy gated(AlertGate gate) {
        return Fleet.ONE_AT_A_TIME.with(
                new Policy.Timing(List.of(), List.of(), Policy.Sleep.NEVER, Optional.of(gate)),
                Optional.empty());
    }

    private List<AlertGate> asked() {
        List<AlertGate> gates =
                bench.effects.stream()
                        .filter(Effect.Ask.class::isInstance)
                        .map(effect -> ((Effect.Ask) effect).gate())
                        .toList();
        bench.effects.clear();
        return gates;
    }

    private void say(AlertGate gate, Alert alert) {
        bench.tell(new Message.Sighted(new Sighting.GateSeen(gate, alert)));
    }

    @Test
    void aGateIsAskedEveryQuarterOfAMinuteAndOpensByItsAnswer() {
        bench.git(Fleet.of(1, gated(ONE), Fleet.machine(1, 2)));
        bench.nodes(Map.of(Fleet.id(1), Scene.present(1, Cordon.NONE)));
        assertEquals(List.of(ONE), asked());

        bench.pass(Duration.ofSeconds(14));
        assertEquals(List.of(), asked());
        say(ONE, new Alert.Firing("{job=etcd}"));
        assertEquals(List.of(), bench.actions());
        bench.pass(Duration.ofSeconds(1));
        assertEquals(List.of(ONE), asked());
        say(ONE, new Alert.Quiet());
        assertEquals(List.of(new Action.Drain(Fleet.id(1))), bench.actions());
    }

    @Test
    void theGateOfThePolicyBeforeIsAskedTooAndThenForgotten() {
        bench.git(Fleet.of(1, gated(ONE), Fleet.machine(1, 1)));
        say(ONE, new Alert.Quiet());
        bench.git(Fleet.of(2, gated(TWO), Fleet.machine(1, 1)));
        asked();
        bench.pass(Duration.ofSeconds(15));
        assertEquals(List.of(TWO, ONE), asked());

        bench.git(Fleet.of(3, gated(TWO), Fleet.machine(1, 1)));
        say(TWO, new Alert.Quiet());
        assertEquals(Set.of(TWO), bench.status().observed().around().gates().keySet());
    }
}
