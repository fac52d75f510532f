package dev.bringup.lab.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Scene;
import dev.bringup.lab.machine.Blueprint.Speed;
import dev.bringup.lab.machine.Emission.As;
import dev.bringup.lab.machine.Stimulus.Boot;
import dev.bringup.lab.machine.Stimulus.Button;
import dev.bringup.lab.machine.Stimulus.Says;
import dev.bringup.lab.machine.Stimulus.Told;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.Marker;
import dev.bringup.model.Payload;
import dev.bringup.model.Power;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The road of a machine from off to running, one stimulus at a time, and the side roads.
class BehaviourTest {

    private static final Disk.Seed NEW_SEED = new Disk.Seed("http://new", Payload.Kind.CLOUD_INIT);
    private static final Ip4 SERVER = Ip4.parse("127.77.0.1");
    private static final Ip4 ADDRESS = Ip4.parse("127.77.1.1");
    static final Speed SPEED = Speed.USUAL;
    private static final Blueprint BLUEPRINT =
            new Blueprint(
                    "n1",
                    Mac.parse("52:54:00:77:00:01"),
                    "uuid-1",
                    "S-1",
                    Blueprint.Firmware.BIOS,
                    Ip4.parse("127.77.2.1"),
                    SPEED);

    private static final Stage.Installer INSTALLER =
            new Stage.Installer(List.of("vmlinuz", "initrd"), "http://c/", "http://r/");
    private static final Marker HALF = Scene.marker(1, 1, Marker.State.INSTALLING);
    static final Disk.Seed SEED = new Disk.Seed("http://c/", Payload.Kind.CLOUD_INIT);
    private static final Stage.Order ORDER =
            new Stage.Order("vda", "http://image", "00", "raw", HALF, SEED);
    static final Disk.Personality SELF =
            new Disk.Personality(
                    "n1",
                    "host-key",
                    List.of("key"),
                    HALF.installed(),
                    new Disk.JoinCall("http://join", "nonce"),
                    Optional.of("http://up"));
    private static final Disk FRESH = new Disk.Installed(HALF.installed(), SEED, Optional.empty());
    private static final Disk CONFIGURED =
            new Disk.Installed(
                    HALF.installed(), SEED, Optional.of(new Disk.Settled(SELF, Optional.empty())));
    private static final Disk JOINED =
            new Disk.Installed(
                    HALF.installed(),
                    SEED,
                    Optional.of(new Disk.Settled(SELF, Optional.of("token"))));

    record Case(String name, Machine machine, Stimulus stimulus, Step want) {
        @Override
        public String toString() {
            return name;
        }
    }

