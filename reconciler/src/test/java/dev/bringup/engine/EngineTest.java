package dev.bringup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Action;
import dev.bringup.model.Attempt;
import dev.bringup.model.Attempt.Goal;
import dev.bringup.model.Attempt.Goal.Over;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.BootRequest.Content;
import dev.bringup.model.BootRequest.Installing;
import dev.bringup.model.JoinMaterial;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Permit;
import dev.bringup.model.Ours;
import dev.bringup.model.Permit.Stage;
import dev.bringup.model.PermitId;
import dev.bringup.model.Phase;
import dev.bringup.model.Power;
import dev.bringup.model.Timeline;
import dev.bringup.port.Effect;
import dev.bringup.port.Entry;
import dev.bringup.port.Entry.Ending;
import dev.bringup.port.Message;
import dev.bringup.port.Note;
import dev.bringup.port.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The engine by its messages: what it asks for, what it writes down first, and what it takes up
/// again after a crash.
class EngineTest {

    private static final MachineSpec N1 = Fleet.machine(1, 1);
    private static final Action LOOK_FIRST =
            new Action.Wake(N1.id(), Optional.of(N1.fingerprint()));
    private static final JoinMaterial MATERIAL =
            new JoinMaterial("127.77.0.2:6443", "id.secret", "sha256:00");

    private final Bench bench = new Bench();

    @Test
    void itAsksGitFirst() {
        assertEquals(List.of(new Effect.Fetch(Optional.empty(), Optional.empty())), bench.effects);
    }

    @Test
    void aBlankMachineIsWokenAndTheAttemptIsWrittenDownFirst() {
        start();

        assertEquals(List.of(LOOK_FIRST), bench.actions());
        Attempt attempt = bench.attempt(1).orElseThrow();
        assertEquals(
                new Attempt(
                        attempt.id(),
                        N1,
                        new Goal.Installed(N1.fingerprint(), Over.NOTHING),
                        new Attempt.Origin(
                                Fleet.commit(1).id(),
                                "it has no Node; an installer looks at its disk first"),
                        Timeline.from(bench.now())
                                .with(Optional.of(new Ours(bench.now(), List.of()))),
                        Optional.of(permit(attempt, Stage.ISSUED)),
                        Optional.empty()),
                attempt);
        assertEquals(
                List.of(
                        new Entry.Accepted(Fleet.NOON, Fleet.commit(1).id(), Optional.empty()),
                        new Entry.Met(Fleet.NOON),
                        new Entry.Open(Fleet.NOON, attempt)),
                bench.journal);
    }

    @Test
    void whatWasAskedForIsNotAskedForAgain() {
        start();
        bench.pass(Duration.ofSeconds(5));
        bench.power(1, Power.OFF);

        assertEquals(List.of(LOOK_FIRST), bench.actions());
    }

    @Test
    void anEffectThatNobodyAnsweredForIsAskedForAgain() {
        start();
        bench.pass(Duration.ofMinutes(5));

        assertEquals(List.of(LOOK_FIRST, LOOK_FIRST), bench.actions());
        assertEquals(
                new Outcome.Retry("no answer came", Duration.ZERO),
                bench.notes(Note.Ended.class).getFirst().outcome());
    }

    @Test
    void aRetryWaitsAsLongAsItWasTold() {
        start();
        bench.finished(
                bench.performed().getFirst(),
                new Outcome.Retry("the BMC is busy", Duration.ofSeconds(20)));
        bench.pass(Duration.ofSeconds(19));
        assertEquals(1, bench.actions().size());
        bench.pass(Duration.ofSeconds(2));
        assertEquals(2, bench.actions().size());
    }

    @Test
    void anAnswerThatComesTooLateIsNothing() {
        start();
        Effect.Perform first = bench.performed().getFirst();
        bench.pass(Duration.ofMinutes(5));
        bench.finished(first, new Outcome.Stalled("late"));

        assertEquals(1, bench.status().observed().inFlight().size());
    }

