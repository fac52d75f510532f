package dev.bringup.app;

import dev.bringup.cli.Exit;
import dev.bringup.cli.PlanOptions;
import dev.bringup.cli.Program.Failure;
import dev.bringup.plan.Foresight;
import dev.bringup.plan.Pace;
import dev.bringup.view.PlanJson;
import dev.bringup.view.PlanMarkdown;
import dev.bringup.view.PlanReport;
import dev.bringup.view.PlanText;
import java.io.PrintStream;
import java.time.Instant;

/// `bringup plan`: what merging would do.
final class Planning {

    private Planning() {}

    static int run(PlanOptions options, Instant now, PrintStream out) throws Failure {
        PlanReport report = report(Comparison.of(options.path, options.from, options.to), now);
        switch (options.format) {
            case TEXT -> PlanText.of(report, Screens.of(System.getenv())).forEach(out::println);
            case MARKDOWN -> out.print(PlanMarkdown.of(report));
            case JSON -> out.println(PlanJson.of(report));
        }
        return options.exitCode && !report.forecast().isEmpty() ? Exit.NOT_THERE_YET : Exit.FINE;
    }

    static PlanReport report(Comparison sides, Instant now) {
        return new PlanReport(
                sides.range(),
                Causes.of(sides.before(), sides.after(), sides.touched()),
                Foresight.forecast(sides.after().desired(), sides.settled(now), Pace.usual()));
    }
}
