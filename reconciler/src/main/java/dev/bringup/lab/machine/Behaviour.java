package dev.bringup.lab.machine;

import dev.bringup.lab.machine.Stimulus.Told;
import dev.bringup.lab.machine.Blueprint.Speed;
import dev.bringup.lab.machine.Emission.As;
import dev.bringup.lab.machine.Stimulus.Boot;
import dev.bringup.lab.machine.Stimulus.Says;
import dev.bringup.model.Ip4;
import java.time.Duration;
import java.util.Optional;

/// How a machine boots: firmware, network, iPXE, and the way back to its own disk. No clock, no
/// chance, no socket.
public final class Behaviour {

    private Behaviour() {}

    public static Step on(Machine machine, Stimulus stimulus) {
        return switch (stimulus) {
            case Stimulus.Button button -> press(machine, button);
            case Stimulus.MagicPacket _ ->
                    machine.stage() instanceof Stage.Off ? powerOn(machine) : Step.of(machine);
            case Stimulus.NextBoot(Boot from) ->
                    Step.of(machine.once(Optional.of(from)), new Emission.Save());
            case Stimulus.Command(Stimulus.Order order) -> Life.command(machine, order);
            case Stimulus.Woke(long life) when life == machine.life() -> woke(machine);
            case Stimulus.Leased(long life, _, Ip4 server, String file)
                    when life == machine.life() ->
                    leased(machine, server, file);
            case Stimulus.Failed(long life, String because) when life == machine.life() ->
                    failed(machine, because);
            case Stimulus.Loaded(long life) when life == machine.life() -> loaded(machine);
            case Stimulus.Script(long life, Says says) when life == machine.life() ->
                    script(machine, says);
            case Stimulus.Verdict(long life, Told told) when life == machine.life() ->
                    Life.told(machine, told);
            case Stimulus.ImageWritten(long life) when life == machine.life() ->
                    Life.imaged(machine);
            case Stimulus.Emptied(long life) when life == machine.life() -> Life.emptied(machine);
            case Stimulus.Acknowledged(long life) when life == machine.life() ->
                    Life.acknowledged(machine);
            case Stimulus.SeedRead(long life, Disk.Personality self) when life == machine.life() ->
                    Life.configured(machine, self);
            case Stimulus.SeedUseless(long life, String because) when life == machine.life() ->
                    Step.of(
                            machine.at(new Stage.Stuck(because)),
                            new Emission.Print("first boot: " + because));
            case Stimulus.Joined(long life, String token) when life == machine.life() ->
                    Life.joined(machine, token);
            case Stimulus.Unjoined(long life, String because) when life == machine.life() ->
                    Life.unjoined(machine, because);
            // An answer to a question of an earlier life.
            case Stimulus.Woke _,
                    Stimulus.Leased _,
                    Stimulus.Failed _,
                    Stimulus.Loaded _,
                    Stimulus.Script _,
                    Stimulus.Verdict _,
                    Stimulus.ImageWritten _,
                    Stimulus.Emptied _,
                    Stimulus.Acknowledged _,
                    Stimulus.SeedRead _,
                    Stimulus.SeedUseless _,
                    Stimulus.Joined _,
                    Stimulus.Unjoined _ ->
                    Step.of(machine);
        };
    }

    private static Step press(Machine machine, Stimulus.Button button) {
        return switch (button) {
            case ON -> machine.stage() instanceof Stage.Off ? powerOn(machine) : Step.of(machine);
            case OFF ->
                    Step.of(
                            machine.reborn(new Stage.Off()),
                            new Emission.Halt(),
                            new Emission.Save());
            case RESET ->
                    machine.stage() instanceof Stage.Off ? Step.of(machine) : restart(machine);
        };
    }

    static Step powerOn(Machine machine) {
        return Step.of(
                machine.reborn(new Stage.SelfTest()),
                new Emission.Save(),
                new Emission.Print("self-test"),
                new Emission.After(speed(machine).selfTest()));
    }

