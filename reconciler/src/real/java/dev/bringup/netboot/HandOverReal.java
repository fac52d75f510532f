package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.Attempt.Goal.Over;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Marker.State;
import dev.bringup.model.Payload;
import dev.bringup.model.Payload.Placeholder;
import dev.bringup.netboot.installer.Overlay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Our installer gives way to another one on a real machine, by kexec. The other is a small one of
/// our own that reads a preseed file as Debian's does and does what it says to the disk.
class HandOverReal {

    private static final long GIB = 1L << 30;
    private static final Duration SOON = Duration.ofSeconds(150);

    private static final String PRESEED =
            """
            d-i partman/early_command string wget -qO- %s | sh > /tmp/target
            d-i preseed/late_command string wget -qO- %s | sh
            """
                    .formatted(Placeholder.TARGET_URL.text(), Placeholder.FINISH_URL.text());

    @TempDir Path folder;

    private InstallBench bench;

    @BeforeEach
    void start() throws Exception {
        bench = new InstallBench(folder);
    }

    @AfterEach
    void stop() throws Exception {
        bench.close();
    }

    private void install(String preseed) throws Exception {
        SmallImage system =
                SmallImage.make(
                        folder, SmallImage.Table.MBR, "", "etc/os-release", "boot/grub/grub.cfg");
        Files.copy(system.file(), folder.resolve("assets/system"));
        MachineSpec spec =
                bench.installer(
                        Overlay.init(HandOverReal::distribution),
                        new Payload(
                                Payload.Kind.PRESEED,
                                new TreeMap<>(Map.of("preseed.cfg", preseed))));
        bench.serve(spec, Over.NOTHING);
        bench.blank(GIB);
        bench.startInstaller();
    }

    /// The installer's functions, and what another installer would do with them. Its disk has
    /// another name before and after, as with every other kernel; here it happens to be the same.
    private static String distribution(String installer) {
        int body = installer.indexOf("say \"installer\"\n");
        assertTrue(body > 0, installer);
        return installer.substring(0, body)
                + """
                echo "DISTRO: $(cat /proc/cmdline)"
                read_orders
                load_drivers
                find_card
                get_address
                settle
                url=$(sed 's/.* url=//; s/ .*//' /proc/cmdline)
                until wget -q -O /tmp/preseed "$url"; do sleep 1; done
                sh -c "$(sed -n 's,^d-i partman/early_command string ,,p' /tmp/preseed)"
                target=$(cat /tmp/target)
                echo "DISTRO: target $target"
                ! grep -q breaks-off /tmp/preseed || { echo "DISTRO: broken off"; sleep 600; }
                ! grep -q clears-all /tmp/preseed || dd if=/dev/zero of="$target" bs=1M count=1
                wget -q -O /tmp/system "${url%%/config/*}/assets/system"
                dd if=/tmp/system of="$target" bs=512 count=1 conv=notrunc
                printf '\\125\\252' | dd of="$target" bs=1 seek=510 conv=notrunc
                dd if=/tmp/system of="$target" bs=1M skip=1 seek=1 conv=notrunc
                sync
                blockdev --rereadpt "$target"
                sleep 1
                mdev -s
                mkdir /target
                mount "${target}1" /target || echo "DISTRO: no mount"
                sh -c "$(sed -n 's,^d-i preseed/late_command string ,,p' /tmp/preseed)"
                umount /target
                echo "DISTRO: done"
                sync
                sleep 600
                """;
    }

    private static final String LOOKED =
            "disks [Disk[name=vda, serial=DISK-1, wwn=Optional.empty, bytes=%d, content=Blank[]]]"
                            .formatted(GIB)
                    + " -> Write";

    @Test
    void anotherInstallerWritesTheDiskAndSaysWhenItIsDone() throws Exception {
        install(PRESEED);
        bench.await(SOON, () -> bench.said().contains("DISTRO: done"));
        assertEquals(
                List.of(
                        LOOKED,
                        "WRITING -> Noted",
                        "config preseed.cfg -> Serve",
                        "config target -> Serve",
                        "config finish -> Serve",
                        "WRITTEN -> Noted"),
                bench.desk().heard(),
                bench::said);
        assertTrue(bench.said().contains("DISTRO: target /dev/vda"), bench::said);
        assertTrue(
                bench.said().contains("auto=true priority=critical url=http://10.88.0.1"),
                bench::said);
        bench.switchOff();
        assertEquals(InstallBench.marker(State.INSTALLED), bench.marker());
        assertEquals(
                "http://10.88.0.1:%d/config/%s/".formatted(bench.http(), InstallBench.PERMIT),
                bench.found("/etc/bringup/seed"));
        assertTrue(
                bench.found("/etc/systemd/system/bringup-seed.service")
                        .contains("ConditionPathExists=/etc/bringup/seed"));
    }

    /// Ubuntu's installer clears the first MiB: then the disk is known by what is on it.
    @Test
    void aMarkerThatWasClearedIsWrittenAgain() throws Exception {
        install(PRESEED + "# clears-all\n");
        bench.await(SOON, () -> bench.said().contains("DISTRO: done"));
        bench.switchOff();
        assertEquals(InstallBench.marker(State.INSTALLED), bench.marker(), bench::said);
        assertEquals("WRITTEN -> Noted", bench.desk().heard().getLast());
    }

    @Test
    void whatBreaksOffDoesNotBootAndIsBegunAgain() throws Exception {
        install(PRESEED + "# breaks-off\n");
        bench.await(SOON, () -> bench.said().contains("DISTRO: broken off"));
        bench.switchOff();
        assertEquals(InstallBench.marker(State.INSTALLING), bench.marker());
        assertArrayEquals(new byte[InstallBench.MARKER], bench.read(0, InstallBench.MARKER));
        bench.switchOn("-nic", "none");
        bench.await(SOON, () -> bench.said().contains("Boot failed: not a bootable disk"));
    }
}
