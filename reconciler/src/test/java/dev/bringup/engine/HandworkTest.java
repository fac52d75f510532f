package dev.bringup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Desired;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.MachineSpec.Want;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Policy;
import dev.bringup.model.Power;
import dev.bringup.model.PowerOrder;
import dev.bringup.model.PowerOrder.Verb;
import dev.bringup.model.PowerReport;
import dev.bringup.model.PowerReport.Result;
import dev.bringup.port.Effect;
import dev.bringup.port.Entry;
import dev.bringup.port.Message;
import dev.bringup.port.Note;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// An operator switches a machine by hand: judged by the rails, written down first, answered once.
class HandworkTest {

    private static final MachineId N1 = Fleet.id(1);
    private static final Optional<String> WHY = Optional.of("it burns");

    private final Bench bench = new Bench();
    private final List<PowerReport> replies = new ArrayList<>();

    /// What is said at once, if anything is.
    private Optional<PowerReport> order(Verb verb, Optional<String> override) {
        return order(N1, verb, override);
    }

    private Optional<PowerReport> order(MachineId machine, Verb verb, Optional<String> override) {
        replies.clear();
        bench.tell(new Message.Powering(new PowerOrder(machine, verb, override), replies::add));
        return replies.stream().findFirst();
    }

    private static Optional<PowerReport> refused(String because) {
        return Optional.of(new PowerReport(Result.REFUSED, because));
    }

    private void serving(Desired desired, Cordon cordon) {
        bench.git(desired);
        bench.nodes(Map.of(N1, Scene.present(1, cordon)));
        bench.power(1, Power.ON);
        bench.effects.clear();
    }

    private List<Effect.ByHand> handed() {
        return bench.effects.stream()
                .filter(Effect.ByHand.class::isInstance)
                .map(Effect.ByHand.class::cast)
                .toList();
    }

    private static MachineSpec wanted(Want want, Optional<String> locked) {
        MachineSpec spec = Fleet.machine(1, 1, want);
        return new MachineSpec(
                spec.id(),
                spec.hardware(),
                spec.address(),
                spec.profile(),
                spec.install(),
                spec.node(),
                new MachineSpec.Intent(want, locked, Optional.empty()));
    }

    @Test
    void aNodeThatIsNotDrainedHoldsIt() {
        serving(Fleet.of(1, 1, 1), Cordon.NONE);

        assertEquals(
                refused("R3: its Node is not drained yet"), order(Verb.CYCLE, Optional.empty()));
        assertEquals(refused("R3: its Node is not drained yet"), order(Verb.OFF, Optional.empty()));
        assertEquals(List.of(), handed());
        assertEquals(0, powered().size());
    }

    private List<Entry.Powered> powered() {
        return bench.journal.stream()
                .filter(Entry.Powered.class::isInstance)
                .map(Entry.Powered.class::cast)
                .toList();
    }

    @Test
    void anOverrideIsWrittenDownAndPasses() {
        serving(Fleet.of(1, 1, 1), Cordon.NONE);

        assertEquals(Optional.empty(), order(Verb.OFF, WHY));
        PowerOrder order = new PowerOrder(N1, Verb.OFF, WHY);
        assertEquals(List.of(new Entry.Powered(bench.now(), order)), powered());
        assertEquals(List.of(order), handed().stream().map(Effect.ByHand::order).toList());
        assertEquals(
                "power off by hand, over the rails: it burns",
                bench.notes(Note.Alarm.class).getLast().text());
        assertEquals(refused("R4: 'powerOff' is under way"), order(Verb.CYCLE, Optional.empty()));

        PowerReport done = new PowerReport(Result.DONE, "done by pdu");
        bench.tell(new Message.Powered(handed().getFirst().id(), done));
        assertEquals(
                "power off by hand: done by pdu", bench.notes(Note.Said.class).getLast().text());
        assertEquals(
                Optional.of(Power.OFF),
                bench.status().observed().of(N1).power().map(p -> p.value()));
    }

