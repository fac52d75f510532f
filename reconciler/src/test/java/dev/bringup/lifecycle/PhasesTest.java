package dev.bringup.lifecycle;

import static dev.bringup.Scene.attempt;
import static dev.bringup.Scene.install;
import static dev.bringup.Scene.notReady;
import static dev.bringup.Scene.ready;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Attempt;
import dev.bringup.model.Attempt.Goal;
import dev.bringup.model.BootRequest;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.PermitId;
import dev.bringup.model.Phase;
import dev.bringup.model.Policy;
import dev.bringup.model.Seen;
import dev.bringup.model.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// When a phase ends, when an attempt is done, and when it took too long.
class PhasesTest {

    private static final Instant NOON = Fleet.NOON;
    private static final MachineSpec N1 = Fleet.machine(1, 2);
    private static final Attempt INSTALL = attempt(N1, install(N1));

    @Test
    void anInstallationIsDoneWhenItsOwnNodeIsReady() {
        assertTrue(Phases.isDone(INSTALL, ready(2)));
        assertFalse(Phases.isDone(INSTALL, notReady(2)));
        assertFalse(Phases.isDone(INSTALL, ready(1)), "the Node of an older installation");
        assertFalse(Phases.isDone(INSTALL, Scene.absent()));
    }

    /// Kubernetes takes most of a minute to see that a Node is gone, so a Ready one proves nothing.
    @Test
    void aWakeIsDoneWhenItsSystemCameUpAndItsNodeIsReady() {
        Attempt wake = attempt(N1, new Goal.Awake());

        assertFalse(Phases.isDone(wake, ready(2)));
        assertTrue(Phases.isDone(reached(wake, Phase.OS), ready(2)));
        assertFalse(Phases.isDone(reached(wake, Phase.OS), notReady(2)));
    }

    /// The time since the phase before is what it took to write it.
    @Test
    void anImageIsToldWithItsSizeAndRate() {
        Timeline timeline =
                Timeline.from(NOON).with(Phase.KERNEL, NOON.plusSeconds(30), "the installer");
        BootRequest.Progress written =
                new BootRequest.Progress(
                        new PermitId("permit0001"),
                        N1.address(),
                        BootRequest.Installing.WRITTEN,
                        512_000_000);

        assertEquals(
                Optional.of(
                        new Phases.Reached(
                                Phase.IMAGE,
                                "the image is on the disk: 512.0 MB, 102.4 MB/s",
                                Optional.of(512_000_000L))),
                Phases.by(written, timeline, NOON.plusSeconds(35)));
        assertEquals(
                Optional.of(new Phases.Reached(Phase.IMAGE, "the image is on the disk")),
                Phases.by(
                        new BootRequest.Progress(
                                new PermitId("permit0001"),
                                N1.address(),
                                BootRequest.Installing.WRITTEN,
                                0),
                        timeline,
                        NOON.plusSeconds(35)));
    }

    @Test
    void aRebootNeedsItsStampAsWell() {
        Attempt reboot = reached(attempt(N1, new Goal.Rebooted("g2")), Phase.OS);

        assertFalse(Phases.isDone(reboot, ready(2)));
    }

    /// It was not Ready when the cure began: whatever made it so, it is done.
    @Test
    void aCureIsDoneWhenTheNodeIsReady() {
        Attempt open = attempt(N1, new Goal.Rebooted(Optional.empty()));
        Attempt cure =
                new Attempt(
                        open.id(),
                        N1,
                        open.goal(),
                        new Attempt.Origin(open.commit(), "", Optional.of(Policy.Cure.REBOOT)),
                        open.timeline(),
                        Optional.empty(),
                        Optional.empty());

        assertFalse(Phases.isDone(open, ready(2)));
        assertTrue(Phases.isDone(reached(open, Phase.OS), ready(2).since(NOON.plusSeconds(1))));
        assertFalse(Phases.isDone(cure, notReady(2)));
        assertTrue(Phases.isDone(cure, ready(2)));
    }

    /// A Node stays Ready for a while after its machine went down, and after it came up again.
    @Test
    void aRebootIsDoneWhenTheNodeIsReadyBecauseOfIt() {
        Attempt up = reached(attempt(N1, new Goal.Rebooted(Optional.empty())), Phase.OS);

        assertFalse(Phases.isDone(up, readyAt(0)));
        assertFalse(Phases.isDone(up, readyAt(59)), "Kubernetes may not have missed it yet");
        assertTrue(Phases.isDone(up, readyAt(60)));
        assertFalse(Phases.isDone(up, readyAt(5).since(NOON)));
        assertTrue(Phases.isDone(up, readyAt(5).since(NOON.plusSeconds(5))));
    }

    /// Ready since before the restart, and seen so that many seconds after it.
    private static Seen readyAt(int seconds) {
        return ready(2).withNode(
                        Scene.present(2, Cordon.DRAINED), "kubernetes", NOON.plusSeconds(seconds));
    }

    @ParameterizedTest(name = "after {0}: {1} minutes")
    @CsvSource({
        "WAKE, 10",
        "FIRMWARE, 6",
        "BOOTLOADER, 6",
        "KERNEL, 30",
        "IMAGE, 15",
        "OS, 15",
        "JOIN, 15",
        "READY, 15"
    })
    void theNextPhaseMayTake(Phase reached, int minutes) {
        assertEquals(
                Fleet.NOON.plus(Duration.ofMinutes(5 + minutes)),
                Phases.deadline(
                        INSTALL.with(
                                INSTALL.timeline()
                                        .with(
                                                reached,
                                                Fleet.NOON.plus(Duration.ofMinutes(5)),
                                                "seen"))));
    }

    @Test
    void theFirstSignOfLifeMayTakeTenMinutes() {
        assertEquals(Fleet.NOON.plus(Duration.ofMinutes(10)), Phases.deadline(INSTALL));
    }

    @Test
    void theTimeOfAnUnseenBoundaryJoinsTheNextPhase() {
        Timeline timeline =
                Timeline.from(Fleet.NOON)
                        .with(Phase.WAKE, Fleet.NOON.plusSeconds(1), "switched on")
                        .with(Phase.KERNEL, Fleet.NOON.plusSeconds(11), "disks");

        assertEquals(
                List.of(
                        new Timeline.Span(
                                Phase.WAKE, Duration.ofSeconds(1), "switched on", Optional.empty()),
                        new Timeline.Span(
                                Phase.KERNEL, Duration.ofSeconds(10), "disks", Optional.empty())),
                timeline.spans());
    }

    @Test
    void aTimelineNeverGoesBack() {
        Timeline timeline = Timeline.from(Fleet.NOON).with(Phase.IMAGE, Fleet.NOON, "written");

        assertSame(timeline, timeline.with(Phase.FIRMWARE, Fleet.NOON.plusSeconds(9), "DHCP"));
        assertSame(timeline, timeline.with(Phase.IMAGE, Fleet.NOON.plusSeconds(9), "again"));
    }

    private static Attempt reached(Attempt attempt, Phase phase) {
        return attempt.with(attempt.timeline().with(phase, Fleet.NOON, "seen"));
    }
}
