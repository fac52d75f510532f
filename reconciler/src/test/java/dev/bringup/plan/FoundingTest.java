package dev.bringup.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Around;
import dev.bringup.model.Attempt;
import dev.bringup.model.AttemptId;
import dev.bringup.model.Beginning;
import dev.bringup.model.Desired;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.MachineSpec.Role;
import dev.bringup.model.MachineSpec.Want;
import dev.bringup.model.Marker;
import dev.bringup.model.Observed;
import dev.bringup.model.Permit.Stage;
import dev.bringup.model.Phase;
import dev.bringup.model.Plan;
import dev.bringup.model.Rail;
import dev.bringup.model.Seen;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// One cluster, and only where there was none: each way in which another could be made is closed.
class FoundingTest {

    private static final Instant NOW = Fleet.NOON;
    private static final AttemptId OURS = new AttemptId("a1");
    private static final AttemptId STRANGE = new AttemptId("z9");
    private static final String OVER =
            " carries an installation that this reconciler does not know: it may belong to a"
                    + " cluster whose API does not answer; if that cluster is gone for good, empty"
                    + " the disk or take the machine out of Git";

    private final TreeMap<dev.bringup.model.MachineId, Seen> seen = new TreeMap<>();
    private final TreeMap<dev.bringup.model.MachineId, Attempt> attempts = new TreeMap<>();
    private final TreeMap<dev.bringup.model.MachineId, MachineSpec> leaving = new TreeMap<>();
    private Desired desired = fleet(3, 4);
    private Beginning beginning = Beginning.NOTHING;

    private static Desired fleet(int planes, int size) {
        MachineSpec[] all = new MachineSpec[size];
        for (int n = 1; n <= size; n++) {
            all[n - 1] = n <= planes ? plane(n, Want.JOINED) : Fleet.machine(n, 1);
        }
        return Fleet.madeHere(Fleet.of(1, Fleet.ONE_AT_A_TIME, all));
    }

    private static MachineSpec plane(int n, Want want) {
        return Fleet.as(Role.CONTROL_PLANE, "g1", Fleet.machine(n, 1, want));
    }

    /// Installed by us, and handed nothing.
    private void fresh(int... machines) {
        for (int n : machines) {
            seen.put(Fleet.id(n), marked(n, OURS));
            beginning = beginning.written(Fleet.id(n), Set.of(OURS));
        }
    }

    private static Seen marked(int n, AttemptId attempt) {
        return Scene.marked(
                Seen.NOTHING,
                new Marker(
                        Fleet.id(n),
                        attempt,
                        Fleet.commit(1).id(),
                        Fleet.fingerprint(1),
                        Marker.State.INSTALLED));
    }

    private Observed observed() {
        return new Observed(
                NOW,
                seen,
                new TreeMap<>(),
                attempts,
                leaving,
                List.of(),
                Around.NOTHING.beginning(beginning));
    }

    private Founding founding() {
        return Founding.of(desired, observed());
    }

    private String waits(int n) {
        return founding().waits(desired.machine(Fleet.id(n)).orElseThrow()).orElse("");
    }

    @Test
    void anExternalClusterIsNeverMade() {
        desired = Fleet.of(1, Fleet.ONE_AT_A_TIME, plane(1, Want.JOINED));
        fresh(1);

        assertFalse(founding().isAwaited(Fleet.id(1)));
        assertFalse(founding().isBy(Fleet.id(1)));
        assertEquals("", waits(1));
    }

    @Test
    void theFirstMakesItWhenAllControlPlanesAreInstalled() {
        fresh(1, 3);
        assertEquals(
                "there is no cluster yet: every control plane is installed before one makes the"
                        + " cluster; waiting for n2",
                waits(1));
        fresh(2);

        assertTrue(founding().isBy(Fleet.id(1)));
        assertFalse(founding().mayBegin(Fleet.id(1)), "it was not written down yet");
        assertEquals("there is no cluster yet; n1 makes it", waits(2));
        assertEquals("there is no cluster yet; n1 makes it", waits(4));
    }

    @Test
    void whoIsNotToBeJoinedMakesNoneButItsDiskCounts() {
        desired =
                Fleet.madeHere(
                        Fleet.of(
                                1,
                                Fleet.ONE_AT_A_TIME,
                                plane(1, Want.RELEASED),
                                plane(2, Want.JOINED)));
        fresh(2);
        assertEquals(
                "there is no cluster yet: every control plane is installed before one makes the"
                        + " cluster; waiting for n1",
                waits(2));
        desired = Fleet.madeHere(Fleet.of(1, Fleet.ONE_AT_A_TIME, plane(2, Want.JOINED)));
        leaving.put(Fleet.id(1), plane(1, Want.JOINED));
        assertFalse(founding().isBy(Fleet.id(2)), "one that leaves may still have it");
        leaving.clear();
        assertTrue(founding().isBy(Fleet.id(2)));
    }

