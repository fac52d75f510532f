package dev.bringup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.model.Attempt;
import dev.bringup.model.Desired;
import dev.bringup.model.Permit;
import dev.bringup.port.Entry;
import dev.bringup.port.Note;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What is said of an attempt when a commit comes in the middle of it.
class EndedByCommitTest {

    private final Bench bench = new Bench();

    /// One attempt that came as far as this when the commit comes.
    private String superseded(Permit.Stage stage, Desired next) {
        bench.git(Fleet.of(1, 2, 1));
        bench.nodes(Map.of());
        Attempt attempt = bench.attempt(1).orElseThrow();
        bench.append(new Entry.Open(bench.now(), attempt.at(stage)));
        bench.restart();
        bench.git(Fleet.of(1, 2, 1));
        bench.git(next);
        return bench.notes(Note.AttemptClosed.class).stream()
                .filter(closed -> closed.attempt().machine().equals(attempt.machine()))
                .map(Note.AttemptClosed::because)
                .findFirst()
                .orElse("it goes on");
    }

    @Test
    void aHalfWrittenDiskIsSaidAndWhatHappensNext() {
        assertEquals(
                "Git asks for something else now: its disk is half written and does not boot, and"
                        + " it is given what Git asks for",
                superseded(Permit.Stage.WRITING, Fleet.of(2, 2, 2)));
    }

    @Test
    void aWholeInstallationIsFinishedFirst() {
        assertEquals("it goes on", superseded(Permit.Stage.WRITTEN, Fleet.of(2, 2, 2)));
    }

    @Test
    void whatWasInstalledStaysWhenAMachineLeaves() {
        assertEquals(
                "the machine left Git: what was installed stays on its disk, and it is drained,"
                        + " released and switched off",
                superseded(
                        Permit.Stage.BOOTED,
                        Fleet.of(2, Fleet.ONE_AT_A_TIME, Fleet.machine(2, 1))));
    }
}
