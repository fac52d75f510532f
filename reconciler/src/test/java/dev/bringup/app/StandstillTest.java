package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.Desired;
import dev.bringup.model.Direction;
import dev.bringup.model.Ip4;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Plan;
import dev.bringup.port.Note;
import dev.bringup.port.Message;
import dev.bringup.port.Status;
import dev.bringup.port.Witness;
import dev.bringup.store.SqliteJournal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nothing can be written down.
class StandstillTest {

    private static final Desired TWO = Fleet.of(1, 2, 1);

    /// The first has its Node, the second has none, and nobody knows what is on its disk.
    private static final Status STATUS =
            new Status(
                    Optional.of(TWO),
                    Scene.of(TWO).with(1, Scene.ready(1)).with(2, Scene.absent()).observed(),
                    Plan.EMPTY,
                    new Status.Git(Optional.empty(), List.of(), Optional.empty()));

    @TempDir Path folder;

    private final Loop loop = new Loop(HostClock.load(Path.of("nowhere")), () -> {});
    private final List<String> alarms = new ArrayList<>();

    private final Witness witness =
            new Witness() {
                @Override
                public void noted(Note note) {
                    if (note instanceof Note.Alarm(_, _, String text)) {
                        alarms.add(text);
                    }
                }

                @Override
                public void published(Status now) {}
            };

    private List<BootAnswer> ask(BootRequest request) {
        List<BootAnswer> answers = new ArrayList<>();
        loop.ask(request, answers::add);
        return answers;
    }

    private static BootRequest.Script asks(int n, Ip4 from) {
        return new BootRequest.Script(
                Fleet.machine(n, 1).mac(), from, Optional.empty(), Optional.empty());
    }

    private static Ip4 address(int n) {
        MachineSpec machine = Fleet.machine(n, 1);
        return machine.address();
    }

    /// It is over, or we are stopped, when it was asked twice whether it is.
    private boolean outlast(boolean over) throws InterruptedException {
        SqliteJournal.Unusable why =
                assertThrows(
                        SqliteJournal.Unusable.class,
                        () -> SqliteJournal.open(folder, InstantSource.fixed(Fleet.NOON)));
        AtomicInteger asked = new AtomicInteger();
        Standstill standstill =
                new Standstill(
                        loop,
                        () -> {
                            if (asked.incrementAndGet() == 2 && !over) {
                                loop.stop();
                            }
                            return asked.get() == 2 && over;
                        },
                        witness,
                        () -> Optional.of(STATUS));
        return standstill.outlast(why, Fleet.NOON);
    }

    @Test
    void whoIsAtHomeStaysAndNothingElseBegins() throws InterruptedException {
        List<BootAnswer> home = ask(asks(1, address(1)));
        List<BootAnswer> elsewhere = ask(asks(1, address(2)));
        List<BootAnswer> unknown = ask(asks(2, address(2)));
        List<Optional<String>> directed = new ArrayList<>();
        loop.tell(new Message.Directed(new Direction.Suspend("so"), directed::add));

        assertTrue(outlast(true));

        List<BootAnswer> waits =
                List.of(new BootAnswer.Wait(Duration.ofSeconds(30), Standstill.BECAUSE));
        assertEquals(List.of(new BootAnswer.LocalDisk("no installation is due")), home);
        assertEquals(waits, elsewhere);
        assertEquals(waits, unknown);
        assertEquals(List.of(Optional.of(Standstill.BECAUSE)), directed);
        assertEquals(1, alarms.size());
        assertTrue(alarms.getFirst().endsWith("nothing is begun until it can be: make room"));
    }

    @Test
    void itCanBeStopped() throws InterruptedException {
        assertFalse(outlast(false));
    }
}
