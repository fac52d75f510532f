package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.ClusterSpec.DhcpMode;
import dev.bringup.model.Ip4;
import dev.bringup.model.Sighting;
import dev.bringup.netboot.dhcp.DhcpCodec;
import dev.bringup.netboot.dhcp.DhcpMessage;
import dev.bringup.netboot.dhcp.MessageType;
import dev.bringup.netboot.dhcp.Octets;
import dev.bringup.netboot.dhcp.Options;
import dev.bringup.netboot.tftp.TftpCodec;
import dev.bringup.netboot.tftp.TftpPacket;
import dev.bringup.port.Tally;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The servers on real sockets of loopback, with a machine whose address is 127.77.1.1.
class NetbootTest {

    private static final Ip4 US = Ip4.parse("127.77.0.1");
    private static final Ip4 SEGMENT = Ip4.parse("127.77.255.255");
    private static final Ip4 MACHINE = Ip4.parse("127.77.1.1");

    @TempDir Path folder;

    private final BlockingQueue<Sighting> sightings = new LinkedBlockingQueue<>();
    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client = HttpClient.newHttpClient();
    private volatile boolean secretIsMissing;
    private DatagramSocket segment;
    private Netboot netboot;

    @BeforeEach
    void start() throws IOException {
        Files.createDirectories(folder.resolve("boot"));
        Files.createDirectories(folder.resolve("assets/installer"));
        segment = new DatagramSocket(Sockets.address(SEGMENT, 0));
        segment.setSoTimeout(5000);
        netboot = start(new Settings.Ports(0, 0, 0, 0));
    }

    private Netboot start(Settings.Ports ports) throws IOException {
        return Netboot.start(
                new Settings(
                        US,
                        ports,
                        new Settings.Folders(folder.resolve("boot"), folder.resolve("assets")),
                        new Settings.Dhcp(
                                US,
                                Optional.empty(),
                                SEGMENT,
                                segment.getLocalPort(),
                                Duration.ofHours(1))),
                () -> Optional.of(Sample.desired(DhcpMode.AUTHORITATIVE)),
                (request, reply) -> blocking.execute(() -> reply.accept(decide(request))),
                (_, text) -> filled(text),
                sightings::add,
                Tally.NONE,
                blocking);
    }

    private String filled(String text) {
        if (secretIsMissing) {
            throw new IllegalStateException("the environment variable TOKEN is not set");
        }
        return text.replace("%%bringup.nonce%%", "n1");
    }

    private static BootAnswer decide(BootRequest request) {
        return switch (request) {
            case BootRequest.Script _ ->
                    new BootAnswer.StartInstaller(Sample.MACHINE, Sample.PERMIT);
            case BootRequest.Config config when config.from().equals(MACHINE) ->
                    new BootAnswer.Serve(Sample.MACHINE, Sample.PERMIT, Sample.MARKER);
            case BootRequest.PhoneHome _ -> new BootAnswer.Noted();
            case BootRequest other ->
                    new BootAnswer.Refused("this permit is not for " + other.from());
        };
    }

    @AfterEach
    void stop() {
        netboot.close();
        segment.close();
        blocking.close();
    }

    private Sighting sighted() throws InterruptedException {
        return sightings.poll(5, TimeUnit.SECONDS);
    }

