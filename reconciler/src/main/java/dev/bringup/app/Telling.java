package dev.bringup.app;

import dev.bringup.kube.NodeEvents.Line;
import dev.bringup.model.Lead;
import dev.bringup.model.MachineId;
import dev.bringup.port.Entry;
import dev.bringup.port.Note;
import dev.bringup.port.Outcome;
import dev.bringup.port.Status;
import dev.bringup.port.Witness;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands on what happens, and tells of it in Events of Nodes and Machines while we lead. Who cannot
/// keep up loses Events, never time of the engine.
final class Telling implements Witness {

    private static final Logger LOG = LoggerFactory.getLogger(Telling.class);

    /// More wait only when Kubernetes does not answer.
    private static final int MOST = 256;

    private static final Duration LOOK = Duration.ofMillis(50);
    private static final int LOOKS = 20;

    private final Witness next;
    private final Supplier<Optional<Status>> status;
    private final UnaryOperator<String> mask;
    private final BlockingQueue<Line> lines = new ArrayBlockingQueue<>(MOST);

    Telling(Witness next, Supplier<Optional<Status>> status, UnaryOperator<String> mask) {
        this.next = next;
        this.status = status;
        this.mask = mask;
    }

    @Override
    public void noted(Note note) {
        next.noted(note);
        Optional<Line> line = line(note);
        if (line.isPresent() && !lines.offer(line.get())) {
            LOG.debug("an Event is lost: {}", line.get());
        }
    }

    @Override
    public void published(Status now) {
        next.published(now);
    }

    /// Until interrupted. What Kubernetes does not take now is told again; meanwhile others wait.
    void run(Function<Line, Outcome> tell) {
        try {
            while (true) {
                Line line = lines.take();
                awaitStatus();
                while (leads() && tell.apply(line) instanceof Outcome.Retry(_, Duration after)) {
                    Thread.sleep(after);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// What the first look after our election starts is noted before the status is published that
    /// says that we lead.
    private void awaitStatus() throws InterruptedException {
        for (int i = 0; i < LOOKS && !leads(); i++) {
            Thread.sleep(LOOK);
        }
    }

    private boolean leads() {
        return status.get()
                .flatMap(now -> now.observed().around().lead())
                .filter(lead -> lead.value() instanceof Lead.Us)
                .isPresent();
    }

    /// Of whom, how much attention it asks for, and what it is about.
    private record About(MachineId machine, boolean bad, String verb) {

        String reason() {
            return verb.substring(0, 1).toUpperCase(Locale.ROOT) + verb.substring(1);
        }
    }

    private Optional<Line> line(Note note) {
        return about(note)
                .flatMap(about ->
                        Lines.text(note)
                                .map(text -> text.replaceFirst("^" + about.machine() + ": ", ""))
                                .map(mask)
                                .map(text ->
                                        new Line(
                                                about.machine(),
                                                about.bad(),
                                                about.reason(),
                                                text)));
    }

    /// Actions, attempts and alarms; phases stand in the timeline.
    private static Optional<About> about(Note note) {
        return switch (note) {
            case Note.Started started ->
                    Optional.of(
                            new About(started.action().machine(), false, started.action().verb()));
            case Note.Ended ended ->
                    Optional.of(
                            new About(
                                    ended.action().machine(),
                                    ended.outcome() instanceof Outcome.Stalled,
                                    ended.action().verb()));
            case Note.AttemptClosed closed ->
                    Optional.of(
                            new About(
                                    closed.attempt().machine(),
                                    closed.ending() == Entry.Ending.FAILED,
                                    closed.attempt().goal().label()));
            case Note.Alarm alarm -> alarm.machine().map(id -> new About(id, true, "alarm"));
            case Note.CommitAccepted _,
                    Note.CommitRejected _,
                    Note.GitUnusable _,
                    Note.AttemptOpened _,
                    Note.PhaseEnded _,
                    Note.ClusterStarted _,
                    Note.ClusterEnded _,
                    Note.Said _,
                    Note.Imaging _ ->
                    Optional.empty();
        };
    }
}
