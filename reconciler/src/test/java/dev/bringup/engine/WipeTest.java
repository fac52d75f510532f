package dev.bringup.engine;

import static dev.bringup.Graveyard.serial;
import static dev.bringup.Graveyard.tombstone;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Action;
import dev.bringup.model.Attempt;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.BootRequest.Content;
import dev.bringup.model.BootRequest.Installing;
import dev.bringup.model.Departed;
import dev.bringup.model.Desired;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Marker;
import dev.bringup.model.Observed;
import dev.bringup.model.Permit.Stage;
import dev.bringup.model.PermitId;
import dev.bringup.model.Phase;
import dev.bringup.model.Power;
import dev.bringup.port.Entry;
import dev.bringup.port.Entry.Ending;
import dev.bringup.port.Note;
import dev.bringup.port.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// From a tombstone in Git to a disk that is wiped, once, whatever happens on the way.
class WipeTest {

    private static final MachineSpec N4 = Fleet.machine(4, 1);
    private static final Desired GONE = Fleet.of(2, 3, 1);
    private static final Desired BURIED = Fleet.of(3, 3, 1).burying(List.of(tombstone(4)));

    private final Bench bench = new Bench();

    @BeforeEach
    void aMachineThatWasSeenAndLeft() {
        bench.git(Fleet.of(1, 4, 1));
        bench.ask(script("S4"));
        bench.git(GONE);
        released();
    }

    private void released() {
        bench.nodes(Map.of());
        bench.performed().stream()
                .filter(p -> p.action() instanceof Action.PowerOff)
                .forEach(p -> bench.finished(p, new Outcome.Done()));
        bench.power(4, Power.OFF);
    }

    private static BootRequest script(String serial) {
        return new BootRequest.Script(
                N4.mac(), N4.address(), Optional.empty(), Optional.of(serial));
    }

    private BootRequest disks(Marker.State state) {
        return new BootRequest.Disks(
                permit(),
                N4.address(),
                List.of(
                        new BootRequest.Disk(
                                "vda",
                                "",
                                Optional.empty(),
                                1L << 30,
                                new Content.Marked(Scene.marker(4, 1, state)))));
    }

    private BootRequest says(Installing now) {
        return new BootRequest.Progress(permit(), N4.address(), now, 7);
    }

    private PermitId permit() {
        return attempt().permit().orElseThrow().id();
    }

    private Attempt attempt() {
        return bench.attempt(4).orElseThrow();
    }

    private Departed departed() {
        return bench.status().observed().remembered().departed();
    }

    private <E extends Entry> Stream<E> journal(Class<E> kind) {
        return bench.journal.stream().filter(kind::isInstance).map(kind::cast);
    }

    /// As the BMC says, or as a magic packet went out.
    private void commanded() {
        bench.performed().stream()
                .filter(p -> p.action() instanceof Action.Wipe)
                .forEach(p -> bench.finished(p, new Outcome.Done()));
    }

    private void begun() {
        bench.git(BURIED);
        commanded();
        bench.ask(script("S4"));
        bench.ask(disks(Marker.State.INSTALLED));
    }

    @Test
    void whatLeftAndWhatItWasIsRemembered() {
        Departed.FirstSeen first = new Departed.FirstSeen(N4.mac(), serial("S4"));
        assertEquals(Map.of(N4.id(), N4), departed().specs());
        assertEquals(Map.of(N4.id(), first), departed().known());

        Departed before = departed();
        bench.restart();
        bench.pass(Duration.ofSeconds(1));
        assertEquals(before, departed());
    }

    @Test
    void whoComesBackIsNotGone() {
        bench.git(Fleet.of(3, 4, 1));
        assertEquals(Map.of(), departed().specs());
        bench.restart();
        bench.pass(Duration.ofSeconds(1));
        assertEquals(Map.of(), departed().specs());
    }

    @Test
    void itIsWipedStepByStep() {
        bench.git(BURIED);
        assertEquals(new Action.Wipe(N4.id(), tombstone(4)), bench.actions().getLast());
        assertEquals(new Attempt.Goal.Wiped(tombstone(4)), attempt().goal());

        assertEquals(
                Optional.of(
                        new BootAnswer.StartInstaller(
                                N4, attempt().at(Stage.ISSUED).permit().get())),
                bench.ask(script("S4")));
        assertTrue(bench.ask(disks(Marker.State.INSTALLED)).get() instanceof BootAnswer.Wipe);
        assertEquals(Optional.of(Stage.WRITING), attempt().stage());
        bench.ask(says(Installing.WRITING));
        bench.ask(says(Installing.WRITTEN));
        assertEquals(Optional.of(Phase.KERNEL), attempt().timeline().reached());
        assertEquals(Optional.of(new BootAnswer.Noted()), bench.ask(says(Installing.WIPED)));

        assertEquals(Optional.empty(), bench.attempt(4));
        assertEquals(
                List.of(new Entry.Wiped(bench.now(), tombstone(4))),
                journal(Entry.Wiped.class).toList());
        Entry.Closed closed = journal(Entry.Closed.class).toList().getLast();
        assertEquals(Ending.DONE, closed.ending());
        assertEquals("its disk is wiped", closed.because());
        // A magic packet tells nothing: what the installer does is all that is known of its power.
        assertEquals(
                "installer", bench.status().observed().of(N4.id()).power().orElseThrow().source());
        assertEquals(Map.of(), bench.status().observed().leaving());
    }

