package dev.bringup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.model.Action;
import dev.bringup.model.Attempt;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.Desired;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.NodeState;
import dev.bringup.model.Permit;
import dev.bringup.model.PermitId;
import dev.bringup.model.Policy.Budget;
import dev.bringup.model.Policy.Budgeted;
import dev.bringup.model.Policy;
import dev.bringup.model.Power;
import dev.bringup.port.Note;
import dev.bringup.port.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A machine that runs from memory, at the engine's door.
class LiveTest {

    private static final MachineSpec N1 = Fleet.live(1, 1);
    private static final Policy THRICE =
            new Policy(
                    Fleet.ONE_AT_A_TIME.budgets(),
                    Policy.SAFE.drain(),
                    new Policy.Share(100),
                    new Policy.Retries(3, Duration.ofMinutes(10)),
                    Duration.ofSeconds(60));

    private final Bench bench = new Bench();

    private static Desired git(int commit, MachineSpec spec) {
        return Fleet.of(commit, THRICE, spec);
    }

    private Optional<BootAnswer> knock() {
        return bench.ask(
                new BootRequest.Script(N1.mac(), N1.address(), Optional.empty(), Optional.empty()));
    }

    private Permit boots() {
        return assertInstanceOf(BootAnswer.StartLive.class, knock().orElseThrow()).permit();
    }

    private Optional<BootAnswer> fetches(PermitId permit) {
        return bench.ask(new BootRequest.Config(permit, N1.address(), "user-data"));
    }

    private void node(NodeState.Present node) {
        bench.nodes(Map.of(N1.id(), node));
    }

    /// Ready, as this attempt left it; or not Ready any more.
    private static NodeState.Present stamped(Attempt attempt, boolean ready) {
        return new NodeState.Present(
                "uid-1",
                ready,
                Cordon.NONE,
                Optional.of(
                        new NodeState.Stamp(
                                attempt.spec().fingerprint(),
                                attempt.commit(),
                                attempt.id(),
                                Optional.empty())),
                new TreeMap<>(Map.of("tier", "lab")),
                List.of());
    }

    /// Off, woken, booted, joined, Ready.
    private Attempt bringUp() {
        bench.git(git(1, N1));
        bench.nodes(Map.of());
        bench.power(1, Power.OFF);
        assertEquals(
                List.of(new Action.Wake(N1.id(), Optional.of(N1.fingerprint()))), bench.actions());
        bench.finished(bench.performed().getLast(), new Outcome.Done());
        return arrive();
    }

    /// From the door to Ready.
    private Attempt arrive() {
        PermitId permit = boots().id();
        bench.power(1, Power.ON);
        assertInstanceOf(BootAnswer.Serve.class, fetches(permit).orElseThrow());
        bench.ask(new BootRequest.PhoneHome(permit, N1.address()));
        Attempt attempt = bench.attempt(1).orElseThrow();
        bench.pass(Duration.ofSeconds(1));
        node(stamped(attempt, false));
        bench.pass(Duration.ofMinutes(2));
        node(stamped(attempt, true));
        assertEquals(Optional.empty(), bench.attempt(1));
        return attempt;
    }

    private void restarts(Attempt before) {
        node(stamped(before, false));
    }

    @Test
    void whoRestartsGetsAnotherPermitAndTheOldOneIsGoodForNothing() {
        Attempt first = bringUp();
        restarts(first);

        Permit second = boots();
        assertEquals(second, boots().at(Permit.Stage.ISSUED));
        Attempt attempt = bench.attempt(1).orElseThrow();
        assertEquals("self-reboot", attempt.cause());
        assertEquals(first.commit(), attempt.commit());
        assertNotEquals(first.permit().orElseThrow().id(), second.id());
        assertEquals(
                Optional.of(new BootAnswer.Refused("this permit is not open")),
                fetches(first.permit().orElseThrow().id()));
        assertInstanceOf(BootAnswer.Serve.class, fetches(second.id()).orElseThrow());
        assertEquals(List.of("a permit that is not open was used from 127.77.1.1"), alarms());
    }

    private List<String> alarms() {
        return bench.notes(Note.Alarm.class).stream().map(Note.Alarm::text).toList();
    }

    @Test
    void aMachineThatStillRunsIsNotBooted() {
        Attempt first = bringUp();
        node(stamped(first, true));

        assertEquals(
                Optional.of(
                        new BootAnswer.Wait(
                                Duration.ofSeconds(5),
                                "its Node is Ready, and a machine that runs does not boot")),
                knock());
        assertEquals(Optional.empty(), bench.attempt(1));
    }

