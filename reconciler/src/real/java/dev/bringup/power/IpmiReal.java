package dev.bringup.power;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Commands;
import dev.bringup.model.Ip4;
import dev.bringup.model.Power;
import dev.bringup.model.Rung;
import dev.bringup.model.SecretRef;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Our BMC against ipmitool, our console against OpenIPMI's ipmi_sim.
class IpmiReal {

    @TempDir Path folder;

    private static Commands.Ran ipmitool(Rung.Bmc bmc, String password, String... command)
            throws Exception {
        List<String> line =
                new java.util.ArrayList<>(
                        List.of(
                                "ipmitool",
                                "-I",
                                "lanplus",
                                "-C",
                                "" + bmc.cipherSuite(),
                                "-H",
                                bmc.address().toString(),
                                "-p",
                                "" + bmc.port(),
                                "-U",
                                "admin",
                                "-P",
                                password));
        line.addAll(List.of(command));
        return Commands.run(line.toArray(String[]::new));
    }

    @Test
    void ipmitoolSwitchesOurBmcWithBothSuites() throws Exception {
        for (int suite : List.of(3, 17)) {
            try (BmcOnLoopback bmc = new BmcOnLoopback()) {
                Rung.Bmc at = bmc.at(suite);
                assertEquals(
                        new Commands.Ran(0, "Chassis Power is off\n"),
                        ipmitool(at, "secret", "chassis", "power", "status"));
                assertEquals(
                        new Commands.Ran(0, "Set Boot Device to pxe\n"),
                        ipmitool(at, "secret", "chassis", "bootdev", "pxe"));
                assertEquals(
                        new Commands.Ran(0, "Chassis Power Control: Up/On\n"),
                        ipmitool(at, "secret", "chassis", "power", "on"));
                assertEquals(
                        new Commands.Ran(0, "Chassis Power is on\n"),
                        ipmitool(at, "secret", "chassis", "power", "status"));
                assertEquals(
                        new Commands.Ran(0, "Chassis Power Control: Cycle\n"),
                        ipmitool(at, "secret", "chassis", "power", "cycle"));
                assertEquals(
                        new Commands.Ran(0, "Chassis Power Control: Soft\n"),
                        ipmitool(at, "secret", "chassis", "power", "soft"));
                Commands.Ran flags = ipmitool(at, "secret", "chassis", "bootparam", "get", "5");
                assertTrue(flags.output().contains("Force PXE"), flags::output);
                assertEquals(List.of("boot PXE", "UP", "CYCLE", "SOFT_OFF"), bmc.board.told());
                Commands.Ran wrong = ipmitool(at, "wrong", "chassis", "power", "status");
                assertEquals(1, wrong.status());
                assertTrue(wrong.output().contains("Unable to establish"), wrong::output);
            }
        }
    }

    @Test
    void ourConsoleSwitchesAMachineOfIpmiSim() throws Exception {
        Process simulator = ipmiSim();
        try {
            Rung.Bmc bmc =
                    new Rung.Bmc("sim", Ip4.parse("127.77.2.9"), port, new SecretRef.Env("BMC"), 3);
            IpmiPower power = power("admin:secret");
            awaitAnswer(power, bmc);
            assertEquals(Power.OFF, power.status(bmc));
            power.apply(bmc, Ladder.Verb.ON, Ladder.NextBoot.PXE);
            assertEquals(Power.ON, power.status(bmc));
            power.apply(bmc, Ladder.Verb.CYCLE, Ladder.NextBoot.DISK);
            power.apply(bmc, Ladder.Verb.OFF, Ladder.NextBoot.AS_IT_IS);
            assertEquals(Power.OFF, power.status(bmc));
            List<String> told =
                    Files.readAllLines(folder.resolve("told")).stream()
                            .filter(line -> line.startsWith("set"))
                            .toList();
            assertEquals("set boot pxe", told.get(0));
            assertEquals("set power 1", told.get(1));
            assertEquals("set boot default", told.get(2).replace("disk", "default"));
            assertEquals("set shutdown 1", told.getLast());
            assertEquals(
                    "BMC sim: wrong password for user admin", refusal(power("admin:wrong"), bmc));
        } finally {
            simulator.destroy();
            simulator.waitFor();
        }
    }

    private static String refusal(IpmiPower power, Rung.Bmc bmc) {
        try {
            return "" + power.status(bmc);
        } catch (Unable refusal) {
            return refusal.because();
        }
    }

    private static void awaitAnswer(IpmiPower power, Rung.Bmc bmc) throws Exception {
        Instant until = Instant.now().plusSeconds(20);
        while (true) {
            try {
                power.status(bmc);
                return;
            } catch (Unable silence) {
                if (Instant.now().isAfter(until)) {
                    throw silence;
                }
            }
        }
    }

    private static IpmiPower power(String secret) {
        return new IpmiPower(
                _ -> Optional.of(secret),
                new SecureRandom(),
                InstantSource.system(),
                new IpmiPower.Timing(
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(2),
                        Duration.ofMillis(100)));
    }

    private int port;

    private Process ipmiSim() throws IOException {
        try (DatagramSocket free =
                new DatagramSocket(new InetSocketAddress(InetAddress.getByName("127.77.2.9"), 0))) {
            port = free.getLocalPort();
        }
        Path chassis = chassis();
        Path lan = folder.resolve("lan.conf");
        Files.writeString(
                lan,
                """
                name "sim"
                set_working_mc 0x20
                startlan 1
                  addr 127.77.2.9 %d
                  priv_limit admin
                  allowed_auths_callback none md2 md5 straight
                  allowed_auths_user none md2 md5 straight
                  allowed_auths_operator none md2 md5 straight
                  allowed_auths_admin none md2 md5 straight
                  guid a123456789abcdefa123456789abcdef
                endlan
                chassis_control "%s 0x20"
                user 1 true  ""      "test"   user  10 none md2 md5 straight
                user 2 true  "admin" "secret" admin 10 none md2 md5 straight
                """
                        .formatted(port, chassis));
        Path emulation = folder.resolve("sim.emu");
        Files.writeString(
                emulation,
                """
                mc_setbmc 0x20
                mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02
                sel_enable 0x20 1000 0x0a
                mc_enable 0x20
                """);
        return new ProcessBuilder(
                        "ipmi_sim",
                        "-c",
                        lan.toString(),
                        "-f",
                        emulation.toString(),
                        "-s",
                        folder.toString(),
                        "-n")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    /// What ipmi_sim calls: it must return at once.
    private Path chassis() {
        return Commands.script(
                folder,
                "chassis.sh",
                List.of(
                        "#!/bin/sh",
                        "cd " + folder,
                        "shift; op=$1; shift",
                        "case $op in",
                        "get) for w in \"$@\"; do case $w in",
                        "  power) echo power:$(cat power 2>/dev/null || echo 0);;",
                        "  boot) echo boot:$(cat boot 2>/dev/null || echo default);;",
                        "  *) echo $w:0;; esac; done;;",
                        "set) echo set \"$@\" >>told; while [ $# -gt 0 ]; do case $1 in",
                        "  power|boot) echo $2 >$1;; shutdown) echo 0 >power;; esac",
                        "  shift 2; done;;",
                        "esac"));
    }
}
