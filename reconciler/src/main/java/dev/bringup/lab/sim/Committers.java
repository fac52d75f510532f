package dev.bringup.lab.sim;

import dev.bringup.model.Commit;
import dev.bringup.model.CommitId;
import dev.bringup.model.Desired;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import java.util.SortedMap;
import java.util.TreeMap;

/// Operators who push what they should not have, and put it right some minutes later.
final class Committers {

    private final Agenda agenda;
    private final Chaos chaos;
    private final SimGit git;
    private final Reconciler reconciler;
    private final Sim sim;

    Committers(Agenda agenda, Chaos chaos, SimGit git, Reconciler reconciler, Sim sim) {
        this.agenda = agenda;
        this.chaos = chaos;
        this.git = git;
        this.reconciler = reconciler;
        this.sim = sim;
    }

    void mayErr() {
        if (chaos.strikes(Fault.COMMIT_MALFORMED)) {
            sim.tell("a commit that nobody can read");
            git.pushBroken(commit("a conflict marker"));
            soon(this::mend);
        }
        if (mayBeRefused() && chaos.strikes(Fault.COMMIT_EMPTIED)) {
            sim.tell("a commit that takes all machines away");
            Desired none = of(commit("rm machines/*"), git.last(), new TreeMap<>());
            git.push(none, SimGit.Worth.WRONG);
            soon(this::mend);
        }
        if (chaos.strikes(Fault.COMMIT_REVERTED)) {
            revert();
            soon(this::mend);
        }
        if (chaos.strikes(Fault.COMMITS_CONFLICT)) {
            int times = 1 + chaos.pick(3);
            for (int n = 0; n < times; n++) {
                agenda.in(chaos.between(100 + n * 40_000, 20_000 + n * 40_000), this::revert);
                agenda.in(chaos.between(20_000 + n * 40_000, (n + 1) * 40_000), this::mend);
            }
        }
        if (mayBeRefused() && chaos.strikes(Fault.HISTORY_REWRITTEN)) {
            rewrite();
            soon(() -> {
                sim.tell("the branch is put right");
                git.restore();
            });
        }
    }

    /// Who has nothing to compare with believes what it finds; and who has one machine may lose it.
    private boolean mayBeRefused() {
        return git.last().machines().size() > 1
                && reconciler.accepted().filter(d -> d.machines().size() > 1).isPresent();
    }

    private void soon(Runnable event) {
        agenda.in(chaos.between(10_000, 1_800_000), event);
    }

    private Commit commit(String subject) {
        String hex = chaos.fresh() + chaos.fresh() + "00000000";
        return new Commit(new CommitId(hex), "someone", agenda.now(), subject);
    }

    /// Unless somebody else has pushed something since.
    private void mend() {
        boolean good = git.last().commit().equals(git.tip());
        if (!good) {
            again();
        }
    }

    /// What was asked for last, once more.
    void again() {
        Desired last = git.last();
        sim.push(last.at(commit("as it was")), SimGit.Worth.MEANT);
    }

    /// What was asked for before the last commit.
    private void revert() {
        git.before()
                // A tombstone that was carried out does not wipe again.
                .filter(_ -> git.last().tombstones().isEmpty())
                .filter(before -> before.tombstones().isEmpty())
                .map(before -> before.at(commit("Revert")))
                .ifPresent(before -> sim.push(before, SimGit.Worth.IN_PASSING));
    }

    /// It asks for what nobody asked for before.
    private void rewrite() {
        sim.tell("the branch is rewritten");
        TreeMap<MachineId, MachineSpec> other = new TreeMap<>();
        for (MachineSpec spec : git.last().machines().values()) {
            MachineSpec wrong = spec.telling(new Fingerprint("v1:" + "f".repeat(64)));
            other.put(spec.id(), wrong);
            sim.happens(new Deed.Disowned(agenda.now(), spec.id(), wrong.fingerprint()));
        }
        git.rewrite(of(commit("a new beginning"), git.last(), other));
    }

    private static Desired of(
            Commit commit, Desired like, SortedMap<MachineId, MachineSpec> machines) {
        return like.of(machines).at(commit);
    }
}