    static Step restart(Machine machine) {
        return Step.of(
                machine.reborn(new Stage.SelfTest()),
                new Emission.Halt(),
                new Emission.Save(),
                new Emission.Print("reset"),
                new Emission.After(speed(machine).selfTest()));
    }

    private static Step woke(Machine machine) {
        return switch (machine.stage()) {
            case Stage.SelfTest _ -> chooseBoot(machine);
            case Stage.AskingScript(String url) -> Step.of(machine, new Emission.GetScript(url));
            case Stage.StartingKernel(Stage.Kernel kernel) ->
                    switch (kernel) {
                        case Stage.Installer installer -> askDisks(machine, installer);
                        case Stage.Live(_, Disk.Seed seed) -> Life.reading(machine, seed);
                    };
            case Stage.AskingDisks(Stage.Installer installer) -> askDisks(machine, installer);
            case Stage.Reporting(Stage.Installer installer, _) ->
                    Step.of(machine, new Emission.ReportWritten(installer));
            case Stage.Emptied(Stage.Installer installer) ->
                    Step.of(machine, new Emission.ReportWritten(installer));
            case Stage.Wiped(Stage.Installer installer) ->
                    Step.of(machine, new Emission.ReportWiped(installer));
            case Stage.StartingSystem _ -> Step.of(machine, new Emission.Dhcp(As.SYSTEM));
            case Stage.Configuring(Disk.Seed seed) -> Life.reading(machine, seed);
            case Stage.Joining _ -> Life.askToJoin(machine);
            case Stage.FirmwareDhcp _,
                    Stage.IpxeDhcp _,
                    Stage.Imaging _,
                    Stage.Wiping _,
                    Stage.Stuck _ ->
                    restart(machine);
            case Stage.Off _, Stage.LoadingIpxe _, Stage.LoadingKernel _, Stage.Running _ ->
                    Step.of(machine);
        };
    }

    /// The network first, as its firmware is set, unless its BMC said otherwise for once.
    private static Step chooseBoot(Machine machine) {
        Machine spent = machine.once(Optional.empty());
        return machine.once().equals(Optional.of(Boot.DISK))
                ? bootDisk(spent)
                : Step.of(
                        spent.at(new Stage.FirmwareDhcp()),
                        new Emission.Print("PXE: asking for an address"),
                        new Emission.Dhcp(As.FIRMWARE));
    }

    private static Step askDisks(Machine machine, Stage.Installer installer) {
        return Step.of(
                machine.at(new Stage.AskingDisks(installer)),
                new Emission.AskDisks(installer, machine.disk()));
    }

    private static Step leased(Machine machine, Ip4 server, String file) {
        return switch (machine.stage()) {
            case Stage.FirmwareDhcp _ when file.isEmpty() -> bootDisk(machine);
            case Stage.FirmwareDhcp _ ->
                    Step.of(
                            machine.at(new Stage.LoadingIpxe()),
                            new Emission.Print("TFTP: " + file),
                            new Emission.Tftp(server, file));
            case Stage.IpxeDhcp _ when file.startsWith("http") ->
                    Step.of(machine.at(new Stage.AskingScript(file)), new Emission.GetScript(file));
            case Stage.IpxeDhcp _ -> bootDisk(machine);
            case Stage.StartingSystem _ -> Life.started(machine);
            case Stage.Off _,
                    Stage.SelfTest _,
                    Stage.LoadingIpxe _,
                    Stage.AskingScript _,
                    Stage.LoadingKernel _,
                    Stage.StartingKernel _,
                    Stage.AskingDisks _,
                    Stage.Imaging _,
                    Stage.Reporting _,
                    Stage.Wiping _,
                    Stage.Emptied _,
                    Stage.Wiped _,
                    Stage.Configuring _,
                    Stage.Joining _,
                    Stage.Running _,
                    Stage.Stuck _ ->
                    Step.of(machine);
        };
    }

