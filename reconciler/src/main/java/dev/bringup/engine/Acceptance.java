package dev.bringup.engine;

import java.util.Collections;
import dev.bringup.model.Observed;
import dev.bringup.plan.Canaries;
import dev.bringup.plan.Removal;
import dev.bringup.plan.Refusals;
import dev.bringup.model.Approval;
import dev.bringup.model.Attempt;
import dev.bringup.model.Commit;
import dev.bringup.model.CommitId;
import dev.bringup.model.Decommission;
import dev.bringup.model.Desired;
import dev.bringup.model.Diagnostic;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Remembered;
import dev.bringup.model.Permit.Stage;
import dev.bringup.port.Entry;
import dev.bringup.port.Entry.Ending;
import dev.bringup.port.Note;
import dev.bringup.port.SourceAnswer;
import dev.bringup.port.Status;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Judges what a look at Git gave. Whatever is wrong with a commit, the last good one stays in
/// force.
final class Acceptance {

    private final Memory memory;
    private final World world;
    private final Ledger ledger;

    Acceptance(Memory memory, World world, Ledger ledger) {
        this.memory = memory;
        this.world = world;
        this.ledger = ledger;
    }

    void take(SourceAnswer answer, Instant now) {
        switch (answer) {
            case SourceAnswer.Unchanged _ -> settle(Optional.empty());
            // Two looks may have been under way at once.
            case SourceAnswer.Changed(Desired next) when isKnown(next) -> settle(Optional.empty());
            case SourceAnswer.Changed(Desired next) ->
                    memory.desired()
                            .flatMap(before -> Refusals.of(before, next, memory.observe(now)))
                            .ifPresentOrElse(
                                    wrong -> refuse(next, wrong, now), () -> changed(next, now));
            case SourceAnswer.Rejected(Commit commit, List<Diagnostic> problems) ->
                    reject(commit, problems, now);
            case SourceAnswer.Unusable(String because) -> {
                if (!memory.git().unusable().equals(Optional.of(because))) {
                    world.witness().noted(new Note.GitUnusable(now, because));
                }
                settle(Optional.of(because));
            }
        }
    }

    /// A commit that failed on a canary, by its own policy or the one before, stays away from the
    /// others for as long as it is in force.
    void quarantine(Instant now) {
        memory.desired()
                .ifPresent(desired -> {
                    Observed observed = memory.observe(now);
                    observed.remembered()
                            .judging(desired.cluster().policy())
                            .flatMap(p -> new Canaries(desired, observed, p).failed().stream())
                            .filter(q -> !memory.around().remembered().quarantined().contains(q))
                            .forEach(q -> {
                                world.journal().append(new Entry.Quarantined(now, q));
                                memory.learn(r -> r.quarantining(q));
                            });
                });
    }

    /// An operator wants this commit, whatever it descends from. Says why not. All other rails
    /// stand: a commit that does not load or that takes too much away stays out.
    Optional<String> order(SourceAnswer answer, String reason, Instant now) {
        return switch (answer) {
            case SourceAnswer.Unchanged _ -> throw new IllegalStateException("nothing was named");
            case SourceAnswer.Changed(Desired next) when isKnown(next) ->
                    Optional.of("commit " + next.commit().id().brief() + " is in force already");
            case SourceAnswer.Changed(Desired next) -> {
                Optional<String> frozen =
                        memory.desired()
                                .flatMap(before -> Removal.freezes(before, next))
                                .map(Diagnostic::problem);
                if (frozen.isEmpty()) {
                    CommitId commit = next.commit().id();
                    world.journal().append(new Entry.Overridden(now, commit, reason));
                    memory.git(
                            memory.git().by(Optional.of(new Status.ByHand(commit, reason, now))));
                    world.witness()
                            .noted(
                                    new Note.Alarm(
                                            now,
                                            Optional.empty(),
                                            "commit "
                                                    + commit.brief()
                                                    + " is accepted by hand: "
                                                    + reason));
                    changed(next, now);
                }
                yield frozen;
            }
            case SourceAnswer.Rejected(Commit commit, List<Diagnostic> problems) ->
                    Optional.of(
                            "commit "
                                    + commit.id().brief()
                                    + " does not load\n"
                                    + Diagnostic.render(problems));
            case SourceAnswer.Unusable(String because) -> Optional.of(because);
        };
    }

    private boolean isKnown(Desired next) {
        return memory.desired().filter(d -> d.commit().equals(next.commit())).isPresent();
    }

    private void settle(Optional<String> unusable) {
        memory.git(
                new Status.Git(
                        memory.rejected(),
                        memory.git().problems(),
                        unusable,
                        memory.git().byHand()));
    }

    private void reject(Commit commit, List<Diagnostic> problems, Instant now) {
        if (memory.rejected().filter(commit::equals).isEmpty()) {
            world.witness().noted(new Note.CommitRejected(now, commit, problems));
        }
        memory.git(
                new Status.Git(
                        Optional.of(commit), problems, Optional.empty(), memory.git().byHand()));
        memory.learn(r -> r.freezing(Collections.emptySortedMap()));
    }

    /// Whoever reverts an upgrade half-way does not want the rest of it.
    private void refuse(Desired next, Refusals.Refusal wrong, Instant now) {
        reject(next.commit(), List.of(wrong.diagnostic()), now);
        memory.desired()
                .ifPresent(before ->
                        memory.learn(r -> r.freezing(Refusals.frozen(before, next, wrong))));
    }

