package dev.bringup.telemetry;

import dev.bringup.model.Action;
import dev.bringup.model.Attempt;
import dev.bringup.model.ClusterAction;
import dev.bringup.model.Commit;
import dev.bringup.model.CommitId;
import dev.bringup.model.MachineId;
import dev.bringup.model.Ours;
import dev.bringup.port.Entry.Ending;
import dev.bringup.port.Note;
import dev.bringup.port.Outcome;
import dev.bringup.port.Status;
import dev.bringup.port.Tally;
import dev.bringup.port.Witness;
import dev.bringup.view.Attempts;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Turns what happens into metrics. Every phase of every attempt is one observation of
/// `bringup_phase_seconds`: those that ended as they should, and the one in which an attempt broke
/// off.
public final class Meters implements Witness, Tally {

    /// Commits whose time is remembered, for attempts that end long after.
    private static final int COMMITS = 64;

    private final Instruments instruments = new Instruments();
    private final Gauges gauges;
    private final Map<CommitId, Instant> made = new LinkedHashMap<>();
    private final Map<MachineId, Long> imaged = new HashMap<>();

    /// To make one, and even to look one up in the registry, takes longer than a packet.
    private final Map<Tallied, Optional<Counter>> tallies = new ConcurrentHashMap<>();

    private record Tallied(String series, String kind, String outcome) {}

    private final Map<List<String>, Long> expiries = new HashMap<>();

    /// The commit in force until the first action after it.
    private Optional<Commit> fresh = Optional.empty();

    public Meters(String version) {
        gauges = new Gauges(instruments, version);
    }

    /// All metrics in the text format of Prometheus.
    public String scrape() {
        return instruments.prometheus();
    }

    /// The same in the format of OpenMetrics.
    public String openMetrics() {
        return instruments.openMetrics();
    }

    @Override
    public void published(Status status) {
        gauges.show(status);
        status.desired().ifPresent(desired -> remember(desired.commit()));
    }

    private synchronized void remember(Commit commit) {
        made.put(commit.id(), commit.time());
        if (made.size() > COMMITS) {
            made.remove(made.keySet().iterator().next());
        }
    }

    @Override
    public synchronized void noted(Note note) {
        switch (note) {
            case Note.CommitAccepted(_, Commit commit) -> {
                instruments.count(Metric.GIT_COMMITS, 1, "accepted");
                fresh = Optional.of(commit);
                remember(commit);
            }
            case Note.CommitRejected _ -> instruments.count(Metric.GIT_COMMITS, 1, "rejected");
            case Note.GitUnusable _ -> instruments.count(Metric.GIT_COMMITS, 1, "unusable");
            case Note.PhaseEnded e ->
                    phase(e.attempt(), e.phase().label(), List.of(e.profile(), "done"), e.took());
            case Note.AttemptOpened(_, Attempt attempt) -> imaged.remove(attempt.machine());
            case Note.AttemptClosed closed -> closed(closed);
            case Note.Started(Instant at, _, _) -> started(at);
            case Note.Ended e -> ended(e);
            case Note.ClusterStarted(Instant at, _, _) -> started(at);
            case Note.ClusterEnded(_, ClusterAction action, Outcome outcome, _) -> {
                instruments.count(Metric.ACTIONS, 1, action.verb(), outcome.label());
                corrected(action, outcome);
            }
            case Note.Imaging(_, MachineId machine, long bytes) -> imaging(machine, bytes);
            case Note.Said _ -> {}
            case Note.Alarm _ -> instruments.count(Metric.ALARMS, 1);
        }
    }

    private void ended(Note.Ended ended) {
        String verb = ended.action().verb();
        String outcome = ended.outcome().label();
        instruments.count(Metric.ACTIONS, 1, verb, outcome);
        if (ended.action().blast() != Action.Blast.NOTHING) {
            instruments.time(Metric.ACTION, ended.took(), verb, outcome);
        }
    }

    /// An installer that starts over begins at nothing.
    private void imaging(MachineId machine, long bytes) {
        Long before = imaged.put(machine, bytes);
        long more = before == null || bytes < before ? bytes : bytes - before;
        instruments.count(Metric.IMAGE_BYTES, (double) more);
    }

