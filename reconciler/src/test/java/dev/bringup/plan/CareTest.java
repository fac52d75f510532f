package dev.bringup.plan;

import static dev.bringup.Scene.away;
import static dev.bringup.Scene.on;
import static dev.bringup.Scene.ready;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Action;
import dev.bringup.model.Attempt;
import dev.bringup.model.Attempt.Goal;
import dev.bringup.model.AttemptId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Observed;
import dev.bringup.model.Observed.Cause;
import dev.bringup.model.Observed.Past;
import dev.bringup.model.Observed.Result;
import dev.bringup.model.Plan;
import dev.bringup.model.Policy;
import dev.bringup.model.Policy.Cure;
import dev.bringup.model.Policy.Remediation;
import dev.bringup.model.Policy.Share;
import dev.bringup.model.Rail;
import dev.bringup.model.Remembered;
import dev.bringup.model.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What is done about a Node that is not Ready (R3, R14), and when nothing is.
class CareTest {

    private static final MachineSpec N1 = Fleet.machine(1, 2);
    private static final Action REBOOT = new Action.Reboot(N1.id(), Optional.empty());
    private static final Action REIMAGE = new Action.Reimage(N1.id(), N1.fingerprint());

    /// Three cures at most, ten minutes apart.
    private static final Policy USUAL =
            new Policy(
                    Policy.SAFE.budgets(),
                    Policy.SAFE.drain(),
                    new Share(100),
                    new Policy.Retries(3, Duration.ofMinutes(10)),
                    Duration.ofSeconds(60));

    private static final String SINCE = "its Node is not Ready since 2030-01-01T11:%s:00Z; ";

    @Test
    void aNodeThatIsAwayForAMomentIsLeftAlone() {
        assertEquals(Plan.EMPTY, plan(on(away(2, 9))));
    }

    @Test
    void firstItsMachineIsRebootedWithoutADrain() {
        assertEquals(
                step(REBOOT, "50", "it is on and its shell does not answer", Cure.REBOOT),
                plan(on(away(2, 10))));
    }

    @Test
    void whatItsShellSaysIsTheReason() {
        Seen seen = away(2, 10).withBootId("b", "ssh", Fleet.NOON);
        assertEquals(step(REBOOT, "50", "its shell answers", Cure.REBOOT), plan(seen));
    }

    /// No BMC and a dead shell: it gets a minute to answer.
    @Test
    void aMachineIsAskedBeforeItIsTouched() {
        assertEquals(
                List.of(
                        new Plan.Held(
                                N1.id(),
                                "look",
                                Rail.R12,
                                SINCE.formatted("49") + "the machine is asked first")),
                plan(away(2, 11)).held());
        assertEquals(
                step(REBOOT, "48", "the machine does not answer", Cure.REBOOT), plan(away(2, 12)));
    }

    @Test
    void withoutTheProbeNobodyIsAsked() {
        assertEquals(
                step(REBOOT, "50", "the machine does not answer", Cure.REBOOT),
                scene(curing(List.of(Cure.REBOOT), 10, 40)).with(1, away(2, 10)).plan());
    }

    @Test
    void aProbeAloneOnlyReports() {
        assertEquals(
                List.of(
                        new Plan.Held(
                                N1.id(),
                                "look",
                                Rail.R12,
                                SINCE.formatted("50")
                                        + "it is on and its shell does not answer,"
                                        + " and policy.remediation stops there")),
                scene(curing(List.of(Cure.PROBE), 10, 40)).with(1, on(away(2, 10))).plan().held());
    }

    @Test
    void withoutCuresNothingIsDone() {
        assertEquals(Plan.EMPTY, scene(curing(List.of(), 10, 40)).with(1, on(away(2, 30))).plan());
    }

    @Test
    void theNextCureComesAfterTheBackoff() {
        assertEquals(Plan.EMPTY, plan(on(away(2, 30)), cure("a", 9)));
        assertEquals(
                step(REIMAGE, "30", "it is on and its shell does not answer", Cure.REIMAGE),
                plan(on(away(2, 30)), cure("a", 10)));
    }

    /// A command that was repeated within one attempt is one cure.
    @Test
    void anAttemptIsOneCure() {
        assertEquals(
                step(REIMAGE, "30", "it is on and its shell does not answer", Cure.REIMAGE),
                plan(on(away(2, 30)), cure("a", 10), cure("a", 15), cure("a", 20)));
    }

    @Test
    void r8ThreeCuresAreEnough() {
        Plan plan = plan(on(away(2, 50)), cure("a", 11), cure("b", 22), cure("c", 33));
        assertEquals(
                List.of(
                        new Plan.Held(
                                N1.id(),
                                "reimage",
                                Rail.R8,
                                SINCE.formatted("10")
                                        + "it is on and its shell does not answer;"
                                        + " 3 cures did not last; a new commit starts again")),
                plan.held());
    }

    /// Its Node was deleted, and nobody knows what stands on its disk.
    @Test
    void aReimageThatFailedIsTriedAgain() {
        Past failed = cure("b", 11, Cure.REIMAGE);
        assertEquals(
                new Plan(
                        List.of(
                                new Plan.Step(
                                        REIMAGE,
                                        "policy.remediation: it was not written anew yet",
                                        Optional.of(Cure.REIMAGE))),
                        List.of()),
                plan(on(Scene.absent()), cure("a", 30), failed));
        assertEquals(
                List.of(new Action.Wake(N1.id(), Optional.of(N1.fingerprint()))),
                plan(Scene.off(Scene.absent()), cure("a", 30)).now().stream()
                        .map(Plan.Step::action)
                        .toList());
    }

