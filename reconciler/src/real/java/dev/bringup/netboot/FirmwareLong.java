package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.ClusterSpec.DhcpMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every firmware that Debian has for QEMU, with its address of us and with its address of dnsmasq.
class FirmwareLong extends FirmwareBench {

    private static final String BARE = "virtio-net-pci,romfile=";

    private static final String WORD = "OUR-PROGRAM-RUNS";

    /// As large as a real one, so that it comes in many windows.
    private static final int SIZE = 300_000;

    private static final int CODE = 0x400;

    /// The smallest program that UEFI for ARM starts: it says a word, and stays.
    private static byte[] program() {
        ByteBuffer file = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        file.put(0, new byte[] {'M', 'Z'}).putInt(0x3c, 0x80);
        file.position(0x80);
        file.putInt(0x4550).putShort((short) 0xaa64).putShort((short) 1);
        file.putInt(0).putInt(0).putInt(0).putShort((short) 0xf0).putShort((short) 0x0206);
        file.putShort((short) 0x20b).putShort((short) 0);
        file.putInt(SIZE - CODE).putInt(0).putInt(0).putInt(CODE).putInt(CODE);
        file.putLong(0).putInt(0x200).putInt(0x200);
        file.putInt(0).putInt(0).putInt(0).putInt(0);
        file.putInt(SIZE).putInt(CODE).putInt(0).putShort((short) 10).putShort((short) 0);
        file.putLong(0).putLong(0).putLong(0).putLong(0).putInt(0).putInt(16);
        file.position(file.position() + 16 * 8);
        file.put(Arrays.copyOf(".text".getBytes(StandardCharsets.US_ASCII), 8));
        file.putInt(SIZE - CODE).putInt(CODE).putInt(SIZE - CODE).putInt(CODE);
        file.putLong(0).putInt(0).putInt(0xe0000020);
        file.position(CODE);
        file.putInt(0xf9402022); // ldr x2, [x1, #64], its console
        file.putInt(0xaa0203e0); // mov x0, x2
        file.putInt(0xf9400443); // ldr x3, [x2, #8], to write a text
        file.putInt(0x10000061); // adr x1, 12 bytes from here
        file.putInt(0xd63f0060); // blr x3
        file.putInt(0x14000000); // b .
        file.put((WORD + "\r\n\0").getBytes(StandardCharsets.UTF_16LE));
        return file.array();
    }

    private void startsOurProgram(List<String> more) throws Exception {
        says(WORD, ARM, BARE, more);
    }

    private void iPxeForArm() throws IOException {
        bootFiles = Files.createDirectories(folder.resolve("boot"));
        Files.write(bootFiles.resolve("ipxe-arm64.efi"), program());
    }

    @ParameterizedTest
    @EnumSource(value = DhcpMode.class, mode = EnumSource.Mode.EXCLUDE, names = "OFF")
    void seaBios(DhcpMode mode) throws Exception {
        beside(mode, () -> bootsOurKernel(BIOS, "virtio-net-pci", List.of()));
    }

    @ParameterizedTest
    @EnumSource(value = DhcpMode.class, mode = EnumSource.Mode.EXCLUDE, names = "OFF")
    void ovmfByPxe(DhcpMode mode) throws Exception {
        beside(mode, () -> bootsOurKernel(UEFI, BARE, List.of()));
        fetchedItsLoaderBy("TFTP");
    }

    @ParameterizedTest
    @EnumSource(value = DhcpMode.class, mode = EnumSource.Mode.EXCLUDE, names = "OFF")
    void ovmfByHttp(DhcpMode mode) throws Exception {
        beside(mode, () -> bootsOurKernel(UEFI, BARE, BY_HTTP));
        fetchedItsLoaderBy("HTTP");
    }

    /// GRUB in place of iPXE: it fetches its orders, the kernel and all by TFTP.
    @Test
    void ovmfWithGrub() throws Exception {
        bootFiles = Files.createDirectories(folder.resolve("boot"));
        Files.copy(
                Path.of("/usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed"),
                bootFiles.resolve("snponly.efi"));
        serve(DhcpMode.AUTHORITATIVE);
        String line = says("STARTED-WITH ", UEFI, BARE, List.of());
        assertTrue(line.contains("/config/permit0123456789/"), line);
        assertTrue(line.contains("BOOTIF=01-52-54-00-77-01-01 console=ttyS0"), line);
        fetchedItsLoaderBy("TFTP");
    }

    /// Debian 12 has no iPXE for it: what it is given under that name is a program of our own.
    @ParameterizedTest
    @EnumSource(value = DhcpMode.class, mode = EnumSource.Mode.EXCLUDE, names = "OFF")
    void aavmfByPxe(DhcpMode mode) throws Exception {
        iPxeForArm();
        beside(mode, () -> startsOurProgram(List.of()));
        fetchedItsLoaderBy("TFTP");
    }

    @ParameterizedTest
    @EnumSource(value = DhcpMode.class, mode = EnumSource.Mode.EXCLUDE, names = "OFF")
    void aavmfByHttp(DhcpMode mode) throws Exception {
        iPxeForArm();
        beside(mode, () -> startsOurProgram(BY_HTTP));
        fetchedItsLoaderBy("HTTP");
    }
}
