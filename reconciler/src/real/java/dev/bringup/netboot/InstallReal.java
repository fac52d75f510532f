package dev.bringup.netboot;

import static dev.bringup.netboot.InstallBench.MARKER;
import static dev.bringup.netboot.InstallBench.MIB;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.Attempt.Goal.Over;
import dev.bringup.model.AttemptId;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.Image;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Marker;
import dev.bringup.model.Marker.State;
import dev.bringup.model.Payload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the real installer does to a real disk, byte by byte.
class InstallReal {

    private static final long GIB = 1L << 30;
    private static final Duration SOON = Duration.ofSeconds(100);
    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir Path folder;

    private InstallBench bench;

    @BeforeEach
    void start() throws Exception {
        bench = new InstallBench(folder);
    }

    @AfterEach
    void stop() throws Exception {
        if (bench != null) {
            bench.close();
        }
    }

    private static String disks(String content) {
        return "disks [Disk[name=vda, serial=DISK-1, wwn=Optional.empty, bytes=%d, content=%s]]"
                .formatted(GIB, content);
    }

    private InstallDesk desk() {
        return bench.desk();
    }

    @Test
    void aBlankDiskGetsASystemThatFindsItsPayloadAndNeedsUsNoMore() throws Exception {
        DiskImage image = DiskImage.make();
        MachineSpec spec = bench.image(image.file(), image.digest(), Image.Format.RAW_ZST);
        bench.serve(spec, Over.NOTHING);
        bench.blank(GIB);
        bench.switchOnWithNetwork();
        bench.await(LONG, () -> desk().heard("up -> Noted"));
        assertEquals(
                List.of(
                        "script -> StartInstaller",
                        disks("Blank[]") + " -> Write",
                        "WRITING -> Noted",
                        "WRITTEN -> Noted",
                        "script -> LocalDisk",
                        "config meta-data -> Serve",
                        "config user-data -> Serve",
                        "config vendor-data -> Serve",
                        "up -> Noted"),
                desk().heard());
        assertTrue(bench.said().contains("PAYLOAD-RUNS"), bench::said);
        assertTrue(
                bench.logged().contains("node-01 BOOT bringup: eth0 has 10.88.0.7"),
                () -> bench.logged() + "");
        assertTrue(
                bench.logged().stream().anyMatch(line -> line.contains("kernel: ")),
                () -> bench.logged() + "");
        bench.switchOff();
        assertEquals(InstallBench.marker(State.INSTALLED), bench.marker());

        desk().rest();
        bench.switchOnWithNetwork();
        bench.await(LONG, () -> bench.said().contains("node-01 login:"));
        assertEquals(List.of("script -> LocalDisk"), desk().heard());
        assertFalse(bench.said().contains("PAYLOAD-RUNS"), bench::said);
        bench.switchOff();

        // An installation that is as it should be is left, and finds the payload of the new permit.
        desk().begin(InstallBench.attempt(spec, "permit9999999999", Over.NOTHING));
        bench.switchOnWithNetwork();
        bench.await(LONG, () -> desk().heard("script -> LocalDisk"));
        Marker done = Sample.MARKER.installed();
        assertEquals(
                List.of(
                        "script -> StartInstaller",
                        disks("Marked[marker=" + done + "]") + " -> Reseed",
                        "script -> LocalDisk"),
                desk().heard());
        bench.switchOff();
        assertTrue(bench.isSown("permit9999999999"), bench::said);
    }

    @Test
    void aForeignDiskIsHeldAndNotTouched() throws Exception {
        bench.serve(bench.image(new byte[3 * MIB]), Over.NOTHING);
        bench.blank(GIB);
        bench.put(GIB - 512, "EFI PART".getBytes(UTF_8));
        bench.startInstaller();
        bench.await(
                SOON,
                () -> bench.said().contains("bringup: waiting 30 s: disk DISK-1 is not ours"));
        assertEquals(List.of(disks("Foreign[]") + " -> Wait"), desk().heard());
        bench.switchOff();
        assertArrayEquals(new byte[MIB], bench.read(0, MIB));
        assertEquals("EFI PART", new String(bench.read(GIB - 512, 8), UTF_8));
    }

