package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.BootAnswer;
import dev.bringup.model.Desired;
import dev.bringup.model.Ip4;
import dev.bringup.netboot.dns.DnsCodec;
import dev.bringup.netboot.dns.DnsMessage;
import dev.bringup.netboot.dns.DnsType;
import dev.bringup.port.Tally;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server on real sockets of loopback.
class DnsServerTest {

    private static final Ip4 US = Ip4.parse("127.77.0.1");
    private static final DnsMessage NODE = DnsTalk.question("node-01.lab.example", DnsType.A);
    private static final DnsMessage ALL =
            DnsTalk.question("_kubelet._tcp.lab.example", DnsType.SRV);
    private static final String ANSWER =
            "0 authoritative recursion_desired; answer node-01.lab.example. 60 A 127.77.1.1";

    @TempDir Path folder;

    private final BlockingQueue<String> counted = new LinkedBlockingQueue<>();
    private volatile Optional<Desired> desired =
            Optional.of(DnsTalk.machines(60, "127.77.0.0/16", Optional.of("lab.example")));
    private Netboot netboot;

    @BeforeEach
    void start() throws IOException {
        netboot = start(Optional.of(0));
    }

    @AfterEach
    void stop() {
        netboot.close();
    }

    private Netboot start(Optional<Integer> port) throws IOException {
        return start(port, Optional.empty());
    }

    private Netboot start(Optional<Integer> port, Optional<Settings.Others> others)
            throws IOException {
        return Netboot.start(
                new Settings(
                        US,
                        new Settings.Ports(0, 0, 0, 0, port, Optional.empty()),
                        new Settings.Folders(folder, folder),
                        new Settings.Dhcp(US, Optional.empty(), US, 0, Duration.ofHours(1)),
                        others,
                        Settings.Ipv6.SILENT,
                        List.of()),
                () -> desired,
                (_, reply) -> reply.accept(new BootAnswer.Refused("no")),
                (_, text) -> text,
                _ -> {},
                new Counting(counted),
                Runnable::run);
    }

    private record Counting(BlockingQueue<String> counted) implements Tally {
        @Override
        public void add(String series, String kind, String outcome, long more) {
            counted.add(series + " " + kind + " " + outcome);
        }

        @Override
        public void time(String series, String kind, String outcome, Duration took) {}
    }

    private int port() {
        return netboot.ports().dns().orElseThrow();
    }

    private static byte[] bytes(ByteBuffer packet) {
        byte[] bytes = new byte[packet.remaining()];
        packet.get(bytes);
        return bytes;
    }

