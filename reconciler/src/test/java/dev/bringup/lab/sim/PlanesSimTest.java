package dev.bringup.lab.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.model.Desired;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.MachineSpec.Role;
import dev.bringup.model.NodeState;
import dev.bringup.model.Policy;
import dev.bringup.model.Policy.Budget;
import dev.bringup.model.Policy.Budgeted;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Three control planes and a worker are rebooted by one commit whose budgets would allow all four
/// at once, while packets, answers and the reconciler itself get lost.
class PlanesSimTest {

    private static final Set<MachineId> PLANES = Set.of(Fleet.id(1), Fleet.id(2), Fleet.id(3));

    private static final Policy ALL_AT_ONCE =
            Fleet.with(
                    Fleet.ONE_AT_A_TIME,
                    Budgeted.REBOOT,
                    new Budget(Optional.of(9), Optional.empty(), Optional.empty()));

    static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void oneAtATimeWhateverGetsLost(long seed) {
        Sim sim = rebooting(seed, 40, Role.CONTROL_PLANE);
        sim.run(Duration.ofMinutes(1 + seed % 5));
        if (seed % 3 == 0) {
            sim.crash();
        }
        sim.run(Duration.ofMinutes(30));
        sim.calm();

        assertTrue(
                sim.runUntil(PlanesSimTest::rebooted, Duration.ofHours(12)),
                () -> "seed " + seed + "\n" + sim.picture());
        for (MachineId id : PLANES) {
            assertTrue(stops(sim, id) > 0, id::name);
        }
    }

    @Test
    void eachIsStoppedOnceWhenNothingGetsLost() {
        Sim sim = rebooting(1, 0, Role.CONTROL_PLANE);

        assertTrue(sim.runUntil(PlanesSimTest::rebooted, Duration.ofHours(1)), sim::picture);
        PLANES.forEach(id -> assertEquals(1, stops(sim, id)));
    }

    /// The judge sees it when the rail does not: the same machines, and nothing says what they are.
    @Test
    void workersAreStoppedTogether() {
        List<String> seen =
                LongStream.range(0, 8)
                        .mapToObj(seed -> rebooting(seed, 0, Role.WORKER))
                        .flatMap(sim -> violation(sim).stream())
                        .toList();

        assertTrue(
                seen.stream().anyMatch(v -> v.startsWith("control planes are stopped at once: [")),
                seen::toString);
    }

    private static Optional<String> violation(Sim sim) {
        try {
            sim.run(Duration.ofMinutes(30));
            return Optional.empty();
        } catch (Sim.Violation violation) {
            return Optional.of(violation.getMessage());
        }
    }

    private static Sim rebooting(long seed, int perMille, Role role) {
        Invariants invariants = new Invariants(1);
        Sim sim = new Sim(new SplittableRandom(seed), 0, fleet(1, Role.WORKER, "g1"), invariants);
        assertTrue(sim.runUntil(Sim::converged, Duration.ofHours(5)), sim::picture);
        sim.push(fleet(2, role, "g1"));
        assertTrue(sim.runUntil(Sim::converged, Duration.ofHours(5)), sim::picture);
        // Until the reconciler saw what it wrote: a generation that nobody knows counts as done.
        sim.run(Duration.ofMinutes(1));
        invariants.guard(PLANES);
        sim.rage(perMille);
        sim.push(fleet(3, role, "g2"));
        return sim;
    }

    private static Desired fleet(int commit, Role role, String generation) {
        return Fleet.of(
                commit,
                ALL_AT_ONCE,
                IntStream.rangeClosed(1, 4)
                        .mapToObj(n ->
                                Fleet.as(
                                        PLANES.contains(Fleet.id(n)) ? role : Role.WORKER,
                                        generation,
                                        Fleet.machine(n, 1)))
                        .toArray(MachineSpec[]::new));
    }

    private static boolean rebooted(Sim sim) {
        return sim.converged()
                && sim.status().orElseThrow().observed().seen().values().stream()
                        .allMatch(seen ->
                                seen.present()
                                        .flatMap(NodeState.Present::stamp)
                                        .flatMap(NodeState.Stamp::rebootGeneration)
                                        .equals(Optional.of("g2")));
    }

    private static long stops(Sim sim, MachineId id) {
        return sim.history().stream()
                .filter(line -> line.contains(" Stopped[") && line.contains("machine=" + id + ","))
                .count();
    }
}