    /// Also after the reconciler itself restarted, and the event comes once.
    @Test
    void whoRestartsAgainAndAgainHasToWait() {
        Attempt last = bringUp();
        for (int i = 0; i < 3; i++) {
            restarts(last);
            last = arrive();
        }
        restarts(last);
        String because = "it restarted by itself 3 times within 30m and waits until that is over";
        Optional<BootAnswer> waits =
                Optional.of(new BootAnswer.Wait(Duration.ofSeconds(30), because));
        assertEquals(waits, knock());
        assertEquals(waits, knock());
        assertEquals(List.of(because), alarms());

        bench.restart();
        bench.git(git(1, N1));
        restarts(last);
        assertEquals(waits, knock());

        bench.pass(Duration.ofMinutes(30));
        restarts(last);
        boots();
    }

    @Test
    void whoRestartsBeforeItIsReadyFailedAndIsGivenAnotherPermit() {
        Attempt first = bringUp();
        restarts(first);
        PermitId second = boots().id();
        fetches(second);
        bench.pass(Duration.ofSeconds(20));

        Permit third = boots();
        assertNotEquals(second, third.id());
        assertEquals(
                List.of("it restarted before its Node was Ready"),
                bench.notes(Note.AttemptClosed.class).stream()
                        .map(Note.AttemptClosed::because)
                        .skip(1)
                        .toList());
    }

    /// What it is given is what it had, as long as its turn has not come.
    @Test
    void aNewCommitWaitsForItsTurn() {
        Attempt first = bringUp();
        Policy never =
                Fleet.with(
                        THRICE,
                        Budgeted.REBOOT,
                        new Budget(Optional.of(0), Optional.empty(), Optional.empty()));
        bench.git(Fleet.of(2, never, Fleet.live(1, 2)));
        restarts(first);
        assertEquals(Fleet.fingerprint(1), boots().goal());
        assertEquals(Fleet.commit(1).id(), bench.attempt(1).orElseThrow().commit());

        bench.restart();
        bench.git(Fleet.of(2, never, Fleet.live(1, 2)));
        assertEquals(Fleet.fingerprint(1), boots().goal());
    }

    /// Nor is it sent to its disk when Git asks for an image for that.
    @Test
    void itRunsOnFromMemoryUntilItIsReimaged() {
        Attempt first = bringUp();
        Policy never =
                Fleet.with(
                        THRICE,
                        Budgeted.REIMAGE,
                        new Budget(Optional.of(0), Optional.empty(), Optional.empty()));
        bench.git(Fleet.of(2, never, Fleet.machine(1, 2)));
        restarts(first);
        assertEquals(Fleet.fingerprint(1), boots().goal());
    }

    @Test
    void anotherImageIsADrainAndAReboot() {
        Attempt first = bringUp();
        int before = bench.actions().size();
        bench.git(git(2, Fleet.live(1, 2)));
        node(stamped(first, true));
        assertEquals(
                List.of(new Action.Drain(N1.id())),
                bench.actions().subList(before, bench.actions().size()));
        bench.finished(bench.performed().getLast(), new Outcome.Done());
        assertEquals(
                List.of(new Action.Reboot(N1.id(), Optional.empty())),
                bench.actions().subList(before + 1, bench.actions().size()));
        bench.finished(bench.performed().getLast(), new Outcome.Done());

        assertEquals(Fleet.fingerprint(2), boots().goal());
    }

    /// A permit that was not used is taken back with its commit.
    @Test
    void aRevertBeforeTheBootTakesThePermitBack() {
        Attempt first = bringUp();
        bench.git(git(2, Fleet.live(1, 2)));
        node(stamped(first, true));
        bench.finished(bench.performed().getLast(), new Outcome.Done());
        assertTrue(bench.attempt(1).isPresent());
        bench.git(git(3, N1));
        assertEquals(Optional.empty(), bench.attempt(1));

        restarts(first);
        assertEquals(Fleet.fingerprint(1), boots().goal());
    }

    @Test
    void aMachineThatNobodyKnowsWaitsForThePlan() {
        bench.git(git(1, N1));
        assertEquals(
                Optional.of(
                        new BootAnswer.Wait(
                                Duration.ofSeconds(5), "what it is to run is not decided yet")),
                knock());
        bench.nodes(Map.of());
        boots();
    }
}
