package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.model.ClusterSpec.DhcpMode;
import dev.bringup.netboot.dhcp.DhcpMessage;
import dev.bringup.netboot.dhcp.Octets;
import dev.bringup.netboot.dhcp.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramsTest {

    @TempDir Path folder;

    private void put(String... names) throws IOException {
        for (String name : names) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        }
    }

    private static List<String> files(Programs programs, int... architectures) {
        return Arrays.stream(architectures)
                .mapToObj(programs::file)
                .map(Optional::orElseThrow)
                .toList();
    }

    /// UEFI, at the port of DHCP servers or where it asks once more, which it does in both modes.
    private static String told(DhcpHandler.Policy policy, DhcpMode mode, Programs programs) {
        DhcpMessage discover =
                Sample.discover(
                        Sample.MAC,
                        Options.NONE
                                .with(Options.VENDOR_CLASS, Octets.text("PXEClient"))
                                .with(Options.ARCHITECTURE, Octets.u16(7)));
        DhcpPolicy.Self self =
                new DhcpPolicy.Self(
                        Sample.SELF.address(), Sample.SELF.here(), Sample.SELF.lease(), programs);
        return ((DhcpPolicy.Answer.Send) policy.answer(discover, Sample.roster(mode), self))
                .reply()
                .boot()
                .file();
    }

    @Test
    void withoutAShimItIsIpxe() throws IOException {
        put("undionly.kpxe", "snponly.efi", "ipxe-arm64.efi", "shimx64.efi");
        assertEquals(
                List.of(
                        "undionly.kpxe",
                        "snponly.efi",
                        "snponly.efi",
                        "snponly.efi",
                        "ipxe-arm64.efi"),
                files(Programs.in(folder), 0, 7, 9, 16, 11));
    }

    @Test
    void aShimIsGivenWhereTheProgramThatItStartsIsBesideIt() throws IOException {
        put("snponly.efi", "snponly-shimx64.efi", "ipxe-arm64-shimaa64.efi");
        assertEquals(
                List.of("snponly-shimx64.efi", "snponly-shimx64.efi", "ipxe-arm64.efi"),
                files(Programs.in(folder), 7, 16, 11));
        put("ipxe-arm64.efi");
        assertEquals(
                List.of("ipxe-arm64-shimaa64.efi", "ipxe-arm64-shimaa64.efi"),
                files(Programs.in(folder), 11, 19));
    }

    @Test
    void theFoldersOfIpxesReleaseComeFirst() throws IOException {
        put("snponly.efi", "snponly-shimx64.efi", "shimx64.efi", "grubx64.efi");
        put("x86_64-sb/ipxe-shim.efi", "x86_64-sb/ipxe.efi", "arm64-sb/snponly-shim.efi");
        assertEquals(
                List.of("x86_64-sb/ipxe-shim.efi", "ipxe-arm64.efi"),
                files(Programs.in(folder), 7, 11));
        put("x86_64-sb/snponly-shim.efi", "x86_64-sb/snponly.efi", "arm64-sb/snponly.efi");
        assertEquals(
                List.of("x86_64-sb/snponly-shim.efi", "arm64-sb/snponly-shim.efi"),
                files(Programs.in(folder), 7, 11));
    }

    @Test
    void grubIsForThoseThatAskByTftpWhomWeGaveTheirAddress() throws IOException {
        put("shimx64.efi", "grubx64.efi");
        Programs programs = Programs.in(folder);
        assertEquals(List.of("shimx64.efi", "snponly.efi"), files(programs, 7, 16));
        assertEquals(List.of("snponly.efi", "snponly.efi"), files(programs.beside(), 7, 16));
        for (DhcpMode mode : List.of(DhcpMode.AUTHORITATIVE, DhcpMode.PROXY)) {
            String file = mode == DhcpMode.PROXY ? "snponly.efi" : "shimx64.efi";
            assertEquals(file, told(DhcpPolicy::answer, mode, programs), mode.name());
            assertEquals(file, told(DhcpPolicy::boot, mode, programs), mode.name());
        }
    }
}
