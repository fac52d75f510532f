package dev.bringup.engine;

import dev.bringup.model.Approval;
import dev.bringup.model.Plan;
import dev.bringup.model.Policy;
import dev.bringup.model.Rail;
import dev.bringup.model.Remembered;
import dev.bringup.plan.ApprovalHash;
import java.util.Set;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Action;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.BootRequest.Content;
import dev.bringup.model.Attempt;
import dev.bringup.port.Outcome;
import dev.bringup.model.CommitId;
import dev.bringup.model.Desired;
import dev.bringup.model.Diagnostic;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.NodeState;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.PermitId;
import dev.bringup.model.Power;
import dev.bringup.port.Entry;
import dev.bringup.port.Entry.Ending;
import dev.bringup.port.Note;
import dev.bringup.port.SourceAnswer;
import dev.bringup.port.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What a new commit does to what is under way, and what a bad one does not do.
class AcceptanceTest {

    private static final MachineSpec N1 = Fleet.machine(1, 1);
    private static final Diagnostic TYPO =
            new Diagnostic(
                    "BU1001",
                    new Diagnostic.Position("machines/n1.yaml", 3, 3),
                    "unknown field 'iamge'",
                    Optional.of("did you mean 'image'?"),
                    "  iamge: os-2");

    private final Bench bench = new Bench();

    @Test
    void aCommitIsAcceptedOnce() {
        Desired first = Fleet.of(1, 1, 1);
        bench.git(first);
        bench.git(first);

        assertEquals(
                List.of(new Note.CommitAccepted(Fleet.NOON, Fleet.commit(1))),
                bench.notes(Note.CommitAccepted.class));
    }

    @Test
    void aBadCommitKeepsTheLastGoodOne() {
        bench.git(Fleet.of(1, 1, 1));
        SourceAnswer bad = new SourceAnswer.Rejected(Fleet.commit(2), List.of(TYPO));
        bench.git(bad);
        bench.git(bad);

        Status status = bench.status();
        assertEquals(Fleet.commit(1), status.desired().orElseThrow().commit());
        assertEquals(
                new Status.Git(Optional.of(Fleet.commit(2)), List.of(TYPO), Optional.empty()),
                status.git());
        assertEquals(
                List.of(new Note.CommitRejected(Fleet.NOON, Fleet.commit(2), List.of(TYPO))),
                bench.notes(Note.CommitRejected.class));
    }

    @Test
    void aGoodCommitClearsTheBadOne() {
        bench.git(Fleet.of(1, 1, 1));
        bench.git(new SourceAnswer.Rejected(Fleet.commit(2), List.of(TYPO)));
        bench.git(Fleet.of(3, 1, 1));

        assertEquals(
                new Status.Git(Optional.empty(), List.of(), Optional.empty()),
                bench.status().git());
    }

    @Test
    void aRepositoryThatCannotBeReadIsSaidOnce() {
        bench.git(Fleet.of(1, 1, 1));
        bench.git(new SourceAnswer.Unusable("connection refused"));
        bench.git(new SourceAnswer.Unusable("connection refused"));

        assertEquals(
                List.of(new Note.GitUnusable(Fleet.NOON, "connection refused")),
                bench.notes(Note.GitUnusable.class));
        assertEquals(Optional.of("connection refused"), bench.status().git().unusable());
        bench.git(new SourceAnswer.Unchanged());
        assertEquals(Optional.empty(), bench.status().git().unusable());
    }

    @Test
    void r2TooManyMachinesGoneFreezeTheCommit() {
        bench.git(fleet(1, 5));
        bench.git(fleet(2, 2));

        Status status = bench.status();
        assertEquals(Fleet.commit(1), status.desired().orElseThrow().commit());
        assertEquals(
                List.of(
                        new Diagnostic(
                                "BU2002",
                                new Diagnostic.Position("cluster", 1, 1),
                                "commit 00000000 removes 3 of 5 machines,"
                                        + " policy.removal.maxShare allows 1 (30%)",
                                Optional.of("remove fewer at a time, or raise the share first"),
                                "")),
                status.git().problems());
        assertTrue(bench.status().observed().leaving().isEmpty());
    }

    @Test
    void r2AFrozenCommitIsHeldAtItsMachinesUntilAnotherCommitComes() {
        bench.git(fleet(1, 5));
        bench.git(fleet(2, 2));

        assertEquals(
                List.of(Fleet.id(3), Fleet.id(4), Fleet.id(5)),
                bench.status().plan().held().stream()
                        .filter(h -> h.rail() == Rail.R2)
                        .map(Plan.Held::machine)
                        .toList());
        bench.git(fleet(3, 5));
        assertEquals(
                0, bench.status().plan().held().stream().filter(h -> h.rail() == Rail.R2).count());
    }