    private String udp(byte[] packet) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(Sockets.address(US, 0))) {
            socket.setSoTimeout(5000);
            socket.send(new DatagramPacket(packet, packet.length, Sockets.address(US, port())));
            DatagramPacket reply = new DatagramPacket(new byte[2000], 2000);
            socket.receive(reply);
            return DnsTalk.text(ByteBuffer.wrap(reply.getData(), 0, reply.getLength()));
        }
    }

    private Socket connected() throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(5000);
        socket.connect(Sockets.address(US, port()));
        return socket;
    }

    private static void send(Socket socket, byte[] packet) throws IOException {
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.writeShort(packet.length);
        out.write(packet);
    }

    private static String read(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] reply = new byte[in.readUnsignedShort()];
        in.readFully(reply);
        return DnsTalk.text(ByteBuffer.wrap(reply));
    }

    @Test
    void aMachineIsFoundByBothWays() throws Exception {
        assertEquals(ANSWER, udp(bytes(DnsCodec.encode(NODE))));
        assertEquals("dns_queries a noerror", counted.poll(5, TimeUnit.SECONDS));
        try (Socket socket = connected()) {
            send(socket, bytes(DnsCodec.encode(NODE)));
            assertEquals(ANSWER, read(socket));
        }
    }

    @Test
    void whatIsTruncatedIsWholeByTcp() throws Exception {
        assertEquals(
                "0 authoritative truncated recursion_desired", udp(bytes(DnsCodec.encode(ALL))));
        assertEquals("dns_queries srv truncated", counted.poll(5, TimeUnit.SECONDS));
        try (Socket socket = connected()) {
            send(socket, bytes(DnsCodec.encode(ALL)));
            String whole = read(socket);
            assertEquals(60, whole.split(" SRV 10250 ", -1).length - 1, whole);
        }
    }

    /// More than the sockets' buffers hold, sent before anybody listens.
    @Test
    void pipelinedQuestionsAreAnsweredInTheirOrder() throws Exception {
        try (Socket socket = connected()) {
            Thread sender =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    for (int i = 0; i < 500; i++) {
                                        send(socket, bytes(DnsCodec.encode(ALL)));
                                        send(socket, bytes(DnsCodec.encode(NODE)));
                                    }
                                } catch (IOException e) {
                                    counted.add("" + e);
                                }
                            });
            for (int i = 0; i < 500; i++) {
                String whole = read(socket);
                assertTrue(whole.contains(" SRV 10250 node-60.lab.example."), whole);
                assertEquals(ANSWER, read(socket));
            }
            sender.join();
        }
    }

    @Test
    void anotherCommitIsAnsweredAtOnceAndNoneIsAFailure() throws Exception {
        assertEquals(ANSWER, udp(bytes(DnsCodec.encode(NODE))));
        desired = Optional.of(DnsTalk.machines(1, "127.77.0.0/16", Optional.of("other.example")));
        assertEquals("5 recursion_desired", udp(bytes(DnsCodec.encode(NODE))));
        desired = Optional.empty();
        assertEquals("2 recursion_desired", udp(bytes(DnsCodec.encode(NODE))));
    }

    @Test
    void whatIsBrokenIsAnsweredAndTheNextQuestionToo() throws Exception {
        byte[] half = bytes(DnsCodec.encode(NODE).slice(0, 20));
        assertEquals("1 recursion_desired", udp(half));
        try (Socket socket = connected()) {
            send(socket, half);
            assertEquals("1 recursion_desired", read(socket));
            send(socket, bytes(DnsCodec.encode(NODE)));
            assertEquals(ANSWER, read(socket));
            send(socket, new byte[3]);
            assertEquals(-1, socket.getInputStream().read());
        }
    }

    /// By both ways, with questions of ours among them.
    @Test
    void whatIsNotOursIsAskedOfOthersAndHandedOn() throws Exception {
        DnsMessage question = DnsTalk.question("debian.org", DnsType.A);
        try (OtherDns other = new OtherDns();
                Netboot helping =
                        start(
                                Optional.of(0),
                                Optional.of(
                                        new Settings.Others(
                                                List.of(other.address()), new SecureRandom())))) {
            other.answers = asked -> List.of(DnsForwardTest.address(asked));
            netboot.close();
            netboot = helping;
            String wanted =
                    "0 recursion_desired recursion_available; answer debian.org. 100 A 192.0.2.7";

            assertEquals(wanted, udp(bytes(DnsCodec.encode(question))));
            assertEquals("dns_queries a forwarded", counted.poll(5, TimeUnit.SECONDS));
            try (Socket socket = connected()) {
                send(socket, bytes(DnsCodec.encode(question)));
                assertEquals(wanted, read(socket));
                assertEquals("dns_queries a cached", counted.poll(5, TimeUnit.SECONDS));
                send(socket, bytes(DnsCodec.encode(NODE)));
                assertEquals(
                        ANSWER.replace("_desired", "_desired recursion_available"), read(socket));
            }
        }
    }

    @Test
    void nobodyElseIsAskedForStrangers() throws Exception {
        Optional<DnsZone> zone =
                Optional.of(
                        DnsZone.of(
                                DnsTalk.machines(1, "10.7.0.0/24", Optional.of("lab.example")),
                                US));

        assertTrue(DnsServer.isOurs(zone, InetAddress.getByName("10.7.0.9")));
        assertTrue(DnsServer.isOurs(Optional.empty(), InetAddress.getByName("127.0.0.1")));
        assertFalse(DnsServer.isOurs(zone, InetAddress.getByName("10.7.1.9")));
        assertFalse(DnsServer.isOurs(Optional.empty(), InetAddress.getByName("10.7.0.9")));
        assertFalse(DnsServer.isOurs(zone, InetAddress.getByName("2001:db8::1")));
    }

    @Test
    void oneSenderHasOnlySoManyConnections() throws Exception {
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < 32; i++) {
                Socket socket = connected();
                open.add(socket);
                send(socket, bytes(DnsCodec.encode(NODE)));
                assertEquals(ANSWER, read(socket));
            }
            try (Socket more = connected()) {
                send(more, bytes(DnsCodec.encode(NODE)));
                assertEquals(ANSWER, read(more));
                assertEquals(-1, open.getFirst().getInputStream().read(), "the eldest went");
            }
            assertEquals(ANSWER, udp(bytes(DnsCodec.encode(NODE))));
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    @Test
    void whoSaysNothingIsNotKept() throws Exception {
        try (Socket socket = connected()) {
            socket.setSoTimeout(20_000);
            assertEquals(-1, socket.getInputStream().read());
        }
    }

    @Test
    void withoutAPortThereIsNoDnsAndATakenOneIsNamed() throws Exception {
        try (Netboot other = start(Optional.empty())) {
            assertEquals(Optional.empty(), other.ports().dns());
        }
        IOException refusal =
                assertThrows(IOException.class, () -> start(Optional.of(port())).close());
        assertTrue(
                refusal.getMessage().startsWith("DNS over TCP cannot listen: "),
                refusal::getMessage);
    }
}
