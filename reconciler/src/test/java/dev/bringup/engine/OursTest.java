package dev.bringup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Attempt;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest.Content;
import dev.bringup.model.BootRequest.Installing;
import dev.bringup.model.BootRequest;
import dev.bringup.model.Desired;
import dev.bringup.model.JoinMaterial;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Ours.Wait;
import dev.bringup.model.Ours.Why;
import dev.bringup.model.Ours;
import dev.bringup.model.PermitId;
import dev.bringup.model.Phase;
import dev.bringup.model.Policy.Budget;
import dev.bringup.model.Policy.Budgeted;
import dev.bringup.port.Effect;
import dev.bringup.port.Entry;
import dev.bringup.port.Message;
import dev.bringup.port.Outcome;
import dev.bringup.port.SourceAnswer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What of an attempt is ours and not the machine's own time, as its timeline says it.
class OursTest {

    private static final MachineSpec N1 = Fleet.machine(1, 1);

    private final Bench bench = new Bench();

    private static Duration seconds(int n) {
        return Duration.ofSeconds(n);
    }

    private static Wait before(Why why, String by, int seconds) {
        return new Wait(Optional.empty(), why, by, seconds(seconds));
    }

    private Optional<Ours> ours(int n) {
        return bench.attempt(n).orElseThrow().timeline().ours();
    }

    private static Desired oneWakeAtATime() {
        Budget one = new Budget(Optional.of(1), Optional.empty(), Optional.empty());
        return Fleet.of(
                1,
                Fleet.with(Fleet.ONE_AT_A_TIME, Budgeted.WAKE, one),
                Fleet.machine(1, 1),
                Fleet.machine(2, 1));
    }

    /// The commit is as old as the process: it was there all the time until Git was asked.
    @Test
    void aCommitThatNobodyLookedForWasPolledFor() {
        bench.pass(seconds(7));
        bench.git(Fleet.of(1, 1, 1));
        bench.nodes(Map.of());

        assertEquals(Optional.of(new Ours(Fleet.NOON, List.of(before(Why.POLL, "", 7)))), ours(1));
    }

    /// It may have been made long ago and merged just now.
    @Test
    void itWasPolledForNoLongerThanSinceTheLookBefore() {
        bench.git(Fleet.of(1, 1, 1));
        bench.nodes(Map.of());
        bench.pass(seconds(100));
        bench.git(new SourceAnswer.Unchanged());
        bench.pass(seconds(4));
        bench.git(Fleet.of(2, Fleet.ONE_AT_A_TIME, N1, Fleet.machine(2, 1)));

        assertEquals(
                Optional.of(
                        new Ours(Fleet.NOON.plusSeconds(100), List.of(before(Why.POLL, "", 4)))),
                ours(2));
    }

    @Test
    void whatABudgetHoldsIsInTheQueue() {
        bench.git(oneWakeAtATime());
        bench.nodes(Map.of());
        assertEquals(Optional.empty(), bench.attempt(2));
        bench.finished(bench.performed().getFirst(), new Outcome.Done());
        bench.pass(seconds(30));
        bench.pass(seconds(12));
        PermitId permit = installed();
        ready(permit);

        assertEquals(
                Optional.of(new Ours(Fleet.NOON, List.of(before(Why.QUEUE, "R4", 42)))), ours(2));
    }

    @Test
    void fromATryThatFailedToTheNextIsOurs() {
        bench.git(Fleet.of(1, 1, 1));
        bench.nodes(Map.of());
        bench.pass(seconds(3));
        bench.finished(
                bench.performed().getFirst(), new Outcome.Retry("the BMC is busy", seconds(20)));
        bench.pass(seconds(20));
        bench.ask(script());

        assertEquals(
                List.of(new Wait(Optional.of(Phase.BOOTLOADER), Why.RETRY, "", seconds(20))),
                ours(1).orElseThrow().waits());
    }

    @Test
    void whatTheMachineTakesIsNotOurs() {
        bench.git(Fleet.of(1, 1, 1));
        bench.nodes(Map.of());
        bench.finished(bench.performed().getFirst(), new Outcome.Done());
        bench.pass(seconds(200));
        bench.ask(script());

        assertEquals(Optional.of(new Ours(Fleet.NOON, List.of())), ours(1));
    }