    /// An image that nothing can be found in, and that takes a while.
    private static byte[] noise() {
        byte[] image = new byte[600 * MIB];
        new Random(1).nextBytes(image);
        Arrays.fill(image, MARKER, MIB, (byte) 0);
        return image;
    }

    @Test
    void aDiskHalfWrittenDoesNotBoot() throws Exception {
        byte[] image = noise();
        bench.serve(bench.image(image), Over.OWN_INSTALLATION);
        bench.blank(GIB);
        byte[] bootable = new byte[MIB];
        Arrays.fill(bootable, (byte) 0xaa);
        bench.put(0, bootable);
        bench.put(GIB - MIB, bootable);
        bench.put(MARKER, Arrays.copyOf(older().getBytes(UTF_8), 4096));
        bench.startInstaller();
        bench.await(SOON, () -> desk().written() > 50 * MIB && bench.holds(image, MIB, 2 * MIB));
        bench.switchOff();
        assertEquals(InstallBench.marker(State.INSTALLING), bench.marker());
        assertArrayEquals(new byte[MARKER], bench.read(0, MARKER));
        assertArrayEquals(new byte[MIB], bench.read(GIB - MIB, MIB));

        bench.switchOn("-nic", "none");
        bench.await(SOON, () -> bench.said().contains("Boot failed: not a bootable disk"));
    }

    @Test
    void aWriteThatIsNotWantedAnyMoreStops() throws Exception {
        bench.serve(bench.image(noise()), Over.NOTHING);
        bench.blank(GIB);
        bench.startInstaller();
        bench.await(SOON, () -> desk().written() > 50 * MIB);
        desk().rest();
        bench.await(SOON, () -> bench.said().contains("bringup: not wanted any more"));
        bench.await(SOON, () -> desk().heard().stream().anyMatch(w -> w.startsWith("disks")));
        assertEquals("WRITING -> Refused", desk().heard().getFirst());
        bench.switchOff();
        assertEquals(InstallBench.marker(State.INSTALLING), bench.marker());
        assertArrayEquals(new byte[MARKER], bench.read(0, MARKER));
    }

    /// An installation of this machine from another commit.
    private static String older() {
        Marker marker =
                new Marker(
                        Sample.MACHINE.id(),
                        new AttemptId("a1"),
                        Sample.COMMIT,
                        new Fingerprint("v1:" + "00".repeat(32)),
                        State.INSTALLED);
        return BootJson.marker(marker).toString();
    }

    @Test
    void anImageThatIsNotTheOneThatWasMeantIsNotBooted() throws Exception {
        byte[] image = new byte[3 * MIB];
        MachineSpec spec = bench.image(image);
        Files.write(folder.resolve("assets/os"), new byte[4 * MIB]);
        fails(
                spec,
                "the image's digest is %s, not %s: http://10.88.0.1:%s/assets/os",
                DiskImage.sha256(new byte[4 * MIB]),
                DiskImage.sha256(image));
    }

    @Test
    void anImageWithDataWhereTheMarkerGoesIsRefused() throws Exception {
        byte[] image = new byte[3 * MIB];
        image[MIB - 1] = 1;
        fails(
                bench.image(image),
                "the image has data in the 4096 bytes before its first MiB ends, where the marker"
                        + " goes; leave them free, as tools that align partitions to 1 MiB do");
    }

    @Test
    void anImageWithoutAPlaceForTheSeedIsRefused() throws Exception {
        fails(
                bench.image(new byte[3 * MIB]),
                "the image has no place for the seed: looked for a file system with the folder"
                        + " /etc/cloud on 0 partitions");
    }

    private void installs(SmallImage image, Payload.Kind kind) throws Exception {
        bench.serve(bench.image(image, kind), Over.NOTHING);
        bench.blank(GIB);
        bench.startInstaller();
        bench.await(SOON, () -> desk().heard("WRITTEN -> Noted"));
        bench.switchOff();
        assertEquals(InstallBench.marker(State.INSTALLED), bench.marker());
    }

