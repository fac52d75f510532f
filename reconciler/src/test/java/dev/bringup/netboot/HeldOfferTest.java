package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.bringup.model.ClusterSpec.DhcpMode;
import dev.bringup.model.Desired;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.netboot.dhcp.DhcpCodec;
import dev.bringup.netboot.dhcp.DhcpMessage;
import dev.bringup.netboot.dhcp.Options;
import dev.bringup.port.Trouble;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An address of the pool is given to a stranger when nobody answers there.
class HeldOfferTest {

    private static final InetSocketAddress SERVER = Sockets.address(Ip4.parse("127.77.0.1"), 67);
    private static final InetSocketAddress NOBODY = Sockets.address(Ip4.parse("0.0.0.0"), 68);
    private static final Mac STRANGER = Mac.parse("02:00:00:00:00:01");
    private static final Mac OTHER = Mac.parse("02:fc:00:00:00:05");

    @TempDir Path folder;

    private final List<Trouble> troubles = new ArrayList<>();
    private EmbeddedChannel channel;

    @BeforeEach
    void serve() throws IOException {
        Desired desired =
                Sample.inspecting(
                        Sample.desired(DhcpMode.AUTHORITATIVE), "127.77.2.1-127.77.2.200");
        known("");
        channel = new EmbeddedChannel();
        channel.freezeTime();
        DhcpHandler.Segment segment =
                new DhcpHandler.Segment(
                        new Rivals(Sample.SELF.address(), () -> 0),
                        Optional.of(new Probe(new Neighbours(table()), Runnable::run)));
        channel.pipeline()
                .addLast(
                        new DhcpHandler(
                                new DhcpHandler.Service(
                                        DhcpPolicy::answer,
                                        Sample.SELF,
                                        new Settings.Dhcp(
                                                Sample.SELF.address(),
                                                Optional.empty(),
                                                Ip4.parse("127.77.255.255"),
                                                68,
                                                Duration.ofHours(1)),
                                        Optional.of(segment)),
                                new StrangerPolicy(new Leases(() -> 0), Sample.SELF),
                                new Watch(
                                        () -> Optional.of(desired),
                                        _ -> {},
                                        new Kept(new ArrayList<>(), troubles)),
                                new Lane(() -> 0)));
    }

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
    }

    private Path table() {
        return folder.resolve("arp");
    }

    /// Writes the kernel's table of who is where.
    private void known(String address) throws IOException {
        String row = "%s  0x1  0x2  %s  *  eth0\n".formatted(address, OTHER.text());
        Files.writeString(table(), "IP address\n" + (address.isEmpty() ? "" : row));
    }

    private void discover(Mac mac) {
        channel.pipeline()
                .fireChannelRead(
                        new DatagramPacket(
                                Unpooled.wrappedBuffer(
                                        DhcpCodec.encode(Sample.discover(mac, Options.NONE))),
                                SERVER,
                                NOBODY));
        channel.pipeline().fireChannelReadComplete();
        channel.runPendingTasks();
    }

    private void wait(int millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        // What is due, and what that leaves to be done.
        channel.runPendingTasks();
        channel.runPendingTasks();
    }

    /// What was sent: whom the kernel was made to ask for, and which addresses were offered.
    private List<String> said() {
        List<String> said = new ArrayList<>();
        for (DatagramPacket p = channel.readOutbound(); p != null; p = channel.readOutbound()) {
            if (p.recipient().getPort() == 9) {
                said.add("? " + Sockets.ip4(p.recipient()).orElseThrow());
            } else {
                DhcpMessage offer =
                        assertInstanceOf(
                                        DhcpCodec.Decoded.Message.class,
                                        DhcpCodec.decode(p.content().nioBuffer()))
                                .message();
                said.add("! " + new Ip4(offer.addresses().yours()));
            }
            p.release();
        }
        return said;
    }

    /// Its place in the pool, which is a function of its MAC.
    private String first() {
        discover(STRANGER);
        return said().getFirst().substring(2);
    }

    @Test
    void theFirstOfferWaitsUntilNobodyAnswered() {
        String address = first();
        wait(300);
        assertEquals(List.of(), said());
        wait(200);
        assertEquals(List.of("! " + address), said());
        discover(STRANGER);
        assertEquals(List.of("! " + address), said(), "it is known by now");
    }

    @Test
    void whereSomebodyAnswersAnotherAddressIsOffered() throws Exception {
        String address = first();
        known(address);
        wait(500);
        String next = said().getFirst().substring(2);
        wait(500);
        assertEquals(List.of("! " + next), said());
        assertEquals(
                List.of(
                        "somebody, 02:fc:00:00:00:05, uses %s of network.pool without having it"
                                        .formatted(address)
                                + " from us"),
                troubles.stream().map(Trouble::sentence).toList());
    }

    /// The kernel remembers who has left, too.
    @Test
    void whoWasSeenThereBeforeIsNoNews() throws Exception {
        String address = first();
        wait(500);
        assertEquals(List.of("! " + address), said());
        serve();
        known(address);
        discover(STRANGER);
        List<String> asked = said();
        assertEquals("? " + address, asked.getFirst());
        wait(500);
        assertEquals(List.of(asked.getLast().replace('?', '!')), said());
        assertEquals(List.of(), troubles);
    }

    @Test
    void aFloodAndMachinesAreNotKeptWaiting() {
        for (int i = 1; i <= 80; i++) {
            discover(Mac.parse("02:00:00:00:01:%02x".formatted(i)));
        }
        assertEquals(16, said().stream().filter(s -> s.startsWith("!")).count());
        discover(Sample.MAC);
        assertEquals(List.of("! " + Sample.MACHINE.address()), said());
    }
}