    /// In the order in which a machine with a blank disk lives it.
    static Stream<Case> theWholeRoad() {
        Machine off = Machine.blank(BLUEPRINT);
        Machine testing = at(1, new Stage.SelfTest(), new Disk.Blank());
        Disk blank = new Disk.Blank();
        return Stream.of(
                new Case(
                        "a magic packet: self-test",
                        off,
                        new Stimulus.MagicPacket(),
                        Step.of(
                                testing,
                                new Emission.Save(),
                                new Emission.Print("self-test"),
                                new Emission.After(SPEED.selfTest()))),
                new Case(
                        "self-test over: DHCP",
                        testing,
                        new Stimulus.Woke(1),
                        Step.of(
                                at(1, new Stage.FirmwareDhcp(), blank),
                                new Emission.Print("PXE: asking for an address"),
                                new Emission.Dhcp(As.FIRMWARE))),
                new Case(
                        "a lease with a file: TFTP",
                        at(1, new Stage.FirmwareDhcp(), blank),
                        new Stimulus.Leased(1, ADDRESS, SERVER, "undionly.kpxe"),
                        Step.of(
                                at(1, new Stage.LoadingIpxe(), blank),
                                new Emission.Print("TFTP: undionly.kpxe"),
                                new Emission.Tftp(SERVER, "undionly.kpxe"))),
                new Case(
                        "iPXE loaded: DHCP again",
                        at(1, new Stage.LoadingIpxe(), blank),
                        new Stimulus.Loaded(1),
                        Step.of(
                                at(1, new Stage.IpxeDhcp(), blank),
                                new Emission.Print("iPXE"),
                                new Emission.Dhcp(As.IPXE))),
                new Case(
                        "a lease with a URL: the script",
                        at(1, new Stage.IpxeDhcp(), blank),
                        new Stimulus.Leased(1, ADDRESS, SERVER, "http://s"),
                        Step.of(
                                at(1, new Stage.AskingScript("http://s"), blank),
                                new Emission.GetScript("http://s"))),
                new Case(
                        "the script says install: load the installer",
                        at(1, new Stage.AskingScript("http://s"), blank),
                        new Stimulus.Script(1, new Says.Start(INSTALLER)),
                        Step.of(
                                at(1, new Stage.LoadingKernel(INSTALLER), blank),
                                new Emission.LoadKernel(INSTALLER))),
                new Case(
                        "loaded: start it",
                        at(1, new Stage.LoadingKernel(INSTALLER), blank),
                        new Stimulus.Loaded(1),
                        Step.of(
                                at(1, new Stage.StartingKernel(INSTALLER), blank),
                                new Emission.Print("installer: starting"),
                                new Emission.After(SPEED.kernel()))),
                new Case(
                        "started: report the disks",
                        at(1, new Stage.StartingKernel(INSTALLER), blank),
                        new Stimulus.Woke(1),
                        Step.of(
                                at(1, new Stage.AskingDisks(INSTALLER), blank),
                                new Emission.AskDisks(INSTALLER, blank))),
                new Case(
                        "told to write: marker first",
                        at(1, new Stage.AskingDisks(INSTALLER), blank),
                        new Stimulus.Verdict(1, new Told.Write(ORDER)),
                        Step.of(
                                at(1, new Stage.Imaging(INSTALLER, ORDER), new Disk.Partial(HALF)),
                                new Emission.Save(),
                                new Emission.Print("installer: writing http://image"),
                                new Emission.WriteImage(INSTALLER, ORDER))),
                new Case(
                        "the image is whole: report it, and still be unfinished",
                        at(1, new Stage.Imaging(INSTALLER, ORDER), new Disk.Partial(HALF)),
                        new Stimulus.ImageWritten(1),
                        Step.of(
                                at(
                                        1,
                                        new Stage.Reporting(INSTALLER, ORDER),
                                        new Disk.Partial(HALF)),
                                new Emission.ReportWritten(INSTALLER))),
                new Case(
                        "acknowledged: installed, and restart",
                        at(1, new Stage.Reporting(INSTALLER, ORDER), new Disk.Partial(HALF)),
                        new Stimulus.Acknowledged(1),
                        reset(at(2, new Stage.SelfTest(), FRESH))),
                new Case(
                        "the script says local disk: start from it",
                        at(2, new Stage.AskingScript("http://s"), FRESH),
                        new Stimulus.Script(2, new Says.LocalDisk()),
                        Step.of(
                                at(2, new Stage.StartingSystem(), FRESH),
                                new Emission.Print("starting from disk"),
                                new Emission.After(SPEED.system()))),
                new Case(
                        "the payload was understood: become it, say so, ask to join",
                        at(2, new Stage.Configuring(SEED), FRESH),
                        new Stimulus.SeedRead(2, SELF),
                        Step.of(
                                at(2, new Stage.Joining(), CONFIGURED),
                                new Emission.Save(),
                                new Emission.StartShell(SELF),
                                new Emission.PhoneHome("http://up"),
                                new Emission.AskToJoin((Disk.JoinCall) SELF.join(), "n1"))),
                new Case(
                        "joined: keep the token, start the kubelet",
                        at(2, new Stage.Joining(), CONFIGURED),
                        new Stimulus.Joined(2, "token"),
                        Step.of(
                                at(2, new Stage.Running(), JOINED),
                                new Emission.Save(),
                                new Emission.Print("kubelet: joined as n1"),
                                new Emission.StartKubelet("n1", "token"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void theWholeRoad(Case c) {
        assertEquals(c.want, Behaviour.on(c.machine, c.stimulus));
    }

    static Stream<Case> sideRoads() {
        Disk blank = new Disk.Blank();
        return Stream.of(
                new Case(
                        "a magic packet while on: nothing",
                        at(1, new Stage.Running(), JOINED),
                        new Stimulus.MagicPacket(),
                        Step.of(at(1, new Stage.Running(), JOINED))),
                new Case(
                        "power cut: off, in a new life",
                        at(1, new Stage.Running(), JOINED),
                        Button.OFF,
                        Step.of(
                                at(2, new Stage.Off(), JOINED),
                                new Emission.Halt(),
                                new Emission.Save())),
                new Case(
                        "reset while off: nothing",
                        at(1, new Stage.Off(), JOINED),
                        Button.RESET,
                        Step.of(at(1, new Stage.Off(), JOINED))),
                new Case(
                        "the script says wait: wait and ask again",
                        at(1, new Stage.AskingScript("http://s"), blank),
                        new Stimulus.Script(1, new Says.Wait(Duration.ofSeconds(3))),
                        Step.of(
                                at(1, new Stage.AskingScript("http://s"), blank),
                                new Emission.After(Duration.ofSeconds(3)))),
                new Case(
                        "waited: the same URL",
                        at(1, new Stage.AskingScript("http://s"), blank),
                        new Stimulus.Woke(1),
                        Step.of(
                                at(1, new Stage.AskingScript("http://s"), blank),
                                new Emission.GetScript("http://s"))),
                new Case(
                        "no DHCP and nothing on the disk: stuck, and try again",
                        at(1, new Stage.FirmwareDhcp(), blank),
                        new Stimulus.Failed(1, "no offer"),
                        Step.of(
                                at(1, new Stage.Stuck("no bootable disk"), blank),
                                new Emission.Print("no offer"),
                                new Emission.Print("no bootable disk; trying again"),
                                new Emission.After(SPEED.patience()))),
                new Case(
                        "no DHCP: the own disk",
                        at(1, new Stage.FirmwareDhcp(), JOINED),
                        new Stimulus.Failed(1, "no offer"),
                        Step.of(
                                at(1, new Stage.StartingSystem(), JOINED),
                                new Emission.Print("no offer"),
                                new Emission.Print("starting from disk"),
                                new Emission.After(SPEED.system()))),
                new Case(
                        "a half written disk does not boot",
                        at(1, new Stage.FirmwareDhcp(), new Disk.Partial(HALF)),
                        new Stimulus.Leased(1, ADDRESS, SERVER, ""),
                        Step.of(
                                at(1, new Stage.Stuck("no bootable disk"), new Disk.Partial(HALF)),
                                new Emission.Print("no bootable disk; trying again"),
                                new Emission.After(SPEED.patience()))),
                new Case(
                        "the image broke off: say so and stay unfinished",
                        at(1, new Stage.Imaging(INSTALLER, ORDER), new Disk.Partial(HALF)),
                        new Stimulus.Failed(1, "wrong digest"),
                        Step.of(
                                at(1, new Stage.Imaging(INSTALLER, ORDER), new Disk.Partial(HALF)),
                                new Emission.Print("wrong digest"),
                                new Emission.ReportFailure(INSTALLER, "wrong digest"),
                                new Emission.After(SPEED.retry()))),
                new Case(
                        "the report is refused: start over with an unfinished disk",
                        at(1, new Stage.Reporting(INSTALLER, ORDER), new Disk.Partial(HALF)),
                        new Stimulus.Verdict(1, new Told.Refused("not open")),
                        reset(at(2, new Stage.SelfTest(), new Disk.Partial(HALF)))),
                new Case(
                        "the image is not wanted any more: start over with an unfinished disk",
                        at(1, new Stage.Imaging(INSTALLER, ORDER), new Disk.Partial(HALF)),
                        new Stimulus.Verdict(1, new Told.Refused("not wanted any more")),
                        reset(at(2, new Stage.SelfTest(), new Disk.Partial(HALF)))),
                new Case(
                        "told to boot: the image stays, the seed is new",
                        at(1, new Stage.AskingDisks(INSTALLER), JOINED),
                        new Stimulus.Verdict(1, new Told.Boot(Optional.of(NEW_SEED))),
                        reset(
                                at(
                                        2,
                                        new Stage.SelfTest(),
                                        new Disk.Installed(
                                                HALF.installed(),
                                                NEW_SEED,
                                                Optional.of(
                                                        new Disk.Settled(
                                                                SELF, Optional.of("token"))))))),
                new Case(
                        "a payload that lacks something: stuck with the reason",
                        at(2, new Stage.Configuring(SEED), FRESH),
                        new Stimulus.SeedUseless(2, "no join call"),
                        Step.of(
                                at(2, new Stage.Stuck("no join call"), FRESH),
                                new Emission.Print("first boot: no join call"))),
                new Case(
                        "poweroff over SSH",
                        at(1, new Stage.Running(), JOINED),
                        new Stimulus.Command(new Stimulus.Order.PowerOff()),
                        Step.of(
                                at(2, new Stage.Off(), JOINED),
                                new Emission.Halt(),
                                new Emission.Save())),
                new Case(
                        "a join over SSH",
                        at(1, new Stage.Running(), CONFIGURED),
                        new Stimulus.Command(new Stimulus.Order.Join("kubeadm join")),
                        Step.of(
                                at(1, new Stage.Joining(), CONFIGURED),
                                new Emission.RunJoin("kubeadm join", "n1"))),
                new Case(
                        "a command to an installer: nobody hears it",
                        at(1, new Stage.Imaging(INSTALLER, ORDER), new Disk.Partial(HALF)),
                        new Stimulus.Command(new Stimulus.Order.PowerOff()),
                        Step.of(
                                at(
                                        1,
                                        new Stage.Imaging(INSTALLER, ORDER),
                                        new Disk.Partial(HALF)))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void sideRoads(Case c) {
        assertEquals(c.want, Behaviour.on(c.machine, c.stimulus));
    }

    /// What was asked before a reset is answered to nobody.
    static Stream<Stimulus> answersOfAnEarlierLife() {
        return Stream.of(
                new Stimulus.Woke(1),
                new Stimulus.Leased(1, ADDRESS, SERVER, "undionly.kpxe"),
                new Stimulus.Failed(1, "no answer"),
                new Stimulus.Loaded(1),
                new Stimulus.Script(1, new Says.Start(INSTALLER)),
                new Stimulus.Verdict(1, new Told.Write(ORDER)),
                new Stimulus.ImageWritten(1),
                new Stimulus.Acknowledged(1),
                new Stimulus.SeedRead(1, SELF),
                new Stimulus.SeedUseless(1, "nothing"),
                new Stimulus.Joined(1, "token"),
                new Stimulus.Unjoined(1, "no"));
    }

    @ParameterizedTest
    @MethodSource
    void answersOfAnEarlierLife(Stimulus late) {
        for (Stage stage :
                List.of(
                        new Stage.Off(),
                        new Stage.FirmwareDhcp(),
                        new Stage.AskingDisks(INSTALLER),
                        new Stage.Reporting(INSTALLER, ORDER),
                        new Stage.Joining())) {
            Machine machine = at(2, stage, new Disk.Partial(HALF));
            assertEquals(Step.of(machine), Behaviour.on(machine, late), stage.label());
        }
    }

    @Test
    void aBootFromDiskIsForOnce() {
        Machine told =
                Behaviour.on(at(1, new Stage.Off(), JOINED), new Stimulus.NextBoot(Boot.DISK))
                        .next();
        Machine on = Behaviour.on(told, Button.ON).next();
        Machine booted = Behaviour.on(on, new Stimulus.Woke(2)).next();
        Machine again = Behaviour.on(booted, Button.RESET).next();

        assertEquals(new Stage.StartingSystem(), booted.stage());
        assertEquals(
                new Stage.FirmwareDhcp(), Behaviour.on(again, new Stimulus.Woke(3)).next().stage());
    }

    @Test
    void aRestoredMachineStartsAnewOrStaysOff() {
        Machine running = at(4, new Stage.Running(), JOINED);

        assertEquals(at(5, new Stage.SelfTest(), JOINED), running.restored(Power.ON));
        assertEquals(at(5, new Stage.Off(), JOINED), running.restored(Power.OFF));
    }

    static Step reset(Machine next) {
        return Step.of(
                next,
                new Emission.Halt(),
                new Emission.Save(),
                new Emission.Print("reset"),
                new Emission.After(SPEED.selfTest()));
    }

    static Machine at(long life, Stage stage, Disk disk) {
        return new Machine(BLUEPRINT, life, stage, disk, Optional.empty());
    }
}
