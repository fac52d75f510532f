package dev.bringup.lab.machine;

import dev.bringup.model.Marker;
import dev.bringup.lab.machine.Disk.Settled;
import dev.bringup.lab.machine.Disk.Seed;
import dev.bringup.lab.machine.Stage.Installer;
import dev.bringup.lab.machine.Stimulus.Told;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What runs on a machine once a kernel runs: the installer, the first boot, the system.
final class Life {

    private Life() {}

    static Step told(Machine machine, Told told) {
        if (machine.stage() instanceof Stage.Wiped) {
            return Behaviour.on(machine, Stimulus.Button.OFF); // it was heard before
        }
        if (machine.stage() instanceof Stage.Reporting
                || machine.stage() instanceof Stage.Imaging
                || machine.stage() instanceof Stage.Wiping
                || machine.stage() instanceof Stage.Emptied) {
            return Behaviour.restart(machine); // not wanted any more; the disk stays unfinished
        }
        if (!(machine.stage() instanceof Stage.AskingDisks(Stage.Installer installer))) {
            return Step.of(machine);
        }
        return switch (told) {
            case Told.Write(Stage.Order order) ->
                    Step.of(
                            machine.with(new Disk.Partial(order.marker()))
                                    .at(new Stage.Imaging(installer, order)),
                            new Emission.Save(),
                            new Emission.Print("installer: writing " + order.image()),
                            new Emission.WriteImage(installer, order));
            case Told.Wipe(Marker marker) ->
                    Step.of(
                            machine.with(new Disk.Partial(marker)).at(new Stage.Wiping(installer)),
                            new Emission.Save(),
                            new Emission.Print("installer: wiping"),
                            new Emission.WriteZeros(installer));
            case Told.Off _ -> Behaviour.on(machine, Stimulus.Button.OFF);
            case Told.Boot(Optional<Disk.Seed> seed) -> Behaviour.restart(reseeded(machine, seed));
            case Told.Wait(Duration time) -> Step.of(machine, new Emission.After(time));
            case Told.Refused(String because) ->
                    Step.of(machine, new Emission.Print("installer: " + because))
                            .then(Behaviour.restart(machine));
        };
    }

    private static Machine reseeded(Machine machine, Optional<Disk.Seed> seed) {
        return machine.disk() instanceof Disk.Installed(Marker marker, _, Optional<Settled> settled)
                        && seed.isPresent()
                ? machine.with(new Disk.Installed(marker, seed.get(), settled))
                : machine;
    }

    static Step imaged(Machine machine) {
        return machine.stage() instanceof Stage.Imaging(Installer installer, Stage.Order order)
                ? Step.of(
                        machine.at(new Stage.Reporting(installer, order)),
                        new Emission.ReportWritten(installer))
                : Step.of(machine);
    }

    static Step emptied(Machine machine) {
        return machine.stage() instanceof Stage.Wiping(Installer installer)
                ? Step.of(
                        machine.at(new Stage.Emptied(installer)),
                        new Emission.ReportWritten(installer))
                : Step.of(machine);
    }

    static Step acknowledged(Machine machine) {
        if (machine.stage() instanceof Stage.Emptied(Installer installer)) {
            return Step.of(
                    machine.with(new Disk.Blank()).at(new Stage.Wiped(installer)),
                    new Emission.Save(),
                    new Emission.Print("installer: wiped"),
                    new Emission.ReportWiped(installer));
        }
        if (machine.stage() instanceof Stage.Wiped) {
            return Behaviour.on(machine, Stimulus.Button.OFF);
        }
        if (!(machine.stage() instanceof Stage.Reporting(_, Stage.Order order))) {
            return Step.of(machine);
        }
        Disk whole = new Disk.Installed(order.marker().installed(), order.seed(), Optional.empty());
        return Behaviour.restart(machine.with(whole));
    }

