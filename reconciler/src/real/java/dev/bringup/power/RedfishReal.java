package dev.bringup.power;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Commands;
import dev.bringup.lab.wire.RedfishOnLoopback;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The lab's Redfish against the clients that others wrote: what our driver is tested with is
/// right.
class RedfishReal {

    @TempDir Path folder;

    private static Commands.Ran fence(RedfishOnLoopback bmc, String password, String action)
            throws Exception {
        List<String> line =
                new ArrayList<>(
                        List.of(
                                "fence_redfish",
                                "--ip=" + RedfishOnLoopback.HERE,
                                "--ipport=" + bmc.port(),
                                "--username=admin",
                                "--password=" + password,
                                "--ssl-insecure",
                                "--systems-uri=/redfish/v1/Systems/blade-1",
                                "--power-timeout=10",
                                "--action=" + action));
        return Commands.run(line.toArray(String[]::new));
    }

    @Test
    void fenceRedfishSwitchesAMachineOfTheLab() throws Exception {
        try (RedfishOnLoopback bmc = RedfishOnLoopback.start()) {
            assertEquals(new Commands.Ran(2, "Status: OFF\n"), fence(bmc, "secret", "status"));
            assertEquals(new Commands.Ran(0, "Success: Powered ON\n"), fence(bmc, "secret", "on"));
            assertEquals(new Commands.Ran(0, "Status: ON\n"), fence(bmc, "secret", "status"));
            assertEquals(
                    new Commands.Ran(0, "Success: Rebooted\n"), fence(bmc, "secret", "reboot"));
            assertEquals(
                    new Commands.Ran(0, "Success: Powered OFF\n"), fence(bmc, "secret", "off"));
            assertEquals(List.of("UP", "DOWN", "UP", "DOWN"), bmc.told());
            assertTrue(fence(bmc, "wrong", "on").status() != 0);
            assertEquals(4, bmc.told().size());
        }
    }

    /// A session, the boot override with its ETag, and resets.
    @Test
    void sushyReadsAndSetsWhatItNeeds() throws Exception {
        Path script = folder.resolve("drive.py");
        try (RedfishOnLoopback bmc = RedfishOnLoopback.start()) {
            Files.writeString(
                    script,
                    """
                    import os
                    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
                        os.environ.pop(name, None)  # they would win over verify=False
                    import sushy, warnings
                    warnings.filterwarnings("ignore")
                    s = sushy.Sushy("https://%s:%d", username="admin", password="secret", verify=False)
                    system = s.get_system("/redfish/v1/Systems/blade-1")
                    print(system.power_state, system.uuid, system.serial_number)
                    print(sorted(v.value for v in system.get_allowed_reset_system_values()))
                    print(sorted(v.value for v in system.get_allowed_system_boot_source_values()))
                    system.set_system_boot_options(
                        sushy.BootSource.PXE, enabled=sushy.BootSourceOverrideEnabled.ONCE)
                    system.reset_system(sushy.ResetType.ON)
                    system.refresh(force=True)
                    print(system.power_state.value, system.boot.enabled.value, system.boot.target.value)
                    print(len(s.get_manager_collection().get_members()))
                    """
                            .formatted(RedfishOnLoopback.HERE, bmc.port()));
            assertEquals(
                    new Commands.Ran(
                            0,
                            """
                            PowerState.OFF b0a7ba5e-0000-4000-8000-000000000000 LAB0
                            ['ForceOff', 'ForceRestart', 'GracefulShutdown', 'On', 'PowerCycle']
                            ['Hdd', 'None', 'Pxe', 'UefiHttp']
                            On Once Pxe
                            1
                            """),
                    Commands.run("/usr/bin/python3", script.toString()));
            assertEquals(List.of("boot PXE", "UP"), bmc.told());
        }
    }
}
