package dev.bringup.lab.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.model.Desired;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Policy.Budget;
import dev.bringup.model.Policy.Budgeted;
import dev.bringup.model.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A rack that runs from memory: rolled out, updated and reverted while machines restart by
/// themselves and packets, answers and the reconciler get lost.
class LiveSimTest {

    private static final int SIZE = 4;
    private static final Duration BOUND = Duration.ofHours(12);
    private static final Pattern DEED =
            Pattern.compile("\\S+ (NodeReady|Stopped|DiskWritten)\\[.*machine=(n[0-9]+).*");

    /// One reboot at a time.
    private static final Policy CAREFUL =
            Fleet.with(
                    Fleet.ONE_AT_A_TIME,
                    Budgeted.REBOOT,
                    new Budget(Optional.of(1), Optional.empty(), Optional.empty()));

    static LongStream seeds() {
        return LongStream.range(0, Long.getLong("bringup.seeds", 60));
    }

    @Test
    void anotherImageIsOneRebootOfEachAndNoDiskIsTouched() {
        Sim sim = start(1, 0);
        assertTrue(sim.runUntil(Sim::converged, Duration.ofHours(1)), sim::picture);
        assertEquals(List.of(), stops(sim));

        sim.push(fleet(2, 2));
        assertTrue(sim.runUntil(Sim::converged, Duration.ofHours(2)), sim::picture);

        assertEquals(SIZE, stops(sim).size(), sim::picture);
        assertEquals(SIZE, new TreeSet<>(stops(sim)).size());
        assertEquals(0, writes(sim));
    }

    /// The Node that it had is still Ready for a while, so it waits; then it runs what it ran.
    @Test
    void whoRestartsByItselfIsBackWithoutAnybodysDoing() {
        Sim sim = start(2, 0);
        assertTrue(sim.runUntil(Sim::converged, Duration.ofHours(1)), sim::picture);
        sim.falter(Fleet.id(2));
        sim.run(Duration.ofSeconds(30));
        assertEquals(0, unasked(sim));
        sim.run(Duration.ofMinutes(5));

        assertEquals(1, unasked(sim));
        assertTrue(sim.converged(), sim::picture);
        assertEquals(List.of(), stops(sim));
    }

    /// A commit that no machine is given yet is not given to one that restarts.
    @Test
    void whoRestartsInARolloutGetsWhatItHad() {
        Sim sim = start(3, 0);
        assertTrue(sim.runUntil(Sim::converged, Duration.ofHours(1)), sim::picture);
        Policy never =
                Fleet.with(
                        CAREFUL,
                        Budgeted.REBOOT,
                        new Budget(Optional.of(0), Optional.empty(), Optional.empty()));
        sim.push(Fleet.of(2, never, machines(n -> Fleet.live(n, 2))));
        sim.run(Duration.ofMinutes(1));
        sim.falter(Fleet.id(2));
        sim.run(Duration.ofMinutes(15));

        assertEquals(
                Optional.of(Fleet.fingerprint(1)),
                sim.status().orElseThrow().observed().of(Fleet.id(2)).installed());
        assertTrue(sim.status().orElseThrow().observed().of(Fleet.id(2)).isReady(), sim::picture);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aFlakyRackReachesTheLastCommit(long seed) {
        Sim sim = start(seed, 40);
        sim.runUntil(Sim::converged, Duration.ofHours(2));
        sim.push(fleet(2, 2));
        sim.run(Duration.ofMinutes(1 + seed % 7));
        story(sim, seed);
        sim.run(Duration.ofMinutes(30));
        sim.calm();

        assertTrue(
                sim.runUntil(Sim::converged, BOUND), () -> "seed " + seed + "\n" + sim.picture());
        assertEquals(0, writes(sim));
    }

    private static void story(Sim sim, long seed) {
        switch ((int) (seed % 6)) {
            case 0 -> sim.push(fleet(3, 1));
            case 1 -> {
                sim.crash();
                sim.loseJournal();
                sim.falter(Fleet.id(1));
            }
            case 2 -> {
                for (int i = 0; i < 6; i++) {
                    sim.falter(Fleet.id(3));
                    sim.run(Duration.ofSeconds(40 + 20 * (seed % 5)));
                }
            }
            case 3 -> IntStream.rangeClosed(1, SIZE).forEach(n -> sim.falter(Fleet.id(n)));
            case 4 -> {
                sim.push(
                        Fleet.of(
                                3,
                                CAREFUL,
                                IntStream.range(1, SIZE)
                                        .mapToObj(n -> Fleet.live(n, 2))
                                        .toArray(MachineSpec[]::new)));
                sim.run(Duration.ofMinutes(20));
                sim.push(fleet(4, 2));
            }
            default -> sim.crash();
        }
    }

    /// Its disk is its own business while it runs from memory, and looked at before it is written.
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void fromDiskToMemoryAndBack(long seed) {
        Sim sim =
                new Sim(
                        new SplittableRandom(seed),
                        seed % 2 == 0 ? 0 : 30,
                        disks(1),
                        new Invariants(1));
        sim.runUntil(Sim::converged, Duration.ofHours(4));
        long before = writes(sim);
        sim.push(fleet(2, 2));
        sim.runUntil(Sim::converged, Duration.ofHours(4));
        if (seed % 2 == 0) {
            assertTrue(sim.converged(), sim::picture);
            assertEquals(before, writes(sim));
        }
        sim.push(disks(3));
        sim.run(Duration.ofMinutes(30));
        sim.calm();

        assertTrue(
                sim.runUntil(Sim::converged, BOUND), () -> "seed " + seed + "\n" + sim.picture());
        if (seed % 2 == 0) {
            // What stood there all the time is what is asked for again.
            assertEquals(before, writes(sim));
        }
    }

    private static Sim start(long seed, int perMille) {
        return new Sim(new SplittableRandom(seed), perMille, fleet(1, 1), new Invariants(0));
    }

    private static Desired fleet(int commit, int version) {
        return Fleet.of(commit, CAREFUL, machines(n -> Fleet.live(n, version)));
    }

    private static Desired disks(int commit) {
        return Fleet.of(commit, CAREFUL, machines(n -> Fleet.machine(n, 1)));
    }

    private static MachineSpec[] machines(IntFunction<MachineSpec> each) {
        return IntStream.rangeClosed(1, SIZE).mapToObj(each).toArray(MachineSpec[]::new);
    }

    private static List<String> deeds(Sim sim, String kind) {
        return sim.history().stream()
                .map(DEED::matcher)
                .filter(Matcher::matches)
                .filter(deed -> deed.group(1).equals(kind))
                .map(deed -> deed.group(2))
                .toList();
    }

    private static List<String> stops(Sim sim) {
        return deeds(sim, "Stopped");
    }

    private static long unasked(Sim sim) {
        return sim.history().stream()
                .filter(line -> line.contains("AttemptOpened") && line.contains("self-reboot"))
                .count();
    }

    private static long writes(Sim sim) {
        return deeds(sim, "DiskWritten").size();
    }
}
