package dev.bringup.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.model.Addons;
import dev.bringup.model.AddonsSeen;
import dev.bringup.model.AddonsSeen.Applied;
import dev.bringup.model.AddonsSeen.State;
import dev.bringup.model.ClusterAction;
import dev.bringup.model.ClusterAction.Todo;
import dev.bringup.model.ClusterAction.Why;
import dev.bringup.model.ClusterPlan;
import dev.bringup.model.ClusterSpec;
import dev.bringup.model.Desired;
import dev.bringup.model.Fact;
import dev.bringup.model.Forecast;
import dev.bringup.model.Lead;
import dev.bringup.model.ObjectKey;
import dev.bringup.model.Observed;
import dev.bringup.model.Policy;
import dev.bringup.model.Rail;
import dev.bringup.model.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ClusterRoadTest {

    private static final Duration WAIT = Duration.ofMinutes(5);
    private static final ObjectKey CNI = key("DaemonSet", "cni");
    private static final ObjectKey CLASS = key("StorageClass", "local");

    private static ObjectKey key(String kind, String name) {
        return new ObjectKey("v1", kind, "", name);
    }

    private static Sha256 digest(int version) {
        return new Sha256(String.format("%064x", version));
    }

    private static Addons.Step step(String name, int version, ObjectKey... keys) {
        return new Addons.Step(
                "base",
                name,
                WAIT,
                Stream.of(keys)
                        .map(key -> new Addons.Manifest(key, digest(version), "{}"))
                        .toList());
    }

    private static Desired desired(Addons.Step... steps) {
        return Fleet.of(1, Policy.SAFE, 0, 1).with(new Addons(List.of(steps)));
    }

    private static Applied applied(String step, int version) {
        return new Applied(
                "base/" + step,
                digest(version),
                State.AS_APPLIED,
                Optional.empty(),
                Optional.empty());
    }

    private static Applied in(State state) {
        Applied a = applied("cni", 1);
        return new Applied(a.step(), a.digest(), state, a.unready(), a.guard());
    }

    private static Applied unready(String because) {
        Applied a = applied("cni", 1);
        return new Applied(a.step(), a.digest(), a.state(), Optional.of(because), a.guard());
    }

    private static Observed seen(Map<ObjectKey, Applied> objects) {
        return Observed.nothing(Fleet.NOON)
                .with(AddonsSeen.NOTHING.looked(new TreeMap<>(objects), Fleet.NOON));
    }

    private static Observed at(Observed seen, Duration later) {
        return new Observed(
                Fleet.NOON.plus(later),
                seen.seen(),
                seen.inFlight(),
                seen.attempts(),
                seen.leaving(),
                seen.past(),
                seen.around());
    }

    private static final Desired BOTH = desired(step("cni", 1, CNI), step("storage", 1, CLASS));

    private static ClusterPlan apply(String step, ObjectKey key, Why why, String because) {
        return new ClusterPlan(
                Optional.of(
                        new ClusterPlan.Step(
                                new ClusterAction.Apply(
                                        "base/" + step, List.of(new Todo(key, why)), WAIT),
                                because)),
                List.of());
    }

    private static ClusterPlan held(String step, String verb, Rail rail, String because) {
        return new ClusterPlan(
                Optional.empty(), List.of(new ClusterPlan.Held(step, verb, rail, because)));
    }

    @Test
    void nothingIsDoneBeforeSomebodyLooked() {
        assertEquals(ClusterPlan.EMPTY, ClusterRoad.next(BOTH, Observed.nothing(Fleet.NOON)));
    }

    @Test
    void stepsComeInOrderAndEachOnceTheOneBeforeIsHealthy() {
        assertEquals(
                apply("cni", CNI, Why.CREATE, "1 to create"),
                ClusterRoad.next(BOTH, seen(Map.of())));
        assertEquals(
                ClusterPlan.EMPTY,
                ClusterRoad.next(BOTH, seen(Map.of(CNI, unready("0 of 3 pods are ready")))));
        assertEquals(
                apply("storage", CLASS, Why.CREATE, "1 to create"),
                ClusterRoad.next(BOTH, seen(Map.of(CNI, applied("cni", 1)))));
        assertEquals(
                ClusterPlan.EMPTY,
                ClusterRoad.next(
                        BOTH, seen(Map.of(CNI, applied("cni", 1), CLASS, applied("storage", 1)))));
    }

    @Test
    void whatTookTooLongIsHeldWithItsReason() {
        Observed waiting = seen(Map.of(CNI, unready("0 of 3 pods are ready")));

        assertEquals(ClusterPlan.EMPTY, ClusterRoad.next(BOTH, at(waiting, WAIT.minusSeconds(1))));
        assertEquals(
                held(
                        "base/cni",
                        "apply",
                        Rail.R8,
                        "DaemonSet cni: 0 of 3 pods are ready;"
                                + " no later step starts before this one is healthy"),
                ClusterRoad.next(BOTH, at(waiting, WAIT)));
    }

    @Test
    void progressIsNoNewBeginning() {
        AddonsSeen later =
                seen(Map.of(CNI, unready("0 of 3 pods are ready")))
                        .addons()
                        .looked(
                                new TreeMap<>(Map.of(CNI, unready("1 of 3 pods are ready"))),
                                Fleet.NOON.plusSeconds(60));
        AddonsSeen healthy =
                later.looked(
                        new TreeMap<>(Map.of(CNI, applied("cni", 1))), Fleet.NOON.plusSeconds(90));

        assertEquals(Map.of("base/cni", Fleet.NOON), later.since());
        assertEquals(Map.of("base/cni", Fleet.NOON.plusSeconds(90)), healthy.since());
    }

    @Test
    void whatDiffersIsAppliedAgain() {
        assertEquals(
                apply("cni", CNI, Why.CHANGE, "1 to change"),
                ClusterRoad.next(BOTH, seen(Map.of(CNI, applied("cni", 2)))));
        assertEquals(
                apply("cni", CNI, Why.CHANGE, "1 to change"),
                ClusterRoad.next(BOTH, seen(Map.of(CNI, applied("other", 1)))));
        for (State state : List.of(State.CHANGED, State.GONE)) {
            assertEquals(
                    apply("cni", CNI, Why.CORRECT, "1 that somebody changed or deleted"),
                    ClusterRoad.next(BOTH, seen(Map.of(CNI, in(state)))));
        }
    }

    @Test
    void whatLeftGitIsDeletedLast() {
        Desired without = desired(step("cni", 1, CNI));
        Map<ObjectKey, Applied> both = Map.of(CNI, applied("cni", 1), CLASS, applied("storage", 1));

        assertEquals(
                new ClusterPlan(
                        Optional.of(
                                new ClusterPlan.Step(
                                        new ClusterAction.Prune("base/storage", List.of(CLASS)),
                                        "1 that left Git")),
                        List.of()),
                ClusterRoad.next(without, seen(both)));
        assertEquals(
                "CHANGE",
                Optional.of(ClusterRoad.next(desired(step("cni", 2, CNI)), seen(both)))
                        .flatMap(ClusterPlan::now)
                        .map(s -> ((ClusterAction.Apply) s.action()).todo().getFirst().why().name())
                        .orElse(""));
    }

    @Test
    void tooManyAtOnceStay() {
        Map<ObjectKey, Applied> ten = new TreeMap<>();
        IntStream.range(0, 10).forEach(n -> ten.put(key("ConfigMap", "c" + n), applied("cni", 1)));
        ObjectKey[] keys = ten.keySet().toArray(ObjectKey[]::new);
        ObjectKey[] seven = List.of(keys).subList(0, 7).toArray(ObjectKey[]::new);
        ObjectKey[] six = List.of(keys).subList(0, 6).toArray(ObjectKey[]::new);

        assertTrue(ClusterRoad.next(desired(step("cni", 1, seven)), seen(ten)).now().isPresent());
        assertEquals(
                held(
                        "base/cni",
                        "prune",
                        Rail.R2,
                        "commit 00000000 takes away 4 of 10 objects,"
                                + " policy.removal.maxShare allows 3 (30%)"),
                ClusterRoad.next(desired(step("cni", 1, six)), seen(ten)));
    }

    @Test
    void dataAndWhatIsFullStays() {
        ObjectKey claim = key("PersistentVolumeClaim", "data");
        Applied full =
                new Applied(
                        "base/cni",
                        digest(1),
                        State.AS_APPLIED,
                        Optional.empty(),
                        Optional.of("it holds Pod/x"));
        Map<ObjectKey, Applied> all = new TreeMap<>();
        IntStream.range(0, 8).forEach(n -> all.put(key("ConfigMap", "c" + n), applied("cni", 1)));
        Desired kept = desired(step("cni", 1, all.keySet().toArray(ObjectKey[]::new)));
        all.put(claim, applied("cni", 1));
        all.put(key("Namespace", "full"), full);

        assertEquals(
                List.of(
                        "Namespace full stays: it holds Pod/x",
                        "PersistentVolumeClaim data stays: data is never deleted by Bringup"),
                ClusterRoad.next(kept, seen(all)).held().stream()
                        .map(ClusterPlan.Held::because)
                        .toList());
        assertTrue(ClusterRoad.next(kept, seen(all)).now().isEmpty());
    }

    @Test
    void nothingIsDeletedOnOldNews() {
        Desired without = desired(step("cni", 1, CNI));
        Observed old = seen(Map.of(CNI, applied("cni", 1), CLASS, applied("storage", 1)));

        assertEquals(
                held(
                        "base/storage",
                        "prune",
                        Rail.R12,
                        "what is in the cluster was not seen lately"),
                ClusterRoad.next(without, at(old, Duration.ofHours(1))));
    }

    @Test
    void whatWasRefusedWaits() {
        Observed seen = seen(Map.of());
        Observed refused =
                seen.with(
                        seen.addons()
                                .refusing(
                                        Optional.of(
                                                new AddonsSeen.Refused(
                                                        "base/cni",
                                                        "apply",
                                                        "DaemonSet cni: no",
                                                        Fleet.NOON.plusSeconds(60)))));

        assertEquals(
                held("base/cni", "apply", Rail.R8, "DaemonSet cni: no"),
                ClusterRoad.next(BOTH, refused));
        assertTrue(ClusterRoad.next(BOTH, at(refused, Duration.ofSeconds(60))).now().isPresent());
    }

    @Test
    void whoDoesNotLeadOrIsSuspendedDoesNothing() {
        Observed other =
                new Observed(
                        Fleet.NOON,
                        new TreeMap<>(),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        List.of(),
                        seen(Map.of())
                                .around()
                                .led(new Fact<>(new Lead.Other("b"), "test", Fleet.NOON)));
        assertEquals(
                held("base/cni", "apply", Rail.R11, "another reconciler leads: b"),
                ClusterRoad.next(BOTH, other));
        ClusterSpec c = BOTH.cluster();
        Desired suspended =
                new Desired(
                                BOTH.commit(),
                                new ClusterSpec(
                                        c.name(),
                                        c.kubernetesVersion(),
                                        c.network(),
                                        c.ssh(),
                                        Optional.of("moving the rack"),
                                        c.policy()),
                                BOTH.machines())
                        .with(BOTH.addons());
        assertEquals(
                held("base/cni", "apply", Rail.OPERATOR, "suspended: moving the rack"),
                ClusterRoad.next(suspended, seen(Map.of())));
    }

    @Test
    void oneThingAtATime() {
        Observed seen = seen(Map.of());
        Instant until = Fleet.NOON.plusSeconds(60);
        Observed busy =
                seen.with(
                        seen.addons()
                                .flying(
                                        Optional.of(
                                                new AddonsSeen.Flight(
                                                        1,
                                                        new ClusterAction.Prune("x", List.of()),
                                                        Fleet.NOON,
                                                        until))));

        assertEquals(ClusterPlan.EMPTY, ClusterRoad.next(BOTH, busy));
        assertTrue(ClusterRoad.next(BOTH, at(busy, Duration.ofSeconds(60))).now().isPresent());
    }

    @Test
    void theForecastIsTheSameFoldedToItsEnd() {
        Desired before = desired(step("cni", 1, CNI, key("ConfigMap", "old")));
        Desired after = desired(step("cni", 2, CNI), step("storage", 1, CLASS));

        Forecast forecast =
                Foresight.between(
                        before, after, Settled.between(before, after, Fleet.NOON), Pace.usual());

        List<String> steps = new ArrayList<>();
        forecast.cluster().steps().forEach(s -> steps.add(s.verb() + " " + s.step()));
        assertEquals(List.of("apply base/cni", "apply base/storage", "prune base/cni"), steps);
        assertEquals(List.of(), forecast.cluster().held());
        assertTrue(
                Foresight.between(
                                after,
                                after,
                                Settled.between(after, after, Fleet.NOON),
                                Pace.usual())
                        .isEmpty());
    }
}
