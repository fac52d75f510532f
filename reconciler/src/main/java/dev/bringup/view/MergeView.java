package dev.bringup.view;

import dev.bringup.model.Forecast.Foreseen;
import dev.bringup.model.MachineId;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What a commit would do, in the words of a review, for a page that shows it: no longer than a
/// person reads. `more` steps follow those that are named.
public record MergeView(
        List<Change> changes,
        List<Step> steps,
        int more,
        List<Group> held,
        List<Group> waits,
        List<String> cluster,
        String time) {

    private static final int MOST = 200;

    public record Change(
            String kind, String field, String change, String machines, String written) {}

    public record Step(String after, String verb, String machine, String blast, String why) {}

    /// What is the same for several machines.
    public record Group(String what, String machines, int count) {}

    /// What is at stake, in one line.
    public static String line(PlanReport report) {
        return PlanWords.summary(report);
    }

    public static MergeView of(PlanReport report) {
        List<Foreseen> steps = report.forecast().steps();
        return new MergeView(
                report.causes().stream().limit(MOST).map(MergeView::change).toList(),
                steps.stream().limit(MOST).map(step -> step(step, report)).toList(),
                Math.max(0, steps.size() - MOST),
                groups(PlanWords.held(report.forecast())),
                groups(PlanWords.delays(report.forecast())),
                cluster(report),
                steps.isEmpty() ? "" : PlanWords.time(report.forecast()));
    }

    private static Change change(PlanReport.Cause cause) {
        return new Change(
                PlanWords.kind(cause.change().kind()),
                cause.change().where(),
                PlanWords.change(cause.change()),
                PlanWords.names(cause.machines()),
                PlanWords.origin(cause));
    }

    private static Step step(Foreseen step, PlanReport report) {
        return new Step(
                PlanWords.after(step),
                step.action().verb(),
                step.action().machine().name(),
                Words.camel(step.action().blast().name()),
                PlanWords.why(step, report));
    }

    private static List<Group> groups(Map<String, List<MachineId>> groups) {
        return groups.entrySet().stream()
                .limit(MOST)
                .map(e -> new Group(e.getKey(), PlanWords.names(e.getValue()), e.getValue().size()))
                .toList();
    }

    private static List<String> cluster(PlanReport report) {
        List<String> lines =
                ClusterWords.lines(report.forecast().cluster()).stream()
                        .limit(MOST)
                        .map(l -> l.verb() + " " + l.object() + " (" + l.step() + ")")
                        .toList();
        List<String> held =
                ClusterWords.held(report.forecast().cluster()).stream()
                        .map(h -> "held: " + h)
                        .toList();
        return Stream.concat(lines.stream(), held.stream()).toList();
    }
}
