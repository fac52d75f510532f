package dev.bringup.lab.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.model.Desired;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.MachineSpec.Role;
import dev.bringup.model.MachineSpec.Want;
import dev.bringup.model.Policy.Budget;
import dev.bringup.model.Policy.Share;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Control planes of a cluster that was made here are written anew, taken out and put back, by
/// commits whose budgets would allow all of that at once, while packets, answers and the reconciler
/// itself get lost. Whether etcd was at risk is judged from deeds alone.
class EtcdSimTest {

    static LongStream seeds() {
        return LongStream.range(0, Long.getLong("bringup.etcd.seeds", 12));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void etcdIsNeverAtRiskWhateverGetsLost(long seed) {
        Sim sim = standing(seed, seed % 4 == 0 ? 5 : 3);
        sim.rage(40);
        int planes = seed % 4 == 0 ? 5 : 3;
        sim.push(fleet(2, 2, planes, seed % 4 == 0 ? planes : 0));
        sim.run(Duration.ofMinutes(1 + seed % 40));
        if (seed % 3 == 0) {
            sim.crash();
        }
        if (seed % 5 == 1) {
            sim.push(fleet(3, 1, planes, 0));
        }
        sim.run(Duration.ofMinutes(60));
        sim.calm();

        assertTrue(
                sim.runUntil(Sim::converged, Duration.ofHours(24)),
                () -> "seed " + seed + "\n" + sim.picture());
    }

    /// Its Node is Ready all the while.
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void noneIsRestartedBesideOneWhoseEtcdIsDead(long seed) {
        Sim sim = standing(seed, 3);
        sim.rage(40);
        sim.run(Duration.ofMinutes(seed % 60));
        sim.push(restarted(fleet(2, 1, 3, 0)));
        sim.run(Duration.ofMinutes(90));
        sim.calm();

        assertTrue(
                sim.runUntil(Sim::converged, Duration.ofHours(24)),
                () -> "seed " + seed + "\n" + sim.picture());
    }

    private static Desired restarted(Desired all) {
        return Fleet.madeHere(
                Fleet.of(
                        2,
                        all.cluster().policy(),
                        all.machines().values().stream()
                                .map(m -> Fleet.as(m.node().role(), "g2", m))
                                .toArray(MachineSpec[]::new)));
    }

    @Test
    void eachIsKeptThenLeavesAndComesBack() {
        Sim sim = standing(1, 3);
        int before = sim.history().size();
        sim.push(fleet(2, 2, 3, 0));

        assertTrue(sim.runUntil(Sim::converged, Duration.ofHours(6)), sim::picture);
        List<String> story =
                sim.history().subList(before, sim.history().size()).stream()
                        .filter(l ->
                                l.matches(".* (Saved|MemberRemoved|MemberAdded|DiskWritten)\\[.*"))
                        .map(l -> l.replaceFirst("^[^ ]* ([A-Za-z]*).*machine=([^],]*).*", "$1 $2"))
                        // The worker waits for nobody.
                        .filter(l -> !l.endsWith(" n4"))
                        .toList();
        assertEquals(
                List.of(
                        "Saved n2",
                        "MemberRemoved n1",
                        "DiskWritten n1",
                        "MemberAdded n1",
                        "Saved n1",
                        "MemberRemoved n2",
                        "DiskWritten n2",
                        "MemberAdded n2",
                        "Saved n1",
                        "MemberRemoved n3",
                        "DiskWritten n3",
                        "MemberAdded n3"),
                story);
    }

    /// What left etcd never comes back as it is, also when nobody wants it written any more.
    @Test
    void whoWasTakenOutAndIsWantedAsItWasIsWrittenAnew() {
        Sim sim = standing(1, 3);
        sim.push(fleet(2, 2, 3, 0));
        assertTrue(
                sim.runUntil(s -> told(s, " MemberRemoved[") == 1, Duration.ofHours(1)),
                sim::picture);
        sim.push(fleet(3, 1, 3, 0));

        assertTrue(sim.runUntil(Sim::converged, Duration.ofHours(6)), sim::picture);
        assertEquals(1, told(sim, " MemberRemoved["));
    }

    @Test
    void aControlPlaneThatIsReleasedLeavesEtcdFirst() {
        Sim sim = standing(1, 5);
        sim.push(fleet(2, 1, 5, 5));

        assertTrue(sim.runUntil(Sim::converged, Duration.ofHours(6)), sim::picture);
        assertEquals(1, told(sim, " MemberRemoved["));
    }

    /// It is installed as one that nobody knows, and etcd lists it.
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whoHasAnEmptyDiskLeavesEtcdBeforeItJoins(long seed) {
        Sim sim = standing(seed, 3);
        MachineId id = Fleet.id(1 + (int) (seed % 3));
        sim.replaceDisk(id);
        sim.crash();
        sim.rage(seed % 2 == 0 ? 0 : 40);
        sim.run(Duration.ofMinutes(40));
        sim.calm();

        assertTrue(sim.runUntil(Sim::converged, Duration.ofHours(24)), sim::picture);
        assertTrue(told(sim, " MemberRemoved[") > 0, sim::picture);
        assertTrue(told(sim, " DiskWritten[") > 4, sim::picture);
    }

    @Test
    void theJudgeSeesEtcdAtRisk() {
        Planes planes = new Planes(Set.of());
        IntStream.rangeClosed(1, 3)
                .forEach(n -> planes.judge(new Deed.MemberAdded(Fleet.NOON, Fleet.id(n))));
        planes.judge(new Deed.NodeReady(Fleet.NOON, Fleet.id(1)));
        Instant later = Fleet.NOON.plus(Duration.ofMinutes(4));

        assertEquals(
                Optional.of("the disk of n1 was written, and it is in etcd"),
                planes.judge(written(1, Deed.Before.OWN_OLDER)));
        assertEquals(
                Optional.of("the Node of n1 was deleted, and it is in etcd"),
                planes.judge(new Deed.NodeDeleted(Fleet.NOON, Fleet.id(1))));
        assertEquals(
                Optional.of("n1 was taken out of etcd, and nothing of it was kept lately"),
                planes.judge(new Deed.MemberRemoved(Fleet.NOON, Fleet.id(1))));
        assertEquals(Optional.empty(), planes.judge(written(1, Deed.Before.OWN_OLDER)));
        assertEquals(Optional.empty(), planes.judge(written(2, Deed.Before.BLANK)));
        assertEquals(
                Optional.of("n2 joins, and etcd lists who it was"),
                planes.judge(new Deed.Joined(Fleet.NOON, Fleet.id(2), "t")));
        planes.judge(new Deed.Saved(later, Fleet.id(3)));
        assertEquals(
                Optional.of("control planes are stopped at once: [n1, n2]"),
                planes.judge(new Deed.Stopped(later, Fleet.id(2), false)));
        assertEquals(
                Optional.of("0 of 1 members of etcd serve, and n3 was taken out"),
                planes.judge(new Deed.MemberRemoved(later, Fleet.id(3))));
    }

    @Test
    void theJudgeSeesWhoWasStoppedBesideTheDead() {
        Muted muted = new Muted();
        IntStream.rangeClosed(1, 3)
                .forEach(n -> muted.judge(new Deed.MemberAdded(Fleet.NOON, Fleet.id(n))));
        muted.judge(new Deed.MemberTurned(Fleet.NOON, Fleet.id(3), false));
        Instant later = Fleet.NOON.plus(Duration.ofMinutes(14));

        assertEquals(
                Optional.empty(),
                muted.judge(new Deed.Stopped(Fleet.NOON.plusSeconds(700), Fleet.id(2), false)));
        muted.judge(new Deed.NodeReady(later, Fleet.id(2)));
        assertEquals(Optional.empty(), muted.judge(new Deed.Stopped(later, Fleet.id(3), false)));
        muted.judge(new Deed.NodeReady(later, Fleet.id(3)));
        assertEquals(
                Optional.of("n2 was stopped while etcd was dead on [n3]"),
                muted.judge(new Deed.Stopped(later, Fleet.id(2), false)));
        muted.judge(new Deed.NodeReady(later, Fleet.id(2)));
        muted.judge(new Deed.MemberTurned(later, Fleet.id(3), true));
        assertEquals(Optional.empty(), muted.judge(new Deed.Stopped(later, Fleet.id(2), false)));
    }

    private static Deed written(int n, Deed.Before before) {
        return new Deed.DiskWritten(
                Fleet.NOON,
                Fleet.id(n),
                new dev.bringup.model.AttemptId("a1"),
                before,
                Fleet.fingerprint(2));
    }

    /// A cluster that was made here stands.
    private static Sim standing(long seed, int planes) {
        Set<MachineId> all = new TreeSet<>();
        IntStream.rangeClosed(1, planes).forEach(n -> all.add(Fleet.id(n)));
        Invariants invariants = new Invariants(9);
        invariants.expectBirth(all);
        Sim sim = new Sim(new SplittableRandom(seed), 0, fleet(1, 1, planes, 0), invariants);
        assertTrue(sim.runUntil(Sim::converged, Duration.ofHours(5)), sim::picture);
        sim.run(Duration.ofMinutes(1));
        return sim;
    }

    /// So many control planes, of which one may be released, and a worker.
    private static Desired fleet(int commit, int version, int planes, int released) {
        return Fleet.madeHere(
                Fleet.of(
                        commit,
                        Fleet.policy(
                                new Budget(
                                        Optional.of(9),
                                        Optional.of(new Share(100)),
                                        Optional.empty())),
                        IntStream.rangeClosed(1, planes + 1)
                                .mapToObj(n ->
                                        Fleet.as(
                                                n <= planes ? Role.CONTROL_PLANE : Role.WORKER,
                                                "g1",
                                                Fleet.machine(
                                                        n,
                                                        version,
                                                        n == released
                                                                ? Want.RELEASED
                                                                : Want.JOINED)))
                                .toArray(MachineSpec[]::new)));
    }

    private static long told(Sim sim, String what) {
        return sim.history().stream().filter(line -> line.contains(what)).count();
    }
}
