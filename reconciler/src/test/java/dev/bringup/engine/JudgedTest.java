package dev.bringup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Action;
import dev.bringup.model.Approval;
import dev.bringup.model.ClusterSpec;
import dev.bringup.model.Desired;
import dev.bringup.model.Diagnostic;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.MachineSpec.Want;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Plan;
import dev.bringup.model.Policy;
import dev.bringup.model.Policy.Budget;
import dev.bringup.model.Policy.Budgeted;
import dev.bringup.model.Power;
import dev.bringup.model.Rail;
import dev.bringup.model.Remembered;
import dev.bringup.plan.ApprovalHash;
import dev.bringup.plan.Approvals;
import dev.bringup.port.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What a commit is judged by beside itself, and what of that outlives a crash.
class JudgedTest {

    private static final Approval.Step STEP =
            new Approval.Step(Fleet.id(1), Approval.NOTHING, "wake");
    private static final Approval APPROVAL =
            new Approval("a", ApprovalHash.of(List.of(STEP)), List.of(STEP), "meant");

    private final Bench bench = new Bench();

    private static Desired approved(int commit) {
        Desired plain = Fleet.of(commit, 1, 1);
        return new Desired(plain.commit(), plain.cluster(), plain.machines(), List.of(APPROVAL));
    }

    private Optional<Integer> with() {
        return bench.status()
                .observed()
                .remembered()
                .given(APPROVAL)
                .with()
                .map(id -> new java.math.BigInteger(id.hex(), 16).intValueExact());
    }

    private boolean isUnused(Desired desired) {
        return !Approvals.spends(desired, bench.status().observed(), STEP).isEmpty();
    }

    @Test
    void anApprovalThatComesBackIsAnother() {
        bench.git(approved(1));
        bench.nodes(Map.of());
        assertEquals(1, bench.actions().size());
        assertTrue(!isUnused(approved(1)));

        bench.git(approved(2));
        assertEquals(Optional.of(1), with());
        assertTrue(!isUnused(approved(2)));

        bench.git(Fleet.of(3, 1, 1));
        assertEquals(Optional.empty(), with());
        bench.restart();
        bench.git(Fleet.of(3, 1, 1));
        bench.git(approved(4));
        assertEquals(Optional.of(4), with());
        // Its command was lost, and is given again.
        bench.pass(Duration.ofMinutes(6));
        assertTrue(wasUsedAsOf(4));

        bench.restart();
        bench.git(approved(4));
        assertEquals(Optional.of(4), with());
        assertTrue(!isUnused(approved(5)));
    }

    /// The attempt was not done after the restart, and its command had to pass again.
    private boolean wasUsedAsOf(int commit) {
        return bench.status().observed().remembered().spent().stream()
                .anyMatch(s -> s.approval().with().equals(Optional.of(Fleet.commit(commit).id())));
    }

    @Test
    void aPowerOffCountsForAnHourAfterARestart() {
        Policy one =
                Fleet.with(
                        Fleet.ONE_AT_A_TIME,
                        Budgeted.POWER_OFF,
                        new Budget(Optional.of(9), Optional.empty(), Optional.of(1)));
        MachineSpec n1 = Fleet.machine(1, 1, Want.ASLEEP);
        MachineSpec n2 = Fleet.machine(2, 1, Want.ASLEEP);
        bench.git(Fleet.of(1, one, n1, n2));
        bench.nodes(Map.of(n1.id(), Scene.present(1, Cordon.DRAINED)));
        assertEquals(List.of(new Action.PowerOff(n1.id())), bench.actions());
        bench.finished(bench.performed().getLast(), new Outcome.Done());

        bench.restart();
        bench.git(Fleet.of(1, one, n1, n2));
        bench.power(1, Power.OFF);
        bench.nodes(Map.of(n2.id(), Scene.present(1, Cordon.DRAINED)));
        assertEquals(List.of(), bench.actions());
        assertEquals(
                List.of(
                        new Plan.Held(
                                n2.id(), "powerOff", Rail.R4, "budgets.powerOff.perHour is 1")),
                bench.status().plan().held());

        bench.pass(Duration.ofMinutes(61));
        bench.nodes(Map.of(n2.id(), Scene.present(1, Cordon.DRAINED)));
        assertEquals(List.of(new Action.PowerOff(n2.id())), bench.actions());
    }

    @Test
    void r13ACommitThatCannotBeReachedIsNotTaken() {
        Desired before = Fleet.of(1, 1, 1);
        bench.git(before);
        ClusterSpec c = before.cluster();
        bench.git(
                new Desired(
                        Fleet.commit(2),
                        new ClusterSpec(
                                c.name(), "1.38.0", c.network(), c.ssh(), c.suspend(), c.policy()),
                        before.machines()));

        assertEquals(before.commit(), bench.status().desired().orElseThrow().commit());
        assertEquals(
                List.of(
                        new Diagnostic(
                                "BU2013",
                                new Diagnostic.Position("cluster", 1, 1),
                                "kubernetes.version goes from 1.36.2 to 1.38.0; a control plane"
                                        + " goes up one minor at a time",
                                Optional.of("go to 1.37 first"),
                                "")),
                bench.status().git().problems());
    }

    @Test
    void aDrainIsDoneByTheStricterPolicy() {
        Policy.Drain hold = new Policy.Drain(Duration.ofMinutes(5), Policy.Drain.Then.HOLD);
        Policy.Drain force = new Policy.Drain(Duration.ofMinutes(9), Policy.Drain.Then.FORCE);
        bench.git(Fleet.of(1, Fleet.ONE_AT_A_TIME.with(hold), 1, 1));
        bench.nodes(Map.of(Fleet.id(1), Scene.present(1, Cordon.NONE)));
        bench.git(Fleet.of(2, Fleet.ONE_AT_A_TIME.with(force), 1, 2));

        assertEquals(
                new Policy.Drain(Duration.ofMinutes(9), Policy.Drain.Then.HOLD),
                bench.performed().getLast().cluster().policy().drain());
        assertEquals(
                Optional.of(bench.now().plus(Duration.ofMinutes(11))),
                Optional.ofNullable(bench.status().observed().inFlight().get(Fleet.id(1)))
                        .map(f -> f.until()));
        assertEquals(force, force.stricter(force));
        assertEquals(Remembered.NOTHING.drain(Fleet.ONE_AT_A_TIME.with(force)), force);
    }
}