    private void changed(Desired next, Instant now) {
        List<MachineSpec> gone =
                memory.desired().map(before -> Removal.gone(before, next)).orElse(List.of());
        Optional<Diagnostic> frozen =
                memory.desired().flatMap(before -> Removal.freezes(before, next));
        if (frozen.isPresent()) {
            reject(next.commit(), List.of(frozen.get()), now);
            memory.learn(r -> r.freezing(Removal.frozen(gone, frozen.get())));
            return;
        }
        for (MachineSpec machine : gone) {
            world.journal().append(new Entry.Leaving(now, machine));
            memory.leaving().put(machine.id(), machine);
        }
        for (MachineId id : next.machines().keySet()) {
            if (memory.leaving().remove(id) != null) {
                world.journal().append(new Entry.Left(now, id));
            }
            if (memory.departed().specs().containsKey(id)) {
                world.journal().append(new Entry.Returned(now, id));
                memory.departed(d -> d.returning(id));
            }
        }
        take(next.approvals(), next.commit().id(), now);
        spent(next, now);
        world.journal().append(new Entry.Accepted(now, next.commit().id(), memory.before(next)));
        Optional<Desired> before = memory.desired();
        memory.accept(next);
        ledger.translation().accepted(before, next);
        memory.git(new Status.Git(Optional.empty(), List.of(), Optional.empty(), byHand(next)));
        world.witness().noted(new Note.CommitAccepted(now, next.commit()));
        List.copyOf(memory.attempts().values()).forEach(a -> supersede(a, next, now));
        ledger.waits().accepted(before, next, now);
    }

    /// A tombstone that was used does nothing any more; whoever reads it may think otherwise.
    private void spent(Desired next, Instant now) {
        for (Decommission done : next.tombstones()) {
            if (memory.departed().spent().contains(done)) {
                String text =
                        "tombstone " + done.name() + " is spent: it was carried out; remove it";
                world.witness().noted(new Note.Alarm(now, Optional.of(done.machine()), text));
            }
        }
    }

    /// Which commit brought an approval is written down; one that is gone is forgotten.
    private void take(List<Approval> approvals, CommitId with, Instant now) {
        memory.learn(r -> r.keeping(approvals));
        for (Approval approval : approvals) {
            Remembered.Given known = memory.observe(now).remembered().given(approval);
            if (known.with().isEmpty()) {
                Remembered.Given given =
                        new Remembered.Given(
                                approval.name(), approval.forecast(), Optional.of(with));
                world.journal().append(new Entry.Given(now, given));
                memory.learn(r -> r.giving(given));
            }
        }
    }

    /// What an operator said of this very commit is remembered, also after a start.
    private Optional<Status.ByHand> byHand(Desired next) {
        return memory.git().byHand().filter(hand -> hand.commit().equals(next.commit().id()));
    }

    /// Git changed while an attempt was under way. What is written to a disk is finished or
    /// stopped, never left to chance.
    private void supersede(Attempt attempt, Desired next, Instant now) {
        if (attempt.tombstone().isPresent()) {
            unbury(attempt, next, now);
            return;
        }
        Optional<MachineSpec> spec = next.machine(attempt.machine());
        if (spec.isEmpty()) {
            String then = begun(attempt) + "it is drained, released and switched off";
            ledger.close(attempt, Ending.SUPERSEDED, "the machine left Git: " + then, now);
            return;
        }
        if (isUnwanted(attempt, spec.get())) {
            boolean stays = spec.get().intent().state() == MachineSpec.Want.MAINTENANCE;
            String then = begun(attempt) + (stays ? "it is left as it is" : "it is switched off");
            ledger.close(
                    attempt, Ending.SUPERSEDED, "Git does not want it to join now: " + then, now);
            return;
        }
        boolean unused = attempt.isLive() && !attempt.isTaken();
        boolean same = spec.get().fingerprint().equals(attempt.spec().fingerprint());
        boolean whole = attempt.stage().filter(s -> s.compareTo(Stage.WRITTEN) >= 0).isPresent();
        if (!same && (unused || (attempt.installs() && !whole))) {
            String then = begun(attempt) + "it is given what Git asks for";
            ledger.close(
                    attempt, Ending.SUPERSEDED, "Git asks for something else now: " + then, now);
        } else if (same && attempt.stopped().isPresent()) {
            // What held it may be what changed: look afresh.
            ledger.close(attempt, Ending.SUPERSEDED, "a new commit may let it go on", now);
        }
    }

    /// What an attempt that is stopped leaves behind, in front of what happens next.
    private static String begun(Attempt attempt) {
        if (!attempt.installs() || attempt.isLive()) {
            return "";
        }
        if (!attempt.isWriting()) {
            return "nothing was written, and ";
        }
        return attempt.isTaken()
                ? "what was installed stays on its disk, and "
                : "its disk is half written and does not boot, and ";
    }

    /// A tombstone that was taken back before its permit was used has done nothing; after that
    /// there is nothing left to take back.
    private void unbury(Attempt attempt, Desired next, Instant now) {
        boolean asked =
                attempt.tombstone().filter(next.tombstones()::contains).isPresent()
                        && next.machine(attempt.machine()).isEmpty();
        if (attempt.stopped().isPresent()) {
            ledger.close(attempt, Ending.SUPERSEDED, "a new commit may let it go on", now);
        } else if (!asked && !attempt.isLost()) {
            ledger.close(attempt, Ending.SUPERSEDED, "its tombstone was taken back", now);
        }
    }

    /// What began to write is finished before a machine sleeps or is worked on; one that is
    /// released stops where it is.
    private static boolean isUnwanted(Attempt attempt, MachineSpec spec) {
        return switch (spec.intent().state()) {
            case JOINED -> false;
            case ASLEEP, MAINTENANCE -> !attempt.isWriting();
            case RELEASED -> true;
        };
    }
}
