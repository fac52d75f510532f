package dev.bringup.lab.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.model.Plan;
import dev.bringup.model.Rail;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Nodes that fall silent: one is cured, one step after the other, and of many none is touched.
class RemedySimTest {

    private static final int SIZE = 5;

    private static Sim sim(long seed, int perMille) {
        Invariants.Promise promise = new Invariants.Promise(Set.of(), Duration.ZERO, _ -> true, 40);
        Sim sim =
                new Sim(
                        new SplittableRandom(seed),
                        perMille,
                        Fleet.of(1, SIZE, 1),
                        new Invariants(1, promise));
        assertTrue(sim.runUntil(Sim::converged, Duration.ofHours(5)), sim::picture);
        return sim;
    }

    @Test
    void aMachineThatHangsIsCuredByAReboot() {
        Sim sim = sim(1, 0);
        sim.hang(Fleet.id(2));
        sim.run(Duration.ofMinutes(9));
        assertEquals(List.of(), deeds(sim, "Stopped["));

        sim.run(Duration.ofMinutes(15));

        assertTrue(sim.converged(), sim::picture);
        assertEquals(1, deeds(sim, "Stopped[").size());
        assertEquals(
                1,
                deeds(sim, "policy.remediation: its Node is not Ready since").stream()
                        .filter(line ->
                                line.contains("AttemptOpened")
                                        && line.contains("cure=Optional[REBOOT]"))
                        .count());
    }

    @Test
    void oneThatARebootDoesNotCureIsInstalledAnew() {
        Sim sim = sim(2, 0);
        sim.rot(Fleet.id(3));

        assertTrue(sim.runUntil(Sim::converged, Duration.ofMinutes(1)));
        sim.run(Duration.ofMinutes(5));
        assertTrue(sim.runUntil(Sim::converged, Duration.ofHours(3)), sim::picture);
        assertEquals(1, deeds(sim, "before=SAME").size());
    }

    @Test
    void inAStormNothingIsTouched() {
        Sim sim = sim(3, 0);
        for (int n = 1; n <= 3; n++) {
            sim.hang(Fleet.id(n));
        }
        sim.run(Duration.ofHours(6));

        assertEquals(List.of(), deeds(sim, "Stopped["));
        List<Plan.Held> held = sim.status().orElseThrow().plan().held();
        assertEquals(3, held.stream().filter(h -> h.rail() == Rail.R14).count());

        sim.mend(Fleet.id(1));
        assertTrue(sim.runUntil(Sim::converged, Duration.ofHours(1)), sim::picture);
        assertEquals(2, deeds(sim, "Stopped[").size());
    }

    /// While packets, answers and the reconciler get lost.
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26})
    void whateverElseGoesWrong(long seed) {
        Sim sim = sim(seed, 30);
        for (int i = 0; i < 4; i++) {
            if ((seed + i) % 2 == 0) {
                sim.hang(Fleet.id(1 + (int) ((seed + i) % SIZE)));
            } else {
                sim.rot(Fleet.id(1 + (int) ((seed + i) % SIZE)));
            }
            sim.run(Duration.ofMinutes(25));
            sim.runUntil(Sim::converged, Duration.ofHours(12));
        }
        sim.calm();
        assertTrue(sim.runUntil(Sim::converged, Duration.ofHours(12)), sim::picture);
    }

    private static List<String> deeds(Sim sim, String what) {
        return sim.history().stream().filter(line -> line.contains(what)).toList();
    }
}
