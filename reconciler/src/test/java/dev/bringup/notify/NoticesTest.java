package dev.bringup.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.model.Action;
import dev.bringup.model.Attempt;
import dev.bringup.model.ClusterAction;
import dev.bringup.model.Phase;
import dev.bringup.model.Receiver.Topic;
import dev.bringup.port.Entry.Ending;
import dev.bringup.port.Note;
import dev.bringup.port.Outcome;
import dev.bringup.query.Pictures;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NoticesTest {

    private static final Instant AT = Pictures.AT;
    private static final Duration TOOK = Duration.ofSeconds(192);

    private static Note closed(Ending ending, String because) {
        Attempt attempt = Pictures.attempt(2, AT, Phase.WAKE);
        return new Note.AttemptClosed(AT, attempt, "worker", ending, because, TOOK);
    }

    private static String told(Note note) {
        return Notices.of(note).map(n -> n.topic() + " " + n.line()).orElse("nothing");
    }

    @Test
    void whatSomebodyHasToKnowIsToldInWords() {
        assertEquals(
                "READY node-02: install is done after 3 min 12 s, for commit a1b2c3d4",
                told(closed(Ending.DONE, "it is Ready")));
        assertEquals(
                "FAILED node-02: install failed after 3 min 12 s, for commit a1b2c3d4: no sign of"
                        + " life",
                told(closed(Ending.FAILED, "no sign of life")));
        assertEquals("nothing", told(closed(Ending.SUPERSEDED, "Git wants another")));
        assertEquals(
                "ALARM node-01: a replayed permit",
                told(
                        new Note.Alarm(
                                AT, Optional.of(Pictures.machine(1).id()), "a replayed permit")));
        assertEquals("ALARM a stranger", told(new Note.Alarm(AT, Optional.empty(), "a stranger")));
        Action drain = new Action.Drain(Pictures.machine(1).id());
        assertEquals(
                "STUCK node-01: drain is stuck: no such Node",
                told(new Note.Ended(AT, drain, new Outcome.Stalled("no such Node"), TOOK)));
        ClusterAction apply = new ClusterAction.Apply("cni", List.of(), TOOK);
        assertEquals(
                "STUCK apply cni is stuck: refused",
                told(new Note.ClusterEnded(AT, apply, new Outcome.Stalled("refused"), TOOK)));
    }

    @Test
    void whatGoesOnByItselfIsNot() {
        Action drain = new Action.Drain(Pictures.machine(1).id());
        for (Note note :
                List.of(
                        new Note.Ended(AT, drain, new Outcome.Done(), TOOK),
                        new Note.Ended(AT, drain, new Outcome.Retry("busy", TOOK), TOOK),
                        new Note.Started(AT, drain, "it sleeps"),
                        new Note.CommitAccepted(AT, Pictures.COMMIT),
                        new Note.GitUnusable(AT, "no route"),
                        new Note.AttemptOpened(AT, Pictures.attempt(1, AT)),
                        new Note.Said(AT, drain.machine(), "a line"))) {
            assertEquals("nothing", told(note));
        }
    }

    @Test
    void aFailureForTheSameReasonIsTheSameHoweverLongItTook() {
        Attempt attempt = Pictures.attempt(2, AT, Phase.WAKE);
        assertEquals(
                1,
                List.of(30L, 300L).stream()
                        .map(seconds ->
                                new Note.AttemptClosed(
                                        AT.plusSeconds(seconds),
                                        attempt,
                                        "worker",
                                        Ending.FAILED,
                                        "no sign of life",
                                        Duration.ofSeconds(seconds)))
                        .map(note -> Notices.of(note).orElseThrow().key())
                        .distinct()
                        .count());
        assertEquals(Topic.FAILED, Notices.of(closed(Ending.FAILED, "x")).orElseThrow().topic());
    }
}
