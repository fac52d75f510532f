package dev.bringup.view;

import dev.bringup.model.Action;
import dev.bringup.model.Decommission;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.Forecast.Foreseen;
import dev.bringup.model.Forecast.OfCluster;
import dev.bringup.model.MachineId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A plan for scripts.
public record PlanJson(
        PlanReport.Range range,
        List<Change> changes,
        List<Step> steps,
        List<Waiting> waits,
        List<Waiting> held,
        Low low,
        Cluster cluster) {

    public record Change(
            String field,
            String kind,
            String from,
            String to,
            List<String> machines,
            Optional<String> at,
            Optional<String> commit) {}

    public record Step(
            int round,
            Duration afterSeconds,
            String machine,
            String verb,
            String blast,
            Optional<Write> write,
            String because) {}

    /// Fingerprints: of what is lost, where that is known, and of what comes; or by which method it
    /// is wiped.
    public record Write(Optional<String> from, Optional<String> to, Optional<String> wipe) {}

    public record Waiting(String machine, String verb, String rail, String because) {}

    /// What would be done to the objects of addons.
    public record Cluster(List<ObjectStep> steps, List<ObjectHold> held) {}

    public record ObjectStep(String verb, String step, String object) {}

    public record ObjectHold(String step, String verb, String rail, String because) {}

    public record Low(long serving, long wanted) {}

    public static String of(PlanReport report) {
        return Json.of(
                new PlanJson(
                        report.range(),
                        report.causes().stream().map(PlanJson::change).toList(),
                        report.forecast().steps().stream().map(PlanJson::step).toList(),
                        report.forecast().delays().stream()
                                .map(d ->
                                        new Waiting(
                                                d.machine().name(),
                                                d.verb(),
                                                d.rail().name(),
                                                d.because()))
                                .toList(),
                        report.forecast().held().stream()
                                .map(h ->
                                        new Waiting(
                                                h.machine().name(),
                                                h.verb(),
                                                h.rail().name(),
                                                h.because()))
                                .toList(),
                        new Low(
                                report.forecast().low().serving(),
                                report.forecast().low().wanted()),
                        cluster(report.forecast().cluster())));
    }

    private static Cluster cluster(OfCluster forecast) {
        return new Cluster(
                ClusterWords.lines(forecast).stream()
                        .map(l -> new ObjectStep(l.verb(), l.step(), l.object()))
                        .toList(),
                forecast.held().stream()
                        .map(h -> new ObjectHold(h.step(), h.verb(), h.rail().name(), h.because()))
                        .toList());
    }

    private static Change change(PlanReport.Cause cause) {
        return new Change(
                cause.change().where(),
                PlanWords.kind(cause.change().kind()),
                cause.change().from(),
                cause.change().to(),
                cause.machines().stream().map(MachineId::name).toList(),
                cause.at().map(Object::toString),
                cause.by().map(c -> c.id().hex()));
    }

    private static Step step(Foreseen step) {
        return new Step(
                step.round(),
                step.after(),
                step.action().machine().name(),
                step.action().verb(),
                Words.camel(step.action().blast().name()),
                write(step),
                step.because());
    }

    private static Optional<Write> write(Foreseen step) {
        Optional<String> from = step.from().map(Fingerprint::text);
        return switch (step.action()) {
            case Action.Reimage(_, Fingerprint goal) ->
                    Optional.of(new Write(from, Optional.of(goal.text()), Optional.empty()));
            case Action.Wipe(_, Decommission tombstone) ->
                    Optional.of(
                            new Write(
                                    from,
                                    Optional.empty(),
                                    Optional.of(tombstone.method().label())));
            case Action.Wake _,
                    Action.PowerOff _,
                    Action.Reboot _,
                    Action.Bootstrap _,
                    Action.Join _,
                    Action.Drain _,
                    Action.Uncordon _,
                    Action.Label _,
                    Action.Release _ ->
                    Optional.empty();
        };
    }
}