    @Test
    void workersAloneMakeNone() {
        desired = fleet(0, 2);
        assertEquals(
                "there is no cluster yet: no machine that is to be Joined has the role"
                        + " controlPlane",
                waits(1));
    }

    @Test
    void anInstallationOfSomebodyElseHoldsEverything() {
        fresh(1, 2, 3);
        seen.put(Fleet.id(2), marked(2, STRANGE));
        assertEquals("there is no cluster yet: n2" + OVER, waits(1));
        assertFalse(founding().isBy(Fleet.id(1)));
        fresh(2);
        seen.put(Fleet.id(4), marked(4, STRANGE));
        assertEquals("there is no cluster yet: n4" + OVER, waits(1));
    }

    @Test
    void aClusterThatAnsweredOnceIsThere() {
        fresh(1, 2, 3);
        beginning = beginning.met(NOW);

        assertFalse(founding().isAwaited(Fleet.id(1)));
        assertFalse(founding().isBy(Fleet.id(1)));
        assertEquals(Optional.of(NOW), beginning.met(NOW.plusSeconds(9)).met());
    }

    @Test
    void whoBeganGoesOnAndNobodyElse() {
        fresh(1, 2, 3);
        beginning = beginning.by(new Beginning.Founder(Fleet.id(2), OURS, NOW));

        assertTrue(founding().mayBegin(Fleet.id(2)));
        assertFalse(founding().isBy(Fleet.id(1)));
        assertEquals("", waits(2));
        assertEquals("there is no cluster yet; n2 is making it", waits(1));

        // Its disk was empty and is written anew: what it began is gone.
        AttemptId again = new AttemptId("a7");
        beginning = beginning.written(Fleet.id(2), Set.of(again));
        seen.put(Fleet.id(2), marked(2, again));
        assertTrue(founding().isBy(Fleet.id(2)));
        assertFalse(founding().mayBegin(Fleet.id(2)));
        assertFalse(founding().isBy(Fleet.id(1)));
    }

    @Test
    void whoBeganAndLeftLeavesNobody() {
        beginning = beginning.by(new Beginning.Founder(Fleet.id(9), OURS, NOW));
        fresh(1, 2, 3);
        assertEquals(
                "there is no cluster yet: the cluster was begun on n9, whose API never answered and"
                        + " which is no control plane of this commit; only there it can be gone on"
                        + " with",
                waits(1));
    }

    @Test
    void theOthersFollowWhenItIsDoneAndControlPlanesOneAtATime() {
        fresh(1, 2, 3, 4);
        beginning = beginning.by(new Beginning.Founder(Fleet.id(1), OURS, NOW)).met(NOW);
        attempts.put(Fleet.id(1), installing(1).at(Stage.CLOSED));
        assertEquals("the cluster is being made by n1", waits(2));
        assertEquals("the cluster is being made by n1", waits(4));
        assertEquals("", waits(1));

        attempts.remove(Fleet.id(1));
        attempts.put(Fleet.id(2), installing(2).at(Stage.CLOSED));
        assertEquals("n2 is joining; control planes join one at a time", waits(3));
        assertEquals("", waits(4));
    }

    private Attempt installing(int n) {
        MachineSpec spec = desired.machine(Fleet.id(n)).orElseThrow();
        Attempt attempt = Scene.attempt(spec, Scene.install(spec)).at(Stage.BOOTED);
        return attempt.with(attempt.timeline().with(Phase.OS, NOW, "phoned home"));
    }

    @Test
    void withoutAnApiBlankMachinesAreInstalledAllTheSame() {
        desired = fleet(1, 2);

        assertEquals(
                List.of("wake n1", "wake n2"),
                Differ.diff(desired, observed()).now().stream()
                        .map(s -> s.action().verb() + " " + s.action().machine())
                        .toList());
    }

    @Test
    void theStepSaysWhyAndTheOthersAreHeld() {
        desired = fleet(1, 2);
        fresh(1, 2);
        attempts.put(Fleet.id(1), installing(1));
        attempts.put(Fleet.id(2), installing(2));
        Plan plan = Differ.diff(desired, observed());

        assertEquals(
                List.of("bootstrap n1: there is no cluster yet, and it is the first"),
                plan.now().stream()
                        .map(s ->
                                s.action().verb() + " " + s.action().machine() + ": " + s.because())
                        .toList());
        assertEquals(
                List.of(
                        new Plan.Held(
                                Fleet.id(2),
                                "join",
                                Rail.R5,
                                "there is no cluster yet; n1 makes it")),
                plan.held());
    }
}