    private HttpRequest.Builder at(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.77.0.1:" + netboot.ports().http() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /// A request from the machine's own address, on a connection of its own.
    private String fromMachine(String... requests) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(5000);
            socket.bind(Sockets.address(MACHINE, 0));
            socket.connect(Sockets.address(US, netboot.ports().http()));
            socket.getOutputStream()
                    .write(String.join("", requests).getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aDiscoverIsAnsweredToTheSegment() throws Exception {
        DhcpMessage discover =
                new DhcpMessage(
                        DhcpMessage.Op.REQUEST,
                        new DhcpMessage.Exchange(9, 0, 0, false),
                        DhcpMessage.Addresses.NONE,
                        Octets.of(Sample.MAC.bytes()),
                        DhcpMessage.BootNames.NONE,
                        Options.NONE
                                .with(Options.TYPE, Octets.u8(MessageType.DISCOVER.code()))
                                .with(Options.VENDOR_CLASS, Octets.text("PXEClient:Arch:00000"))
                                .with(Options.ARCHITECTURE, new Octets("0000")));
        send(segment, DhcpCodec.encode(discover), netboot.ports().dhcp());
        DhcpCodec.Decoded decoded = DhcpCodec.decode(receive(segment).content());
        DhcpMessage offer = assertInstanceOf(DhcpCodec.Decoded.Message.class, decoded).message();
        assertEquals(9, offer.exchange().transaction());
        assertEquals("undionly.kpxe", offer.boot().file());
        assertEquals(
                new Sighting.PacketSeen(Sample.MAC, Sighting.Packet.FIRMWARE_DHCP, "DHCP DISCOVER"),
                sighted());
    }

    @Test
    void aBootFileIsFetchedByTftpFromTheMachinesAddress() throws Exception {
        byte[] content = new byte[100_001];
        new Random(3).nextBytes(content);
        Files.write(folder.resolve("boot/undionly.kpxe"), content);
        try (DatagramSocket socket = new DatagramSocket(Sockets.address(MACHINE, 0))) {
            socket.setSoTimeout(5000);
            TftpPacket read =
                    new TftpPacket.Read(
                            "undionly.kpxe", "octet", Map.of("blksize", "1432", "tsize", "0"));
            send(socket, TftpCodec.encode(read), netboot.ports().tftp());
            Heard options = receive(socket);
            assertEquals(
                    new TftpCodec.Decoded.Packet(
                            new TftpPacket.OptionsAccepted(
                                    Map.of("blksize", "1432", "tsize", "100001"))),
                    TftpCodec.decode(options.content()));
            ByteArrayOutputStream received = new ByteArrayOutputStream();
            int number = 0;
            int length;
            do {
                send(socket, TftpCodec.encode(new TftpPacket.Acknowledge(number)), options.port());
                TftpCodec.Decoded decoded = TftpCodec.decode(receive(socket).content());
                TftpPacket.Block block =
                        assertInstanceOf(
                                TftpPacket.Block.class,
                                assertInstanceOf(TftpCodec.Decoded.Packet.class, decoded).packet());
                assertEquals(++number, block.number());
                length = block.content().remaining();
                received.write(block.content().array(), 0, length);
            } while (length == 1432);
            send(socket, TftpCodec.encode(new TftpPacket.Acknowledge(number)), options.port());
            assertArrayEquals(content, received.toByteArray());
        }
        assertEquals(
                new Sighting.PacketSeen(Sample.MAC, Sighting.Packet.TFTP, "TFTP undionly.kpxe"),
                sighted());
    }

    /// Where it is missing is for the log alone.
    @Test
    void aPayloadWhoseSecretIsMissingIsAskedForAgain() throws Exception {
        secretIsMissing = true;
        String request =
                "GET /config/permit0001/user-data HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        String later = fromMachine(request);
        assertTrue(later.startsWith("HTTP/1.1 503 "), later);
        assertTrue(later.contains("retry-after: 5\r\n"), later);
        assertTrue(later.endsWith("a secret is missing; the reconciler's log says which\n"), later);
        secretIsMissing = false;
        assertTrue(fromMachine(request).startsWith("HTTP/1.1 200 "));
    }

    @Test
    void tftpServesNothingOutsideItsFolderAndTakesNothing() throws Exception {
        Files.writeString(folder.resolve("secret"), "s");
        Files.createSymbolicLink(folder.resolve("boot/link"), folder.resolve("secret"));
        List<TftpPacket> bad =
                List.of(
                        new TftpPacket.Read("../secret", "octet", Map.of()),
                        new TftpPacket.Read("link", "octet", Map.of()),
                        new TftpPacket.Read(folder.resolve("secret") + "", "octet", Map.of()),
                        new TftpPacket.Read("..\\secret", "octet", Map.of()),
                        new TftpPacket.Read("link", "netascii", Map.of()),
                        new TftpPacket.Write("new"));
        StringBuilder answers = new StringBuilder();
        for (TftpPacket packet : bad) {
            try (DatagramSocket socket = new DatagramSocket(Sockets.address(MACHINE, 0))) {
                socket.setSoTimeout(5000);
                send(socket, TftpCodec.encode(packet), netboot.ports().tftp());
                TftpCodec.Decoded answer = TftpCodec.decode(receive(socket).content());
                answers.append(((TftpCodec.Decoded.Packet) answer).packet()).append('\n');
            }
        }
        assertEquals(
                """
                Failure[code=FILE_NOT_FOUND, text=no such file]
                Failure[code=FILE_NOT_FOUND, text=no such file]
                Failure[code=FILE_NOT_FOUND, text=no such file]
                Failure[code=FILE_NOT_FOUND, text=no such file]
                Failure[code=ILLEGAL_OPERATION, text=octet mode only]
                Failure[code=ACCESS_VIOLATION, text=read only]
                """,
                answers.toString());
    }

    @Test
    void assetsAreServedWholeInPartsAndNotAgain() throws Exception {
        Files.writeString(folder.resolve("assets/installer/initrd"), "0123456789");
        HttpResponse<String> whole = send(at("/assets/installer/initrd"));
        String etag = whole.headers().firstValue("etag").orElseThrow();
        assertEquals("0123456789", whole.body());
        assertTrue(etag.matches("\"[0-9a-f]+-a\""), etag);
        HttpResponse<String> part =
                send(at("/assets/installer/initrd").header("Range", "bytes=2-4"));
        assertEquals("206 234", part.statusCode() + " " + part.body());
        assertEquals(Optional.of("bytes 2-4/10"), part.headers().firstValue("content-range"));
        HttpResponse<String> beyond =
                send(at("/assets/installer/initrd").header("Range", "bytes=10-"));
        assertEquals(416, beyond.statusCode());
        assertEquals(Optional.of("bytes */10"), beyond.headers().firstValue("content-range"));
        HttpResponse<String> head = send(at("/assets/installer/initrd").HEAD());
        assertEquals("200 ", head.statusCode() + " " + head.body());
        assertEquals(Optional.of("10"), head.headers().firstValue("content-length"));
        assertEquals(
                304,
                send(at("/assets/installer/initrd").header("If-None-Match", etag)).statusCode());
        assertEquals(
                "200 0123456789",
                status(
                        send(
                                at("/assets/installer/initrd")
                                        .header("Range", "bytes=2-4")
                                        .header("If-Range", "\"old\""))));
        assertEquals("404 there is no file ../x\n", status(send(at("/assets/%2e%2e/x"))));
    }

    private static String status(HttpResponse<String> response) {
        return response.statusCode() + " " + response.body();
    }

    @Test
    void aMachineIsAnsweredByItsAddressAndOthersAreRefused() throws Exception {
        assertEquals(
                "403 this permit is not for 127.0.0.1\n",
                status(send(at("/config/permit0123456789/user-data"))));
        String answer =
                fromMachine(
                        "GET /config/permit0123456789/user-data HTTP/1.1\r\n",
                        "Host: x\r\nConnection: close\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
        assertTrue(answer.endsWith("\r\n\r\n#cloud-config\nnonce: n1\n"), answer);
        assertEquals(
                new Sighting.PacketSeen(Sample.MAC, Sighting.Packet.HTTP, "config user-data"),
                sighted());
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() throws Exception {
        Files.writeString(folder.resolve("assets/a"), "FILE-A");
        String answers =
                fromMachine(
                        "GET /ipxe/52-54-00-77-01-01 HTTP/1.1\r\nHost: x\r\n\r\n",
                        "GET /assets/a HTTP/1.1\r\nHost: x\r\n\r\n",
                        "POST /report/permit0123456789/up HTTP/1.1\r\nHost: x\r\n",
                        "Content-Length: 3\r\n\r\na=b",
                        "HEAD /nowhere HTTP/1.1\r\nHost: x\r\n\r\n",
                        "GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        int script = answers.indexOf("#!ipxe");
        int file = answers.indexOf("FILE-A");
        int noted = answers.indexOf("HTTP/1.1 204 No Content");
        int nowhere = answers.indexOf("nothing is served at /nowhere");
        assertTrue(0 < script && script < file && file < noted && noted < nowhere, answers);
        assertEquals(nowhere, answers.lastIndexOf("nothing is served at /nowhere"), "of the head");
    }

    /// As slow links and small windows bring it.
    @Test
    void aRequestMayArriveInPieces() throws Exception {
        String last = "GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        String report =
                "POST /report/permit0123456789/up HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n"
                        + "a=b";
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(5000);
            socket.setTcpNoDelay(true);
            socket.bind(Sockets.address(MACHINE, 0));
            socket.connect(Sockets.address(US, netboot.ports().http()));
            for (String request : List.of(report, report, last)) {
                for (String piece : request.split("(?<=GE|POS|: x|Len|a)")) {
                    socket.getOutputStream().write(piece.getBytes(StandardCharsets.US_ASCII));
                    Thread.sleep(10);
                }
            }
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(3, all.split("HTTP/1\\.1 (204|404)", -1).length - 1, all);
        }
    }

    /// The whole body is sent before anybody listens, as simple clients do: a reset would be all
    /// they get of a server that closes its ears.
    @Test
    void aBodyThatIsTooLargeIsRefusedAudibly() throws Exception {
        int length = 3 << 20;
        String answer =
                fromMachine(
                        "POST /report/permit0123456789/up HTTP/1.1\r\nHost: x\r\nContent-Length: "
                                + length
                                + "\r\n\r\n",
                        "x".repeat(length));
        assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
    }

    @Test
    void aTakenPortIsNamed() {
        IOException refusal =
                assertThrows(
                        IOException.class,
                        () -> start(new Settings.Ports(0, 0, netboot.ports().tftp(), 0)));
        assertTrue(refusal.getMessage().startsWith("TFTP cannot listen: "), refusal::getMessage);
    }

    private record Heard(ByteBuffer content, int port) {}

    private static void send(DatagramSocket socket, ByteBuffer packet, int port)
            throws IOException {
        byte[] bytes = new byte[packet.remaining()];
        packet.get(bytes);
        InetSocketAddress to = Sockets.address(US, port);
        socket.send(new DatagramPacket(bytes, bytes.length, to));
    }

    private static Heard receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[70_000], 70_000);
        socket.receive(packet);
        return new Heard(
                ByteBuffer.wrap(packet.getData(), 0, packet.getLength()), packet.getPort());
    }
}
