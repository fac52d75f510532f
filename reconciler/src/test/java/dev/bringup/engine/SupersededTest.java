package dev.bringup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.bringup.Fleet;
import dev.bringup.model.Action;
import dev.bringup.model.Attempt;
import dev.bringup.model.AttemptId;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.Fact;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Marker;
import dev.bringup.model.Observed.Result;
import dev.bringup.model.Permit.Stage;
import dev.bringup.model.PermitId;
import dev.bringup.model.Power;
import dev.bringup.port.Note;
import dev.bringup.port.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What becomes of an installation that a new commit overtakes, by how far it has come. What is not
/// begun is called off as `AcceptanceTest` has it.
class SupersededTest {

    private static final MachineSpec N1 = Fleet.machine(1, 1);

    private final Bench bench = new Bench();

    private BootAnswer says(PermitId permit, BootRequest.Installing now) {
        return bench.ask(new BootRequest.Progress(permit, N1.address(), now, 1)).orElseThrow();
    }

    private PermitId writing(int machines) {
        bench.git(Fleet.of(1, machines, 1));
        bench.nodes(Map.of());
        bench.finished(bench.performed().getFirst(), new Outcome.Done());
        PermitId permit =
                assertInstanceOf(BootAnswer.StartInstaller.class, bench.boots(N1)).permit().id();
        BootRequest.Disk blank =
                new BootRequest.Disk(
                        "vda", "S-1", Optional.empty(), 1, new BootRequest.Content.Blank());
        assertInstanceOf(
                BootAnswer.Write.class,
                bench.ask(new BootRequest.Disks(permit, N1.address(), List.of(blank)))
                        .orElseThrow());
        return permit;
    }

    private List<String> endings() {
        return bench.notes(Note.AttemptClosed.class).stream()
                .map(Note.AttemptClosed::because)
                .toList();
    }

    private Optional<Marker.State> disk() {
        return bench.status().observed().of(N1.id()).marker().map(Fact::value).map(Marker::state);
    }

    @Test
    void whatIsBeingWrittenStopsForAnotherGoalAndGetsANewPermit() {
        PermitId old = writing(1);
        bench.git(Fleet.of(2, 1, 2));

        assertEquals(
                List.of(
                        "Git asks for something else now: its disk is half written and does not"
                                + " boot, and it is given what Git asks for"),
                endings());
        assertInstanceOf(BootAnswer.Refused.class, says(old, BootRequest.Installing.WRITING));
        assertEquals(Optional.of(Marker.State.INSTALLING), disk());
        bench.power(1, Power.OFF);
        bench.pass(Duration.ofMinutes(6));
        Attempt next = bench.attempt(1).orElseThrow();
        assertEquals(Fleet.machine(1, 2).fingerprint(), next.spec().fingerprint());
        assertNotEquals(old, next.permit().orElseThrow().id());
    }

    /// A machine that dies there stays out of service, whoever starts anew meanwhile.
    @Test
    void aProcessThatStartsAnewKnowsThatTheDiskIsHalfWritten() {
        writing(1);
        bench.git(Fleet.of(2, 1, 2));
        bench.restart();

        assertEquals(Optional.of(Marker.State.INSTALLING), disk());
    }

    /// It lost its place for it: budgets go on counting it, whatever is seen of its power.
    @Test
    void aProcessThatStartsAnewKnowsWhatWasBegun() {
        writing(1);
        AttemptId begun = bench.attempt(1).orElseThrow().id();
        bench.git(Fleet.of(2, 1, 2));
        bench.restart();

        assertEquals(
                List.of(Optional.of(begun)),
                bench.status().observed().past().stream()
                        .filter(p -> p.result() == Result.DONE)
                        .map(p -> p.cause().attempt())
                        .toList());
    }

    @Test
    void whatIsBeingWrittenAndLeavesIsSwitchedOffAndNeverBootsAsTrusted() {
        PermitId old = writing(2);
        bench.git(Fleet.of(2, Fleet.ONE_AT_A_TIME, Fleet.machine(2, 1)));

        assertEquals(
                "the machine left Git: its disk is half written and does not boot, and it is"
                        + " drained, released and switched off",
                endings().getFirst());
        assertInstanceOf(BootAnswer.Refused.class, says(old, BootRequest.Installing.WRITING));
        assertEquals(Optional.of(Marker.State.INSTALLING), disk());
        bench.nodes(Map.of());
        bench.pass(Duration.ofSeconds(31));
        bench.nodes(Map.of());
        assertEquals(
                List.of(new Action.PowerOff(N1.id())),
                bench.actions().stream().filter(Action.PowerOff.class::isInstance).toList());
    }

    @Test
    void anImageThatIsWholeFinishesItsBootFirst() {
        PermitId permit = writing(1);
        says(permit, BootRequest.Installing.WRITTEN);
        Attempt before = bench.attempt(1).orElseThrow();
        bench.git(Fleet.of(2, 1, 2));

        assertEquals(List.of(), endings());
        assertEquals(Optional.of(before), bench.attempt(1));
        assertEquals(Optional.of(Stage.WRITTEN), before.stage());
        assertInstanceOf(
                BootAnswer.Serve.class,
                bench.ask(new BootRequest.Config(permit, N1.address(), "user-data")).orElseThrow());
    }
}