    /// From the script to the Ready Node, as a machine lives it.
    @Test
    void aMachineWalksTheWholeRoad() {
        start();
        bench.finished(bench.performed().getFirst(), new Outcome.Done());
        PermitId permit = installing();
        assertEquals(
                Optional.of(new BootAnswer.Noted()),
                bench.ask(progress(permit, Installing.WRITTEN)));
        assertInstanceOf(BootAnswer.LocalDisk.class, bench.ask(script()).orElseThrow());
        assertInstanceOf(
                BootAnswer.Serve.class,
                bench.ask(new BootRequest.Config(permit, N1.address(), "user-data")).orElseThrow());
        assertEquals(
                Optional.of(new BootAnswer.Noted()),
                bench.ask(new BootRequest.PhoneHome(permit, N1.address())));

        assertEquals(Optional.of(new BootAnswer.JoinWith(N1.id(), MATERIAL)), join(permit));
        bench.pass(Duration.ofSeconds(4));
        bench.nodes(Map.of(N1.id(), Scene.present(1, Cordon.NONE)));

        assertEquals(Optional.empty(), bench.attempt(1));
        assertInstanceOf(Entry.Closed.class, bench.journal.getLast());
        assertEquals(
                List.of(
                        Phase.BOOTLOADER,
                        Phase.KERNEL,
                        Phase.IMAGE,
                        Phase.OS,
                        Phase.JOIN,
                        Phase.READY),
                bench.notes(Note.PhaseEnded.class).stream().map(Note.PhaseEnded::phase).toList());
        assertEquals(
                List.of(Ending.DONE),
                bench.notes(Note.AttemptClosed.class).stream()
                        .map(Note.AttemptClosed::ending)
                        .toList());
    }

    /// Whoever heard the first answer may not hear another one.
    @Test
    void aNonceIsWorthOneJoin() {
        start();
        PermitId permit = installing();
        bench.ask(progress(permit, Installing.WRITTEN));
        bench.ask(new BootRequest.Config(permit, N1.address(), "user-data"));
        join(permit);

        assertEquals(
                Optional.of(
                        new BootAnswer.Refused("not in this stage: the permit of n1 is closed")),
                bench.ask(nonce(permit)));
        assertEquals(
                "not in this stage: the permit of n1 is closed",
                bench.notes(Note.Alarm.class).getLast().text());
    }

    @Test
    void withoutAnAnswerFromKubernetesTheNonceStaysGood() {
        start();
        PermitId permit = installing();
        bench.ask(progress(permit, Installing.WRITTEN));
        bench.ask(new BootRequest.Config(permit, N1.address(), "user-data"));
        List<BootAnswer> answers = new ArrayList<>();
        bench.tell(new Message.Asked(nonce(permit), answers::add));
        bench.tell(new Message.Minted(mint().id(), Optional.empty()));

        assertEquals(
                List.of(new BootAnswer.Wait(Duration.ofSeconds(5), "Kubernetes did not answer")),
                answers);
        assertEquals(Optional.of(Stage.BOOTED), bench.attempt(1).orElseThrow().stage());
    }

    /// Its disk is half written: the old permit is spent, the attempt is not.
    @Test
    void aMachineThatComesBackWhileWritingGetsANewPermit() {
        start();
        PermitId first = installing();
        Attempt before = bench.attempt(1).orElseThrow();

        assertInstanceOf(BootAnswer.Wait.class, bench.ask(script()).orElseThrow());
        BootAnswer.StartInstaller again =
                assertInstanceOf(
                        BootAnswer.StartInstaller.class, bench.ask(script()).orElseThrow());

        assertNotEquals(first, again.permit().id());
        assertEquals(before.id(), bench.attempt(1).orElseThrow().id());
        assertEquals(
                Optional.of(new BootAnswer.Refused("this permit is not open")),
                bench.ask(progress(first, Installing.WRITTEN)));
    }

    @Test
    void aFailedInstallationIsTriedAgainAfterABackoff() {
        start();
        PermitId permit = installing();
        bench.ask(
                new BootRequest.Progress(
                        permit,
                        N1.address(),
                        Installing.FAILED,
                        0,
                        Optional.of("vda cannot be written to")));

        assertEquals(Optional.empty(), bench.attempt(1));
        assertEquals(
                "the installer reports a failure: vda cannot be written to",
                bench.notes(Note.AttemptClosed.class).getFirst().because());
        bench.pass(Duration.ofMinutes(5));
        assertTrue(bench.attempt(1).isPresent());
    }

