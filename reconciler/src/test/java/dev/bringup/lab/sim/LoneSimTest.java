package dev.bringup.lab.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.model.Action.Blast;
import dev.bringup.model.Approval;
import dev.bringup.model.AttemptId;
import dev.bringup.model.Desired;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.MachineSpec.Role;
import dev.bringup.plan.ApprovalHash;
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

/// The only control plane of a cluster is installed anew, while packets, answers and the reconciler
/// itself get lost: what etcd held goes with its disk, and comes back.
class LoneSimTest {

    static LongStream seeds() {
        long first = Long.getLong("bringup.lone.seed", 0);
        return LongStream.range(first, first + Long.getLong("bringup.lone.seeds", 6));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theClusterComesBackWhateverGetsLost(long seed) {
        Sim sim = standing(seed);
        sim.rage(40);
        sim.push(approved(fleet(2, 2)));
        sim.run(Duration.ofMinutes(30));
        sim.calm();

        assertTrue(
                sim.runUntil(Sim::converged, Duration.ofHours(24)),
                () -> "seed " + seed + "\n" + sim.picture());
        assertEquals(1, told(sim, " Restored["), sim::picture);
    }

    @Test
    void unapprovedNothingIsTouched() {
        Sim sim = standing(1);
        sim.push(fleet(2, 2));
        sim.run(Duration.ofHours(1));

        assertEquals(0, told(sim, " Restored["));
        assertEquals(0, told(sim, "machine=n1, serving="));
    }

    @Test
    void theJudgeSeesEtcdLost() {
        Lonely lonely = new Lonely();
        lonely.judge(new Deed.MemberAdded(Fleet.NOON, Fleet.id(1)));
        lonely.judge(new Deed.NodeReady(Fleet.NOON, Fleet.id(1)));

        assertEquals(
                Optional.of("the disk of n1, all of etcd, was written, and nobody approved it"),
                lonely.judge(written()));
        lonely.judge(new Deed.Approved(Fleet.NOON, Fleet.id(1), Fleet.fingerprint(2)));
        assertEquals(
                Optional.of("the disk of n1, all of etcd, was written, and it was not kept"),
                lonely.judge(written()));
        lonely.judge(new Deed.Saved(Fleet.NOON, Fleet.id(1)));
        lonely.judge(
                new Deed.Commanded(Fleet.NOON.plusSeconds(30), Fleet.id(1), Blast.DISK, false));
        assertEquals(Optional.empty(), lonely.judge(written()));
    }

    private static Deed written() {
        return new Deed.DiskWritten(
                Fleet.NOON.plusSeconds(300),
                Fleet.id(1),
                new AttemptId("a1"),
                Deed.Before.OWN_OLDER,
                Fleet.fingerprint(2));
    }

    private static Sim standing(long seed) {
        Invariants invariants = new Invariants(1);
        invariants.expectBirth(Set.of(Fleet.id(1)));
        Sim sim = new Sim(new SplittableRandom(seed), 0, fleet(1, 1), invariants);
        assertTrue(sim.runUntil(Sim::converged, Duration.ofHours(5)), sim::picture);
        sim.run(Duration.ofMinutes(1));
        return sim;
    }

    private static Desired approved(Desired all) {
        List<Approval.Step> steps =
                List.of(
                        new Approval.Step(
                                Fleet.id(1),
                                Fleet.fingerprint(1).text(),
                                Fleet.fingerprint(2).text()));
        Approval approval = new Approval("a1", ApprovalHash.of(steps), steps, "meant");
        return new Desired(all.commit(), all.cluster(), all.machines(), List.of(approval));
    }

    /// A control plane, and two workers that stay as they are.
    private static Desired fleet(int commit, int version) {
        return Fleet.madeHere(
                Fleet.of(
                        commit,
                        Fleet.ONE_AT_A_TIME,
                        IntStream.rangeClosed(1, 3)
                                .mapToObj(n ->
                                        Fleet.in(
                                                n == 1 ? Role.CONTROL_PLANE : Role.WORKER,
                                                Fleet.machine(n, n == 1 ? version : 1)))
                                .toArray(MachineSpec[]::new)));
    }

    private static long told(Sim sim, String what) {
        return sim.history().stream().filter(line -> line.contains(what)).count();
    }
}
