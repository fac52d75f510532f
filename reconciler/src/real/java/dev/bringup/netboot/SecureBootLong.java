package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Commands;
import dev.bringup.model.ClusterSpec.DhcpMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// OVMF with Secure Boot on. Debian has no signed iPXE: ours is signed with the key of OVMF's
/// package that everybody has, for firmware that accepts it.
class SecureBootLong extends FirmwareBench {

    private static final String BARE = "virtio-net-pci,romfile=";
    private static final String KEY = "/usr/share/ovmf/PkKek-1-snakeoil";
    private static final Path IPXE = Path.of("/usr/lib/ipxe/snponly.efi");

    /// A shim starts nothing that does not say which of its faults are mended.
    private static final String SBAT =
            """
            sbat,1,SBAT Version,sbat,1,https://github.com/rhboot/shim/blob/main/SBAT.md
            ipxe,1,iPXE,ipxe,1,https://ipxe.org
            """;

    private void run(String... command) throws Exception {
        Commands.Ran ran = Commands.run(command);
        assertEquals(0, ran.status(), ran::output);
    }

    private void sign(Path program, Path signed) throws Exception {
        Path key = folder.resolve("key");
        if (!Files.exists(key)) {
            run(
                    "openssl",
                    "rsa",
                    "-in",
                    KEY + ".key",
                    "-passin",
                    "pass:snakeoil",
                    "-out",
                    key + "");
        }
        Path made = folder.resolve("signed");
        run(
                "sbsign",
                "--key",
                key + "",
                "--cert",
                KEY + ".pem",
                "--output",
                made + "",
                program + "");
        Files.move(made, signed, StandardCopyOption.REPLACE_EXISTING);
    }

    /// iPXE, and the kernel, which Debian signed already.
    private void ourOwn() throws Exception {
        bootFiles = Files.createDirectories(folder.resolve("boot"));
        sign(IPXE, bootFiles.resolve("snponly.efi"));
        Path kernel = folder.resolve("assets/installer/vmlinuz");
        sign(kernel, kernel);
    }

    /// Debian's shim asks for its own second name only; what it finds there is the same iPXE.
    private void behindShim() throws Exception {
        ourOwn();
        Path release = Files.createDirectories(bootFiles.resolve("x86_64-sb"));
        sign(Path.of("/usr/lib/shim/shimx64.efi"), release.resolve("snponly-shim.efi"));
        Path sbat = Files.writeString(folder.resolve("sbat"), SBAT, StandardCharsets.US_ASCII);
        Path told = folder.resolve("told.efi");
        run(
                "objcopy",
                "--add-section",
                ".sbat=" + sbat,
                "--set-section-flags",
                ".sbat=contents,alloc,load,readonly,data",
                "--change-section-address",
                ".sbat=0xac000",
                IPXE + "",
                told + "");
        sign(told, release.resolve("snponly.efi"));
        Files.copy(release.resolve("snponly.efi"), release.resolve("grubx64.efi"));
    }

    private void isSecure() {
        assertTrue(text().contains("secureboot: Secure boot enabled"), this::text);
    }

    @ParameterizedTest
    @EnumSource(value = DhcpMode.class, mode = EnumSource.Mode.EXCLUDE, names = "OFF")
    void signedIpxeByTftp(DhcpMode mode) throws Exception {
        ourOwn();
        beside(mode, () -> bootsOurKernel(OWN_KEYS, BARE, List.of()));
        isSecure();
        fetchedItsLoaderBy("TFTP");
    }

    @Test
    void signedIpxeByHttp() throws Exception {
        ourOwn();
        serve(DhcpMode.AUTHORITATIVE);
        bootsOurKernel(OWN_KEYS, BARE, BY_HTTP);
        isSecure();
        fetchedItsLoaderBy("HTTP");
    }

    @ParameterizedTest
    @EnumSource(value = DhcpMode.class, mode = EnumSource.Mode.EXCLUDE, names = "OFF")
    void signedIpxeBehindShimByTftp(DhcpMode mode) throws Exception {
        behindShim();
        beside(mode, () -> bootsOurKernel(OWN_KEYS, BARE, List.of()));
        isSecure();
        fetchedItsLoaderBy("TFTP");
    }

    @Test
    void signedIpxeBehindShimByHttp() throws Exception {
        behindShim();
        serve(DhcpMode.AUTHORITATIVE);
        bootsOurKernel(OWN_KEYS, BARE, BY_HTTP);
        isSecure();
        fetchedItsLoaderBy("HTTP");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TFTP", "HTTP"})
    void whatNobodySignedIsRefused(String by) throws Exception {
        serve(DhcpMode.AUTHORITATIVE);
        String line = says("failed to load", SECURE, BARE, by.equals("HTTP") ? BY_HTTP : List.of());
        assertTrue(line.contains("Access Denied"), line);
    }

    /// It finds its orders in neither case: the machine is not sent into its prompt.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void grubIsNotSentWhereItFindsNoOrders(boolean byHttp) throws Exception {
        shimAndGrub();
        Files.copy(IPXE, bootFiles.resolve("snponly.efi"));
        beside(
                byHttp ? DhcpMode.AUTHORITATIVE : DhcpMode.PROXY,
                () -> bootsOurKernel(UEFI, BARE, byHttp ? BY_HTTP : List.of()));
    }
}
