package dev.bringup.netboot;

import static dev.bringup.netboot.InstallBench.MARKER;
import static dev.bringup.netboot.InstallBench.MIB;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Commands;
import dev.bringup.model.Attempt.Goal;
import dev.bringup.model.Attempt.Goal.Over;
import dev.bringup.model.Decommission;
import dev.bringup.model.Decommission.Method;
import dev.bringup.model.Identity;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Marker.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the real installer wipes of real disks, byte by byte, and what it leaves.
class WipeReal {

    private static final int SIZE = 96 * MIB;
    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir Path folder;

    private InstallBench bench;
    private byte[] foreign;

    @BeforeEach
    void start() throws Exception {
        bench = new InstallBench(folder);
        foreign = noise(2, SIZE);
        Files.write(folder.resolve("foreign.raw"), foreign);
    }

    @AfterEach
    void stop() throws Exception {
        if (bench != null) {
            bench.close();
        }
    }

    private static byte[] noise(int seed, int bytes) {
        byte[] noise = new byte[bytes];
        new Random(seed).nextBytes(noise);
        return noise;
    }

    /// A machine with a disk of ours, a disk of somebody else, and a tombstone.
    private void bury(Method method) throws Exception {
        MachineSpec spec = bench.image(new byte[3 * MIB]);
        bench.serve(spec, Over.NOTHING);
        Decommission tombstone =
                new Decommission(
                        "goodbye",
                        spec.id(),
                        new Identity(Optional.empty(), Optional.of("SER 1")),
                        method,
                        LocalDate.of(2030, 1, 1));
        bench.desk()
                .begin(InstallBench.attempt(spec, InstallBench.PERMIT, new Goal.Wiped(tombstone)));
        bench.plug(
                "-smbios",
                "type=1,serial=SER 1",
                "-drive",
                "if=none,id=d1,format=raw,cache=unsafe,file=" + folder.resolve("foreign.raw"),
                "-device",
                "virtio-blk-pci,drive=d1,serial=DISK-2");
    }

    private void ours() throws Exception {
        bench.put(0, noise(1, SIZE));
        Path disk = folder.resolve("disk.raw");
        Commands.Ran table =
                Commands.run(
                        "sgdisk",
                        "--clear",
                        "--new=1:40960:81919",
                        "--new=2:102400:163839",
                        disk.toString());
        assertEquals(0, table.status(), table::toString);
        mark(0);
    }

    private void mark(long from) throws Exception {
        String marker = InstallBench.marker(State.INSTALLED);
        bench.put(from + MARKER, Arrays.copyOf(marker.getBytes(UTF_8), 4096));
    }

    private void wiped() throws Exception {
        bench.await(LONG, () -> bench.desk().heard("WIPED -> Noted"));
        bench.await(LONG, bench::isOff);
        List<String> heard = bench.desk().heard();
        assertEquals(
                List.of("WRITTEN -> Noted", "WIPED -> Noted"),
                heard.subList(heard.size() - 2, heard.size()));
        assertArrayEquals(foreign, Files.readAllBytes(folder.resolve("foreign.raw")));
    }

    @Test
    void quickClearsTheEndsOfTheDiskAndOfItsPartitions() throws Exception {
        bury(Method.QUICK);
        ours();
        bench.switchOnWithNetwork();
        wiped();
        assertEquals("script -> StartInstaller", bench.desk().heard().getFirst());
        for (int mib : new int[] {0, 20, 39, 50, 79, 95}) {
            assertArrayEquals(new byte[MIB], bench.read((long) mib * MIB, MIB), mib + " MiB");
        }
    }

    @Test
    void overwriteLeavesNotOneByte() throws Exception {
        bury(Method.OVERWRITE);
        ours();
        bench.startInstaller();
        wiped();
        assertArrayEquals(new byte[SIZE], bench.read(0, SIZE));
    }

    @Test
    void secureErasesAnNvmeDiskByItself() throws Exception {
        bury(Method.SECURE);
        // The first disk is somebody else's as well.
        byte[] other = noise(1, SIZE);
        bench.put(0, other);
        Path nvme = folder.resolve("nvme.raw");
        byte[] own = noise(3, SIZE);
        byte[] marker = InstallBench.marker(State.INSTALLED).getBytes(UTF_8);
        System.arraycopy(Arrays.copyOf(marker, 4096), 0, own, MARKER, 4096);
        Files.write(nvme, own);
        bench.plug(
                "-drive",
                "if=none,id=d2,format=raw,cache=unsafe,file=" + nvme,
                "-device",
                "nvme,drive=d2,serial=NVME-1");
        bench.startInstaller();
        wiped();
        assertArrayEquals(new byte[SIZE], Files.readAllBytes(nvme));
        assertArrayEquals(other, bench.read(0, SIZE));
    }

    @Test
    void secureIsNeverLessThanThat() throws Exception {
        bury(Method.SECURE);
        ours();
        byte[] before = bench.read(MIB, SIZE - MIB);
        bench.startInstaller();
        bench.await(LONG, () -> bench.desk().heard("FAILED: vda cannot erase itself -> Noted"));
        bench.switchOff();
        assertEquals(InstallBench.marker(State.INSTALLING), bench.marker());
        assertArrayEquals(before, bench.read(MIB, SIZE - MIB));
        assertArrayEquals(foreign, Files.readAllBytes(folder.resolve("foreign.raw")));
    }

    @Test
    void withoutADiskOfItsOwnNothingIsTouched() throws Exception {
        bury(Method.OVERWRITE);
        byte[] other = noise(1, SIZE);
        bench.put(0, other);
        bench.startInstaller();
        bench.await(
                LONG,
                () ->
                        bench.said()
                                .contains(
                                        "bringup: waiting 30 s: none of its disks carries its"
                                                + " marker, and no other is touched"));
        bench.switchOff();
        assertArrayEquals(other, bench.read(0, SIZE));
        assertArrayEquals(foreign, Files.readAllBytes(folder.resolve("foreign.raw")));
        assertTrue(bench.desk().heard().stream().noneMatch(w -> w.startsWith("WRITING")));
    }
}