    @Test
    void theAnswerComesOnceAndLooksChangeNothing() {
        serving(Fleet.of(1, 1, 1), Cordon.NONE);

        assertEquals(Optional.empty(), order(Verb.STATUS, Optional.empty()));
        PowerReport on = new PowerReport(Result.DONE, "on");
        bench.tell(new Message.Powered(handed().getFirst().id(), on));
        bench.tell(new Message.Powered(handed().getFirst().id(), on));
        assertEquals(List.of(on), replies);
        assertEquals(List.of(), powered());
        assertEquals(Optional.empty(), bench.status().observed().pending(N1));
    }

    @Test
    void whoAsksIsAnsweredEvenWhenTheHandsAreNot() {
        serving(Fleet.of(1, 1, 1), Cordon.DRAINED);

        assertEquals(Optional.empty(), order(Verb.STATUS, Optional.empty()));
        bench.pass(Duration.ofMinutes(6));
        assertEquals(List.of(new PowerReport(Result.FAILED, "no answer came")), replies);
    }

    @Test
    void aLockHoldsIt() {
        serving(Fleet.of(1, Policy.SAFE, wanted(Want.JOINED, Optional.of("on loan"))), Cordon.NONE);

        assertEquals(refused("OPERATOR: locked: on loan"), order(Verb.ON, Optional.empty()));
    }

    @Test
    void maintenanceIsWhatItIsFor() {
        serving(
                Fleet.of(1, Policy.SAFE, wanted(Want.MAINTENANCE, Optional.empty())),
                Cordon.DRAINED);

        assertEquals(Optional.empty(), order(Verb.CYCLE, Optional.empty()));
        assertEquals(1, handed().size());
    }

    @Test
    void oldFactsAreNoGroundToStopAMachine() {
        bench.git(Fleet.of(1, 1, 1));

        assertEquals(
                refused("R12: what Kubernetes said of its Node is older than 1m"),
                order(Verb.OFF, Optional.empty()));
    }

    @Test
    void anotherReconcilerIsNeverOverruled() {
        bench.amongRivals();
        serving(Fleet.of(1, 1, 1), Cordon.DRAINED);

        String text = order(Verb.OFF, WHY).orElseThrow().text();
        assertTrue(text.startsWith("R11: "), text);
        assertEquals(List.of(), handed());
    }

    @Test
    void whatIsNotInGitIsNotTouched() {
        bench.git(Fleet.of(1, 1, 1));

        assertEquals(
                Optional.of(
                        new PowerReport(
                                Result.UNKNOWN, "there is no machine n9 in the commit in force")),
                order(Fleet.id(9), Verb.OFF, WHY));
    }

    /// Its outlets go off: that is for machines that nobody misses, whatever reason is given.
    @Test
    void onlyAMachineInMaintenanceIsCalibrated() {
        serving(Fleet.of(1, 1, 1), Cordon.DRAINED);
        assertEquals(
                refused(
                        "OPERATOR: only a machine in state Maintenance is calibrated, for that its"
                                + " outlets go off; nothing overrides that"),
                order(Verb.CALIBRATE, WHY));
        assertEquals(List.of(), bench.effects);
    }

    @Test
    void calibratingLooksAtThoseAroundIt() {
        MachineSpec kept = Fleet.machine(1, 1, MachineSpec.Want.MAINTENANCE);
        serving(Fleet.of(2, Fleet.ONE_AT_A_TIME, kept, Fleet.machine(2, 1)), Cordon.DRAINED);
        assertEquals(Optional.empty(), order(Verb.CALIBRATE, Optional.empty()));
        assertEquals(
                List.of(List.of(Fleet.id(2))),
                bench.effects.stream()
                        .filter(Effect.ByHand.class::isInstance)
                        .map(e -> ((Effect.ByHand) e).around())
                        .map(all -> all.stream().map(MachineSpec::id).toList())
                        .toList());
    }
}
