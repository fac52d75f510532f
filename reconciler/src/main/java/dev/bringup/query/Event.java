package dev.bringup.query;

import dev.bringup.model.Action;
import dev.bringup.model.Attempt;
import dev.bringup.model.ClusterAction;
import dev.bringup.model.Commit;
import dev.bringup.model.Diagnostic;
import dev.bringup.model.MachineId;
import dev.bringup.port.Note;
import dev.bringup.port.Outcome;
import dev.bringup.view.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A note as a line. Ids count up from 1 as long as this process lives.
public record Event(long id, Instant at, Tone tone, Optional<String> machine, String text) {

    private static final double MEGA = 1_000_000;

    /// How much attention it asks for.
    public enum Tone {
        QUIET,
        GOOD,
        BAD
    }

    private record Line(Tone tone, Optional<MachineId> machine, String text) {}

    static Event of(long id, Note note) {
        Line line = line(note);
        return new Event(
                id, note.at(), line.tone(), line.machine().map(MachineId::name), line.text());
    }

    private static Line line(Note note) {
        return switch (note) {
            case Note.CommitAccepted(_, Commit c) ->
                    line(Tone.GOOD, said(c) + " is in force: " + c.subject());
            case Note.CommitRejected(_, Commit c, List<Diagnostic> problems) ->
                    line(Tone.BAD, said(c) + " is rejected: " + first(problems));
            case Note.GitUnusable(_, String because) ->
                    line(Tone.BAD, "Git cannot be used: " + because);
            case Note.AttemptOpened(_, Attempt a) ->
                    line(
                            a.machine(),
                            a.goal().label()
                                    + " begins for "
                                    + a.commit().brief()
                                    + ": "
                                    + a.cause());
            case Note.PhaseEnded e ->
                    line(
                            e.attempt().machine(),
                            e.phase().label()
                                    + " took "
                                    + Words.of(e.took())
                                    + " ("
                                    + e.evidence()
                                    + ")");
            case Note.AttemptClosed closed -> closed(closed);
            case Note.Started(_, Action action, String because) ->
                    line(action.machine(), action.verb() + ": " + because);
            case Note.Ended ended -> ended(ended);
            case Note.ClusterStarted(_, ClusterAction action, String because) ->
                    line(Tone.QUIET, action.verb() + " " + action.step() + ": " + because);
            case Note.ClusterEnded ended -> ended(ended);
            case Note.Said(_, MachineId machine, String text) -> line(machine, text);
            case Note.Imaging(_, MachineId machine, long bytes) ->
                    line(
                            machine,
                            String.format(Locale.ROOT, "%.1f MB are on the disk", bytes / MEGA));
            case Note.Alarm(_, Optional<MachineId> machine, String text) ->
                    new Line(Tone.BAD, machine, text);
        };
    }

    private static Line line(Tone tone, String text) {
        return new Line(tone, Optional.empty(), text);
    }

    private static Line line(MachineId machine, String text) {
        return new Line(Tone.QUIET, Optional.of(machine), text);
    }

    private static String said(Commit commit) {
        return "commit " + commit.id().brief() + " by " + commit.author();
    }

    private static String first(List<Diagnostic> problems) {
        String first = problems.getFirst().at() + " " + problems.getFirst().problem();
        return problems.size() == 1 ? first : first + ", and " + (problems.size() - 1) + " more";
    }

    private static Line closed(Note.AttemptClosed closed) {
        Tone tone =
                switch (closed.ending()) {
                    case DONE -> Tone.GOOD;
                    case FAILED -> Tone.BAD;
                    case SUPERSEDED -> Tone.QUIET;
                };
        String ending = closed.ending().name().toLowerCase(Locale.ROOT);
        String what = closed.attempt().goal().label() + " is " + ending;
        return new Line(
                tone,
                Optional.of(closed.attempt().machine()),
                what + " after " + Words.of(closed.took()) + ": " + closed.because());
    }

    private static Line ended(Note.ClusterEnded ended) {
        String what = ended.action().verb() + " " + ended.action().step();
        return switch (ended.outcome()) {
            case Outcome.Done _ ->
                    line(Tone.GOOD, what + " is done after " + Words.of(ended.took()));
            case Outcome.Retry(String because, Duration after) ->
                    line(Tone.QUIET, what + " has to wait " + Words.of(after) + ": " + because);
            case Outcome.Stalled(String because) -> line(Tone.BAD, what + " is stuck: " + because);
        };
    }

    private static Line ended(Note.Ended ended) {
        MachineId machine = ended.action().machine();
        String verb = ended.action().verb();
        return switch (ended.outcome()) {
            case Outcome.Done _ -> line(machine, verb + " is done after " + Words.of(ended.took()));
            case Outcome.Retry(String because, Duration after) ->
                    line(machine, verb + " has to wait " + Words.of(after) + ": " + because);
            case Outcome.Stalled(String because) ->
                    new Line(Tone.BAD, Optional.of(machine), verb + " is stuck: " + because);
        };
    }
}