    private static Step loaded(Machine machine) {
        return switch (machine.stage()) {
            case Stage.LoadingIpxe _ ->
                    Step.of(
                            machine.at(new Stage.IpxeDhcp()),
                            new Emission.Print("iPXE"),
                            new Emission.Dhcp(As.IPXE));
            case Stage.LoadingKernel(Stage.Kernel kernel) ->
                    Step.of(
                            machine.at(new Stage.StartingKernel(kernel)),
                            new Emission.Print(
                                    switch (kernel) {
                                        case Stage.Installer _ -> "installer: starting";
                                        case Stage.Live _ -> "starting from memory";
                                    }),
                            new Emission.After(
                                    switch (kernel) {
                                        case Stage.Installer _ -> speed(machine).kernel();
                                        case Stage.Live _ -> speed(machine).system();
                                    }));
            case Stage.Off _,
                    Stage.SelfTest _,
                    Stage.FirmwareDhcp _,
                    Stage.IpxeDhcp _,
                    Stage.AskingScript _,
                    Stage.StartingKernel _,
                    Stage.AskingDisks _,
                    Stage.Imaging _,
                    Stage.Reporting _,
                    Stage.Wiping _,
                    Stage.Emptied _,
                    Stage.Wiped _,
                    Stage.StartingSystem _,
                    Stage.Configuring _,
                    Stage.Joining _,
                    Stage.Running _,
                    Stage.Stuck _ ->
                    Step.of(machine);
        };
    }

    private static Step script(Machine machine, Says says) {
        return switch (says) {
            case Says.Start(Stage.Kernel kernel) ->
                    Step.of(
                            machine.at(new Stage.LoadingKernel(kernel)),
                            new Emission.LoadKernel(kernel));
            case Says.LocalDisk _ -> bootDisk(machine);
            case Says.Wait(Duration time) -> Step.of(machine, new Emission.After(time));
        };
    }

    /// What firmware does when the network gave it nothing to boot, or told it to.
    static Step bootDisk(Machine machine) {
        return switch (machine.disk()) {
            case Disk.Installed _ ->
                    Step.of(
                            machine.at(new Stage.StartingSystem()),
                            new Emission.Print("starting from disk"),
                            new Emission.After(speed(machine).system()));
            case Disk.Blank _, Disk.Foreign _, Disk.Partial _ ->
                    Step.of(
                            machine.at(new Stage.Stuck("no bootable disk")),
                            new Emission.Print("no bootable disk; trying again"),
                            new Emission.After(speed(machine).patience()));
        };
    }

    /// Firmware gives up on the network and tries its disk; everything later tries again.
    private static Step failed(Machine machine, String because) {
        Emission say = new Emission.Print(because);
        return switch (machine.stage()) {
            case Stage.FirmwareDhcp _, Stage.LoadingIpxe _, Stage.IpxeDhcp _ ->
                    Step.of(machine, say).then(bootDisk(machine));
            case Stage.AskingScript _, Stage.AskingDisks _ ->
                    Step.of(machine, say, new Emission.After(speed(machine).retry()));
            case Stage.LoadingKernel _ -> restart(machine);
            case Stage.Imaging(Stage.Installer installer, _) ->
                    Step.of(
                            machine,
                            say,
                            new Emission.ReportFailure(installer, because),
                            new Emission.After(speed(machine).retry()));
            case Stage.Wiping(Stage.Installer installer) ->
                    Step.of(
                            machine,
                            say,
                            new Emission.ReportFailure(installer, because),
                            new Emission.After(speed(machine).retry()));
            case Stage.Reporting _,
                    Stage.Emptied _,
                    Stage.Wiped _,
                    Stage.StartingSystem _,
                    Stage.Configuring _,
                    Stage.Joining _ ->
                    Step.of(machine, say, new Emission.After(speed(machine).retry()));
            case Stage.Off _,
                    Stage.SelfTest _,
                    Stage.StartingKernel _,
                    Stage.Running _,
                    Stage.Stuck _ ->
                    Step.of(machine, say);
        };
    }

    static Speed speed(Machine machine) {
        return machine.blueprint().speed();
    }
}
