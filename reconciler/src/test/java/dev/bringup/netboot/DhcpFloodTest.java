package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.AddressRange;
import dev.bringup.model.ClusterSpec.DhcpMode;
import dev.bringup.model.Desired;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.Sighting;
import dev.bringup.netboot.dhcp.DhcpCodec;
import dev.bringup.netboot.dhcp.Options;
import dev.bringup.port.Tally;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Our machines stand first in line, whoever else asks.
class DhcpFloodTest {

    private static final InetSocketAddress SERVER = Sockets.address(Ip4.parse("127.77.0.1"), 67);
    private static final InetSocketAddress CLIENT = Sockets.address(Ip4.parse("127.77.1.1"), 68);

    private final TreeMap<String, Long> counted = new TreeMap<>();
    private final List<Sighting> sightings = new ArrayList<>();
    private long now = 1_000_000_000_000L;
    private final EmbeddedChannel channel = new EmbeddedChannel(handler());

    private DhcpHandler handler() {
        Desired desired =
                Sample.inspecting(
                        Sample.desired(DhcpMode.AUTHORITATIVE), "127.77.2.1-127.77.100.250");
        Tally tally =
                new Tally() {
                    @Override
                    public void add(String series, String kind, String outcome, long more) {
                        counted.merge(series + " " + kind + " " + outcome, more, Long::sum);
                    }

                    @Override
                    public void time(String series, String kind, String outcome, Duration took) {}
                };
        return new DhcpHandler(
                new DhcpHandler.Service(
                        DhcpPolicy::answer,
                        Sample.SELF,
                        new Settings.Dhcp(
                                Sample.SELF.address(),
                                Optional.empty(),
                                Ip4.parse("127.77.255.255"),
                                68,
                                Duration.ofHours(1)),
                        Optional.empty()),
                new StrangerPolicy(new Leases(() -> now), Sample.SELF),
                new Watch(() -> Optional.of(desired), sightings::add, tally),
                new Lane(() -> now));
    }

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
    }

    private static Mac stranger(int number) {
        return Mac.parse(
                "02:00:00:%02x:%02x:%02x".formatted(number >> 16, number >> 8 & 255, number & 255));
    }

    private void discover(Mac mac) {
        channel.pipeline()
                .fireChannelRead(
                        new DatagramPacket(
                                Unpooled.wrappedBuffer(
                                        DhcpCodec.encode(Sample.discover(mac, Options.NONE))),
                                SERVER,
                                CLIENT));
    }

    private Optional<Mac> answered() {
        DatagramPacket packet = channel.readOutbound();
        if (packet == null) {
            return Optional.empty();
        }
        DhcpCodec.Decoded decoded = DhcpCodec.decode(packet.content().nioBuffer());
        packet.release();
        return DhcpPolicy.mac(assertInstanceOf(DhcpCodec.Decoded.Message.class, decoded).message());
    }

    @Test
    void aMachineIsAnsweredBeforeStrangersThatAskedEarlier() {
        for (int i = 1; i <= 40; i++) {
            discover(stranger(i));
        }
        discover(Sample.MAC);
        channel.pipeline().fireChannelReadComplete();
        List<Mac> first = new ArrayList<>();
        for (Optional<Mac> m = answered(); m.isPresent(); m = answered()) {
            first.add(m.get());
        }

        assertEquals(Sample.MAC, first.getFirst());
        assertEquals(1, sightings.size(), "strangers are no news for the engine");
    }

    @Test
    void strangersAreAllAnsweredWhenNoMachineAsks() throws InterruptedException {
        for (int i = 1; i <= 100; i++) {
            discover(stranger(i));
        }
        channel.pipeline().fireChannelReadComplete();
        int answers = 0;
        for (int tries = 0; tries < 1000 && answers < 100; tries++) {
            while (answered().isPresent()) {
                answers++;
            }
            Thread.sleep(1);
            channel.runScheduledPendingTasks();
        }
        assertEquals(100, answers);
    }

    @Test
    void aFloodFillsNoMemoryAndIsCounted() {
        for (int i = 1; i <= 9000; i++) {
            discover(stranger(i));
        }
        assertEquals(9000 - 8192, counted.get("dhcp_packets stranger dropped"));
    }

    @Test
    void whoUsesTheAddressOfAMachineForAFloodWaitsWithTheOthers() {
        for (int i = 0; i < 40; i++) {
            discover(Sample.MAC);
        }
        assertEquals(32, counted.get("dhcp_packets discover offer"));
        now += Duration.ofSeconds(1).toNanos();
        discover(Sample.MAC);
        assertEquals(33, counted.get("dhcp_packets discover offer"));
    }

    /// Every address is found in the end, and nobody costs more than a bounded search.
    @Test
    void aPoolThatIsUsedUpIsNotSearchedForEverybodyWhoAsks() {
        Leases leases = new Leases(() -> now);
        AddressRange pool = AddressRange.parse("10.0.0.0-10.0.255.255");
        int given = 0;
        for (int i = 1; i <= 66_000; i++) {
            given += leases.offer(stranger(i), pool).isPresent() ? 1 : 0;
        }
        assertTrue(given > 65_000 && given <= 65_536, given + " addresses");
        long from = System.nanoTime();
        for (int i = 0; i < 5_000; i++) {
            Optional<Ip4> _ = leases.offer(stranger(70_000 + i), pool);
        }
        long each = (System.nanoTime() - from) / 5_000;
        assertTrue(each < 300_000, each + " ns for each stranger that gets nothing");
        now += Leases.OFFERED.toNanos();
        assertTrue(leases.offer(stranger(100_000), pool).isPresent());
    }

    @Test
    void aStrangerKeepsAnAddressThatWasFoundFarFromItsPlace() {
        Leases leases = new Leases(() -> now);
        AddressRange pool = AddressRange.parse("10.0.0.0-10.0.255.255");
        for (int i = 1; i <= 65_000; i++) {
            Optional<Ip4> first = leases.offer(stranger(i), pool);
            assertEquals(first, leases.offer(stranger(i), pool));
        }
    }
}
