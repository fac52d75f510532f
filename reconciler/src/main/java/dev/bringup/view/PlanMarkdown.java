package dev.bringup.view;

import dev.bringup.model.Forecast.Foreseen;
import dev.bringup.model.Forecast.OfCluster;
import dev.bringup.model.MachineId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A plan as a comment on a pull request. The same plan is always the same text, so that a comment
/// which did not change is not written again.
public final class PlanMarkdown {

    /// By which a bot finds its comment.
    public static final String MARK = "<!-- bringup-plan -->";

    /// Forges refuse comments that are too long; what matters stands above this table.
    private static final int STEPS = 200;

    private final List<String> lines = new ArrayList<>();

    private PlanMarkdown() {}

    /// What is at stake, for a commit status.
    public static String line(PlanReport report) {
        return PlanWords.summary(report);
    }

    public static String of(PlanReport report) {
        PlanMarkdown markdown = new PlanMarkdown();
        markdown.all(report);
        return String.join("\n", markdown.lines) + "\n";
    }

    private void all(PlanReport report) {
        PlanReport.Range range = report.range();
        lines.add(MARK);
        lines.add("### Bringup: " + cell(range.cluster()));
        lines.add("");
        lines.add("**" + PlanWords.summary(report) + "**");
        if (!report.forecast().steps().isEmpty()) {
            lines.add(PlanWords.time(report.forecast()));
        }
        lines.add("");
        lines.add("`" + range.from() + "` → `" + range.to() + "`");
        causes(report.causes());
        groups("Held, and not going on by itself", PlanWords.held(report.forecast()));
        PlanWords.wayOut(report.forecast()).ifPresent(way -> lines.addAll(List.of("", way)));
        steps(report);
        cluster(report.forecast().cluster());
        groups("Waiting on the way", PlanWords.delays(report.forecast()));
    }

    private void causes(List<PlanReport.Cause> causes) {
        if (causes.isEmpty()) {
            return;
        }
        lines.add("");
        lines.add("| class | field | change | machines | written |");
        lines.add("|---|---|---|---|---|");
        for (PlanReport.Cause cause : causes) {
            lines.add(
                    "| %s | %s | %s | %s | %s |"
                            .formatted(
                                    PlanWords.kind(cause.change().kind()),
                                    cell(cause.change().where()),
                                    cell(PlanWords.change(cause.change())),
                                    cell(PlanWords.names(cause.machines())),
                                    cell(PlanWords.origin(cause))));
        }
    }

    private void steps(PlanReport report) {
        List<Foreseen> steps = report.forecast().steps();
        if (steps.isEmpty()) {
            return;
        }
        lines.add("");
        lines.add(
                "<details><summary>"
                        + PlanWords.count(steps.size(), "step")
                        + ", in order</summary>");
        lines.add("");
        lines.add("| after | verb | machine | at stake | why |");
        lines.add("|---|---|---|---|---|");
        for (Foreseen step : steps.subList(0, Math.min(STEPS, steps.size()))) {
            lines.add(
                    "| %s | %s | %s | %s | %s |"
                            .formatted(
                                    PlanWords.after(step),
                                    step.action().verb(),
                                    cell(step.action().machine().name()),
                                    PlanWords.blast(step.action()),
                                    cell(PlanWords.why(step, report))));
        }
        if (steps.size() > STEPS) {
            lines.add("");
            lines.add("and " + PlanWords.count(steps.size() - STEPS, "more step"));
        }
        lines.add("");
        lines.add("</details>");
    }

    private void cluster(OfCluster forecast) {
        List<ClusterWords.Line> all = ClusterWords.lines(forecast);
        if (!all.isEmpty()) {
            lines.add("");
            lines.add("| class | verb | addons | object | then |");
            lines.add("|---|---|---|---|---|");
            for (ClusterWords.Line line : all.subList(0, Math.min(STEPS, all.size()))) {
                lines.add(
                        "| live | %s | %s | %s | %s |"
                                .formatted(
                                        line.verb(),
                                        cell(line.step()),
                                        cell(line.object()),
                                        cell(line.then())));
            }
        }
        if (all.size() > STEPS) {
            lines.add("");
            lines.add("and " + PlanWords.count(all.size() - STEPS, "more object"));
        }
        if (!forecast.held().isEmpty()) {
            lines.add("");
            lines.add("**Held in the cluster**");
            lines.add("");
            ClusterWords.held(forecast).forEach(h -> lines.add("- " + cell(h)));
        }
    }

    private void groups(String title, Map<String, List<MachineId>> groups) {
        if (groups.isEmpty()) {
            return;
        }
        lines.add("");
        lines.add("**" + title + "**");
        lines.add("");
        groups.forEach((what, machines) ->
                lines.add("- " + cell(PlanWords.names(machines) + ": " + what)));
    }

    /// Text of others must not become a table, a link or markup.
    private static String cell(String text) {
        return text.replace("\\", "\\\\")
                .replace("|", "\\|")
                .replace("<", "&lt;")
                .replace("`", "'")
                .replace("[", "\\[")
                .replace("@", "@\u200b")
                .replaceAll("\\s+", " ");
    }
}
