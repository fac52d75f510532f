package dev.bringup.notify;

import dev.bringup.model.Attempt;
import dev.bringup.model.MachineId;
import dev.bringup.model.Receiver.Topic;
import dev.bringup.port.Note;
import dev.bringup.port.Outcome;
import dev.bringup.view.Words;
import java.time.Instant;
import java.util.Optional;

/// Which of the things that happen are worth telling. What lasts is seen by [Conditions].
final class Notices {

    private Notices() {}

    static Optional<Notice> of(Note note) {
        return switch (note) {
            case Note.AttemptClosed closed -> closed(closed);
            case Note.Alarm(Instant at, Optional<MachineId> machine, String text) ->
                    Optional.of(new Notice(at, Topic.ALARM, machine, text, text));
            case Note.Ended ended when ended.outcome() instanceof Outcome.Stalled(String why) ->
                    Optional.of(
                            stuck(
                                    ended.at(),
                                    Optional.of(ended.action().machine()),
                                    ended.action().verb() + " is stuck: " + why));
            case Note.ClusterEnded ended
                    when ended.outcome() instanceof Outcome.Stalled(String why) ->
                    Optional.of(
                            stuck(
                                    ended.at(),
                                    Optional.empty(),
                                    "%s %s is stuck: %s"
                                            .formatted(
                                                    ended.action().verb(),
                                                    ended.action().step(),
                                                    why)));
            case Note.CommitAccepted _,
                    Note.CommitRejected _,
                    Note.GitUnusable _,
                    Note.AttemptOpened _,
                    Note.PhaseEnded _,
                    Note.Started _,
                    Note.Ended _,
                    Note.ClusterStarted _,
                    Note.ClusterEnded _,
                    Note.Said _,
                    Note.Imaging _ ->
                    Optional.empty();
        };
    }

    private static Notice stuck(Instant at, Optional<MachineId> machine, String text) {
        return new Notice(at, Topic.STUCK, machine, text, text);
    }

    private static Optional<Notice> closed(Note.AttemptClosed closed) {
        String goal = closed.attempt().goal().label();
        return switch (closed.ending()) {
            case DONE -> Optional.of(closed(closed, Topic.READY, goal + " is done", ""));
            case FAILED ->
                    Optional.of(
                            closed(
                                    closed,
                                    Topic.FAILED,
                                    goal + " failed",
                                    ": " + closed.because()));
            case SUPERSEDED -> Optional.empty();
        };
    }

    private static Notice closed(Note.AttemptClosed closed, Topic topic, String what, String why) {
        Attempt attempt = closed.attempt();
        String commit = ", for commit " + attempt.commit().brief() + why;
        return new Notice(
                closed.at(),
                topic,
                Optional.of(attempt.machine()),
                what + " after " + Words.of(closed.took()) + commit,
                what + commit);
    }
}