    /// Its own share is the smaller one here.
    @Test
    void r2ACommitMayTightenItsOwnLimit() {
        bench.git(Fleet.of(1, 5, 1));
        bench.git(fleet(2, 3));

        assertEquals(Fleet.commit(1), bench.status().desired().orElseThrow().commit());
    }

    @Test
    void thePolicyBeforeIsRememberedAcrossARestart() {
        bench.git(fleet(1, 5));
        bench.git(Fleet.of(2, 5, 1));
        Optional<Policy> before = bench.status().observed().remembered().before();
        bench.restart();
        bench.git(Fleet.of(2, 5, 1));

        assertEquals(Optional.of(fleet(1, 5).cluster().policy()), before);
        assertEquals(before, bench.status().observed().remembered().before());
        bench.git(Fleet.of(3, 5, 1));
        assertEquals(
                Optional.of(Fleet.ONE_AT_A_TIME), bench.status().observed().remembered().before());
    }

    @Test
    void aStepOfAnApprovalIsUsedOnceAndThatIsJournaled() {
        Approval.Step step = new Approval.Step(Fleet.id(1), Approval.NOTHING, "wake");
        Approval approval =
                new Approval("a", ApprovalHash.of(List.of(step)), List.of(step), "meant");
        Desired plain = Fleet.of(1, 1, 1);
        bench.git(
                new Desired(plain.commit(), plain.cluster(), plain.machines(), List.of(approval)));
        bench.nodes(Map.of());
        Remembered.Spent spent =
                new Remembered.Spent(
                        new Remembered.Given(
                                "a", approval.forecast(), Optional.of(Fleet.commit(1).id())),
                        step,
                        Fleet.commit(1).id());

        assertEquals(
                new Action.Wake(Fleet.id(1), Optional.of(Fleet.fingerprint(1))),
                bench.actions().getFirst());
        assertTrue(bench.journal.contains(new Entry.Approved(bench.now(), spent)));
        bench.restart();
        assertEquals(Set.of(spent), bench.status().observed().remembered().spent());
    }

    @Test
    void r8AFailedCanaryIsJournaledAndSurvivesARestart() {
        Policy once =
                new Policy(
                                Fleet.ONE_AT_A_TIME.budgets(),
                                Fleet.ONE_AT_A_TIME.drain(),
                                Fleet.ONE_AT_A_TIME.removalMaxShare(),
                                new Policy.Retries(1, Duration.ofMinutes(1)),
                                Fleet.ONE_AT_A_TIME.stale())
                        .with(
                                Policy.Timing.ALWAYS,
                                Optional.of(
                                        new Policy.Canary(
                                                List.of(Fleet.id(1)), Duration.ofMinutes(1))));
        bench.git(Fleet.of(1, once, 2, 1));
        bench.nodes(Map.of());
        bench.pass(Duration.ofMinutes(11));
        Remembered.Quarantine quarantine =
                new Remembered.Quarantine(
                        "worker",
                        Fleet.commit(1).id(),
                        "commit 00000000 is quarantined for profile worker: it failed on canary"
                                + " n1; revert it, or push what mends it");

        assertTrue(bench.journal.contains(new Entry.Quarantined(bench.now(), quarantine)));
        bench.restart();
        assertEquals(Set.of(quarantine), bench.status().observed().remembered().quarantined());
    }

    /// The stricter of the last accepted policy and its own: a commit cannot allow itself more.
    @Test
    void r2ACommitDoesNotLoosenItsOwnLimit() {
        bench.git(fleet(1, 5));
        bench.git(Fleet.of(2, Fleet.ONE_AT_A_TIME, Fleet.machine(1, 1), Fleet.machine(2, 1)));

        assertEquals(Fleet.commit(1), bench.status().desired().orElseThrow().commit());
    }

    @Test
    void aMachineThatLeavesIsDrainedReleasedAndSwitchedOff() {
        bench.git(fleet(1, 5));
        bench.nodes(nodes(5, Cordon.NONE));
        bench.git(fleet(2, 4));
        MachineId gone = Fleet.id(5);

        assertEquals(new Action.Drain(gone), bench.actions().getLast());
        bench.finished(bench.performed().getLast(), new Outcome.Done());
        bench.pass(Duration.ofSeconds(4));
        TreeMap<MachineId, NodeState.Present> drained = new TreeMap<>(nodes(5, Cordon.NONE));
        drained.put(gone, Scene.present(1, Cordon.DRAINED));
        bench.nodes(drained);
        assertEquals(new Action.Release(gone), bench.actions().getLast());
        bench.finished(bench.performed().getLast(), new Outcome.Done());
        bench.nodes(nodes(4, Cordon.NONE));
        bench.pass(Duration.ofSeconds(31));
        bench.nodes(nodes(4, Cordon.NONE));
        assertEquals(new Action.PowerOff(gone), bench.actions().getLast());
        bench.finished(bench.performed().getLast(), new Outcome.Done());

        assertEquals(new Entry.Left(bench.now(), gone), bench.journal.getLast());
        assertTrue(bench.status().observed().leaving().isEmpty());
    }