    @Test
    void itIsNeverWipedAgain() {
        itIsWipedStepByStep();
        int done = bench.actions().size();
        bench.pass(Duration.ofHours(2));
        bench.nodes(Map.of());
        assertEquals(done, bench.actions().size());

        bench.restart();
        bench.git(BURIED);
        released();
        bench.pass(Duration.ofHours(2));
        bench.nodes(Map.of());
        assertTrue(bench.actions().stream().noneMatch(a -> a.machine().equals(N4.id())));
        assertTrue(
                bench.notes(Note.Alarm.class).stream()
                        .map(Note.Alarm::text)
                        .anyMatch(
                                "tombstone goodbye is spent: it was carried out; remove it"
                                        ::equals));
    }

    @Test
    void aTombstoneThatIsTakenBackInTimeDoesNothing() {
        bench.git(BURIED);
        commanded();
        bench.ask(script("S4"));
        bench.git(Fleet.of(4, 3, 1));

        Entry.Closed closed = journal(Entry.Closed.class).toList().getLast();
        assertEquals(Ending.SUPERSEDED, closed.ending());
        assertEquals("its tombstone was taken back", closed.because());
        // It may be on by now, and what is on its disk is not to join.
        assertEquals(Map.of(N4.id(), N4), bench.status().observed().leaving());
        bench.power(4, Power.ON);
        assertEquals(new Action.PowerOff(N4.id()), bench.actions().getLast());
        assertEquals(
                Optional.of(new BootAnswer.LocalDisk("no machine has this MAC address")),
                bench.ask(script("S4")));
    }

    @Test
    void whatIsBegunGoesOnWithoutItsTombstone() {
        begun();
        bench.git(Fleet.of(4, 4, 1));

        assertEquals(Optional.of(Stage.WRITING), attempt().stage());
        assertEquals(
                "it is being wiped, which nothing undoes; what Git asks for comes after",
                bench.status().plan().held().getLast().because());
        bench.ask(says(Installing.WRITTEN));
        bench.ask(says(Installing.WIPED));
        assertEquals(1, journal(Entry.Wiped.class).count());
        assertEquals(Map.of(), bench.status().observed().leaving());
        bench.nodes(Map.of());
        assertEquals(
                new Action.Wake(N4.id(), Optional.of(N4.fingerprint())), bench.actions().getLast());
    }

    @Test
    void aKilledReconcilerGoesOn() {
        begun();
        bench.ask(says(Installing.WRITTEN));
        bench.restart();
        bench.git(BURIED);
        bench.ask(says(Installing.WIPED));
        assertEquals(1, journal(Entry.Wiped.class).count());
    }

    @Test
    void anotherBoardIsHeldUntilGitChanges() {
        bench.git(BURIED);
        commanded();
        bench.ask(script("S5"));
        String because = "it is not the machine of its tombstone: it has serial S5, not S4";
        assertEquals(because, attempt().stopped().orElseThrow().because());
        assertEquals(because, bench.status().plan().held().getLast().because());

        bench.git(Fleet.of(4, 3, 1).burying(List.of(tombstone(4))));
        assertEquals(
                "a new commit may let it go on",
                journal(Entry.Closed.class).toList().getLast().because());
    }

    @Test
    void aDiskThatTakesLongIsGivenTime() {
        begun();
        for (int i = 0; i < 10; i++) {
            bench.pass(Duration.ofMinutes(25));
            bench.ask(says(Installing.WRITING));
        }
        assertEquals(Optional.of(Stage.WRITING), attempt().stage());
        bench.pass(Duration.ofMinutes(31));
        Entry.Closed closed = journal(Entry.Closed.class).toList().getLast();
        assertEquals(Ending.FAILED, closed.ending());
    }

    @Test
    void aFailureIsSaidAndTriedAgainLater() {
        begun();
        bench.ask(
                new BootRequest.Progress(
                        permit(),
                        N4.address(),
                        Installing.FAILED,
                        0,
                        Optional.of("vda cannot erase itself")));
        assertEquals(
                "the installer reports a failure: vda cannot erase itself",
                journal(Entry.Closed.class).toList().getLast().because());
        Observed.Past failed = bench.status().observed().past().getLast();
        assertEquals("wipe", failed.verb());
        assertEquals(Observed.Result.FAILED, failed.result());
    }
}