    @Test
    void anAttemptThatGoesNowhereFails() {
        start();
        bench.ask(script());
        bench.pass(Duration.ofMinutes(6).plusSeconds(1));

        Note.AttemptClosed closed = bench.notes(Note.AttemptClosed.class).getFirst();
        assertEquals(Ending.FAILED, closed.ending());
        assertEquals("nothing happened for too long", closed.because());
    }

    @Test
    void afterACrashTheAttemptGoesOnWithItsPermit() {
        start();
        PermitId permit = installing();
        Attempt before = bench.attempt(1).orElseThrow();
        bench.restart();
        bench.git(Fleet.of(1, 1, 1));
        bench.nodes(Map.of());

        Timeline uncounted = before.timeline().with(Optional.empty());
        assertEquals(Optional.of(before.with(uncounted)), bench.attempt(1));
        assertEquals(
                Optional.of(new BootAnswer.Noted()),
                bench.ask(progress(permit, Installing.WRITTEN)));
        assertEquals(List.of(), bench.actions());
    }

    @Test
    void afterACrashItAsksForTheAcceptedCommitFirst() {
        start();
        bench.restart();

        assertEquals(
                List.of(new Effect.Fetch(Optional.of(Fleet.commit(1).id()), Optional.empty())),
                bench.effects);
    }

    @Test
    void afterACrashFailuresStillCount() {
        start();
        for (int i = 0; i < 2; i++) {
            bench.ask(script());
            bench.pass(Duration.ofMinutes(20));
        }
        long failed =
                bench.journal.stream()
                        .filter(Entry.Closed.class::isInstance)
                        .map(Entry.Closed.class::cast)
                        .filter(c -> c.ending() == Ending.FAILED)
                        .count();
        bench.restart();

        assertEquals(failed, bench.status().observed().past().size());
    }

    private void start() {
        bench.git(Fleet.of(1, 1, 1));
        bench.nodes(Map.of());
    }

    /// To the moment in which the installer writes.
    private PermitId installing() {
        BootAnswer.StartInstaller start =
                assertInstanceOf(
                        BootAnswer.StartInstaller.class, bench.ask(script()).orElseThrow());
        PermitId permit = start.permit().id();
        BootRequest.Disk disk =
                new BootRequest.Disk("vda", "S-1", Optional.empty(), 1 << 30, new Content.Blank());
        assertInstanceOf(
                BootAnswer.Write.class,
                bench.ask(new BootRequest.Disks(permit, N1.address(), List.of(disk)))
                        .orElseThrow());
        return permit;
    }

    private Optional<BootAnswer> join(PermitId permit) {
        List<BootAnswer> answers = new ArrayList<>();
        bench.tell(new Message.Asked(nonce(permit), answers::add));
        bench.tell(new Message.Minted(mint().id(), Optional.of(MATERIAL)));
        return answers.stream().findFirst();
    }

    private Effect.Mint mint() {
        return bench.effects.stream()
                .filter(Effect.Mint.class::isInstance)
                .map(Effect.Mint.class::cast)
                .reduce((_, last) -> last)
                .orElseThrow();
    }

    private static BootRequest.Join nonce(PermitId permit) {
        return new BootRequest.Join(permit, N1.address(), "nonce-of-" + permit);
    }

    private static BootRequest.Script script() {
        return new BootRequest.Script(N1.mac(), N1.address(), Optional.empty(), Optional.empty());
    }

    private static BootRequest.Progress progress(PermitId permit, Installing now) {
        return new BootRequest.Progress(permit, N1.address(), now, 100);
    }

    private static Permit permit(Attempt attempt, Stage stage) {
        return new Permit(
                attempt.permit().orElseThrow().id(),
                N1.id(),
                attempt.id(),
                N1.fingerprint(),
                stage);
    }
}
