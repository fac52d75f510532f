package dev.bringup.view;

import dev.bringup.model.Action.Blast;
import dev.bringup.model.FieldClass;
import dev.bringup.model.Forecast.Foreseen;
import dev.bringup.model.Forecast.OfCluster;
import dev.bringup.model.MachineId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A plan for a terminal: as wide as it is, coloured where that is wanted.
public final class PlanText {

    private static final int STEPS = 60;

    /// How the terminal is.
    public record Screen(int columns, Ink ink) {}

    public enum Ink {
        PLAIN,
        COLOUR
    }

    private final PlanReport report;
    private final Screen screen;
    private final List<String> lines = new ArrayList<>();

    private PlanText(PlanReport report, Screen screen) {
        this.report = report;
        this.screen = screen;
    }

    public static List<String> of(PlanReport report, Screen screen) {
        PlanText text = new PlanText(report, screen);
        text.all();
        return List.copyOf(text.lines);
    }

    private void all() {
        PlanReport.Range range = report.range();
        line(
                "%s, %s: %s -> %s"
                        .formatted(
                                range.cluster(),
                                PlanWords.count(range.machines(), "machine"),
                                range.from(),
                                range.to()));
        if (!report.causes().isEmpty()) {
            head("What differs");
            report.causes().forEach(this::cause);
        }
        if (!report.forecast().steps().isEmpty()) {
            head("What would happen");
            report.forecast().steps().stream().limit(STEPS).forEach(this::step);
            int more = report.forecast().steps().size() - STEPS;
            if (more > 0) {
                line("  ... and " + PlanWords.count(more, "more step") + "; --format json has all");
            }
        }
        cluster(report.forecast().cluster());
        groups("What waits on the way", PlanWords.delays(report.forecast()));
        groups("What stays held", PlanWords.held(report.forecast()));
        PlanWords.wayOut(report.forecast()).ifPresent(way -> line("  " + way));
        line("");
        line(paint(PlanWords.summary(report), "1"));
        if (!report.forecast().steps().isEmpty()) {
            line(PlanWords.time(report.forecast()));
        }
    }

    private void head(String title) {
        line("");
        line(paint(title, "1"));
    }

    private void cause(PlanReport.Cause cause) {
        FieldClass kind = cause.change().kind();
        boolean loud = kind == FieldClass.REIMAGE || kind == FieldClass.IDENTITY;
        String name = "%-9s".formatted(PlanWords.kind(kind));
        line(
                "  %s %-20s %s"
                        .formatted(
                                loud ? paint(name, "31") : name,
                                cause.change().where(),
                                PlanWords.change(cause.change())));
        line("            " + PlanWords.names(cause.machines()) + "; " + PlanWords.origin(cause));
    }

    private void step(Foreseen step) {
        String row =
                "  %9s  %-8s %-14s %-8s "
                        .formatted(
                                PlanWords.after(step),
                                step.action().verb(),
                                step.action().machine().name(),
                                PlanWords.blast(step.action()));
        String text = cut(row + PlanWords.why(step, report));
        line(step.action().blast() == Blast.DISK ? paint(text, "31") : text);
    }

    private void cluster(OfCluster forecast) {
        List<ClusterWords.Line> all = ClusterWords.lines(forecast);
        if (!all.isEmpty()) {
            head("What would happen in the cluster");
        }
        all.stream()
                .limit(STEPS)
                .forEach(l ->
                        line(
                                cut(
                                        "  live  %-8s %-14s %s; %s"
                                                .formatted(
                                                        l.verb(),
                                                        l.step(),
                                                        l.object(),
                                                        l.then()))));
        if (all.size() > STEPS) {
            line(
                    "  ... and "
                            + PlanWords.count(all.size() - STEPS, "more object")
                            + "; --format json has all");
        }
        if (!forecast.held().isEmpty()) {
            head("What stays held in the cluster");
            ClusterWords.held(forecast).forEach(h -> line("  " + h));
        }
    }

    private void groups(String title, Map<String, List<MachineId>> groups) {
        if (groups.isEmpty()) {
            return;
        }
        head(title);
        groups.forEach((what, machines) -> line("  " + PlanWords.names(machines) + ": " + what));
    }

    private void line(String text) {
        lines.add(text.stripTrailing());
    }

    private String cut(String text) {
        return text.length() <= screen.columns()
                ? text
                : text.substring(0, Math.max(0, screen.columns() - 3)) + "...";
    }

    private String paint(String text, String code) {
        return switch (screen.ink()) {
            case PLAIN -> text;
            case COLOUR -> "\u001b[" + code + "m" + text + "\u001b[0m";
        };
    }
}
