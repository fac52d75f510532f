package dev.bringup.app;

import dev.bringup.cli.Exit;
import dev.bringup.cli.Program.Failure;
import dev.bringup.git.History;
import dev.bringup.git.Look;
import dev.bringup.git.Worktree;
import dev.bringup.model.Commit;
import dev.bringup.model.Desired;
import dev.bringup.model.Diagnostic;
import dev.bringup.model.Observed;
import dev.bringup.plan.Settled;
import dev.bringup.view.PlanReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/// Two states of a repository, both loaded: one that is done, and one that is asked for.
record Comparison(
        PlanReport.Range range,
        Causes.Side before,
        Causes.Side after,
        Map<String, Commit> touched) {

    /// An empty `to` is the files as they lie there.
    static Comparison of(Path path, String from, String to) throws Failure {
        try {
            Look.Snapshot then = Validation.snapshot(path, Worktree.at(path, from));
            Look.Snapshot now =
                    to.isEmpty()
                            ? Validation.snapshot(path)
                            : Validation.snapshot(path, Worktree.at(path, to));
            String label = to.isEmpty() ? "worktree" : label(to, now.commit());
            Desired after = desired(label, now);
            Desired before =
                    then.files().isEmpty()
                            ? new Desired(then.commit(), after.cluster(), new TreeMap<>())
                            : desired(label(from, then.commit()), then);
            return new Comparison(
                    new PlanReport.Range(
                            after.cluster().name(),
                            label(from, then.commit()),
                            label,
                            after.machines().size()),
                    new Causes.Side(then.files(), before),
                    new Causes.Side(now.files(), after),
                    to.isEmpty() ? Map.of() : History.touched(path, then.commit(), now.commit()));
        } catch (IOException e) {
            throw new Failure(Exit.WRONG_INPUT, "cannot read " + path + ": " + e.getMessage());
        }
    }

    /// An operator put the state before in force.
    Comparison byHand(String reason) {
        PlanReport.Range named =
                new PlanReport.Range(
                        range.cluster(),
                        range.from() + " (accepted by hand: " + oneLine(reason) + ")",
                        range.to(),
                        range.machines());
        return new Comparison(named, before, after, touched);
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").replace('`', '\'');
    }

    /// The world in which `before` is done.
    Observed settled(Instant now) {
        return Settled.between(before.desired(), after.desired(), now);
    }

    private static String label(String revision, Commit commit) {
        return commit.id().hex().startsWith(revision)
                ? commit.id().brief()
                : revision + " (" + commit.id().brief() + ")";
    }

    private static Desired desired(String label, Look.Snapshot side) throws Failure {
        Validation found = Validation.of(side);
        return found.desired()
                .orElseThrow(() ->
                        new Failure(
                                Exit.WRONG_INPUT,
                                label + " does not load:\n" + Diagnostic.render(found.problems())));
    }
}
