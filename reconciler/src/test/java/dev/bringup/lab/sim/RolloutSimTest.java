package dev.bringup.lab.sim;

import java.util.TreeMap;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.MachineId;
import java.util.stream.IntStream;
import java.util.Set;
import java.util.Optional;
import java.util.EnumSet;
import java.time.ZoneOffset;
import java.time.DayOfWeek;
import dev.bringup.model.Policy;
import dev.bringup.model.Hours;
import dev.bringup.model.Desired;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.Graveyard;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Rolls a rack from nothing to an image, to another and back, while packets, answers and the
/// reconciler itself get lost. A failing seed is printed and replays.
class RolloutSimTest {

    private static final Duration BOUND = Duration.ofHours(12);
    private static final int PER_MILLE = 40;

    static LongStream seeds() {
        Long one = Long.getLong("bringup.seed");
        return one == null
                ? LongStream.range(0, Long.getLong("bringup.seeds", 200))
                : LongStream.of(one);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aFlakyRackReachesTheLastGoodCommit(long seed) {
        told(seed);
    }

    /// The whole story of a seed, to its good end.
    static Sim told(long seed) {
        Sim sim = sim(seed);
        sim.letPeopleIn();
        try {
            story(sim, seed);
            sim.calm();
            assertTrue(sim.runUntil(Sim::converged, BOUND), "not there in time");
            return sim;
        } catch (Sim.Violation | AssertionError wrong) {
            throw new AssertionError(replay(seed, sim), wrong);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aDiskWithDataOfSomebodyElseIsNeverWritten(long seed) {
        Sim sim = sim(seed);
        sim.runUntil(Sim::converged, Duration.ofHours(2));
        sim.swapDisk(Fleet.id(1));
        sim.push(fleet(seed, 2, size(seed), 2));
        sim.run(Duration.ofHours(3));

        assertTrue(sim.keepsForeignData(Fleet.id(1)), sim::picture);
    }

    @Test
    void oneSeedIsOneHistory() {
        assertEquals(historyOf(7), historyOf(7));
    }

    private static List<String> historyOf(long seed) {
        Sim sim = sim(seed);
        story(sim, seed);
        return sim.history();
    }

    private static Sim sim(long seed) {
        return new Sim(
                new SplittableRandom(seed),
                PER_MILLE,
                fleet(seed, 1, size(seed), 1),
                new Invariants(1, promise(seed)));
    }

    /// By seed: at any time, behind a canary, or in two of every four hours.
    private static Desired fleet(long seed, int commit, int size, int version) {
        Policy policy =
                switch ((int) (seed % 3)) {
                    case 1 ->
                            Fleet.ONE_AT_A_TIME.with(
                                    Policy.Timing.ALWAYS,
                                    Optional.of(new Policy.Canary(List.of(Fleet.id(1)), ALONE)));
                    case 2 ->
                            Fleet.ONE_AT_A_TIME.with(
                                    new Policy.Timing(HOURS, List.of()), Optional.empty());
                    default -> Fleet.ONE_AT_A_TIME;
                };
        Desired all = Fleet.of(commit, mostStay(policy), size, version);
        return losesJournal(seed) ? named(all) : all;
    }

    /// With the journal it is forgotten what the machines are, unless Git says it.
    private static Desired named(Desired all) {
        TreeMap<MachineId, MachineSpec> machines = new TreeMap<>(all.machines());
        machines.replaceAll((id, m) -> Fleet.named(m, "S-" + id));
        return all.of(machines);
    }

    private static boolean losesJournal(long seed) {
        return seed % 7 == 3;
    }

    /// A commit may not take all of them away.
    private static Policy mostStay(Policy policy) {
        return new Policy(
                policy.budgets(),
                policy.drain(),
                new Policy.Share(50),
                policy.retries(),
                policy.stale(),
                policy.timing(),
                policy.canary());
    }

    private static final Duration ALONE = Duration.ofMinutes(2);

    private static final Instant MIDNIGHT = Instant.parse("2030-01-01T00:00:00Z");

    /// So many minutes after midnight, and every four hours, windows end.
    private static final int SHUT = 25;

    private static final List<Policy.Window> HOURS =
            IntStream.range(0, 6)
                    .mapToObj(n ->
                            new Policy.Window(
                                    Set.of(Policy.Budgeted.REIMAGE),
                                    new Hours(
                                            EnumSet.allOf(DayOfWeek.class),
                                            (n * 240 + SHUT + 120) % 1440,
                                            (n * 240 + SHUT + 240) % 1440,
                                            ZoneOffset.UTC,
                                            "hours " + n),
                                    Policy.Overrun.FINISH))
                    .toList();

    /// What was begun in time may end an hour late: a drain, a boot with its retries, a write.
    private static Invariants.Promise promise(long seed) {
        return switch ((int) (seed % 3)) {
            case 1 -> new Invariants.Promise(Set.of(Fleet.id(1)), ALONE, _ -> true);
            case 2 ->
                    new Invariants.Promise(
                            Set.of(),
                            Duration.ZERO,
                            at ->
                                    (Duration.between(MIDNIGHT, at).toMinutes() + 240 - SHUT - 120)
                                                    % 240
                                            < 180);
            default -> Invariants.Promise.NONE;
        };
    }

    static int size(long seed) {
        return 2 + (int) (seed % 4);
    }

    /// First boot; an update; then, by seed, a revert in its middle, a machine that leaves and
    /// comes back, a broken commit, or a lost journal.
    private static void story(Sim sim, long seed) {
        int size = size(seed);
        sim.runUntil(Sim::converged, Duration.ofHours(2));
        // Windows have just ended when the update comes.
        Instant shut = MIDNIGHT.plus(Duration.ofMinutes(SHUT + 1 + seed % 25));
        if (seed % 3 == 2 && sim.now().isBefore(shut)) {
            sim.run(Duration.between(sim.now(), shut));
        }
        sim.push(fleet(seed, 2, size, 2));
        sim.run(Duration.ofMinutes(1 + seed % 7));
        switch ((int) (seed % 7)) {
            case 0 -> sim.push(fleet(seed, 3, size, 1));
            case 1 -> {
                sim.push(leaving(seed, size));
                sim.run(Duration.ofMinutes(20));
                sim.push(fleet(seed, 4, size, 2));
            }
            case 2 -> sim.pushBroken(Fleet.commit(3));
            case 4 -> rest(sim, seed, MachineSpec.Want.ASLEEP);
            case 5 -> rest(sim, seed, MachineSpec.Want.RELEASED);
            case 3 -> {
                sim.crash();
                sim.loseJournal();
            }
            default -> sim.crash();
        }
        sim.run(Duration.ofMinutes(30));
    }

    /// The last machine leaves, for one half of the seeds with its disk.
    private static Desired leaving(long seed, int size) {
        Desired without = fleet(seed, 3, size - 1, 2);
        return seed / 7 % 2 == 0
                ? without
                : without.burying(List.of(Graveyard.tombstone(size, "S-" + Fleet.id(size))));
    }

    /// The last machine is sent away in the middle of the update, and comes back when all else is
    /// done; the first rests for a while too.
    private static void rest(Sim sim, long seed, MachineSpec.Want want) {
        int size = size(seed);
        sim.push(resting(seed, 3, size, want));
        sim.run(Duration.ofMinutes(30));
        sim.push(resting(seed, 4, 1, MachineSpec.Want.MAINTENANCE));
        sim.run(Duration.ofMinutes(10));
        sim.push(fleet(seed, 5, size, 2));
    }

    private static Desired resting(long seed, int commit, int n, MachineSpec.Want want) {
        Desired all = fleet(seed, commit, size(seed), 2);
        TreeMap<MachineId, MachineSpec> machines = new TreeMap<>(all.machines());
        machines.put(Fleet.id(n), Fleet.machine(n, 2, want));
        return new Desired(all.commit(), all.cluster(), machines);
    }

    private static String replay(long seed, Sim sim) {
        List<String> history = sim.history();
        List<String> end = history.subList(Math.max(0, history.size() - 60), history.size());
        return "replay it: mvn test -Dtest=RolloutSimTest -Dbringup.seed="
                + seed
                + "\n"
                + String.join("\n", end)
                + "\n"
                + sim.picture();
    }
}
