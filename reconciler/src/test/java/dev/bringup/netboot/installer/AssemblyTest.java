package dev.bringup.netboot.installer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.netboot.installer.Assembly.Sources;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssemblyTest {

    private static final String MODULES = "lib/modules/" + Planted.VERSION + "/";

    @TempDir Path folder;

    private Sources system(Optional<Path> kernel, Optional<Path> modules) {
        return new Sources(folder.resolve("system"), kernel, modules);
    }

    private Assembly.Made make() throws IOException, Lacking {
        return Assembly.make(system(Optional.empty(), Optional.empty()), folder.resolve("assets"));
    }

    private String lacking(Optional<Path> kernel, Optional<Path> modules) {
        return assertThrows(
                        Lacking.class,
                        () -> Assembly.make(system(kernel, modules), folder.resolve("assets")))
                .getMessage()
                .replace(folder.toString(), "");
    }

    /// The archive as the kernel reads it: name, and content or mode.
    private static Map<String, String> unpacked(Path initrd) throws IOException {
        byte[] all;
        try (InputStream in = new GZIPInputStream(Files.newInputStream(initrd))) {
            all = in.readAllBytes();
        }
        Map<String, String> files = new LinkedHashMap<>();
        for (int at = 0; ; ) {
            String head = new String(all, at, 110, StandardCharsets.US_ASCII);
            assertEquals("070701", head.substring(0, 6));
            int size = Integer.parseInt(head.substring(54, 62), 16);
            int name = Integer.parseInt(head.substring(94, 102), 16);
            String path = new String(all, at + 110, name - 1, StandardCharsets.UTF_8);
            at = (at + 110 + name + 3) / 4 * 4;
            if (path.equals("TRAILER!!!")) {
                assertEquals(0, all.length % 512);
                return files;
            }
            String mode = Integer.toOctalString(Integer.parseInt(head.substring(14, 22), 16));
            files.put(path, mode + " " + new String(all, at, size, StandardCharsets.ISO_8859_1));
            at = (at + size + 3) / 4 * 4;
        }
    }

    @Test
    void theNewestKernelGoesWithItsDriversAndWhatTheyNeed() throws Exception {
        Planted.whole(folder.resolve("system"));
        Assembly.Made made = make();
        assertEquals(Planted.VERSION, made.kernel());
        assertEquals(
                List.of(
                        "crc32c_generic",
                        "ext4",
                        "failover",
                        "net_failover",
                        "sata_mv",
                        "tg3",
                        "virtio_net"),
                made.drivers());
        assertArrayEquals(Planted.kernel(Planted.VERSION), Files.readAllBytes(made.vmlinuz()));
        Map<String, String> files = unpacked(made.initrd());
        assertEquals(
                """
                100644 crc32c_generic.ko:
                ext4.ko: crc32c_generic.ko
                failover.ko:
                net_failover.ko: failover.ko
                sata_mv.ko:
                tg3.ko:
                virtio_net.ko: net_failover.ko failover.ko
                """,
                files.get(MODULES + "modules.dep"));
        assertEquals(
                """
                100644 alias crc32c crc32c_generic
                alias fs-ext4 ext4
                alias pci:v000011AB* sata_mv
                alias pci:v000014E4* tg3
                alias virtio:d00000001v* virtio_net
                """,
                files.get(MODULES + "modules.alias"));
        assertEquals("100644 \7", files.get("lib/firmware/tigon/tg3.bin"));
        assertEquals("40755 ", files.get("lib/firmware/tigon"));
    }

    @Test
    void programsGoWithTheirLibrariesAndOurScripts() throws Exception {
        Planted.whole(folder.resolve("system"));
        Map<String, String> files = unpacked(make().initrd());
        for (String program :
                List.of(
                        "init",
                        "installer/dhcp",
                        "installer/disks",
                        "installer/image",
                        "installer/seed",
                        "bin/busybox",
                        "bin/zstd",
                        "lib64/ld.so",
                        "usr/lib/x86_64-linux-gnu/libz.so.1",
                        "usr/lib64/libc.so.6")) {
            assertTrue(files.getOrDefault(program, "").startsWith("100755 "), program);
        }
        assertTrue(
                files.getOrDefault("init", "").startsWith("100755 #!/bin/busybox sh\n"),
                () -> files.get("init"));
    }

    @Test
    void theSameSystemMakesTheSameBytes() throws Exception {
        Planted.whole(folder.resolve("system"));
        byte[] first = Files.readAllBytes(make().initrd());
        assertArrayEquals(first, Files.readAllBytes(make().initrd()));
        assertEquals(List.of(), Assembly.missing(folder.resolve("assets")));
    }

    @Test
    void allThatIsMissingIsSaidAtOnceWithThePackageItIsIn() throws Exception {
        assertEquals(
                """
                there is no kernel /system/boot/vmlinuz-*: apt-get install linux-image-amd64 (or \
                linux-image-cloud-amd64), or unpack that package and name its vmlinuz by --kernel
                there is no busybox: apt-get install busybox-static
                there is no zstd: apt-get install zstd\
                """,
                lacking(Optional.empty(), Optional.empty()));
        assertEquals(2, Assembly.missing(folder.resolve("assets")).size());
    }

    @Test
    void whatDoesNotFitIsSaid() throws Exception {
        Planted system = Planted.whole(folder.resolve("system"));
        Files.copy(
                folder.resolve("system/usr/bin/zstd"),
                folder.resolve("system/bin/busybox"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Files.delete(folder.resolve("system/usr/lib64/libc.so.6"));
        system.module("drivers/net/virtio_net", "depends=net_failover,gone");
        assertEquals(
                """
                /system/lib/modules/6.1.0-56-amd64/kernel/drivers/net/virtio_net.ko needs the module \
                gone, which is not there
                this busybox needs shared libraries: apt-get install busybox-static
                zstd does not run without libc.so.6: apt-get install --reinstall zstd\
                """,
                lacking(Optional.empty(), Optional.empty()));
    }

    @Test
    void aKernelNeedsTheModulesOfItsOwnVersion() throws Exception {
        Planted system = Planted.whole(folder.resolve("system"));
        system.put("other/boot/vmlinuz", Planted.kernel("6.12.1"));
        Path kernel = folder.resolve("system/other/boot/vmlinuz");
        assertEquals(
                "the modules of the kernel 6.12.1 are not in /system/other/lib/modules/6.12.1:"
                        + " apt-get install linux-image-6.12.1, or unpack that package and name its"
                        + " folder lib/modules/6.12.1 by --modules",
                lacking(Optional.of(kernel), Optional.empty()));
        system.put("other/lib/modules/6.12.1/modules.order", new byte[0]);
        assertEquals(
                "6.12.1",
                Assembly.make(
                                system(Optional.of(kernel), Optional.empty()),
                                folder.resolve("assets"))
                        .kernel());
        system.put("other/boot/vmlinuz", new byte[2000]);
        assertEquals(
                "/system/other/boot/vmlinuz is no Linux kernel for x86_64",
                lacking(Optional.of(kernel), Optional.empty()));
    }
}
