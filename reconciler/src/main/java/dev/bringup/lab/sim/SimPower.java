package dev.bringup.lab.sim;

import dev.bringup.lab.machine.Stimulus;
import dev.bringup.lab.machine.Stimulus.Boot;
import dev.bringup.model.MachineId;
import dev.bringup.model.Power;
import dev.bringup.model.PowerOrder;
import dev.bringup.port.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// The hands on the power of machines: their BMCs, and magic packets.
final class SimPower {

    private static final Outcome SPEECHLESS =
            new Outcome.Retry("the BMC does not answer", Duration.ofSeconds(10));

    private final Agenda agenda;
    private final Chaos chaos;
    private final SimKube kube;
    private final Consumer<Deed> log;
    private final Map<MachineId, Told> told = new HashMap<>();

    /// What a reconciler was told last; one that starts anew was told nothing.
    private record Told(Power power, Instant at, long asker) {}

    SimPower(Agenda agenda, Chaos chaos, SimKube kube, Consumer<Deed> log) {
        this.agenda = agenda;
        this.chaos = chaos;
        this.kube = kube;
        this.log = log;
    }

    void tell(long asker, SimMachine machine, Power power) {
        told.put(machine.id(), new Told(power, agenda.now(), asker));
    }

    void byHand(PowerOrder order, SimMachine machine) {
        switch (order.verb()) {
            case ON -> wake(machine);
            case OFF -> machine.hit(Stimulus.Button.OFF);
            case CYCLE -> machine.hit(Stimulus.Button.RESET);
            case STATUS, CALIBRATE -> {}
        }
    }

    Outcome press(long asker, SimMachine machine, Stimulus.Button button) {
        if (isMute(machine) || machine.plight().bmcResets()) {
            return SPEECHLESS;
        }
        if (!chaos.strikes(Fault.BMC_LIES)) {
            stop(asker, machine, button);
        }
        return new Outcome.Done();
    }

    Outcome install(long asker, SimMachine machine) {
        if (isMute(machine)) {
            return SPEECHLESS;
        }
        if (chaos.strikes(Fault.BMC_LIES)) {
            return new Outcome.Done();
        }
        boolean ignored = chaos.strikes(Fault.BOOT_ORDER_IGNORED);
        machine.hit(new Stimulus.NextBoot(ignored ? Boot.DISK : Boot.NETWORK));
        if (machine.plight().bmcResets()) {
            machine.hit(new Stimulus.NextBoot(Boot.DISK));
            return SPEECHLESS;
        }
        stop(asker, machine, Stimulus.Button.RESET);
        wake(machine);
        machine.mayBootTwice();
        return new Outcome.Done();
    }

    private static boolean isMute(SimMachine machine) {
        return !machine.plight().bmcAnswers();
    }

    /// Packets get lost; that is why waking is repeated.
    void wake(SimMachine machine) {
        if (!machine.plight().isCutOff() && !chaos.strikes(Fault.MAGIC_PACKET_LOST)) {
            machine.hit(new Stimulus.MagicPacket());
        }
    }

    private void stop(long asker, SimMachine machine, Stimulus.Button button) {
        if (machine.power() != Power.ON) {
            return;
        }
        MachineId id = machine.id();
        Told last = told.get(id);
        if (last != null && last.asker() == asker && last.power() == Power.OFF) {
            log.accept(new Deed.Disputed(agenda.now(), id, last.at()));
        }
        log.accept(new Deed.Stopped(agenda.now(), id, kube.serves(id)));
        machine.hit(button);
    }
}
