package dev.bringup.lab.sim;

import dev.bringup.lab.machine.Emission.As;
import dev.bringup.lab.machine.Behaviour;
import dev.bringup.lab.machine.Blueprint;
import dev.bringup.lab.machine.Disk;
import dev.bringup.lab.machine.Emission;
import dev.bringup.lab.machine.Machine;
import dev.bringup.lab.machine.Stage;
import dev.bringup.lab.machine.Step;
import dev.bringup.lab.machine.Stimulus;
import dev.bringup.model.BootRequest.Installing;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Marker;
import dev.bringup.model.Power;
import java.time.Duration;
import java.util.Optional;

/// One machine on the event queue: runs its pure behaviour and turns what it emits into events.
final class SimMachine {

    private static final Duration NODE_GRACE = Duration.ofSeconds(40);

    private final Agenda agenda;
    private final Chaos chaos;
    private final SimKube kube;
    private final SimBoot boot;
    private Machine machine;
    private boolean shell;
    private boolean kubelet;
    private Care care = new Care("", Health.WELL);
    private final Plight plight;

    /// With which token its kubelet runs, if it does.
    private record Care(String token, Health health) {

        Care with(Health now) {
            return new Care(token, now);
        }
    }

    /// What keeps its kubelet from running.
    private enum Health {
        WELL,
        /// Until it is restarted.
        HUNG,
        /// Until its disk is written anew.
        ROTTEN
    }

    SimMachine(Blueprint blueprint, Agenda agenda, Chaos chaos, SimKube kube, SimBoot boot) {
        this.agenda = agenda;
        this.chaos = chaos;
        this.kube = kube;
        this.boot = boot;
        plight = new Plight(agenda, chaos);
        machine = Machine.blank(blueprint);
    }

    static Blueprint blueprint(MachineSpec spec) {
        return new Blueprint(
                spec.id().name(),
                spec.mac(),
                "",
                "S-" + spec.id(),
                Blueprint.Firmware.BIOS,
                spec.address(),
                Blueprint.Speed.USUAL);
    }

    Mac mac() {
        return machine.blueprint().mac();
    }

    MachineId id() {
        return new MachineId(machine.blueprint().name());
    }

    Machine state() {
        return machine;
    }

    Power power() {
        return machine.power();
    }

    /// The boot id and marker that SSH would show, when it answers.
    Optional<String> bootId() {
        return shell && !plight.isCutOff()
                ? Optional.of(id() + "-" + machine.life())
                : Optional.empty();
    }

    Plight plight() {
        return plight;
    }

    /// Nobody reaches it for a while: it runs on, and its Node falls silent.
    void mayBeCutOff() {
        Duration time = plight.cut();
        if (time.isZero()) {
            return;
        }
        agenda.in(
                NODE_GRACE,
                () -> {
                    if (plight.isCutOff()) {
                        kube.silent(id());
                    }
                });
        long life = machine.life();
        agenda.in(
                time,
                () -> {
                    if (kubelet && life == machine.life()) {
                        kubelet(life, care.token());
                    }
                });
    }

    /// Whoever switches it on or restarts it may do so once more than meant.
    void mayBootTwice() {
        if (chaos.strikes(Fault.BOOTS_TWICE)) {
            before(40_000, Stimulus.Button.RESET);
        }
    }

    /// Of itself, if nobody else is faster.
    private void before(int millis, Stimulus.Button button) {
        long life = machine.life();
        agenda.in(
                chaos.between(500, millis),
                () -> {
                    if (life == machine.life()) {
                        hit(button);
                    }
                });
    }

    Optional<Marker> marker() {
        return machine.settled().map(s -> s.self().marker());
    }

    void hit(Stimulus stimulus) {
        Disk before = machine.disk();
        boolean was = machine.stage() instanceof Stage.Wiping;
        Step step = Behaviour.on(machine, stimulus);
        machine = step.next();
        if (!before.equals(machine.disk()) && machine.disk() instanceof Disk.Blank) {
            boot.wiped(this);
        }
        boolean wiping = machine.stage() instanceof Stage.Wiping;
        if (wiping && !was) {
            boot.lost(this, before);
        }
        if (!wiping
                && !before.equals(machine.disk())
                && machine.disk() instanceof Disk.Partial(Marker now)) {
            boot.wrote(this, before, now);
            boolean runs = plight.runs(now.fingerprint());
            care = care.with(runs ? Health.WELL : Health.ROTTEN);
        }
        for (Emission emission : step.emissions()) {
            run(emission);
        }
    }

    /// Somebody puts another disk into it, with data on it.
    void swapDisk() {
        machine = holding(new Disk.Foreign());
    }

