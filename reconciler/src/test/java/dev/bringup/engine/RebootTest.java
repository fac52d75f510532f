package dev.bringup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Action;
import dev.bringup.model.Attempt;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.NodeState;
import dev.bringup.model.Phase;
import dev.bringup.model.Sighting;
import dev.bringup.port.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What shows that a machine restarted, to a reconciler that may have restarted itself.
class RebootTest {

    private static final MachineSpec N1 =
            Fleet.as(MachineSpec.Role.WORKER, "g2", Fleet.machine(1, 1));

    private final Bench bench = new Bench();

    private void shell(String bootId) {
        bench.tell(new Message.Sighted(new Sighting.ShellSeen(N1.id(), bootId, Optional.empty())));
    }

    private void drainedNode() {
        NodeState.Present node =
                new NodeState.Present(
                        "uid-1",
                        true,
                        Cordon.DRAINED,
                        Optional.of(Scene.stamp(1, Optional.of("g1"))),
                        new TreeMap<>(Map.of("tier", "lab")),
                        List.of());
        bench.nodes(Map.of(N1.id(), node));
    }

    private void start() {
        bench.git(Fleet.of(1, Fleet.ONE_AT_A_TIME, N1));
        shell("old");
        drainedNode();
        assertEquals(List.of(new Action.Reboot(N1.id(), "g2")), bench.actions());
    }

    private Optional<Instant> up() {
        return bench.attempt(1).orElseThrow().timeline().end(Phase.OS);
    }

    @Test
    void anotherBootIdThanBeforeShowsIt() {
        start();
        bench.pass(Duration.ofSeconds(3));
        shell("old");
        assertEquals(Optional.empty(), up());
        shell("new");
        assertEquals(Optional.of(bench.now()), up());
    }

    /// The command may never have left: what answers first is the life from before it.
    @Test
    void theBootIdFromBeforeSurvivesTheReconciler() {
        start();
        assertEquals(
                new Attempt.Goal.Rebooted(Optional.of("g2"), Optional.of("old")),
                bench.attempt(1).orElseThrow().goal());
        bench.restart();
        bench.git(Fleet.of(1, Fleet.ONE_AT_A_TIME, N1));
        shell("old");
        drainedNode();
        assertEquals(Optional.empty(), up());

        shell("new");
        assertEquals(Optional.of(bench.now()), up());
    }

    /// It restarted while nobody looked.
    @Test
    void theFirstBootIdHeardIsNewWhenItIsNotTheOneFromBefore() {
        start();
        bench.restart();
        bench.git(Fleet.of(1, Fleet.ONE_AT_A_TIME, N1));
        shell("new");

        assertEquals(Optional.of(bench.now()), up());
    }
}
