package dev.bringup.power;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Commands;
import dev.bringup.model.Power;
import dev.bringup.model.Rung;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        try (IpmiSim simulator = new IpmiSim(folder, chassis())) {
            Rung.Bmc bmc = simulator.bmc();
            IpmiPower power = IpmiSim.Power.of("admin:secret");
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
                    "BMC sim: wrong password for user admin",
                    refusal(IpmiSim.Power.of("admin:wrong"), bmc));
        }
    }

    private static String refusal(IpmiPower power, Rung.Bmc bmc) {
        try {
            return "" + power.status(bmc);
        } catch (Unable refusal) {
            return refusal.because();
        }
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