    private void corrected(ClusterAction action, Outcome outcome) {
        if (action instanceof ClusterAction.Apply(_, List<ClusterAction.Todo> todo, _)
                && outcome instanceof Outcome.Done) {
            instruments.count(
                    Metric.ADDONS_CORRECTED,
                    (double)
                            todo.stream()
                                    .filter(t -> t.why() == ClusterAction.Why.CORRECT)
                                    .count());
        }
    }

    private void started(Instant at) {
        fresh.ifPresent(commit ->
                instruments.time(Metric.MERGE_TO_ACTION, Duration.between(commit.time(), at)));
        fresh = Optional.empty();
    }

    private void closed(Note.AttemptClosed closed) {
        Attempt attempt = closed.attempt();
        imaged.remove(attempt.machine());
        String outcome = closed.ending().name().toLowerCase(Locale.ROOT);
        instruments.time(
                of(attempt),
                Metric.CYCLE,
                closed.took(),
                attempt.goal().label(),
                closed.profile(),
                outcome);
        if (closed.ending() == Ending.DONE) {
            ready(closed);
            attempt.timeline().ours().ifPresent(ours -> ours(ours, closed));
        } else {
            Instant since = Attempts.since(attempt.timeline());
            Attempts.running(attempt)
                    .ifPresent(broke ->
                            phase(
                                    attempt,
                                    broke.label(),
                                    List.of(closed.profile(), outcome),
                                    Duration.between(since, closed.at())));
        }
    }

    /// What nobody asked for was no consequence of its commit.
    private void ready(Note.AttemptClosed closed) {
        Attempt attempt = closed.attempt();
        Instant commit = made.get(attempt.commit());
        if (commit != null && attempt.cure().isEmpty() && !attempt.isUnasked()) {
            instruments.time(
                    of(attempt),
                    Metric.MERGE_TO_READY,
                    Duration.between(commit, closed.at()),
                    closed.profile());
        }
    }

    /// Known to be nothing is a number, too.
    private void ours(Ours ours, Note.AttemptClosed closed) {
        Attempt attempt = closed.attempt();
        for (Ours.Why why : Ours.Why.values()) {
            instruments.time(
                    of(attempt),
                    Metric.OURS,
                    ours.total(why),
                    why.name().toLowerCase(Locale.ROOT),
                    closed.profile());
        }
        instruments.share(
                of(attempt),
                Metric.OURS_RATIO,
                ours.share(closed.at()),
                attempt.goal().label(),
                closed.profile());
    }

    private void phase(Attempt attempt, String phase, List<String> how, Duration took) {
        String image = attempt.spec().install().image().name();
        instruments.time(
                of(attempt), Metric.PHASE, took, phase, how.getFirst(), image, how.getLast());
    }

    private static Instruments.Of of(Attempt attempt) {
        return new Instruments.Of(attempt.id().text(), attempt.commit().brief());
    }

    @Override
    public void add(String series, String kind, String outcome, long more) {
        tallies.computeIfAbsent(new Tallied(series, kind, outcome), this::counter)
                .ifPresent(counter -> counter.increment((double) more));
    }

    private Optional<Counter> counter(Tallied of) {
        return Metric.counted(of.series())
                .map(m -> instruments.counter(m, labels(m, of.kind(), of.outcome())));
    }

    /// The kind of a power command is its driver and its command with a space between.
    @Override
    public void time(String series, String kind, String outcome, Duration took) {
        Metric.counted(series).ifPresent(m -> instruments.time(m, took, labels(m, kind, outcome)));
    }

    @Override
    public synchronized void expires(String certificate, Instant at) {
        expiries.put(List.of(certificate), at.getEpochSecond());
        instruments.set(Metric.CERTIFICATE_EXPIRY, expiries);
    }

    private static String[] labels(Metric metric, String kind, String outcome) {
        return switch (metric.labels().size()) {
            case 0 -> new String[0];
            case 1 -> new String[] {outcome};
            case 2 -> new String[] {kind, outcome};
            default -> {
                int space = kind.indexOf(' ');
                yield new String[] {
                    kind.substring(0, Math.max(space, 0)), kind.substring(space + 1), outcome
                };
            }
        };
    }
}