    @Test
    void aMachineThatComesBackStays() {
        bench.git(fleet(1, 5));
        bench.git(fleet(2, 4));
        assertEquals(1, bench.status().observed().leaving().size());
        bench.git(fleet(3, 5));

        assertTrue(bench.status().observed().leaving().isEmpty());
        assertTrue(bench.journal.contains(new Entry.Left(bench.now(), Fleet.id(5))));
    }

    @Test
    void anInstallationThatHasNotBegunIsCalledOffForAMachineThatShouldSleep() {
        bench.git(Fleet.of(1, 1, 1));
        bench.nodes(Map.of());
        bench.git(Fleet.of(2, Fleet.ONE_AT_A_TIME, Fleet.machine(1, 1, MachineSpec.Want.ASLEEP)));

        assertEquals(
                List.of(
                        "Git does not want it to join now: nothing was written, and it is switched"
                                + " off"),
                bench.notes(Note.AttemptClosed.class).stream()
                        .map(Note.AttemptClosed::because)
                        .toList());
    }

    @Test
    void anInstallationOfSomethingElseIsSuperseded() {
        bench.git(Fleet.of(1, 1, 1));
        bench.nodes(Map.of());
        bench.git(Fleet.of(2, 1, 2));

        Note.AttemptClosed closed = bench.notes(Note.AttemptClosed.class).getFirst();
        assertEquals(Ending.SUPERSEDED, closed.ending());
        assertEquals(
                "Git asks for something else now: nothing was written, and it is given what Git"
                        + " asks for",
                closed.because());
        assertEquals(
                Optional.of(Fleet.commit(2).id()),
                bench.attempt(1).map(Attempt::commit).or(() -> soon()));
    }

    @Test
    void aCommitThatChangesNothingForItLeavesAnAttemptAlone() {
        bench.git(Fleet.of(1, 1, 1));
        bench.nodes(Map.of());
        Attempt before = bench.attempt(1).orElseThrow();
        bench.git(Fleet.of(2, 1, 1));

        assertEquals(Optional.of(before), bench.attempt(1));
    }

    @Test
    void aMachineThatLeavesEndsItsAttempt() {
        bench.git(Fleet.of(1, 2, 1));
        bench.nodes(Map.of());
        bench.git(Fleet.of(2, 1, 1));

        assertEquals(
                "the machine left Git: nothing was written, and it is drained, released and"
                        + " switched off",
                bench.notes(Note.AttemptClosed.class).getFirst().because());
    }

    /// Whoever names the foreign disk in Git expects the machine to go on.
    @Test
    void aNewCommitLooksAfreshAtAHeldMachine() {
        bench.git(Fleet.of(1, 1, 1));
        bench.nodes(Map.of());
        BootAnswer.StartInstaller start =
                (BootAnswer.StartInstaller)
                        bench.ask(
                                        new BootRequest.Script(
                                                N1.mac(),
                                                N1.address(),
                                                Optional.empty(),
                                                Optional.empty()))
                                .orElseThrow();
        PermitId permit = start.permit().id();
        BootRequest.Disk foreign =
                new BootRequest.Disk("vda", "S-1", Optional.empty(), 1, new Content.Foreign());
        bench.ask(new BootRequest.Disks(permit, N1.address(), List.of(foreign)));
        assertTrue(bench.attempt(1).orElseThrow().stopped().isPresent());
        bench.git(Fleet.of(2, 1, 1));

        assertEquals(
                "a new commit may let it go on",
                bench.notes(Note.AttemptClosed.class).getFirst().because());
        assertTrue(bench.attempt(1).flatMap(a -> a.stopped()).isEmpty());
    }

    /// An attempt of the new commit opens when what is in flight has come back.
    private Optional<CommitId> soon() {
        bench.power(1, Power.OFF);
        bench.pass(Duration.ofMinutes(6));
        return bench.attempt(1).map(Attempt::commit);
    }

    private static Desired fleet(int commit, int size) {
        return Fleet.of(
                commit,
                Policy.SAFE,
                IntStream.rangeClosed(1, size)
                        .mapToObj(n -> Fleet.machine(n, 1))
                        .toArray(MachineSpec[]::new));
    }

    private static Map<MachineId, NodeState.Present> nodes(int size, Cordon cordon) {
        TreeMap<MachineId, NodeState.Present> all = new TreeMap<>();
        for (int n = 1; n <= size; n++) {
            all.put(Fleet.id(n), Scene.present(1, cordon));
        }
        return all;
    }
}
