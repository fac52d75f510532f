package dev.bringup.telemetry;

import dev.bringup.model.Action;
import dev.bringup.model.Attempt;
import dev.bringup.model.ClusterAction;
import dev.bringup.model.Commit;
import dev.bringup.model.Phase;
import dev.bringup.model.Timeline;
import dev.bringup.port.Entry.Ending;
import dev.bringup.port.Note;
import dev.bringup.port.Outcome;
import dev.bringup.port.Status;
import dev.bringup.port.Tally;
import dev.bringup.port.Witness;
import dev.bringup.view.Attempts;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Turns what happens into metrics. Every phase of every attempt is one observation of
/// `bringup_phase_seconds`: those that ended as they should, and the one in which an attempt broke
/// off.
public final class Meters implements Witness, Tally {

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Gauges gauges = new Gauges(registry);

    /// The commit in force until the first action after it.
    private Optional<Commit> fresh = Optional.empty();

    public Meters(String version) {
        gauges.build(version);
    }

    /// All metrics in the text format of Prometheus.
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void published(Status status) {
        gauges.show(status);
    }

    @Override
    public synchronized void noted(Note note) {
        switch (note) {
            case Note.CommitAccepted(_, Commit commit) -> {
                git("accepted");
                fresh = Optional.of(commit);
            }
            case Note.CommitRejected _ -> git("rejected");
            case Note.GitUnusable _ -> git("unusable");
            case Note.PhaseEnded e -> phase(e.phase(), e.profile(), e.image(), "done", e.took());
            case Note.AttemptClosed closed -> closed(closed);
            case Note.Started(Instant at, _, _) -> started(at);
            case Note.Ended e -> {
                ended(e.action().verb(), e.outcome());
                if (e.action().blast() != Action.Blast.NOTHING) {
                    action(e);
                }
            }
            case Note.ClusterStarted(Instant at, _, _) -> started(at);
            case Note.ClusterEnded(_, ClusterAction action, Outcome outcome, _) -> {
                ended(action.verb(), outcome);
                corrected(action, outcome);
            }
            case Note.AttemptOpened _, Note.Imaging _, Note.Said _ -> {}
            case Note.Alarm _ ->
                    Counter.builder("bringup.alarms")
                            .description("Refused requests, contradictions and strangers.")
                            .register(registry)
                            .increment();
        }
    }

    private void ended(String verb, Outcome outcome) {
        Counter.builder("bringup.actions")
                .description("Actions by verb and by how they ended.")
                .tags("verb", verb, "outcome", outcome.label())
                .register(registry)
                .increment();
    }

    private void corrected(ClusterAction action, Outcome outcome) {
        if (action instanceof ClusterAction.Apply(_, List<ClusterAction.Todo> todo, _)
                && outcome instanceof Outcome.Done) {
            Counter.builder("bringup.addons.corrected")
                    .description("Objects of addons that others changed or deleted, put right.")
                    .register(registry)
                    .increment(
                            (double)
                                    todo.stream()
                                            .filter(t -> t.why() == ClusterAction.Why.CORRECT)
                                            .count());
        }
    }

    private void started(Instant at) {
        fresh.ifPresent(commit ->
                Timer.builder("bringup.merge.to.action")
                        .description("From a commit's time to the first action after it.")
                        .serviceLevelObjectives(Buckets.ROAD)
                        .register(registry)
                        .record(Duration.between(commit.time(), at)));
        fresh = Optional.empty();
    }

    private void git(String outcome) {
        Counter.builder("bringup.git.commits")
                .description("Looks at the repository that brought news, by what came of it.")
                .tag("outcome", outcome)
                .register(registry)
                .increment();
    }

    private void closed(Note.AttemptClosed closed) {
        Attempt attempt = closed.attempt();
        String outcome = closed.ending().name().toLowerCase(Locale.ROOT);
        Timer.builder("bringup.cycle")
                .description("Attempts from their opening to their end.")
                .tags(
                        "action",
                        attempt.goal().label(),
                        "profile",
                        closed.profile(),
                        "outcome",
                        outcome)
                .serviceLevelObjectives(Buckets.ROAD)
                .register(registry)
                .record(closed.took());
        if (closed.ending() != Ending.DONE) {
            Timeline timeline = attempt.timeline();
            Instant since =
                    timeline.boundaries().isEmpty()
                            ? timeline.start()
                            : timeline.boundaries().getLast().at();
            Attempts.running(attempt)
                    .ifPresent(broke ->
                            phase(
                                    broke,
                                    closed.profile(),
                                    attempt.spec().install().image().name(),
                                    outcome,
                                    Duration.between(since, closed.at())));
        }
    }

    private void phase(Phase phase, String profile, String image, String outcome, Duration took) {
        Timer.builder("bringup.phase")
                .description("Phases of attempts on the road from off to Ready.")
                .tags(
                        "phase",
                        phase.label(),
                        "profile",
                        profile,
                        "image",
                        image,
                        "outcome",
                        outcome)
                .serviceLevelObjectives(Buckets.ROAD)
                .register(registry)
                .record(took);
    }

    private void action(Note.Ended ended) {
        Timer.builder("bringup.action")
                .description("Actions that cost something, from their start to their answer.")
                .tags("verb", ended.action().verb(), "outcome", ended.outcome().label())
                .serviceLevelObjectives(Buckets.ROAD)
                .register(registry)
                .record(ended.took());
    }

    @Override
    public void count(String series, String kind, String outcome) {
        String base = Series.base(series);
        Counter.builder(Series.meter(base))
                .description(Series.help(base))
                .tags("kind", kind, "outcome", outcome)
                .register(registry)
                .increment();
    }

    /// The kind of a power command is its driver and its command with a space between.
    @Override
    public void time(String series, String kind, String outcome, Duration took) {
        String base = Series.base(series);
        Timer.Builder timer =
                Timer.builder(Series.meter(base))
                        .description(Series.help(base))
                        .serviceLevelObjectives(Buckets.CALL)
                        .tag("outcome", outcome);
        int space = kind.indexOf(' ');
        Timer.Builder labelled =
                base.equals("power_command") && space > 0
                        ? timer.tags(
                                "driver", kind.substring(0, space),
                                "command", kind.substring(space + 1))
                        : timer.tag("kind", kind);
        labelled.register(registry).record(took);
    }
}
