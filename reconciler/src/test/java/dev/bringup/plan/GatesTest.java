package dev.bringup.plan;

import static dev.bringup.Scene.ready;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Alert;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Plan;
import dev.bringup.model.Policy;
import dev.bringup.model.Policy.AlertGate;
import dev.bringup.model.Rail;
import dev.bringup.model.Remembered;
import dev.bringup.model.Seen;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// R9, the alert gate. It is noon.
class GatesTest {

    private static final MachineSpec N1 = Fleet.machine(1, 2);
    private static final AlertGate GATE = new AlertGate("http://10.0.0.9:9090", "up == 0");
    private static final Policy GATED =
            Fleet.ONE_AT_A_TIME.with(
                    new Policy.Timing(List.of(), List.of(), Policy.Sleep.NEVER, Optional.of(GATE)),
                    Optional.empty());

    private static Scene scene() {
        return Scene.of(Fleet.of(1, GATED, N1)).with(1, ready(1));
    }

    private static void held(String because, Plan plan) {
        assertEquals(List.of(new Plan.Held(N1.id(), "drain", Rail.R9, because)), plan.held());
        assertEquals(List.of(), plan.now());
    }

    @Test
    void whatFiresHoldsWhatWouldTakeANodeAway() {
        held(
                "policy.alertGate is shut: {job=etcd}",
                scene().gate(GATE, new Alert.Firing("{job=etcd}"), 1).plan());
    }

    @Test
    void silenceHoldsToo() {
        held("policy.alertGate was not asked yet", scene().plan());
        held(
                "the last answer to policy.alertGate is of 2030-01-01T11:59:00Z",
                scene().gate(GATE, new Alert.Quiet(), 60).plan());
        held(
                "policy.alertGate cannot be asked: no route",
                scene().gate(GATE, new Alert.Unknown("no route"), 1).plan());
    }

    @Test
    void whenAllIsQuietItGoesOn() {
        Plan plan = scene().gate(GATE, new Alert.Quiet(), 59).plan();

        assertEquals(List.of(), plan.held());
        assertEquals(List.of("drain"), verbs(plan));
    }

    @Test
    void theGateOfThePolicyBeforeHoldsOnceMore() {
        Remembered judged = Remembered.NOTHING.under(Optional.of(GATED));
        Plan plan =
                Scene.of(Fleet.of(1, Fleet.ONE_AT_A_TIME, N1))
                        .with(1, ready(1))
                        .gate(GATE, new Alert.Firing("{job=etcd}"), 1)
                        .remembering(judged)
                        .plan();

        held(
                "policy.alertGate is shut: {job=etcd}"
                        + "; so says the policy before this commit, and loosening counts from the"
                        + " next one",
                plan);
    }

    @Test
    void whatIsDrainedAlreadyAndWhatIsOffGoesOn() {
        Alert firing = new Alert.Firing("{job=etcd}");
        Seen drained = Scene.node(1, Cordon.DRAINED);

        assertEquals(
                List.of("reimage"), verbs(scene().with(1, drained).gate(GATE, firing, 1).plan()));
        assertEquals(
                List.of("wake"),
                verbs(scene().with(1, Scene.off(Scene.absent())).gate(GATE, firing, 1).plan()));
    }

    @Test
    void aCureIsNotHeldByWhatItCures() {
        Plan plan =
                Scene.of(
                                Fleet.of(
                                        1,
                                        GATED,
                                        Fleet.machine(1, 1),
                                        Fleet.machine(2, 1),
                                        Fleet.machine(3, 1)))
                        .with(1, Scene.on(Scene.away(1, 60)))
                        .with(2, ready(1))
                        .with(3, ready(1))
                        .gate(GATE, new Alert.Firing("{alertname=NodeNotReady}"), 1)
                        .plan();

        assertEquals(List.of(), plan.held());
        assertEquals(List.of("reboot"), verbs(plan));
    }

    private static List<String> verbs(Plan plan) {
        return plan.now().stream().map(step -> step.action().verb()).toList();
    }
}
