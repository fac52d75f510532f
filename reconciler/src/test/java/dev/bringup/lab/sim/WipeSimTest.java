package dev.bringup.lab.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.model.Decommission;
import dev.bringup.model.Desired;
import dev.bringup.model.Identity;
import dev.bringup.model.MachineId;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A machine leaves for good and its disk is to be wiped, while packets, answers, disks and the
/// reconciler fail: it ends blank and off, nobody else loses anything, and what is taken back in
/// time never happens.
class WipeSimTest {

    private static final int SIZE = 3;
    private static final Duration BOUND = Duration.ofHours(12);
    private static final MachineId LAST = Fleet.id(SIZE);

    static LongStream seeds() {
        return LongStream.range(0, Long.getLong("bringup.seeds", 200));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aMachineWithATombstoneEndsBlankAndOff(long seed) {
        Sim sim = sim(seed);
        try {
            sim.runUntil(Sim::converged, Duration.ofHours(2));
            story(sim, seed);
            sim.calm();
            assertTrue(sim.runUntil(Sim::converged, BOUND), "not there in time");
            if (seed % 5 != 3) {
                boolean due = seed % 5 != 2 || begunInTime(sim);
                assertEquals(due, wipes(sim) > 0, "whether it was wiped");
            }
        } catch (Sim.Violation | AssertionError wrong) {
            List<String> history = sim.history();
            String end =
                    String.join(
                            "\n",
                            history.subList(Math.max(0, history.size() - 60), history.size()));
            throw new AssertionError(
                    "replay with seed " + seed + "\n" + end + "\n" + sim.picture(), wrong);
        }
    }

    private static Sim sim(long seed) {
        return new Sim(
                new SplittableRandom(seed),
                40,
                fleet(1, SIZE),
                new Invariants(1, Invariants.Promise.NONE));
    }

    /// Somebody else's disk is in the machine that is to be wiped.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aDiskThatIsNotItsOwnStays(long seed) {
        Sim sim = sim(seed);
        sim.runUntil(Sim::converged, Duration.ofHours(2));
        sim.swapDisk(LAST);
        sim.push(buried(2, 1));
        sim.run(Duration.ofHours(3));

        assertTrue(sim.keepsForeignData(LAST), sim::picture);
    }

    /// A wipe that began before the reconciler heard of the revert goes on to its end.
    private static boolean begunInTime(Sim sim) {
        String reverted = Fleet.commit(3).id().hex();
        return sim.history().stream()
                .takeWhile(line -> !(line.contains("CommitAccepted") && line.contains(reverted)))
                .anyMatch(line -> line.contains(" WipeBegun["));
    }

    private static long wipes(Sim sim) {
        return sim.history().stream().filter(line -> line.contains(" Wiped[")).count();
    }

    /// In one commit or in two; taken back before anything came of it, or at any moment; or with
    /// the reconciler killed again and again.
    private static void story(Sim sim, long seed) {
        switch ((int) (seed % 5)) {
            case 0 -> sim.push(buried(2, 1));
            case 1 -> {
                sim.push(fleet(2, SIZE - 1));
                sim.run(Duration.ofMinutes(30));
                sim.push(buried(3, 1));
            }
            case 2 -> {
                sim.push(buried(2, 1));
                sim.run(Duration.ofSeconds(seed % 20));
                sim.push(fleet(3, SIZE));
            }
            case 3 -> {
                sim.push(buried(2, 1));
                sim.run(Duration.ofSeconds(seed * 7 % 1500));
                sim.push(fleet(3, SIZE));
            }
            default -> {
                sim.push(buried(2, 1));
                for (int i = 0; i < 5; i++) {
                    sim.run(Duration.ofSeconds(60 + seed * 3));
                    sim.crash();
                }
                sim.push(buried(3, 1));
            }
        }
        sim.run(Duration.ofMinutes(40));
    }

    private static Desired fleet(int commit, int size) {
        return Fleet.of(commit, Fleet.ONE_AT_A_TIME, size, 1);
    }

    private static Desired buried(int commit, int year) {
        return fleet(commit, SIZE - 1)
                .burying(
                        List.of(
                                new Decommission(
                                        "goodbye",
                                        LAST,
                                        new Identity(Optional.empty(), Optional.of("S-" + LAST)),
                                        Decommission.Method.QUICK,
                                        LocalDate.of(2030 + year, 1, 1))));
    }
}
