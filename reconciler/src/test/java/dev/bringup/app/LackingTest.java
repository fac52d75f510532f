package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.model.Desired;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Rung;
import dev.bringup.port.Tally;
import dev.bringup.power.Ladder;
import dev.bringup.power.LibvirtPower;
import dev.bringup.power.WakeOnLan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What rungs need of the host is looked for before it is needed.
class LackingTest {

    @TempDir Path folder;

    private List<Finding> findings(Rung... rungs) {
        MachineSpec spec = Fleet.machine(1, 1);
        MachineSpec.Hardware hardware = spec.hardware();
        MachineSpec machine =
                new MachineSpec(
                        spec.id(),
                        hardware.with(List.of(rungs)),
                        spec.address(),
                        spec.profile(),
                        spec.install(),
                        spec.node(),
                        spec.intent());
        Desired desired = Fleet.of(1, Fleet.ONE_AT_A_TIME, machine);
        Ladder ladder =
                new PowerParts(
                                _ -> Optional.empty(),
                                new SecureRandom(),
                                InstantSource.system(),
                                WakeOnLan.once(_ -> Optional.empty()),
                                (_, _, _) -> new LibvirtPower.Reply.Silent("no host here"),
                                folder)
                        .ladder((_, _, _) -> Optional.empty(), (_, _) -> {}, Tally.NONE);
        return WorldCheck.lacking(ladder, desired);
    }

    @Test
    void aProgramThatIsNotThere() throws IOException {
        Rung relay = new Rung.Command("relay", Duration.ofSeconds(9));
        Finding missing =
                Finding.broken(
                        "power",
                        "n1, command relay: there is no program relay to run in " + folder,
                        "put it there, executable for us");
        assertEquals(List.of(missing), findings(relay));
        Path program = Files.createFile(folder.resolve("relay"));
        assertEquals(List.of(missing), findings(relay), "nobody may run it");
        assertTrue(program.toFile().setExecutable(true));
        assertEquals(List.of(), findings(relay));
    }

    @Test
    void anInterfaceThatIsNotHere() {
        assertEquals(
                List.of(
                        Finding.warning(
                                "power",
                                "n1, wol by nowhere0: there is no interface nowhere0 here; UDP is"
                                        + " taken",
                                "give it CAP_NET_RAW and the right wol.interface")),
                findings(
                        new Rung.Wol(
                                Optional.empty(), 9, Optional.of("nowhere0"), Optional.empty())));
        assertEquals(List.of(), findings(Rung.Wol.byUdp(Optional.empty(), 9), new Rung.Ssh()));
    }
}
