package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecureBootCheckTest {

    @TempDir Path folder;

    /// As much of a program of UEFI as says whether somebody signed it.
    private void put(String name, boolean isSigned) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
        start.putInt(0x3c, 0x80).putShort(0x80 + 24, (short) 0x20b);
        start.putInt(0x80 + 24 + 112 + 4 * 8 + 4, isSigned ? 1480 : 0);
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, start.array());
    }

    private void signed(String... names) throws IOException {
        for (String name : names) {
            put(name, true);
        }
    }

    private List<Finding> said() {
        return new SecureBootCheck(folder).all();
    }

    private static Finding fine(String sentence) {
        return Finding.fine("Secure Boot", sentence);
    }

    private static Finding warning(String sentence, String remedy) {
        return Finding.warning("Secure Boot", sentence, remedy);
    }

    @Test
    void nothingIsThere() throws IOException {
        put("snponly.efi", false);
        assertEquals(
                List.of(
                        new Finding(
                                Finding.State.FINE,
                                "Secure Boot",
                                "no machine can boot with it on: nothing signed is in " + folder,
                                "switch it off in their firmware; or put a shim and what it starts"
                                        + " there, as docs/secure-boot.md says")),
                said());
    }

    @Test
    void signedByTheOwner() throws IOException {
        signed("snponly.efi");
        assertEquals(
                List.of(
                        fine(
                                "snponly.efi is signed: firmware that knows the key of that starts it")),
                said());
    }

    @Test
    void theReleaseOfIpxeAndTheShimOfADistribution() throws IOException {
        signed("x86_64-sb/snponly-shim.efi", "x86_64-sb/snponly.efi", "shimx64.efi");
        assertEquals(
                List.of(
                        fine(
                                "x64 UEFI machines start x86_64-sb/snponly-shim.efi, and that"
                                        + " x86_64-sb/snponly.efi")),
                said());
    }

    @Test
    void ipxeThatCanStartNoKernel() throws IOException {
        signed("snponly-shimx64.efi", "snponly.efi");
        assertEquals(
                List.of(
                        warning(
                                "snponly.efi starts, and then no kernel: there is no signed"
                                        + " shimx64.efi in "
                                        + folder,
                                "copy there the shim of the distribution that the kernels are of,"
                                        + " as shimx64.efi.signed of Debian's package"
                                        + " shim-signed")),
                said());
    }

    @Test
    void aShimThatWillRefuseWhatItStarts() throws IOException {
        signed("snponly-shimx64.efi", "shimx64.efi");
        put("snponly.efi", false);
        assertEquals(
                List.of(
                        warning(
                                "snponly.efi is not signed: x64 UEFI machines that have it on start"
                                        + " nothing",
                                "take both snponly-shimx64.efi and snponly.efi from where they are"
                                        + " signed")),
                said());
    }

    @Test
    void grubBehindAShimIsForTftp() throws IOException {
        signed("shimx64.efi", "grubx64.efi", "shimaa64.efi", "grubaa64.efi");
        String more = "; those that boot by HTTP, or beside another DHCP server, get ";
        assertEquals(
                List.of(
                        fine(
                                "x64 UEFI machines start shimx64.efi, and that grubx64.efi"
                                        + more
                                        + "snponly.efi"),
                        fine(
                                "ARM64 UEFI machines start shimaa64.efi, and that grubaa64.efi"
                                        + more
                                        + "ipxe-arm64.efi")),
                said());
    }

    @Test
    void halvesOfAChain() throws IOException {
        signed("x86_64-sb/snponly.efi", "shimx64.efi", "ipxe-arm64-shimaa64.efi", "grubaa64.efi");
        assertEquals(
                List.of(
                        warning(
                                "x86_64-sb/snponly.efi is there without x86_64-sb/snponly-shim.efi,"
                                        + " and is not used",
                                "put x86_64-sb/snponly-shim.efi into "
                                        + folder
                                        + ", from where x86_64-sb/snponly.efi is"),
                        warning(
                                "shimx64.efi is there without grubx64.efi, and is not used",
                                "put grubx64.efi into " + folder + ", from where shimx64.efi is"),
                        warning(
                                "ipxe-arm64-shimaa64.efi is there without ipxe-arm64.efi, and is"
                                        + " not used",
                                "put ipxe-arm64.efi into "
                                        + folder
                                        + ", from where ipxe-arm64-shimaa64.efi is"),
                        warning(
                                "grubaa64.efi is there without shimaa64.efi, and is not used",
                                "put shimaa64.efi into "
                                        + folder
                                        + ", from where grubaa64.efi is")),
                said());
    }
}
