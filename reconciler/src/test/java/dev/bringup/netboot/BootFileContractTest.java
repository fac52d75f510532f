package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.ClusterSpec.DhcpMode;
import dev.bringup.model.Ip4;
import dev.bringup.netboot.dhcp.DhcpMessage;
import dev.bringup.netboot.dhcp.Octets;
import dev.bringup.netboot.dhcp.Options;
import dev.bringup.netboot.tftp.TftpCodec;
import dev.bringup.netboot.tftp.TftpPacket;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever file DHCP names, for every architecture that there is a number for, is there by TFTP
/// and by HTTP, under that very name.
class BootFileContractTest {

    private static final Ip4 US = Ip4.parse("127.77.0.1");
    private static final int ARCHITECTURES = 64;

    @TempDir Path folder;

    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client = HttpClient.newHttpClient();
    private Netboot netboot;

    @BeforeEach
    void start() throws IOException {
        netboot =
                Sample.netboot(
                        US,
                        new Settings.Folders(folder, folder.resolve("assets")),
                        () -> Optional.of(Sample.desired(DhcpMode.AUTHORITATIVE)),
                        blocking);
    }

    @AfterEach
    void stop() {
        netboot.close();
        client.close();
        blocking.close();
    }

    private DhcpMessage offered(String vendor, int architecture) {
        Options options =
                Options.NONE
                        .with(Options.VENDOR_CLASS, Octets.text(vendor))
                        .with(Options.ARCHITECTURE, Octets.u16(architecture));
        DhcpMessage discover = Sample.discover(Sample.MAC, options);
        DhcpPolicy.Self self =
                new DhcpPolicy.Self(
                        US, new Here(US + ":" + netboot.ports().http()), Duration.ofHours(1));
        return ((DhcpPolicy.Answer.Send)
                        DhcpPolicy.answer(discover, Sample.roster(DhcpMode.AUTHORITATIVE), self))
                .reply();
    }

    private String http(String url) throws Exception {
        return client.send(
                        HttpRequest.newBuilder(URI.create(url)).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private String tftp(String file) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(Sockets.address(US, 0))) {
            socket.setSoTimeout(5000);
            ByteBuffer read = TftpCodec.encode(new TftpPacket.Read(file, "octet", Map.of()));
            socket.send(
                    new DatagramPacket(
                            read.array(),
                            read.remaining(),
                            Sockets.address(US, netboot.ports().tftp())));
            DatagramPacket packet = new DatagramPacket(new byte[600], 600);
            socket.receive(packet);
            TftpCodec.Decoded decoded =
                    TftpCodec.decode(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
            return decoded instanceof TftpCodec.Decoded.Packet(TftpPacket.Block block)
                    ? StandardCharsets.UTF_8.decode(block.content()).toString()
                    : decoded.toString();
        }
    }

    @Test
    void everyFileThatDhcpNamesIsServedByTftpAndHttp() throws Exception {
        Set<String> names = new TreeSet<>();
        for (int architecture = 0; architecture < ARCHITECTURES; architecture++) {
            DhcpMessage pxe = offered("PXEClient:Arch:%05d".formatted(architecture), architecture);
            String file = pxe.boot().file();
            assertEquals(file, pxe.options().text(Options.BOOT_FILE).orElse(""));
            String url =
                    offered("HTTPClient:Arch:%05d".formatted(architecture), architecture)
                            .boot()
                            .file();
            assertEquals(file.isEmpty(), url.isEmpty(), "architecture " + architecture);
            if (file.isEmpty()) {
                continue;
            }
            names.add(file);
            Files.writeString(folder.resolve(file), "the file " + file);
            assertEquals("the file " + file, tftp(file));
            assertEquals("the file " + file, tftp("/" + file));
            assertEquals("the file " + file, http(url));
        }
        assertTrue(
                names.containsAll(Set.of("undionly.kpxe", "snponly.efi", "ipxe-arm64.efi")),
                names.toString());
    }

    /// It is asked for beside the binary, wherever that came from.
    @Test
    void whatTheBinaryAsksForNextIsServedInBothWaysToo() throws Exception {
        String script = http("http://" + US + ":" + netboot.ports().http() + "/boot/autoexec.ipxe");
        assertTrue(script.startsWith("#!ipxe\n"), script);
        assertEquals(script.strip(), tftp("autoexec.ipxe").strip());
    }
}
