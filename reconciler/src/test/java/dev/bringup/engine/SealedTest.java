package dev.bringup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Action;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.Ip4;
import dev.bringup.model.JoinMaterial;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.NodeState;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Permit;
import dev.bringup.model.PermitId;
import dev.bringup.model.Phase;
import dev.bringup.model.Power;
import dev.bringup.model.Rail;
import dev.bringup.port.Effect;
import dev.bringup.port.Message;
import dev.bringup.port.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A machine whose system has no shell: it asks once for all it needs, and its kubelet alone says
/// what became of it.
class SealedTest {

    private static final MachineSpec N1 = Fleet.sealed(Fleet.machine(1, 1));
    private static final JoinMaterial JOINING = new JoinMaterial("api:6443", "abc.def", "sha");
    private static final BootRequest.Whole WHOLE = new BootRequest.Whole(N1.mac(), N1.address());

    private final Bench bench = new Bench();

    private void git(MachineSpec spec) {
        bench.git(Fleet.of(1, Fleet.ONE_AT_A_TIME, spec));
    }

    /// Off, woken, written, and about to start from its disk.
    private void write() {
        git(N1);
        bench.nodes(Map.of());
        bench.power(1, Power.OFF);
        bench.finished(bench.performed().getLast(), new Outcome.Done());
        bench.ask(
                new BootRequest.Script(N1.mac(), N1.address(), Optional.empty(), Optional.empty()));
        PermitId permit = permit().id();
        BootRequest.Disk blank =
                new BootRequest.Disk(
                        "sda", "S", Optional.empty(), 1L << 40, new BootRequest.Content.Blank());
        bench.ask(new BootRequest.Disks(permit, N1.address(), List.of(blank)));
        bench.ask(
                new BootRequest.Progress(
                        permit, N1.address(), BootRequest.Installing.WRITTEN, 1000));
    }

    private Permit permit() {
        return bench.attempt(1).orElseThrow().permit().orElseThrow();
    }

    private Effect.Mint mint() {
        return bench.effects.stream()
                .filter(Effect.Mint.class::isInstance)
                .map(Effect.Mint.class::cast)
                .reduce((_, last) -> last)
                .orElseThrow();
    }

    /// What it is told in the end.
    private BootAnswer served() {
        List<BootAnswer> answers = new ArrayList<>();
        bench.tell(new Message.Asked(WHOLE, answers::add));
        assertEquals(List.of(), answers);
        bench.tell(new Message.Minted(mint().id(), Optional.of(JOINING)));
        return answers.getFirst();
    }

    private void node(boolean ready, String bootId, Optional<NodeState.Stamp> stamp) {
        bench.nodes(
                Map.of(
                        N1.id(),
                        new NodeState.Present(
                                "uid-1",
                                ready,
                                Cordon.NONE,
                                stamp,
                                new TreeMap<>(Map.of("tier", "lab")),
                                List.of(),
                                new NodeState.Kubelet(Optional.empty(), Optional.of(bootId)))));
    }

    private boolean isUp() {
        return bench.attempt(1).orElseThrow().timeline().end(Phase.OS).isPresent();
    }

    @Test
    void itIsServedOnceWithWhatItJoinsBy() {
        write();
        BootAnswer.Serve serve = assertInstanceOf(BootAnswer.Serve.class, served());

        assertEquals(Optional.of(JOINING), serve.joining());
        assertEquals(N1, serve.machine());
        assertTrue(isUp());
        assertEquals(
                Optional.of(
                        new BootAnswer.Refused("not in this stage: the permit of n1 is closed")),
                bench.ask(WHOLE));
        assertTrue(
                bench.status().plan().held().stream().anyMatch(held -> held.rail() == Rail.R10),
                () -> bench.status().plan().toString());
    }

    @Test
    void nobodyElseIsServed() {
        write();
        assertEquals(
                Optional.of(
                        new BootAnswer.Refused("n1 is at 127.77.1.1, but 127.77.1.9 asked for it")),
                bench.ask(new BootRequest.Whole(N1.mac(), Ip4.parse("127.77.1.9"))));
        assertInstanceOf(BootAnswer.Serve.class, served());
    }

    @Test
    void beforeItIsWrittenItIsServedNothing() {
        git(N1);
        bench.nodes(Map.of());
        assertEquals(
                Optional.of(
                        new BootAnswer.Refused("not in this stage: the permit of n1 is issued")),
                bench.ask(WHOLE));
    }

    /// A permit is not asked for by a card alone where the payload is fetched with it.
    @Test
    void aMachineWithAShellIsNotServedThisWay() {
        git(Fleet.machine(1, 1));
        bench.nodes(Map.of());
        assertEquals(
                Optional.of(
                        new BootAnswer.Refused("n1 has a payload that is fetched with its permit")),
                bench.ask(WHOLE));
    }

    /// Also by a reconciler that was started since: nobody can ask the machine what it is.
    @Test
    void itsNodeIsStamped() {
        write();
        served();
        bench.restart();
        git(N1);
        node(true, "one", Optional.empty());
        assertEquals(new Action.Label(N1.id()), bench.actions().getLast());
        node(true, "one", Optional.of(Scene.stamp(1, Optional.empty())));
        assertEquals(Optional.empty(), bench.attempt(1));
    }

    @Test
    void anotherBootIdOfItsNodeShowsThatItRestarted() {
        Optional<NodeState.Stamp> stamp = Optional.of(Scene.stamp(1, Optional.of("g1")));
        git(Fleet.sealed(Fleet.as(MachineSpec.Role.WORKER, "g2", Fleet.machine(1, 1))));
        bench.nodes(
                Map.of(
                        N1.id(),
                        new NodeState.Present(
                                "uid-1",
                                true,
                                Cordon.DRAINED,
                                stamp,
                                new TreeMap<>(Map.of("tier", "lab")),
                                List.of(),
                                new NodeState.Kubelet(Optional.empty(), Optional.of("old")))));
        assertEquals(List.of(new Action.Reboot(N1.id(), "g2")), bench.actions());

        bench.pass(Duration.ofSeconds(5));
        node(true, "old", stamp);
        node(false, "new", stamp);
        assertTrue(!isUp());
        node(true, "new", stamp);
        assertTrue(isUp());
    }

    /// Its kubelet registers when it starts and never again; nobody can log in to tell it.
    @Test
    void aNodeThatSomebodyDeletedComesBackWithARestart() {
        write();
        bench.power(1, Power.ON);
        served();
        node(true, "one", Optional.of(Scene.stamp(1, Optional.empty())));
        bench.pass(Duration.ofSeconds(1));
        bench.nodes(Map.of());
        assertEquals(new Action.Reboot(N1.id(), Optional.empty()), bench.actions().getLast());
    }
}
