package dev.bringup.lab.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bringup.lab.machine.Blueprint;
import dev.bringup.lab.machine.Disk;
import dev.bringup.lab.machine.Machine;
import dev.bringup.lab.machine.Stage;
import dev.bringup.lab.machine.Stimulus;
import dev.bringup.model.AttemptId;
import dev.bringup.model.CommitId;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.MachineId;
import dev.bringup.model.Marker;
import dev.bringup.model.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineFileTest {

    private static final Blueprint BLUEPRINT = Rack.machine(1, Blueprint.Speed.USUAL);
    private static final Marker MARKER =
            new Marker(
                    new MachineId("node-01"),
                    new AttemptId("a1"),
                    new CommitId("0".repeat(40)),
                    new Fingerprint("v1:" + "ab".repeat(32)),
                    Marker.State.INSTALLED);
    private static final Disk.Seed SEED =
            new Disk.Seed("http://h/config/p/", Payload.Kind.IGNITION);
    private static final Disk.Personality SELF =
            new Disk.Personality(
                    "node-01",
                    "key",
                    List.of("a", "b"),
                    MARKER,
                    new Disk.JoinCall("http://h/join", "n"),
                    Optional.of("http://h/up"));

    @TempDir Path folder;

    @Test
    void whatIsKeptComesBackOnAndStartingAnew() throws IOException {
        MachineFile file = new MachineFile(folder.resolve("m.json"));
        List<Disk> disks =
                List.of(
                        new Disk.Blank(),
                        new Disk.Foreign(),
                        new Disk.Partial(MARKER),
                        new Disk.Installed(MARKER, SEED, Optional.empty()),
                        new Disk.Installed(
                                MARKER,
                                SEED,
                                Optional.of(new Disk.Settled(SELF, Optional.of("token")))));
        for (Disk disk : disks) {
            Machine machine =
                    new Machine(
                            BLUEPRINT,
                            7,
                            new Stage.Running(),
                            disk,
                            Optional.of(Stimulus.Boot.DISK));
            file.save(machine);
            assertEquals(
                    new Machine(
                            BLUEPRINT,
                            8,
                            new Stage.SelfTest(),
                            disk,
                            Optional.of(Stimulus.Boot.DISK)),
                    file.load(BLUEPRINT));
        }
    }

    @Test
    void aNewMachineIsBlankAndOff() throws IOException {
        assertEquals(
                Machine.blank(BLUEPRINT),
                new MachineFile(folder.resolve("none.json")).load(BLUEPRINT));
    }

    @Test
    void aFileThatCannotBeReadIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("m.json"), "{");
        IOException wrong =
                assertThrows(IOException.class, () -> new MachineFile(file).load(BLUEPRINT));
        String expected =
                file
                        + " cannot be read (delete it to get a blank machine):"
                        + " this is not JSON: Unexpected end-of-input";
        assertEquals(expected, wrong.getMessage().substring(0, expected.length()));
    }
}
