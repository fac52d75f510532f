package dev.bringup.app;

import dev.bringup.cli.Exit;
import dev.bringup.cli.PlanOptions;
import dev.bringup.cli.Program.Failure;
import dev.bringup.model.Observed;
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
        PlanReport report = options.server.isEmpty() ? between(options, now) : live(options, now);
        switch (options.format) {
            case TEXT -> PlanText.of(report, Screens.of(System.getenv())).forEach(out::println);
            case MARKDOWN -> out.print(PlanMarkdown.of(report));
            case JSON -> out.println(PlanJson.of(report));
        }
        return options.exitCode && !report.forecast().isEmpty() ? Exit.NOT_THERE_YET : Exit.FINE;
    }

    private static PlanReport between(PlanOptions options, Instant now) throws Failure {
        Comparison sides = Comparison.of(options.range.path, options.range.from, options.range.to);
        return report(sides, sides.settled(now), Pace.usual());
    }

    private static PlanReport live(PlanOptions options, Instant now) throws Failure {
        LiveFleet fleet = LiveFleet.ask(options.server);
        Comparison sides;
        try {
            sides = Comparison.of(options.range.path, fleet.commit(), options.range.to);
        } catch (Failure e) {
            throw String.valueOf(e.getMessage()).startsWith("there is no revision")
                    ? new Failure(
                            Exit.WRONG_INPUT,
                            "%s runs commit %s, which is not in this clone; git fetch gets it"
                                    .formatted(options.server, fleet.commit().substring(0, 8)))
                    : e;
        }
        return report(
                fleet.byHand().map(sides::byHand).orElse(sides),
                fleet.observed(sides.before().desired(), sides.after().desired(), now),
                fleet.pace());
    }

    static PlanReport report(Comparison sides, Observed observed, Pace pace) {
        return new PlanReport(
                sides.range(),
                Causes.of(sides.before(), sides.after(), sides.touched()),
                Foresight.between(
                        sides.before().desired(), sides.after().desired(), observed, pace));
    }
}
