package dev.bringup.query;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.TreeMap;
import dev.bringup.model.Plan;
import dev.bringup.model.Power;
import dev.bringup.model.Seen;
import dev.bringup.model.Action;
import dev.bringup.model.Attempt;
import dev.bringup.model.Commit;
import dev.bringup.model.CommitId;
import dev.bringup.model.MachineId;
import dev.bringup.model.Phase;
import dev.bringup.port.Entry.Ending;
import dev.bringup.port.Note;
import dev.bringup.port.Outcome;
import dev.bringup.port.Status;
import dev.bringup.view.MachineDetail;
import dev.bringup.view.AttemptView;
import dev.bringup.view.Condition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BoardTest {

    private static final MachineId NODE = Pictures.machine(1).id();
    private static final Attempt ATTEMPT =
            Pictures.attempt(1, Pictures.AT, Phase.WAKE, Phase.FIRMWARE);

    private final Board board = new Board(3);

    static Stream<Arguments> notes() {
        Action reimage = new Action.Drain(NODE);
        Duration took = Duration.ofSeconds(72);
        return Stream.of(
                Arguments.of(
                        new Note.CommitAccepted(Pictures.AT, Pictures.COMMIT),
                        "GOOD - commit a1b2c3d4 by Ada is in force: Add node-02 to the lab"),
                Arguments.of(
                        new Note.CommitRejected(
                                Pictures.AT,
                                Pictures.COMMIT,
                                List.of(Pictures.TYPO, Pictures.TYPO)),
                        "BAD - commit a1b2c3d4 by Ada is rejected: machines/node-04.yaml:8:3"
                                + " unknown field 'profil' in 'spec', and 1 more"),
                Arguments.of(
                        new Note.GitUnusable(Pictures.AT, "connection refused"),
                        "BAD - Git cannot be used: connection refused"),
                Arguments.of(
                        new Note.AttemptOpened(Pictures.AT, ATTEMPT),
                        "QUIET node-01 install begins for a1b2c3d4: new in Git"),
                Arguments.of(
                        new Note.PhaseEnded(
                                Pictures.AT, ATTEMPT, "worker", "os", Phase.IMAGE, took, "digest"),
                        "QUIET node-01 image took 1 min 12 s (digest)"),
                Arguments.of(
                        new Note.AttemptClosed(
                                Pictures.AT, ATTEMPT, "worker", Ending.DONE, "Ready", took),
                        "GOOD node-01 install is done after 1 min 12 s: Ready"),
                Arguments.of(
                        new Note.AttemptClosed(
                                Pictures.AT, ATTEMPT, "worker", Ending.FAILED, "silence", took),
                        "BAD node-01 install is failed after 1 min 12 s: silence"),
                Arguments.of(
                        new Note.Started(Pictures.AT, reimage, "it left Git"),
                        "QUIET node-01 drain: it left Git"),
                Arguments.of(
                        new Note.Ended(
                                Pictures.AT, reimage, new Outcome.Done(), Duration.ofMillis(1234)),
                        "QUIET node-01 drain is done after 1.2 s"),
                Arguments.of(
                        new Note.Ended(
                                Pictures.AT,
                                reimage,
                                new Outcome.Retry("a budget forbids it", Duration.ofSeconds(5)),
                                took),
                        "QUIET node-01 drain has to wait 5.0 s: a budget forbids it"),
                Arguments.of(
                        new Note.Ended(Pictures.AT, reimage, new Outcome.Stalled("no"), took),
                        "BAD node-01 drain is stuck: no"),
                Arguments.of(
                        new Note.Imaging(Pictures.AT, NODE, 12_345_678),
                        "QUIET node-01 12.3 MB are on the disk"),
                Arguments.of(
                        new Note.Alarm(Pictures.AT, Optional.of(NODE), "refused a replay"),
                        "BAD node-01 refused a replay"));
    }

    @ParameterizedTest
    @MethodSource("notes")
    void everyNoteIsALine(Note note, String expected) {
        board.noted(note);

        Event event = board.eventsSince(0).getFirst();
        assertEquals(
                expected, event.tone() + " " + event.machine().orElse("-") + " " + event.text());
    }

    @Test
    void onlyTheLatestEventsAreKept() {
        for (int i = 1; i <= 5; i++) {
            board.noted(new Note.Alarm(Pictures.AT, Optional.empty(), "n" + i));
        }

        assertEquals(List.of(3L, 4L, 5L), board.eventsSince(0).stream().map(Event::id).toList());
        assertEquals(List.of("n5"), board.eventsSince(4).stream().map(Event::text).toList());
        assertEquals(5, board.lastId());
    }

    @Test
    void whoeverListensIsToldUntilTheyStop() {
        List<Board.News> heard = new ArrayList<>();
        Runnable stop = board.listen(heard::add);
        board.noted(new Note.Alarm(Pictures.AT, Optional.empty(), "one"));
        board.published(Pictures.status(0, Map.of(), List.of()));
        stop.run();
        board.published(Pictures.status(0, Map.of(), List.of()));

        assertEquals(
                List.of(
                        new Board.News.Happened(board.eventsSince(0).getFirst()),
                        new Board.News.Published()),
                heard);
    }

    @Test
    void machinesSayHowTheyAreAndWhatComesNext() {
        board.published(Pictures.everything(Pictures.AT));

        assertEquals(
                List.of(
                        "node-01  ready  nothing to do",
                        "node-02  installing  waits for the end of image",
                        "node-03  off  reimage is held by R4",
                        "node-04  draining  drain is under way for 12 s",
                        "node-05  stopped  stopped until Git changes"),
                board.lines());
        assertEquals(
                "HeldView[machine=node-05, verb=install, rail=R6, rule=install only to a blank disk"
                        + " or one whose marker says this machine, because=disk vda (serial"
                        + " S3Z8NB0K) holds data of unknown origin]",
                board.machines().get(4).outlook().held().orElseThrow().toString());
    }

    @Test
    void aMachineIsToldWithTheFactsThatItRestsOn() {
        board.published(Pictures.everything(Pictures.AT));

        assertEquals(
                List.of(
                        new MachineDetail.Evidence("power", "on", "bmc", Pictures.AT),
                        new MachineDetail.Evidence("Node", "Ready", "watch", Pictures.AT)),
                board.machine("node-01").orElseThrow().evidence());
    }

    @Test
    void whoeverThePolicyHasAsleepIsSaidToSleep() {
        TreeMap<MachineId, Seen> seen = new TreeMap<>();
        seen.put(Pictures.machine(1).id(), Seen.NOTHING.withPower(Power.OFF, "bmc", Pictures.AT));
        TreeMap<MachineId, String> asleep = new TreeMap<>();
        asleep.put(Pictures.machine(1).id(), "asleep until Tue 06:00 Europe/Berlin");
        board.published(
                Pictures.status(1, seen, List.of(), new Plan(List.of(), List.of(), asleep)));

        assertEquals(
                List.of("node-01  asleep  asleep until Tue 06:00 Europe/Berlin"), board.lines());
    }

    @Test
    void anOpenAttemptShowsWhatRunsAndHowFarTheImageIs() {
        Attempt writing =
                Pictures.attempt(
                        1, Pictures.AT, Phase.WAKE, Phase.FIRMWARE, Phase.BOOTLOADER, Phase.KERNEL);
        board.noted(new Note.AttemptOpened(Pictures.AT, writing));
        board.noted(new Note.Imaging(Pictures.AT, NODE, 4096));
        board.published(Pictures.status(1, Map.of(), List.of(writing)));

        AttemptView view = board.attempts().getFirst();
        assertEquals(
                Optional.of(
                        new AttemptView.Running(
                                Phase.IMAGE, Pictures.AT.plusSeconds(20), Optional.of(4096L))),
                view.running());
        assertEquals(
                List.of("wake", "firmware", "bootloader", "kernel"),
                view.phases().stream().map(AttemptView.Bar::phase).toList());
        assertEquals(Optional.of(view), board.machines().getFirst().attempt());
    }

    @Test
    void theLastAttemptStaysInSightWhenItIsOver() {
        board.noted(
                new Note.AttemptClosed(
                        Pictures.AT,
                        ATTEMPT,
                        "worker",
                        Ending.DONE,
                        "Ready",
                        Duration.ofSeconds(60)));
        board.published(Pictures.status(1, Map.of(NODE, Pictures.ready(Pictures.AT)), List.of()));

        assertEquals(Condition.READY, board.machines().getFirst().state());
        assertEquals(
                Optional.of(
                        new AttemptView.End("done", "Ready", Pictures.AT, Duration.ofSeconds(60))),
                board.machines().getFirst().attempt().orElseThrow().end());
    }

    @Test
    void aMachineThatLeftGitIsShownUntilItIsGone() {
        Status one = Pictures.status(1, Map.of(), List.of());
        board.published(
                new Status(
                        one.desired(),
                        new dev.bringup.model.Observed(
                                Pictures.AT,
                                one.observed().seen(),
                                one.observed().inFlight(),
                                one.observed().attempts(),
                                new java.util.TreeMap<>(
                                        Map.of(Pictures.machine(2).id(), Pictures.machine(2))),
                                List.of()),
                        one.plan(),
                        one.git()));

        assertEquals(
                List.of("node-01  unknown  nothing to do", "node-02  leaving  nothing to do"),
                board.lines());
    }

    @Test
    void theStatusNamesTheCommitInForceAndTheOneThatIsNot() {
        assertEquals(Optional.empty(), board.status());
        board.published(Pictures.everything(Pictures.AT));

        StatusView status = board.status().orElseThrow();
        assertEquals("a1b2c3d4", status.commit().orElseThrow().brief());
        assertEquals(
                new Commit(
                                new CommitId("e".repeat(40)),
                                "Bob",
                                Pictures.AT.minusSeconds(20),
                                "Add node-04")
                        .subject(),
                status.rejected().orElseThrow().commit().subject());
        assertEquals(
                """
                machines/node-04.yaml:8:3: error BU1101: unknown field 'profil' in 'spec'
                8 |   profil: worker
                  |   ^
                  = help: did you mean 'profile'?\
                """,
                status.rejected().orElseThrow().problems().getFirst().rendered());
    }
}
