package dev.bringup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Action;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Marker;
import dev.bringup.model.Power;
import dev.bringup.model.Sighting;
import dev.bringup.port.Effect;
import dev.bringup.port.Entry.Ending;
import dev.bringup.port.Message;
import dev.bringup.port.Note;
import dev.bringup.port.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Firmware that starts the disk although the machine is waited for on the network.
class UnheededTest {

    private static final MachineSpec N1 = Fleet.machine(1, 2);
    private static final Optional<Marker> OLD =
            Optional.of(Scene.marker(1, 1, Marker.State.INSTALLED));
    private static final String SAID =
            "its firmware started the disk, not the network, and the reimage waits: it is tried"
                    + " again, by another rung of its power ladder if it has one";

    private final Bench bench = new Bench();

    private void shell(String bootId) {
        shell(bootId, OLD);
    }

    private void shell(String bootId, Optional<Marker> marker) {
        bench.pass(Duration.ofSeconds(3));
        bench.tell(new Message.Sighted(new Sighting.ShellSeen(N1.id(), bootId, marker)));
    }

    /// It is up, out of the cluster, and carries something older than Git asks for.
    private void reimage() {
        bench.git(Fleet.of(1, Fleet.ONE_AT_A_TIME, N1));
        bench.power(1, Power.ON);
        shell("first");
        bench.nodes(Map.of());
        assertEquals(List.of(new Action.Reimage(N1.id(), N1.fingerprint())), bench.actions());
    }

    private Effect.Perform last() {
        return bench.performed().getLast();
    }

    private List<String> alarms() {
        return bench.notes(Note.Alarm.class).stream().map(Note.Alarm::text).toList();
    }

    @Test
    void anotherBootOfTheOldSystemIsSaidAndTriedAgainAtOnce() {
        reimage();
        bench.finished(last(), new Outcome.Done());
        shell("first");
        assertEquals(List.of(), alarms());
        assertEquals(1, bench.performed().size());

        shell("second");
        assertEquals(List.of(SAID), alarms());
        assertEquals(2, bench.performed().size());
        assertEquals(new Effect.Tries(1, 1), last().tries());
        assertEquals(new Action.Reimage(N1.id(), N1.fingerprint()), last().action());
    }

    @Test
    void afterThreeTimesItWaitsForSomebodyAndTheAttemptSaysWhy() {
        reimage();
        for (int n = 1; n <= 3; n++) {
            bench.finished(last(), new Outcome.Done());
            shell("boot-" + n);
            assertEquals(new Effect.Tries(n, n), last().tries());
        }
        bench.finished(last(), new Outcome.Done());
        shell("boot-4");
        assertEquals(4, bench.performed().size());
        assertEquals(
                "its firmware started the disk, not the network, and the reimage waits: it has"
                        + " done so 4 times; put the network first in its boot order",
                alarms().getLast());

        bench.pass(Duration.ofMinutes(10));
        Note.AttemptClosed closed = bench.notes(Note.AttemptClosed.class).getLast();
        assertEquals(Ending.FAILED, closed.ending());
        assertEquals(
                "its firmware started the disk 4 times, and not the network; put the network first"
                        + " in its boot order",
                closed.because());
    }

    /// Nobody told it to restart yet; and what nobody heard before may be any boot.
    @Test
    void onlyABootAfterTheCommandCounts() {
        reimage();
        shell("by itself");
        bench.finished(last(), new Outcome.Done());
        bench.restart();
        bench.git(Fleet.of(1, Fleet.ONE_AT_A_TIME, N1));
        bench.nodes(Map.of());
        shell("unknown before");
        assertEquals(List.of(), alarms());
    }

    /// Nothing is seen of it at all: the next rung is tried, once it had time to show itself.
    @Test
    void whatIsSilentIsTriedAgainByTheNextRungAfterAWhile() {
        reimage();
        assertEquals(Effect.Tries.NONE, last().tries());
        bench.finished(last(), new Outcome.Done());
        bench.pass(Duration.ofMinutes(3));
        assertEquals(1, bench.performed().size());
        bench.pass(Duration.ofMinutes(1));
        bench.power(1, Power.ON);
        bench.nodes(Map.of());
        assertEquals(2, bench.performed().size());
        assertEquals(new Effect.Tries(1, 0), last().tries());
        assertEquals(List.of(), alarms());
    }
}