    /// The system is up: as it was, or for the first time.
    static Step started(Machine machine) {
        if (!(machine.disk() instanceof Disk.Installed installed)) {
            return Step.of(machine.at(new Stage.Stuck("no system on the disk")));
        }
        if (installed.settled().isEmpty()) {
            return reading(machine, installed.seed());
        }
        Disk.Settled settled = installed.settled().get();
        List<Emission> emissions = new ArrayList<>();
        emissions.addAll(shell(settled.self()));
        emissions.add(new Emission.Print(settled.self().hostname() + " login:"));
        settled.nodeToken()
                .ifPresent(token ->
                        emissions.add(new Emission.StartKubelet(settled.self().hostname(), token)));
        return new Step(machine.at(new Stage.Running()), emissions);
    }

    static Step reading(Machine machine, Seed seed) {
        return Step.of(
                machine.at(new Stage.Configuring(seed)),
                new Emission.Print("first boot: reading " + seed.url()),
                new Emission.ReadSeed(seed));
    }

    /// The payload was understood: become what it says, then say so and ask to join.
    static Step configured(Machine machine, Disk.Personality self) {
        if (!(machine.stage() instanceof Stage.Configuring(Seed seed))) {
            return Step.of(machine);
        }
        Machine settled = kept(machine, seed, new Disk.Settled(self, Optional.empty()));
        List<Emission> emissions = new ArrayList<>();
        emissions.add(new Emission.Save());
        emissions.addAll(shell(self));
        self.phoneHome().ifPresent(url -> emissions.add(new Emission.PhoneHome(url)));
        emissions.add(joining(self));
        return new Step(settled.at(new Stage.Joining()), emissions);
    }

    private static List<Emission> shell(Disk.Personality self) {
        return self.hasShell() ? List.of(new Emission.StartShell(self)) : List.of();
    }

    private static Emission joining(Disk.Personality self) {
        return switch (self.join()) {
            case Disk.JoinCall call -> new Emission.AskToJoin(call, self.hostname());
            case Disk.JoinAtOnce(String script) -> new Emission.RunJoin(script, self.hostname());
        };
    }

    /// On the disk if it was started from there, else in memory.
    private static Machine kept(Machine machine, Seed seed, Disk.Settled settled) {
        return machine.disk() instanceof Disk.Installed(Marker marker, Seed own, _)
                        && own.equals(seed)
                ? machine.with(new Disk.Installed(marker, seed, Optional.of(settled)))
                : machine.remembering(settled);
    }

    static Step askToJoin(Machine machine) {
        return self(machine)
                .map(self -> Step.of(machine, joining(self)))
                .orElseGet(() -> Step.of(machine));
    }

    static Step joined(Machine machine, String token) {
        Optional<Disk.Settled> settled = machine.settled();
        if (settled.isEmpty()) {
            return Step.of(machine);
        }
        Disk.Personality self = settled.get().self();
        Disk.Settled joined = new Disk.Settled(self, Optional.of(token));
        Machine kept =
                machine.memory().isEmpty()
                                && machine.disk() instanceof Disk.Installed(Marker m, Seed seed, _)
                        ? machine.with(new Disk.Installed(m, seed, Optional.of(joined)))
                        : machine.remembering(joined);
        return Step.of(
                kept.at(new Stage.Running()),
                new Emission.Save(),
                new Emission.Print("kubelet: joined as " + self.hostname()),
                new Emission.StartKubelet(self.hostname(), token));
    }

    /// It runs on without a Node; whoever looks after it may join it over SSH.
    static Step unjoined(Machine machine, String because) {
        return machine.stage() instanceof Stage.Joining
                ? Step.of(machine.at(new Stage.Running()), new Emission.Print(because))
                : Step.of(machine);
    }

    static Step command(Machine machine, Stimulus.Order order) {
        if (!(machine.stage() instanceof Stage.Running
                || machine.stage() instanceof Stage.Joining)) {
            return Step.of(machine);
        }
        return switch (order) {
            case Stimulus.Order.PowerOff _ -> Behaviour.on(machine, Stimulus.Button.OFF);
            case Stimulus.Order.Reboot _ -> Behaviour.restart(machine);
            case Stimulus.Order.Join(String script) ->
                    self(machine)
                            .map(self ->
                                    Step.of(
                                            machine.at(new Stage.Joining()),
                                            new Emission.RunJoin(script, self.hostname())))
                            .orElseGet(() -> Step.of(machine));
        };
    }

    private static Optional<Disk.Personality> self(Machine machine) {
        return machine.settled().map(Disk.Settled::self);
    }
}
