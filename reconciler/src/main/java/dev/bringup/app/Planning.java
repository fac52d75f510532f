package dev.bringup.app;

import dev.bringup.cli.Exit;
import dev.bringup.cli.PlanOptions;
import dev.bringup.cli.Program.Failure;
import dev.bringup.git.History;
import dev.bringup.git.Look;
import dev.bringup.git.Worktree;
import dev.bringup.model.Commit;
import dev.bringup.model.Desired;
import dev.bringup.model.Diagnostic;
import dev.bringup.model.Forecast;
import dev.bringup.plan.Foresight;
import dev.bringup.plan.Pace;
import dev.bringup.plan.Settled;
import dev.bringup.view.PlanJson;
import dev.bringup.view.PlanMarkdown;
import dev.bringup.view.PlanReport;
import dev.bringup.view.PlanText;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;

/// `bringup plan`: what merging would do.
final class Planning {

    private final PlanOptions options;
    private final InstantSource clock;

    Planning(PlanOptions options, InstantSource clock) {
        this.options = options;
        this.clock = clock;
    }

    int run(PrintStream out) throws Failure {
        PlanReport report = report();
        switch (options.format) {
            case TEXT -> PlanText.of(report, Screens.of(System.getenv())).forEach(out::println);
            case MARKDOWN -> out.print(PlanMarkdown.of(report));
            case JSON -> out.println(PlanJson.of(report));
        }
        return options.exitCode && !report.forecast().isEmpty() ? Exit.NOT_THERE_YET : Exit.FINE;
    }

    private PlanReport report() throws Failure {
        Path path = options.path;
        try {
            Look.Snapshot from = Validation.snapshot(path, Worktree.at(path, options.from));
            Look.Snapshot to =
                    options.to.isEmpty()
                            ? Validation.snapshot(path)
                            : Validation.snapshot(path, Worktree.at(path, options.to));
            String now = options.to.isEmpty() ? "worktree" : label(options.to, to.commit());
            String then = label(options.from, from.commit());
            Desired after = desired(now, to);
            Desired before =
                    from.files().isEmpty()
                            ? new Desired(from.commit(), after.cluster(), new TreeMap<>())
                            : desired(then, from);
            Map<String, Commit> touched =
                    options.to.isEmpty()
                            ? Map.of()
                            : History.touched(path, from.commit(), to.commit());
            return report(
                    new PlanReport.Range(
                            after.cluster().name(), then, now, after.machines().size()),
                    new Causes.Side(from.files(), before),
                    new Causes.Side(to.files(), after),
                    touched);
        } catch (IOException e) {
            throw new Failure(Exit.WRONG_INPUT, "cannot read " + path + ": " + e.getMessage());
        }
    }

    private PlanReport report(
            PlanReport.Range range,
            Causes.Side before,
            Causes.Side after,
            Map<String, Commit> touched) {
        Instant now = clock.instant();
        Forecast forecast =
                Foresight.forecast(
                        after.desired(),
                        Settled.between(before.desired(), after.desired(), now),
                        Pace.usual());
        return new PlanReport(range, Causes.of(before, after, touched), forecast);
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