    /// What a commit did is no cure, and a cure is nothing that a commit did.
    @Test
    void otherAttemptsDoNotCount() {
        Scene scene = scene(USUAL).with(1, on(away(2, 30)));
        for (int i = 0; i < 3; i++) {
            scene.past(1, "reboot", Result.FAILED, 11 + i);
        }
        assertEquals(
                step(REBOOT, "30", "it is on and its shell does not answer", Cure.REBOOT),
                scene.plan());
    }

    @Test
    void theStricterOfBothPoliciesDecides() {
        Policy before = curing(List.of(Cure.REIMAGE), 20, 40);
        Remembered judged = Remembered.NOTHING.under(Optional.of(before));
        Scene scene = scene(USUAL).remembering(judged);
        assertEquals(Plan.EMPTY, scene.with(1, on(away(2, 19))).plan());
        assertEquals(
                step(REIMAGE, "40", "it is on and its shell does not answer", Cure.REIMAGE),
                scene(curing(List.of(Cure.values()), 10, 40))
                        .remembering(judged)
                        .with(1, on(away(2, 20)))
                        .plan());
    }

    @Test
    void r14InAStormNothingIsTouched() {
        assertEquals(List.of("reboot n1", "reboot n2"), steps(storm(2).plan()));
        String because =
                "3 of 5 Nodes are not Ready, policy.remediation.maxUnhealthy allows 2 (40%)";
        assertEquals(List.of(), steps(storm(3).plan()));
        assertEquals(
                List.of(
                        new Plan.Held(Fleet.id(1), "reboot", Rail.R14, because),
                        new Plan.Held(Fleet.id(2), "reboot", Rail.R14, because),
                        new Plan.Held(Fleet.id(3), "reboot", Rail.R14, because)),
                storm(3).plan().held());
    }

    /// Those that fell silent a moment ago count, and those that are being cured.
    @Test
    void r14CountsFromTheFirstMoment() {
        Scene scene = storm(1).with(2, on(away(2, 1)));
        scene.with(cured(Fleet.machine(3, 2))).with(3, on(Scene.absent()));
        assertEquals(List.of(), steps(scene.plan()));
    }

    @Test
    void r14WhatACommitStopsIsNoStorm() {
        Scene scene = storm(1);
        for (int n = 2; n <= 4; n++) {
            MachineSpec spec = Fleet.machine(n, 2);
            scene.with(Scene.attempt(spec, new Goal.Awake())).with(n, on(away(2, 1)));
        }
        assertEquals("reboot n1", steps(scene.plan()).getFirst());
    }

    /// A command of an open attempt is not repeated in a storm either.
    @Test
    void r14HoldsWhatIsUnderWay() {
        Scene scene = storm(3).with(cured(N1));
        assertEquals(List.of(), steps(scene.plan()));
    }

    private static Attempt cured(MachineSpec spec) {
        Attempt open = Scene.attempt(spec, new Goal.Rebooted(Optional.empty()));
        return new Attempt(
                open.id(),
                spec,
                open.goal(),
                new Attempt.Origin(open.commit(), "for a test", Optional.of(Cure.REBOOT)),
                open.timeline(),
                Optional.empty(),
                Optional.empty());
    }

    /// Five machines, of which the first so many have been away for long.
    private static Scene storm(int silent) {
        Scene scene = Scene.of(Fleet.of(1, USUAL, 5, 2));
        for (int n = 1; n <= 5; n++) {
            scene.with(n, on(n <= silent ? away(2, 30) : ready(2)));
        }
        return scene;
    }

    private static Policy curing(List<Cure> then, int minutes, int percent) {
        return USUAL.with(new Remediation(Duration.ofMinutes(minutes), then, new Share(percent)));
    }

    private static Scene scene(Policy policy) {
        return Scene.of(Fleet.of(1, policy, N1));
    }

    private static Plan plan(Seen seen, Past... past) {
        Observed observed = scene(USUAL).with(1, seen).observed();
        List<Past> all = new ArrayList<>(List.of(past));
        return Differ.diff(
                Fleet.of(1, USUAL, N1),
                new Observed(
                        observed.at(),
                        observed.seen(),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        all));
    }

    private static Past cure(String attempt, int minutesAgo) {
        return cure(attempt, minutesAgo, Cure.REBOOT);
    }

    private static Past cure(String attempt, int minutesAgo, Cure cure) {
        Instant at = Fleet.NOON.minus(Duration.ofMinutes(minutesAgo));
        Cause cause =
                new Cause(
                        N1.fingerprint(),
                        Fleet.commit(1).id(),
                        Optional.of(new AttemptId(attempt)),
                        Optional.of(cure));
        return new Past(N1.id(), "reboot", cause, at, Result.FAILED, at);
    }

    private static Plan step(Action action, String minute, String answer, Cure cure) {
        String because = "policy.remediation: " + SINCE.formatted(minute) + answer;
        return new Plan(List.of(new Plan.Step(action, because, Optional.of(cure))), List.of());
    }

    private static List<String> steps(Plan plan) {
        return plan.now().stream()
                .map(s -> s.action().verb() + " " + s.action().machine())
                .toList();
    }
}
