package dev.bringup.lab.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.model.Desired;
import dev.bringup.model.JoinStep;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A profile with steps is brought up and reimaged while packets, answers and the reconciler itself
/// get lost.
class StepsSimTest {

    private static final Set<MachineId> ALL =
            IntStream.rangeClosed(1, 4).mapToObj(Fleet::id).collect(Collectors.toSet());

    private static final JoinStep STEP =
            new JoinStep("storage", "install storage", Duration.ofMinutes(2));

    static LongStream seeds() {
        return LongStream.range(0, 40);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void nobodyJoinsBeforeItsStepsWhateverGetsLost(long seed) {
        Sim sim = start(seed, 40, STEP);
        sim.run(Duration.ofMinutes(3 + seed % 9));
        if (seed % 3 == 0) {
            sim.crash();
        }
        sim.run(Duration.ofMinutes(30));
        sim.push(fleet(2, 2, STEP));
        sim.run(Duration.ofMinutes(30));
        sim.calm();

        assertTrue(
                sim.runUntil(Sim::converged, Duration.ofHours(12)),
                () -> "seed " + seed + "\n" + sim.picture());
    }

    @Test
    void theyAreRunOnceForEachInstallationWhenNothingGetsLost() {
        Sim sim = start(1, 0, STEP);
        assertTrue(sim.runUntil(Sim::converged, Duration.ofHours(1)), sim::picture);
        assertEquals(4, runs(sim));
        sim.push(fleet(2, 2, STEP));
        assertTrue(sim.runUntil(Sim::converged, Duration.ofHours(2)), sim::picture);
        assertEquals(8, runs(sim));
    }

    /// The judge sees it when nobody cares: the same machines, and no step in their spec.
    @Test
    void withoutThemTheyJoinAtOnce() {
        Sim sim = start(1, 0);

        Sim.Violation seen =
                assertThrows(
                        Sim.Violation.class,
                        () -> sim.runUntil(Sim::converged, Duration.ofHours(1)));
        assertTrue(
                seen.getMessage().contains(" joined before its steps were run"), seen::getMessage);
    }

    private static Sim start(long seed, int perMille, JoinStep... steps) {
        Invariants invariants = new Invariants(1);
        invariants.expectSteps(ALL);
        return new Sim(new SplittableRandom(seed), perMille, fleet(1, 1, steps), invariants);
    }

    private static Desired fleet(int commit, int version, JoinStep... steps) {
        return Fleet.of(
                commit,
                Fleet.ONE_AT_A_TIME,
                IntStream.rangeClosed(1, 4)
                        .mapToObj(n -> Fleet.withStep(Fleet.machine(n, version), steps))
                        .toArray(MachineSpec[]::new));
    }

    private static long runs(Sim sim) {
        return sim.history().stream().filter(line -> line.contains(" StepsRun[")).count();
    }
}
