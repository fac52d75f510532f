package dev.bringup.lab.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.model.Desired;
import dev.bringup.model.JoinStep;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.MachineSpec.Role;
import dev.bringup.model.Plan;
import dev.bringup.model.Rail;
import java.time.Duration;
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

/// Blank machines become a cluster, and only ever one, while packets, answers and the reconciler
/// itself get lost.
class FoundingSimTest {

    private static final JoinStep STEP =
            new JoinStep("storage", "install storage", Duration.ofMinutes(2));

    static LongStream seeds() {
        return LongStream.range(0, Long.getLong("bringup.seeds", 200));
    }

    /// One machine that does everything, one control plane with workers, or three with workers.
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void oneClusterComesOfNothingWhateverGetsLost(long seed) {
        int planes = seed % 3 == 0 ? 1 : seed % 3 == 1 ? 1 : 3;
        int size = seed % 3 == 0 ? 1 : planes + 2;
        JoinStep[] steps = seed % 5 == 0 ? new JoinStep[] {STEP} : new JoinStep[0];
        Sim sim = start(seed, 40, fleet(1, size, planes, steps), planes);
        sim.run(Duration.ofMinutes(1 + seed % 15));
        if (seed % 4 == 0) {
            sim.crash();
        }
        sim.run(Duration.ofMinutes(30));
        sim.calm();

        assertTrue(
                sim.runUntil(Sim::converged, Duration.ofHours(12)),
                () -> "seed " + seed + "\n" + sim.picture());
        assertEquals(1, told(sim, " Founded["));
    }

    @Test
    void theFirstByNameMakesItAndTheOthersFollow() {
        Sim sim = start(1, 0, fleet(1, 5, 3), 3);

        assertTrue(sim.runUntil(Sim::converged, Duration.ofHours(1)), sim::picture);
        assertEquals(1, told(sim, " Founded[at="));
        assertTrue(
                sim.history().stream()
                        .anyMatch(l -> l.contains(" Founded[") && l.contains("machine=n1")));
        assertEquals(4, told(sim, " Joined["));
    }

    /// The disks say that something was installed, and nobody knows any more what became of it.
    @Test
    void whoseJournalIsLostBeforeItAnsweredMakesNone() {
        Sim sim = start(1, 0, fleet(1, 3, 3), 3);
        assertTrue(sim.runUntil(s -> told(s, " Founded[") == 1, Duration.ofHours(1)));
        sim.silenceApi();
        sim.loseJournal();
        sim.crash();
        sim.run(Duration.ofHours(3));

        assertEquals(1, told(sim, " Founded["));
        List<Plan.Held> held = sim.status().orElseThrow().plan().held();
        assertTrue(
                held.stream()
                        .anyMatch(h ->
                                h.rail() == Rail.R5
                                        && h.because()
                                                .contains(
                                                        " carries an installation that this"
                                                                + " reconciler does not know: it"
                                                                + " may belong to a cluster whose"
                                                                + " API does not answer; if that"
                                                                + " cluster is gone for good, empty"
                                                                + " the disk or take the machine"
                                                                + " out of Git")),
                held::toString);
    }

    /// A cluster that was there once is never made again, whatever its API says.
    @Test
    void aClusterThatAnsweredOnceIsNotMadeAgain() {
        Sim sim = start(1, 0, fleet(1, 4, 1), 1);
        assertTrue(sim.runUntil(Sim::converged, Duration.ofHours(1)), sim::picture);
        sim.silenceApi();
        sim.crash();
        sim.push(fleet(2, 4, 3));
        sim.run(Duration.ofHours(3));

        assertEquals(1, told(sim, " Founded["));
        assertTrue(
                sim.status().orElseThrow().plan().held().stream()
                        .anyMatch(h -> h.because().equals("Kubernetes has not been asked yet")),
                sim::picture);
    }

    @Test
    void theJudgeSeesASecondCluster() {
        Births births = new Births(Set.of(Fleet.id(1), Fleet.id(2)));
        Deed first = new Deed.Founded(Fleet.NOON, Fleet.id(1));
        assertEquals(
                Optional.of("n1 made a cluster while disks of control planes were not known"),
                births.judge(first));
        written(births, 1);
        written(births, 2);
        assertEquals(Optional.empty(), births.judge(first));
        assertEquals(
                Optional.of("n1 made a second cluster beside that of n1"), births.judge(first));
        assertEquals(
                Optional.of("n2 made a second cluster beside that of n1"),
                births.judge(new Deed.Founded(Fleet.NOON, Fleet.id(2))));
        assertEquals(
                Optional.of("n9 made a cluster and is no control plane"),
                new Births(Set.of(Fleet.id(1))).judge(new Deed.Founded(Fleet.NOON, Fleet.id(9))));
        Births lived = new Births(Set.of(Fleet.id(1)));
        assertEquals(Optional.empty(), lived.judge(new Deed.NodeReady(Fleet.NOON, Fleet.id(4))));
        assertEquals(
                Optional.of("n1 made a cluster, and there was one already"), lived.judge(first));
        assertEquals(
                Optional.of("n1 joined a cluster that nobody made"),
                new Births(Set.of(Fleet.id(2)))
                        .judge(new Deed.Joined(Fleet.NOON, Fleet.id(1), "t")));
    }

    private static void written(Births births, int n) {
        births.judge(
                new Deed.DiskWritten(
                        Fleet.NOON,
                        Fleet.id(n),
                        new dev.bringup.model.AttemptId("a1"),
                        Deed.Before.BLANK,
                        Fleet.fingerprint(1)));
    }

    private static Sim start(long seed, int perMille, Desired first, int planes) {
        Set<MachineId> all = new TreeSet<>();
        IntStream.rangeClosed(1, planes).forEach(n -> all.add(Fleet.id(n)));
        Invariants invariants = new Invariants(1);
        invariants.expectBirth(all);
        return new Sim(new SplittableRandom(seed), perMille, first, invariants);
    }

    private static Desired fleet(int commit, int size, int planes, JoinStep... steps) {
        return Fleet.madeHere(
                Fleet.of(
                        commit,
                        Fleet.ONE_AT_A_TIME,
                        IntStream.rangeClosed(1, size)
                                .mapToObj(n ->
                                        Fleet.withStep(
                                                Fleet.as(
                                                        n <= planes
                                                                ? Role.CONTROL_PLANE
                                                                : Role.WORKER,
                                                        "g1",
                                                        Fleet.machine(n, 1)),
                                                steps))
                                .toArray(MachineSpec[]::new)));
    }

    private static long told(Sim sim, String what) {
        return sim.history().stream().filter(line -> line.contains(what)).count();
    }
}
