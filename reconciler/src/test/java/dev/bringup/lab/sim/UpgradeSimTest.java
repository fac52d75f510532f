package dev.bringup.lab.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.model.Desired;
import dev.bringup.model.KubeVersion;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.MachineSpec.Role;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Kubernetes goes up a minor: three control planes and three workers are installed anew, one at a
/// time, the control planes first, whatever gets lost. No kubelet ever runs before its time.
class UpgradeSimTest {

    private static final int SIZE = 6;

    static LongStream seeds() {
        return LongStream.range(0, Long.getLong("bringup.etcd.seeds", 12));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void controlPlanesGoUpFirstWhateverGetsLost(long seed) {
        Sim sim = standing(seed);
        sim.rage(40);
        sim.push(fleet(2, "1.36.2", 2, 2));
        sim.run(Duration.ofMinutes(1 + seed * 7 % 60));
        if (seed % 3 == 0) {
            sim.crash();
        }
        if (seed % 4 == 1) {
            sim.push(fleet(3, "1.36.2", 2, 1)); // the workers stay where they were
        }
        sim.run(Duration.ofMinutes(30));
        sim.calm();

        assertTrue(
                sim.runUntil(Sim::converged, Duration.ofHours(24)),
                () -> "seed " + seed + "\n" + sim.picture());
    }

    @Test
    void theTimelineOfAnUpgrade() {
        Sim sim = standing(1);
        int before = sim.history().size();
        sim.push(fleet(2, "1.36.2", 2, 2));

        assertTrue(sim.runUntil(Sim::converged, Duration.ofHours(6)), sim::picture);
        assertEquals(
                List.of(
                        "Drained n1",
                        "MemberRemoved n1",
                        "Runs n1",
                        "Drained n2",
                        "MemberRemoved n2",
                        "Runs n2",
                        "Drained n3",
                        "MemberRemoved n3",
                        "Runs n3",
                        "Drained n4",
                        "Runs n4",
                        "Drained n5",
                        "Runs n5",
                        "Drained n6",
                        "Runs n6"),
                told(sim, before));
    }

    /// None of the control planes has begun, so nothing keeps the cluster from staying what it is.
    @Test
    void whatHasNotBegunIsTakenBack() {
        Sim sim = standing(1);
        sim.push(fleet(2, "1.36.2", 2, 2));
        assertTrue(
                sim.runUntil(s -> told(s, 0).contains("Drained n1"), Duration.ofHours(1)),
                sim::picture);
        sim.push(fleet(3, "1.35.4", 1, 1));

        assertTrue(sim.runUntil(Sim::converged, Duration.ofHours(6)), sim::picture);
        assertEquals(Set.of(Optional.of(KubeVersion.parse("1.35.4"))), versions(sim));
    }

    /// Etcd holds by now what an older one cannot read: the cluster stays, its workers go back.
    @Test
    void halfWayOnlyWorkersGoBack() {
        Sim sim = standing(1);
        sim.push(fleet(2, "1.36.2", 2, 2));
        assertTrue(
                sim.runUntil(s -> told(s, 0).contains("Drained n5"), Duration.ofHours(3)),
                sim::picture);
        sim.push(fleet(3, "1.35.4", 1, 1));
        sim.run(Duration.ofMinutes(1));
        assertEquals(
                "kubernetes.version goes from 1.36.2 back to 1.35.4; a control plane cannot read"
                        + " what a newer one wrote",
                sim.status().orElseThrow().git().problems().getFirst().problem());

        sim.run(Duration.ofHours(2));
        assertFalse(told(sim, 0).contains("Drained n6"), sim::picture);
        sim.push(fleet(4, "1.36.2", 2, 1));
        assertTrue(sim.runUntil(Sim::converged, Duration.ofHours(6)), sim::picture);
        assertFalse(told(sim, 0).contains("Drained n6"), sim::picture);
        assertEquals(
                Set.of(
                        Optional.of(KubeVersion.parse("1.35.4")),
                        Optional.of(KubeVersion.parse("1.36.2"))),
                versions(sim));
    }

    @Test
    void aKubeletThatIsTooNewIsNotLetIn() {
        Chaos chaos = new Chaos(new SplittableRandom(1), 0);
        SimKube kube = new SimKube(new Agenda(Fleet.NOON), chaos, _ -> {}, _ -> {}, true);
        for (Desired fleet : List.of(fleet(1, "1.35.4", 1, 1), fleet(2, "1.36.2", 2, 2))) {
            kube.learn(fleet);
        }

        assertTrue(comes(kube, 1, 1));
        assertFalse(comes(kube, 4, 2), "n1 runs 1.35.4");
        assertTrue(comes(kube, 5, 1));
        assertTrue(comes(kube, 1, 2));
        assertTrue(comes(kube, 4, 2));
    }

    private static boolean comes(SimKube kube, int n, int version) {
        MachineId id = Fleet.id(n);
        String kept = kube.trade(id, kube.mint(id).token()).orElseThrow();
        return kube.kubelet(id, kept, Optional.of(machine(n, version).fingerprint()));
    }

    @Test
    void theJudgeSeesAWorkerThatIsTooNew() {
        Skewed skewed = new Skewed();
        skewed.judge(new Deed.MemberAdded(Fleet.NOON, Fleet.id(1)));
        skewed.judge(runs(1, "1.35.4"));

        assertEquals(Optional.empty(), skewed.judge(runs(4, "1.35.9")));
        assertEquals(
                Optional.of("n4 came with 1.36.2 while n1 ran 1.35.4"),
                skewed.judge(runs(4, "1.36.2")));
    }

    private static Deed runs(int n, String version) {
        return new Deed.Runs(Fleet.NOON, Fleet.id(n), KubeVersion.parse(version));
    }

    private static Set<Optional<KubeVersion>> versions(Sim sim) {
        Set<Optional<KubeVersion>> all = new java.util.HashSet<>();
        sim.status()
                .orElseThrow()
                .observed()
                .seen()
                .values()
                .forEach(seen -> all.add(seen.present().flatMap(node -> node.kubelet().version())));
        return all;
    }

    private static List<String> told(Sim sim, int from) {
        return sim.history().subList(from, sim.history().size()).stream()
                .filter(l -> l.matches(".* (Drained|MemberRemoved|Runs)\\[.*"))
                .map(l -> l.replaceFirst("^[^ ]* ([A-Za-z]*).*machine=([^],]*).*", "$1 $2"))
                .toList();
    }

    private static Sim standing(long seed) {
        Set<MachineId> planes = new TreeSet<>(Set.of(Fleet.id(1), Fleet.id(2), Fleet.id(3)));
        Invariants invariants = new Invariants(1);
        invariants.expectBirth(planes);
        Sim sim = new Sim(new SplittableRandom(seed), 0, fleet(1, "1.35.4", 1, 1), invariants);
        assertTrue(sim.runUntil(Sim::converged, Duration.ofHours(5)), sim::picture);
        sim.run(Duration.ofMinutes(1));
        return sim;
    }

    /// With the installations of control planes and of workers, of which the second is of 1.36.
    private static Desired fleet(int commit, String version, int planes, int workers) {
        return Fleet.at(
                version,
                Fleet.madeHere(
                        Fleet.of(
                                commit,
                                Fleet.ONE_AT_A_TIME,
                                IntStream.rangeClosed(1, SIZE)
                                        .mapToObj(n ->
                                                n <= 3
                                                        ? Fleet.in(
                                                                Role.CONTROL_PLANE,
                                                                machine(n, planes))
                                                        : machine(n, workers))
                                        .toArray(MachineSpec[]::new))));
    }

    private static MachineSpec machine(int n, int version) {
        return Fleet.with(
                KubeVersion.parse(version == 1 ? "1.35.4" : "1.36.2"), Fleet.machine(n, version));
    }
}
