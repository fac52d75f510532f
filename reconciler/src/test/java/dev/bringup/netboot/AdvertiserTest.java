package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.bringup.port.Tally;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdvertiserTest {

    private static final String SOLICITATION = "8500aabb00000000";
    private EmbeddedChannel channel;

    @BeforeEach
    void open() throws Exception {
        channel =
                new EmbeddedChannel(
                        new Advertiser(
                                InetAddress.getByName("ff02::1"),
                                new Watch(Optional::empty, _ -> {}, Tally.NONE)));
    }

    private void hear(String hex, String from) throws Exception {
        channel.writeInbound(
                new DatagramPacket(
                        Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex)),
                        new InetSocketAddress("::1", 0),
                        new InetSocketAddress(InetAddress.getByName(from), 0)));
    }

    private void says(String hex, String to) throws Exception {
        DatagramPacket packet = channel.readOutbound();
        assertEquals(hex, ByteBufUtil.hexDump(packet.content()));
        assertEquals(InetAddress.getByName(to), packet.recipient().getAddress());
        packet.release();
    }

    @Test
    void whoeverLooksForARouterIsToldThatWeAreNone() throws Exception {
        hear(SOLICITATION + "0101525400770101", "fe80::5054:ff:fe77:101");
        says("8600000000000000" + "0000000000000000", "fe80::5054:ff:fe77:101");
    }

    @Test
    void whoHasNoAddressYetIsToldWithEverybody() throws Exception {
        hear(SOLICITATION, "::");
        says("8600000000000000" + "0000000000000000", "ff02::1");
    }

    @Test
    void nothingElseIsAnswered() throws Exception {
        hear("8600000000000000" + "0000000000000000", "fe80::1");
        hear("85000000", "fe80::1");
        hear("", "fe80::1");
        assertNull(channel.readOutbound());
    }
}
