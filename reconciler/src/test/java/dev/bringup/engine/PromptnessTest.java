package dev.bringup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Action;
import dev.bringup.model.MachineId;
import dev.bringup.model.Marker;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Phase;
import dev.bringup.model.Power;
import dev.bringup.model.Sighting;
import dev.bringup.port.Effect;
import dev.bringup.port.Message;
import dev.bringup.port.Note;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Nobody waits for a clock when what is needed is known already, or can be asked for now.
class PromptnessTest {

    private final Bench bench = new Bench();

    @Test
    void aListingFromBeforeTheFirstCommitCounts() {
        bench.nodes(Map.of());
        bench.git(Fleet.of(1, 1, 1));

        assertEquals(List.of(wake(1)), bench.actions());
    }

    @Test
    void aMachineThatIsNewInGitNeedNotWaitForTheNextListing() {
        bench.git(Fleet.of(1, 1, 1));
        bench.nodes(Map.of(Fleet.id(1), Scene.present(1, Cordon.NONE)));
        bench.git(Fleet.of(2, 2, 1));

        assertEquals(List.of(wake(2)), bench.actions());
    }

    @Test
    void aNodeThatWasSeenSinceTheListingCountsMore() {
        bench.git(Fleet.of(1, 1, 1));
        bench.nodes(Map.of(Fleet.id(1), Scene.present(1, Cordon.NONE)));
        bench.tell(
                new Message.Sighted(
                        new Sighting.NodeSeen(Fleet.id(2), Scene.present(1, Cordon.NONE))));
        bench.git(Fleet.of(2, 2, 1));

        assertEquals(List.of(), bench.actions());
    }

    @Test
    void aMachineThatBeginsToMoveIsAskedSoonerThanWhenItRested() {
        bench.git(Fleet.of(1, 1, 1));
        bench.power(1, Power.OFF);
        bench.pass(Duration.ofSeconds(4));
        assertEquals(1, probes());

        bench.nodes(Map.of());

        assertEquals(List.of(wake(1)), bench.actions());
        bench.pass(Duration.ofMillis(500));
        assertEquals(2, probes());
    }

    /// A system that keeps its Node may be Ready before SSH was asked.
    @Test
    void whatWasReadyBeforeItAnsweredStillEndsEveryPhase() {
        start(
                new Marker(
                        Fleet.id(1),
                        Scene.stamp(1, Optional.empty()).attempt(),
                        Fleet.commit(1).id(),
                        Fleet.fingerprint(1),
                        Marker.State.INSTALLED));
        assertEquals(List.of(new Action.Wake(Fleet.id(1), Optional.empty())), bench.actions());

        bench.nodes(Map.of(Fleet.id(1), Scene.present(1, Cordon.NONE)));
        bench.tell(
                new Message.Sighted(
                        new Sighting.ShellSeen(Fleet.id(1), "boot-2", Optional.empty())));

        assertEquals(Optional.empty(), bench.attempt(1));
        assertEquals(
                List.of(Phase.OS, Phase.JOIN, Phase.READY),
                bench.notes(Note.PhaseEnded.class).stream().map(Note.PhaseEnded::phase).toList());
    }

    /// A machine that carries its installation, is off, and has no Node.
    private void start(Marker marker) {
        MachineId id = Fleet.id(1);
        bench.git(Fleet.of(1, 1, 1));
        bench.tell(new Message.Sighted(new Sighting.ShellSeen(id, "boot-1", Optional.of(marker))));
        bench.power(1, Power.OFF);
        bench.nodes(Map.of());
    }

    private long probes() {
        return bench.effects.stream().filter(Effect.Probe.class::isInstance).count();
    }

    private static Action wake(int n) {
        return new Action.Wake(Fleet.id(n), Optional.of(Fleet.fingerprint(1)));
    }
}
