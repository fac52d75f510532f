package dev.bringup.app;

import dev.bringup.model.Phase;
import dev.bringup.model.Commit;
import dev.bringup.model.CommitId;
import dev.bringup.model.Action;
import dev.bringup.model.MachineId;
import java.util.List;
import dev.bringup.model.Attempt;
import dev.bringup.model.ClusterAction;
import dev.bringup.model.Diagnostic;
import dev.bringup.port.Note;
import dev.bringup.port.Outcome;
import dev.bringup.port.Status;
import dev.bringup.port.Witness;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/// Every event as one line: into the log, and to whoever watches.
final class Lines implements Witness {

    private static final Logger LOG = LoggerFactory.getLogger(Logs.EVENTS);

    private final UnaryOperator<String> mask;
    private final Consumer<String> out;

    Lines(UnaryOperator<String> mask, Consumer<String> out) {
        this.mask = mask;
        this.out = out;
    }

    @Override
    public void noted(Note note) {
        text(note)
                .map(mask)
                .ifPresent(line -> {
                    about(note).on(LOG.atInfo()).log("{}", line);
                    out.accept(line);
                });
    }

    @Override
    public void published(Status status) {}

    /// Which machine a note is about, and which commit when it says so.
    private record About(Optional<MachineId> machine, Optional<CommitId> commit) {

        static final About NOTHING = new About(Optional.empty(), Optional.empty());

        LoggingEventBuilder on(LoggingEventBuilder event) {
            return with(
                    with(event, LogLine.MACHINE, machine.map(MachineId::name)),
                    LogLine.COMMIT,
                    commit.map(CommitId::brief));
        }

        private static LoggingEventBuilder with(
                LoggingEventBuilder event, String key, Optional<String> value) {
            return value.isPresent() ? event.addKeyValue(key, value.get()) : event;
        }

        static About attempt(Attempt attempt) {
            return new About(Optional.of(attempt.machine()), Optional.of(attempt.commit()));
        }

        static About machine(MachineId machine) {
            return new About(Optional.of(machine), Optional.empty());
        }

        static About commit(Commit commit) {
            return new About(Optional.empty(), Optional.of(commit.id()));
        }
    }

    private static About about(Note note) {
        return switch (note) {
            case Note.CommitAccepted(_, Commit commit) -> About.commit(commit);
            case Note.CommitRejected(_, Commit commit, _) -> About.commit(commit);
            case Note.AttemptOpened(_, Attempt attempt) -> About.attempt(attempt);
            case Note.PhaseEnded ended -> About.attempt(ended.attempt());
            case Note.AttemptClosed closed -> About.attempt(closed.attempt());
            case Note.Started(_, Action action, _) -> About.machine(action.machine());
            case Note.Ended ended -> About.machine(ended.action().machine());
            case Note.Said(_, MachineId machine, _) -> About.machine(machine);
            case Note.Imaging(_, MachineId machine, _) -> About.machine(machine);
            case Note.Alarm(_, Optional<MachineId> machine, _) ->
                    new About(machine, Optional.empty());
            case Note.GitUnusable _, Note.ClusterStarted _, Note.ClusterEnded _ -> About.NOTHING;
        };
    }

    /// What a note says, when it is worth a line.
    static Optional<String> text(Note note) {
        return Optional.ofNullable(
                switch (note) {
                    case Note.CommitAccepted(_, Commit commit) ->
                            "commit " + commit.id().brief() + " accepted: " + commit.subject();
                    case Note.CommitRejected(_, Commit commit, List<Diagnostic> problems) ->
                            "commit "
                                    + commit.id().brief()
                                    + " rejected, the last good one stays in force:\n"
                                    + Diagnostic.render(problems);
                    case Note.GitUnusable(_, String because) -> "git: " + because;
                    // The step that opened it is told with the same words.
                    case Note.AttemptOpened _ -> null;
                    case Note.PhaseEnded(_, Attempt attempt, _, _, Phase phase, Duration took, _) ->
                            "%s: %s took %s"
                                    .formatted(attempt.machine(), phase.label(), seconds(took));
                    case Note.AttemptClosed closed ->
                            "%s: %s %s after %s: %s"
                                    .formatted(
                                            closed.attempt().machine(),
                                            closed.attempt().goal().label(),
                                            closed.ending().name().toLowerCase(Locale.ROOT),
                                            seconds(closed.took()),
                                            closed.because());
                    case Note.Started(_, Action action, String because) ->
                            "%s: %s: %s".formatted(action.machine(), action.verb(), because);
                    case Note.Ended(_, Action action, Outcome.Done _, Duration took) ->
                            "%s: %s done in %s"
                                    .formatted(action.machine(), action.verb(), seconds(took));
                    case Note.Ended(_, Action action, Outcome.Retry(String because, _), _) ->
                            "%s: %s: %s".formatted(action.machine(), action.verb(), because);
                    case Note.Ended(_, Action action, Outcome.Stalled(String because), _) ->
                            "%s: %s: %s".formatted(action.machine(), action.verb(), because);
                    case Note.ClusterStarted(_, ClusterAction action, String because) ->
                            "%s: %s: %s".formatted(action.step(), action.verb(), because);
                    case Note.ClusterEnded ended -> ended(ended);
                    case Note.Said(_, MachineId machine, String text) -> machine + ": " + text;
                    case Note.Imaging _ -> null;
                    case Note.Alarm(_, Optional<MachineId> machine, String text) ->
                            machine.map(m -> m + ": ").orElse("") + "alarm: " + text;
                });
    }

    private static String ended(Note.ClusterEnded ended) {
        String how =
                switch (ended.outcome()) {
                    case Outcome.Done _ -> " done in " + seconds(ended.took());
                    case Outcome.Retry(String because, _) -> ": " + because;
                    case Outcome.Stalled(String because) -> ": " + because;
                };
        return ended.action().step() + ": " + ended.action().verb() + how;
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
