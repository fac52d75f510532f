package dev.bringup.power;

import java.nio.file.Path;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.model.Fingerprint;
import dev.bringup.model.Image;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Payload;
import dev.bringup.model.Power;
import dev.bringup.model.PowerReport;
import dev.bringup.model.Rung;
import dev.bringup.model.Sha256;
import dev.bringup.port.Outcome;
import dev.bringup.port.Tally;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LadderTest {

    private static final Mac MAC = Mac.parse("52:54:00:77:01:01");
    private static final IpmiPower.Timing QUICK =
            new IpmiPower.Timing(
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    Duration.ofMillis(20));

    private final List<String> shell = new ArrayList<>();
    private Optional<String> shellProblem = Optional.empty();
    private Optional<String> secret = Optional.of("admin:secret");
    private BmcOnLoopback bmc;
    private DatagramSocket segment;

    @BeforeEach
    void start() throws IOException {
        bmc = new BmcOnLoopback();
        segment =
                new DatagramSocket(
                        new InetSocketAddress(InetAddress.getByName("127.77.255.255"), 0));
        segment.setSoTimeout(5000);
    }

    @AfterEach
    void stop() {
        bmc.close();
        segment.close();
    }

    private Ladder ladder() {
        return new Ladder(
                new Ladder.Drivers(
                        WakeOnLan.once(_ -> Optional.empty()),
                        new IpmiPower(
                                _ -> secret, new SecureRandom(), InstantSource.system(), QUICK),
                        new RedfishPower(
                                _ -> Optional.empty(),
                                InstantSource.system(),
                                RedfishPower.Timing.USUAL),
                        new PduPower(
                                _ -> secret,
                                new SecureRandom(),
                                InstantSource.system(),
                                PduPower.Timing.USUAL),
                        new dev.bringup.power.LibvirtPower(
                                (_, _, _) ->
                                        new dev.bringup.power.LibvirtPower.Reply.Silent(
                                                "no host here"),
                                InstantSource.system(),
                                dev.bringup.power.LibvirtPower.Timing.USUAL),
                        (_, command, _) -> {
                            shell.add(command);
                            return shellProblem;
                        },
                        new Elsewhere(
                                _ -> Optional.of("hook"),
                                new SecureRandom(),
                                InstantSource.system(),
                                Path.of("/nowhere"),
                                (_, _) -> {})),
                InstantSource.system(),
                Tally.NONE);
    }

    private Rung wol() {
        return Rung.Wol.byUdp(Optional.of(Ip4.parse("127.77.255.255")), segment.getLocalPort());
    }

    private static MachineSpec machine(Rung... rungs) {
        return new MachineSpec(
                new MachineId("node-01"),
                new MachineSpec.Hardware(
                        List.of(MAC),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(rungs),
                        new MachineSpec.DiskHints(
                                Optional.empty(), Optional.empty(), Optional.empty()),
                        Optional.empty()),
                Ip4.parse("127.77.1.1"),
                "worker",
                new MachineSpec.Install(
                        new Image(
                                "debian",
                                Image.Arch.X86_64,
                                "debian.raw",
                                new Sha256("cd".repeat(32)),
                                Image.Format.RAW),
                        new Payload(Payload.Kind.CLOUD_INIT, new TreeMap<>(Map.of())),
                        List.of(),
                        new Fingerprint("v1:" + "ab".repeat(32))),
                new MachineSpec.NodeSpec(new TreeMap<>(), List.of()),
                new MachineSpec.Intent(
                        MachineSpec.Want.JOINED, Optional.empty(), Optional.empty()));
    }

    private Rung ipmi(int suite) {
        return new Rung.Ipmi(bmc.at(suite));
    }

    private static Optional<Ladder.Reading> bmc(Power power) {
        return Optional.of(new Ladder.Reading(power, "bmc"));
    }

    private byte[] heard() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[200], 200);
        segment.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    @Test
    void aMagicPacketIsSixOnesAndSixteenTimesTheAddress() throws IOException {
        assertEquals(
                new Outcome.Done(),
                ladder().apply(machine(wol()), Ladder.Verb.ON, Ladder.NextBoot.PXE));
        assertArrayEquals(
                HexFormat.of().parseHex("ff".repeat(6) + "525400770101".repeat(16)), heard());
    }

    @Test
    void aBmcSwitchesOnFromTheNetworkOverAndOff() {
        for (int suite : List.of(3, 17)) {
            Ladder ladder = ladder();
            MachineSpec machine = machine(ipmi(suite));
            List<Outcome> outcomes =
                    List.of(
                            ladder.apply(machine, Ladder.Verb.CYCLE, Ladder.NextBoot.PXE),
                            ladder.apply(machine, Ladder.Verb.ON, Ladder.NextBoot.AS_IT_IS),
                            ladder.apply(machine, Ladder.Verb.CYCLE, Ladder.NextBoot.DISK),
                            ladder.apply(machine, Ladder.Verb.OFF, Ladder.NextBoot.AS_IT_IS));
            assertEquals(List.of(new Outcome.Done()), outcomes.stream().distinct().toList());
        }
        List<String> once = List.of("boot PXE", "UP", "boot DISK", "CYCLE", "SOFT_OFF");
        List<String> twice = new ArrayList<>(once);
        twice.addAll(once);
        assertEquals(twice, bmc.board.told());
    }

    @Test
    void statusIsWhatTheBmcSays() {
        MachineSpec machine = machine(wol(), ipmi(17));
        assertEquals(bmc(Power.OFF), ladder().status(machine));
        bmc.board.control(dev.bringup.power.ipmi.Chassis.Control.UP);
        assertEquals(bmc(Power.ON), ladder().status(machine));
        assertEquals(Optional.empty(), ladder().status(machine(wol())), "nobody to ask");
    }

    @Test
    void lostPacketsAreRepeated() {
        bmc.deaf.set(1);
        assertEquals(bmc(Power.OFF), ladder().status(machine(ipmi(3))));
    }

    @Test
    void answersThatComeTwiceOrLateDoNoHarm() {
        bmc.stutters.set(true);
        for (int suite : List.of(3, 17)) {
            assertEquals(bmc(Power.OFF), ladder().status(machine(ipmi(suite))));
            assertEquals(
                    new Outcome.Done(),
                    ladder().apply(machine(ipmi(suite)), Ladder.Verb.ON, Ladder.NextBoot.PXE));
            assertEquals(
                    new Outcome.Done(),
                    ladder().apply(machine(ipmi(suite)), Ladder.Verb.OFF, Ladder.NextBoot.PXE));
        }
    }

    @Test
    void aPacketThatWokeNobodyIsFoundOutByTheBmcAndTheNextRungIsTried() {
        assertEquals(
                new Outcome.Done(),
                ladder().apply(machine(wol(), ipmi(3)), Ladder.Verb.ON, Ladder.NextBoot.AS_IT_IS));
        assertEquals(List.of("UP"), bmc.board.told());
    }

    @Test
    void aWrongPasswordWaitsForAHumanAndASilentBmcForTime() {
        secret = Optional.of("admin:wrong");
        assertEquals(
                new Outcome.Stalled("BMC bmc-01: wrong password for user admin"),
                ladder().apply(machine(ipmi(17)), Ladder.Verb.ON, Ladder.NextBoot.PXE));
        secret = Optional.empty();
        assertEquals(
                new Outcome.Stalled("the credentials of BMC bmc-01 are missing"),
                ladder().apply(machine(ipmi(17)), Ladder.Verb.ON, Ladder.NextBoot.PXE));
        secret = Optional.of("admin:secret");
        assertEquals(
                new Outcome.Stalled("cipher suite 8 of BMC bmc-01 is not 3 or 17"),
                ladder().apply(machine(ipmi(8)), Ladder.Verb.ON, Ladder.NextBoot.PXE));
        Rung.Bmc silent = bmc.at(3);
        bmc.close();
        assertEquals(
                new Outcome.Retry(
                        "BMC bmc-01 at 127.77.2.1:%d does not answer".formatted(silent.port()),
                        Duration.ofSeconds(10)),
                ladder().apply(
                                machine(new Rung.Ipmi(silent)),
                                Ladder.Verb.ON,
                                Ladder.NextBoot.PXE));
    }

    @Test
    void aHumanIsBelievedWhenTheBmcSaysSo() {
        assertEquals(
                new Outcome.Stalled("no rung of node-01's power ladder can do 'off'"),
                ladder().apply(
                                machine(new Rung.Manual()),
                                Ladder.Verb.OFF,
                                Ladder.NextBoot.AS_IT_IS));
        assertEquals(
                new Outcome.Done(),
                ladder().apply(
                                machine(new Rung.Manual()),
                                Ladder.Verb.ON,
                                Ladder.NextBoot.AS_IT_IS));
        MachineSpec both = machine(new Rung.Manual(), ipmi(3));
        assertEquals(
                new Outcome.Done(),
                ladder().apply(both, Ladder.Verb.OFF, Ladder.NextBoot.AS_IT_IS));
        assertEquals(List.of(), bmc.board.told(), "it is off, and nobody has to go");
    }

    @Test
    void whatRungsAreMissingIsSaidByEach() {
        Ladder.Climb climb =
                ladder().climb(
                                machine(new Rung.Command("relay", Duration.ofSeconds(9)), ipmi(3)),
                                Ladder.Verb.ON,
                                Ladder.NextBoot.AS_IT_IS);
        assertEquals(
                List.of(
                        new PowerReport.Rung(
                                "command relay",
                                false,
                                "there is no program relay to run in /nowhere"),
                        new PowerReport.Rung(
                                "ipmi by bmc-01 at 127.77.2.1:" + bmc.at(3).port(), true, "done")),
                climb.tried());
    }

    @Test
    void theOperatingSystemCanOnlySwitchOffAndReboot() {
        MachineSpec machine = machine(new Rung.Ssh());
        ladder().apply(machine, Ladder.Verb.OFF, Ladder.NextBoot.AS_IT_IS);
        ladder().apply(machine, Ladder.Verb.CYCLE, Ladder.NextBoot.PXE);
        assertEquals(List.of("poweroff", "reboot"), shell);
        assertEquals(
                new Outcome.Stalled("no rung of node-01's power ladder can do 'on'"),
                ladder().apply(machine, Ladder.Verb.ON, Ladder.NextBoot.PXE));
    }

    @Test
    void aMachineThatDoesNotAnswerIsWokenInsteadOfRebooted() throws IOException {
        shellProblem = Optional.of("127.77.1.1 is unreachable");
        assertEquals(
                new Outcome.Done(),
                ladder().apply(
                                machine(wol(), new Rung.Ssh()),
                                Ladder.Verb.CYCLE,
                                Ladder.NextBoot.PXE));
        assertEquals(102, heard().length);
        assertEquals(
                new Outcome.Retry("127.77.1.1 is unreachable", Duration.ofSeconds(10)),
                ladder().apply(
                                machine(wol(), new Rung.Ssh()),
                                Ladder.Verb.OFF,
                                Ladder.NextBoot.AS_IT_IS));
    }
}
