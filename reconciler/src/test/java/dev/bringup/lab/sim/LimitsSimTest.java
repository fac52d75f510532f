package dev.bringup.lab.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.model.Approval;
import dev.bringup.model.Desired;
import dev.bringup.model.MachineId;
import dev.bringup.model.Policy;
import dev.bringup.model.Policy.Budget;
import dev.bringup.model.Policy.Share;
import dev.bringup.plan.ApprovalHash;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Rollouts that are not to go on: too many for an hour, failed on who goes first, under an alert,
/// too much for one commit; while packets, answers and the reconciler itself get lost.
class LimitsSimTest {

    private static final int SIZE = 4;
    private static final int PER_MILLE = 30;
    private static final Duration BOUND = Duration.ofHours(24);
    private static final Duration ALONE = Duration.ofMinutes(2);
    private static final Share ALL = new Share(100);

    static LongStream seeds() {
        return LongStream.range(0, Long.getLong("bringup.limits.seeds", 8));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void inAnHourNoMoreThanMayBe(long seed) {
        Policy policy = Fleet.policy(new Budget(Optional.of(1), Optional.of(ALL), Optional.of(2)));
        Sim sim = standing(seed, policy, Set.of(), new Invariants.Limits(99, 2, 100));
        sim.push(Fleet.of(2, policy, SIZE, 2));
        sim.run(Duration.ofMinutes(20 + seed));
        if (seed % 2 == 0) {
            sim.crash();
        }
        sim.run(Duration.ofHours(2));

        endsWith(sim, seed);
    }

    /// Somebody mends by hand what failed on the canary: that proves nothing of the commit.
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatFailedOnACanaryReachesNobodyElse(long seed) {
        Policy policy = canary();
        Sim sim = standing(seed, policy, Set.of(Fleet.id(1)), new Invariants.Limits(1, 99, 100));
        // A process that is killed again and again has no patience to lose.
        sim.calm();
        sim.spoil(Fleet.id(1), Fleet.fingerprint(2));
        sim.push(Fleet.of(2, policy, SIZE, 2));
        for (int i = 0; i < 12 && told(sim, " Failed\\[.*machine=n1,.*") < 1; i++) {
            sim.run(Duration.ofMinutes(5));
        }
        sim.rage(PER_MILLE);
        sim.mend(Fleet.id(1));
        sim.run(Duration.ofHours(1));
        assertEquals(0, written(sim, "n[234]"));

        sim.calm();
        sim.push(Fleet.of(3, policy, SIZE, 3));
        endsWith(sim, seed);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whileAnAlertFiresNothingBegins(long seed) {
        Policy policy =
                Fleet.ONE_AT_A_TIME.with(
                        new Policy.Timing(
                                List.of(),
                                List.of(),
                                Policy.Sleep.NEVER,
                                Optional.of(new Policy.AlertGate("http://prometheus", "ALERTS"))),
                        Optional.empty());
        Sim sim = standing(seed, policy, Set.of(), Invariants.Limits.NONE);
        if (seed % 2 == 0) {
            sim.says(new SimApi.Alarm(Fleet.id(4), true));
            sim.run(Duration.ofMinutes(3));
        }
        sim.push(Fleet.of(2, policy, SIZE, 2));
        sim.run(Duration.ofMinutes(1 + seed));
        sim.says(new SimApi.Alarm(Fleet.id(4), true));
        sim.run(Duration.ofMinutes(30));
        assertFalse(sim.converged(), sim::picture);
        sim.says(new SimApi.Alarm(Fleet.id(4), false));

        endsWith(sim, seed);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void ofACommitThatDoesTooMuchNothingIsDoneUnapproved(long seed) {
        Policy policy =
                Fleet.policy(
                        new Budget(Optional.of(1), Optional.of(new Share(25)), Optional.empty()));
        Sim sim = standing(seed, policy, Set.of(), new Invariants.Limits(99, 99, 25));
        Desired much = Fleet.of(2, policy, SIZE, 2);
        sim.push(much);
        sim.run(Duration.ofMinutes(30));
        assertEquals(0, written(sim, "n[1234]"));
        sim.push(approving(3, much, 2));
        sim.run(Duration.ofMinutes(30));
        assertEquals(0, written(sim, "n[34]"));
        sim.push(approving(4, much, SIZE));

        endsWith(sim, seed);
    }

    /// The same, in which an operator lets the first so many machines pass.
    private static Desired approving(int commit, Desired all, int first) {
        List<Approval.Step> steps =
                IntStream.rangeClosed(1, first)
                        .mapToObj(n ->
                                new Approval.Step(
                                        Fleet.id(n),
                                        Fleet.fingerprint(1).text(),
                                        Fleet.fingerprint(2).text()))
                        .toList();
        Approval approval = new Approval("a" + commit, ApprovalHash.of(steps), steps, "meant");
        return new Desired(Fleet.commit(commit), all.cluster(), all.machines(), List.of(approval));
    }

    /// Who goes first has one try.
    private static Policy canary() {
        Policy usual = Fleet.ONE_AT_A_TIME;
        return new Policy(
                usual.budgets(),
                usual.drain(),
                usual.removalMaxShare(),
                new Policy.Retries(1, Duration.ofSeconds(30)),
                usual.stale(),
                usual.timing(),
                Optional.of(new Policy.Canary(List.of(Fleet.id(1)), ALONE)));
    }

    /// All serve with the first version, and faults begin.
    private static Sim standing(
            long seed, Policy policy, Set<MachineId> first, Invariants.Limits limits) {
        Invariants invariants =
                new Invariants(1, new Invariants.Promise(first, ALONE, _ -> true, 100, limits));
        Sim sim = new Sim(new SplittableRandom(seed), 0, Fleet.of(1, policy, SIZE, 1), invariants);
        assertTrue(sim.runUntil(Sim::converged, Duration.ofHours(5)), sim::picture);
        sim.run(Duration.ofMinutes(1));
        sim.rage(PER_MILLE);
        return sim;
    }

    private static void endsWith(Sim sim, long seed) {
        sim.calm();
        assertTrue(
                sim.runUntil(Sim::converged, BOUND), () -> "seed " + seed + "\n" + sim.picture());
    }

    /// How often one of these was given the second version.
    private static long written(Sim sim, String machines) {
        return told(
                sim,
                " DiskWritten\\[.*machine=" + machines + ",.*now=" + Fleet.fingerprint(2) + "\\]");
    }

    private static long told(Sim sim, String deed) {
        String line = "\\S+" + deed;
        return sim.history().stream().filter(told -> told.matches(line)).count();
    }
}
