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
import dev.bringup.model.Policy;
import dev.bringup.model.Sighting;
import dev.bringup.port.Effect;
import dev.bringup.port.Entry;
import dev.bringup.port.Message;
import dev.bringup.port.Note;
import dev.bringup.port.Outcome;
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
        node("g1", Cordon.DRAINED);
    }

    private void node(String generation, Cordon cordon) {
        NodeState.Present node =
                new NodeState.Present(
                        "uid-1",
                        true,
                        cordon,
                        Optional.of(Scene.stamp(1, Optional.of(generation))),
                        new TreeMap<>(Map.of("tier", "lab")),
                        List.of());
        bench.nodes(Map.of(N1.id(), node));
    }

    private void start() {
        start(Fleet.ONE_AT_A_TIME);
    }

    private void start(Policy policy) {
        bench.git(Fleet.of(1, policy, N1));
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

    private Effect.Perform last() {
        return bench.performed().getLast();
    }

    /// Somebody says that it restarted; it runs on, and its shell answers all the while.
    private void claimed() {
        int before = failures().size();
        bench.finished(last(), new Outcome.Done());
        for (int i = 0; i < 15 && failures().size() == before; i++) {
            minute();
        }
        assertEquals(before + 1, failures().size());
    }

    private void minute() {
        bench.pass(Duration.ofMinutes(1));
        shell("old");
        node("g1", Cordon.DRAINED);
    }

    /// How many commands there are after an hour in which nobody answers the next one.
    private int next() {
        int before = bench.performed().size();
        for (int i = 0; i < 60 && bench.performed().size() == before; i++) {
            minute();
        }
        return bench.performed().size();
    }

    private List<String> failures() {
        return bench.notes(Note.AttemptClosed.class).stream()
                .filter(n -> n.ending() == Entry.Ending.FAILED)
                .map(Note.AttemptClosed::because)
                .toList();
    }

    @Test
    void aRestartThatIsOnlyClaimedIsTriedAgainByAnotherRung() {
        start();
        assertEquals(0, last().tries().carriedOut());
        claimed();
        assertEquals(
                List.of("it was told to restart and did not: it answers as before"), failures());

        assertEquals(2, next());
        assertEquals(new Action.Reboot(N1.id(), "g2"), last().action());
        assertEquals(1, last().tries().carriedOut());

        bench.finished(last(), new Outcome.Done());
        bench.pass(Duration.ofSeconds(30));
        shell("new");
        node("g1", Cordon.DRAINED);
        assertEquals(new Action.Label(N1.id()), last().action());
        assertEquals(Optional.of("g2"), last().stamp().flatMap(NodeState.Stamp::rebootGeneration));
        bench.finished(last(), new Outcome.Done());
        node("g2", Cordon.DRAINED);
        bench.pass(Duration.ofMinutes(2));
        shell("new");
        node("g2", Cordon.DRAINED);
        assertEquals(new Action.Uncordon(N1.id()), last().action());
        assertEquals(1, failures().size());
    }

    @Test
    void afterSomeTriesItWaitsForSomebody() {
        start(Policy.SAFE);
        claimed();
        assertEquals(2, next());
        claimed();
        assertEquals(3, next());
        claimed();

        assertEquals(3, next());
        assertEquals(2, last().tries().carriedOut());
        assertEquals(
                List.of("R8: 3 attempts failed; a new commit starts again"),
                bench.status().plan().held().stream()
                        .map(held -> held.rail() + ": " + held.because())
                        .toList());
    }
}
