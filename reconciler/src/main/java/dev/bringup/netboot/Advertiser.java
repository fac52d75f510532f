package dev.bringup.netboot;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells who looks for an IPv6 router (RFC 4861) that there is nothing to be had here: no router,
/// no prefix, no DHCPv6. Older iPXE, although it boots by IPv4, waits some fifteen seconds for any
/// answer at every boot.
final class Advertiser extends SimpleChannelInboundHandler<DatagramPacket> {

    static final int SOLICITATION = 133;

    /// Type 134; a lifetime of 0 is no router, and all else is left to others. The kernel fills in
    /// the checksum.
    private static final byte[] NOTHING =
            HexFormat.of().parseHex("86000000" + "00000000" + "00000000" + "00000000");

    private static final int SHORTEST = 8;
    private static final Logger LOG = LoggerFactory.getLogger(Advertiser.class);

    private final InetAddress everybody;
    private final Watch watch;

    /// `everybody` is the address of all nodes on the link.
    Advertiser(InetAddress everybody, Watch watch) {
        this.everybody = everybody;
        this.watch = watch;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
        ByteBuf in = packet.content();
        if (in.readableBytes() < SHORTEST || in.getUnsignedByte(in.readerIndex()) != SOLICITATION) {
            return;
        }
        watch.tally().count("router_solicitations", "ipv6", "answered");
        InetAddress sender = packet.sender().getAddress();
        InetAddress to = sender.isAnyLocalAddress() ? everybody : sender;
        Future<?> _ =
                context.writeAndFlush(
                        new DatagramPacket(
                                context.alloc().buffer(NOTHING.length).writeBytes(NOTHING),
                                new InetSocketAddress(to, 0)));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("a router solicitation could not be answered", cause);
    }
}