    @Test
    void aMachineThatIsToldToAskAgainWaitsForUs() {
        Waits waits = new Waits();
        waits.start(Optional.empty(), Fleet.NOON);
        waits.opening(N1.id(), Waits.By.THE_COMMIT, Fleet.NOON);
        waits.answered(N1.id(), Waits.Answered.LATER, Fleet.NOON.plusSeconds(1));
        waits.answered(N1.id(), Waits.Answered.LATER, Fleet.NOON.plusSeconds(6));
        waits.answered(N1.id(), Waits.Answered.NOW, Fleet.NOON.plusSeconds(9));
        waits.answered(N1.id(), Waits.Answered.NOW, Fleet.NOON.plusSeconds(30));

        assertEquals(
                List.of(new Wait(Optional.of(Phase.JOIN), Why.TOLD, "", seconds(8))),
                waits.during(N1.id(), Phase.JOIN, Fleet.NOON.plusSeconds(40)));
        assertEquals(List.of(), waits.during(N1.id(), Phase.READY, Fleet.NOON.plusSeconds(50)));
    }

    @Test
    void afterARestartItIsUnknown() {
        bench.git(Fleet.of(1, 1, 1));
        bench.nodes(Map.of());
        bench.finished(bench.performed().getFirst(), new Outcome.Done());
        PermitId permit = installed();
        bench.amongRivals();
        bench.git(Fleet.of(1, 1, 1));

        // Nobody counted while the process was away: that is not nothing.
        assertEquals(Optional.empty(), ours(1));
        ready(permit);
        assertEquals(Optional.empty(), closed().timeline().ours());
    }

    @Test
    void whoIsNotStampedYetWaitsForUs() {
        bench.git(Fleet.of(1, 1, 1));
        bench.nodes(Map.of());
        bench.finished(bench.performed().getFirst(), new Outcome.Done());
        bench.pass(seconds(10));
        ready(installed());

        Ours ours = closed().timeline().ours().orElseThrow();
        assertEquals(Duration.ZERO, ours.total());
        assertEquals(seconds(10), ours.whole(bench.now()));
        assertEquals(0.0, ours.share(bench.now()));
    }

    @Test
    void waitsOfOneKindAreOneAndTheShareIsOfTheWhole() {
        Ours ours =
                new Ours(Fleet.NOON, List.of(before(Why.QUEUE, "R4", 10)))
                        .with(List.of(before(Why.QUEUE, "R4", 5), before(Why.QUEUE, "R9", 0)));

        assertEquals(List.of(before(Why.QUEUE, "R4", 15)), ours.waits());
        assertEquals(seconds(15), ours.total(Why.QUEUE));
        assertEquals(Duration.ZERO, ours.total(Why.POLL));
        assertEquals(0.25, ours.share(Fleet.NOON.plusSeconds(60)));
        assertEquals(1.0, ours.share(Fleet.NOON.plusSeconds(5)));
        assertEquals(0.0, ours.share(Fleet.NOON));
    }

    private Attempt closed() {
        return bench.journal.stream()
                .filter(Entry.Closed.class::isInstance)
                .map(Entry.Closed.class::cast)
                .findFirst()
                .orElseThrow()
                .attempt();
    }

    private static BootRequest.Script script() {
        return new BootRequest.Script(N1.mac(), N1.address(), Optional.empty(), Optional.empty());
    }

    private PermitId installed() {
        BootAnswer.StartInstaller start =
                assertInstanceOf(
                        BootAnswer.StartInstaller.class, bench.ask(script()).orElseThrow());
        PermitId permit = start.permit().id();
        BootRequest.Disk disk =
                new BootRequest.Disk("vda", "S-1", Optional.empty(), 1 << 30, new Content.Blank());
        bench.ask(new BootRequest.Disks(permit, N1.address(), List.of(disk)));
        bench.ask(new BootRequest.Progress(permit, N1.address(), Installing.WRITTEN, 100));
        bench.ask(new BootRequest.Config(permit, N1.address(), "user-data"));
        bench.ask(new BootRequest.PhoneHome(permit, N1.address()));
        return permit;
    }

    private void ready(PermitId permit) {
        bench.ask(new BootRequest.Join(permit, N1.address(), "nonce-of-" + permit));
        bench.effects.stream()
                .filter(Effect.Mint.class::isInstance)
                .map(Effect.Mint.class::cast)
                .forEach(mint ->
                        bench.tell(
                                new Message.Minted(
                                        mint.id(),
                                        Optional.of(
                                                new JoinMaterial(
                                                        "127.77.0.2:6443", "id", "sha256:0")))));
        bench.nodes(Map.of(N1.id(), Scene.present(1, Cordon.NONE)));
    }
}