    /// It is switched off, and somebody puts a disk into it that was never used.
    void emptyDisk() {
        hit(Stimulus.Button.OFF);
        machine = holding(new Disk.Blank());
    }

    private Machine holding(Disk disk) {
        return new Machine(
                machine.blueprint(),
                machine.life(),
                machine.stage(),
                disk,
                machine.memory(),
                machine.once());
    }

    /// Somebody puts another network card into it.
    void swapCard(Mac card) {
        Blueprint was = machine.blueprint();
        machine =
                new Machine(
                        new Blueprint(
                                was.name(),
                                card,
                                was.uuid(),
                                was.serial(),
                                was.firmware(),
                                was.bmc(),
                                was.speed()),
                        machine.life(),
                        machine.stage(),
                        machine.disk(),
                        machine.memory(),
                        machine.once());
    }

    /// Whether it is where this says that it is, and packets to this reach it.
    boolean isAt(MachineSpec spec) {
        return spec.macs().contains(mac());
    }

    void later(int fromMillis, int toMillis, Stimulus stimulus) {
        agenda.in(chaos.between(fromMillis, toMillis), () -> hit(stimulus));
    }

    private void run(Emission emission) {
        long life = machine.life();
        switch (emission) {
            case Emission.After(Duration time) ->
                    agenda.in(time, () -> hit(new Stimulus.Woke(life)));
            case Emission.Dhcp(As as) -> boot.dhcp(this, as, life);
            case Emission.Tftp _, Emission.LoadKernel _ -> {
                if (plight.isCutOff() || chaos.strikes(Fault.TRANSFER_BREAKS_OFF)) {
                    later(2000, 20_000, new Stimulus.Failed(life, "the transfer broke"));
                } else {
                    later(100, 2000, new Stimulus.Loaded(life));
                }
            }
            case Emission.GetScript _ -> boot.script(this, life);
            case Emission.AskDisks(Stage.Installer installer, Disk disk) ->
                    boot.disks(this, installer, disk, life);
            case Emission.WriteImage _ -> {
                boot.write(this, life);
                if (chaos.strikes(Fault.DIES_IN_IMAGING)) {
                    before(40_000, Stimulus.Button.OFF);
                }
            }
            case Emission.ReportWritten(Stage.Installer installer) ->
                    boot.report(this, installer, Installing.WRITTEN, life);
            case Emission.WriteZeros _ -> boot.wipe(this, life);
            case Emission.ReportWiped(Stage.Installer installer) ->
                    boot.report(this, installer, Installing.WIPED, life);
            case Emission.ReportFailure(Stage.Installer installer, _) ->
                    boot.failed(this, installer);
            case Emission.ReadSeed(Disk.Seed seed) -> {
                plight.begin();
                boot.seed(this, seed, life);
                if (chaos.strikes(Fault.RESTARTS_IN_FIRST_BOOT)) {
                    before(20_000, Stimulus.Button.RESET);
                }
            }
            case Emission.StartShell _ -> shell = true;
            case Emission.PhoneHome(String url) -> boot.phoneHome(this, url);
            case Emission.AskToJoin(Disk.JoinCall call, _) -> boot.join(this, call, life);
            case Emission.RunJoin(String script, _) -> boot.runJoin(this, script, life);
            case Emission.StartKubelet(_, String token) -> {
                Health after = care.health() == Health.HUNG ? Health.WELL : care.health();
                care = new Care(token, after);
                kubelet(life, token);
            }
            case Emission.Halt _ -> halt();
            case Emission.Save _, Emission.Print _ -> {}
        }
    }

    private void kubelet(long life, String token) {
        agenda.in(
                chaos.between(500, 6000),
                () -> {
                    boolean old = life != machine.life() || !token.equals(care.token());
                    if (old || care.health() != Health.WELL) {
                        return;
                    }
                    kubelet =
                            !plight.isCutOff()
                                    && kube.kubelet(id(), token, marker().map(Marker::fingerprint));
                    if (!kubelet) {
                        agenda.in(Duration.ofSeconds(10), () -> kubelet(life, token));
                    }
                });
    }

    /// It is on and does nothing.
    void hang() {
        care = care.with(Health.HUNG);
        halt();
    }

    /// What is on its disk does not work any more.
    void rot() {
        care = care.with(Health.ROTTEN);
        halt();
    }

    /// As if nothing had been.
    void mend() {
        care = care.with(Health.WELL);
        shell = true;
        kubelet(machine.life(), care.token());
    }

    private void halt() {
        shell = false;
        kubelet = false;
        agenda.in(
                NODE_GRACE,
                () -> {
                    if (!kubelet) {
                        kube.silent(id());
                    }
                });
    }

    Ip4 address() {
        return boot.leases().of(mac());
    }
}