    private String seed() {
        return "http://10.88.0.1:%d/config/permit0123456789/".formatted(bench.http());
    }

    @Test
    void flatcarFindsItsConfigurationOnThePartitionThatIsForIt() throws Exception {
        installs(
                SmallImage.make(folder, SmallImage.Table.GPT, "OEM", "grub.cfg"),
                Payload.Kind.IGNITION);
        assertEquals(
                "{\"ignition\":{\"version\":\"3.0.0\",\"config\":{\"replace\":{\"source\":\""
                        + seed()
                        + "config.ign\"}}}}",
                bench.found("/config.ign"));
        assertTrue(
                bench.found("/grub.cfg")
                        .endsWith("set linux_append=\"$linux_append console=ttyS0\""),
                () -> "no arguments");
    }

    @Test
    void coreosFindsItsConfigurationOnItsBootPartition() throws Exception {
        installs(
                SmallImage.make(folder, SmallImage.Table.GPT, "boot", "grub2/grub.cfg"),
                Payload.Kind.IGNITION);
        assertTrue(bench.found("/ignition/config.ign").contains(seed() + "config.ign"));
        assertEquals("linux /boot/vmlinuz quiet console=ttyS0", bench.found("/grub2/grub.cfg"));
    }

    @Test
    void aScriptIsStartedByTheSystemItself() throws Exception {
        installs(
                SmallImage.make(
                        folder,
                        SmallImage.Table.MBR,
                        "",
                        "etc/os-release",
                        "etc/systemd/system/README",
                        "etc/default/grub.d/README",
                        "boot/grub/grub.cfg"),
                Payload.Kind.SCRIPT);
        assertEquals(seed(), bench.found("/etc/bringup/seed"));
        assertTrue(
                bench.found("/etc/systemd/system/bringup-seed.service")
                        .contains("ConditionPathExists=/etc/bringup/seed"));
        assertEquals(
                "GRUB_CMDLINE_LINUX=\"$GRUB_CMDLINE_LINUX console=ttyS0\"",
                bench.found("/etc/default/grub.d/99-bringup.cfg"));
        assertEquals("linux /boot/vmlinuz quiet console=ttyS0", bench.found("/boot/grub/grub.cfg"));
    }

    /// Its configuration is not left on the disk: its kernel was told where it is.
    @Test
    void talosIsToldByItsKernelWhereItsConfigurationIs() throws Exception {
        installs(
                SmallImage.make(
                        folder,
                        SmallImage.Table.GPT,
                        "EFI",
                        "EFI/Linux/Talos-v1.efi=talos.platform=metal"
                                + " talos.config=http://10.88.0.1/talos?mac=${mac} quiet",
                        "grub/grub.cfg"),
                Payload.Kind.TALOS);
    }

    @Test
    void talosWhoseKernelIsToldNothingIsRefused() throws Exception {
        SmallImage image =
                SmallImage.make(
                        folder,
                        SmallImage.Table.GPT,
                        "EFI",
                        "EFI/Linux/Talos-v1.efi=talos.platform=metal");
        fails(
                bench.image(image, Payload.Kind.TALOS),
                "the image has no place for the seed: looked for a kernel that is told"
                        + " talos.config=http://10.88.0.1:%d/talos?mac=${mac} on 2 partitions");
    }

    private void fails(MachineSpec spec, String because, Object... words) throws Exception {
        bench.serve(spec, Over.NOTHING);
        bench.blank(GIB);
        bench.startInstaller();
        bench.await(SOON, () -> desk().heard().stream().anyMatch(w -> w.startsWith("FAILED")));
        Object[] all = Arrays.copyOf(words, words.length + 1);
        all[words.length] = bench.http();
        assertEquals("FAILED: " + because.formatted(all) + " -> Noted", desk().heard().getLast());
        bench.switchOff();
        assertEquals(InstallBench.marker(State.INSTALLING), bench.marker());
        assertArrayEquals(new byte[MARKER], bench.read(0, MARKER));
    }
}
