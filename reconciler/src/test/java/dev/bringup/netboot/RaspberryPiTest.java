package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.model.Mac;
import dev.bringup.netboot.dhcp.DhcpMessage;
import dev.bringup.netboot.dhcp.MessageType;
import dev.bringup.netboot.dhcp.Octets;
import dev.bringup.netboot.dhcp.Options;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Its ROM says that it is a PC with PXE, and wants something else.
class RaspberryPiTest {

    private static BootFiles.Boot boot(String mac, int architecture, Options more) {
        Options options =
                more.with(Options.TYPE, Octets.u8(MessageType.DISCOVER.code()))
                        .with(
                                Options.VENDOR_CLASS,
                                Octets.text(
                                        "PXEClient:Arch:%05d:UNDI:002001".formatted(architecture)))
                        .with(Options.ARCHITECTURE, Octets.u16(architecture));
        return BootFiles.boot(
                new DhcpMessage(
                        DhcpMessage.Op.REQUEST,
                        new DhcpMessage.Exchange(1, 0, 0, false),
                        DhcpMessage.Addresses.NONE,
                        Octets.of(Mac.parse(mac).bytes()),
                        DhcpMessage.BootNames.NONE,
                        options),
                Sample.SELF);
    }

    /// Sub-options 6 (no discovery), 10 (a prompt) and 9 (a menu of one entry).
    @Test
    void itsRomIsToldTheWordsThatItWaitsForAndNoFile() {
        Options uuid = Options.NONE.with(Options.CLIENT_UUID, new Octets("0052506934"));
        assertEquals(
                new BootFiles.Boot(
                        Sample.SELF.address().bits(),
                        DhcpMessage.BootNames.NONE,
                        uuid.with(Options.VENDOR_CLASS, Octets.text("PXEClient"))
                                .with(Options.TFTP_SERVER, Octets.text("127.77.0.1"))
                                .with(
                                        Options.VENDOR_OPTIONS,
                                        new Octets(
                                                "0601030a04005058450914000011"
                                                        + "5261737062657272792050692042"
                                                        + "6f6f74ff"))),
                boot("b8:27:eb:00:00:01", 0, uuid));
        assertEquals("undionly.kpxe", boot("b8:27:ec:00:00:01", 0, Options.NONE).names().file());
    }

    @Test
    void withUefiOnItItIsAMachineLikeAnyOther() {
        assertEquals("ipxe-arm64.efi", boot("dc:a6:32:00:00:01", 11, Options.NONE).names().file());
    }

    @Test
    void whatIsNotInItsOwnFolderComesFromTheOneOfAll(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("start4.elf"), "all");
        Files.writeString(folder.resolve("config.txt"), "all");
        Files.createDirectories(folder.resolve("0123abcd"));
        Files.writeString(folder.resolve("0123abcd/config.txt"), "own");
        BootFileCache files = new BootFileCache(new ServedFolder(folder));

        assertEquals("own", text(files, "0123abcd/config.txt"));
        assertEquals("all", text(files, "0123abcd/start4.elf"));
        assertEquals("all", text(files, "/89abcdef/config.txt"));
        assertEquals("none", text(files, "0123abcd/dt-blob.bin"));
        assertEquals("none", text(files, "0123abcd/../../etc/passwd"));
        assertEquals("none", text(files, "elsewhere/config.txt"));
    }

    private static String text(BootFileCache files, String name) {
        Optional<ByteBuffer> content = files.content(name);
        return content.map(c -> StandardCharsets.UTF_8.decode(c.duplicate()) + "").orElse("none");
    }
}
