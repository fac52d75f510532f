package dev.bringup.netboot;

import dev.bringup.model.Ip4;
import dev.bringup.netboot.dhcp.DhcpCodec;
import dev.bringup.netboot.dhcp.DhcpMessage;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hears what servers say to everybody on the segment. It says nothing itself, and takes nothing
/// away from a DHCP client of this host.
final class RivalListener extends SimpleChannelInboundHandler<DatagramPacket> {

    private static final Logger LOG = LoggerFactory.getLogger(RivalListener.class);

    private final Rivals rivals;
    private final Ip4 us;
    private final Watch watch;

    RivalListener(Rivals rivals, Ip4 us, Watch watch) {
        super(DatagramPacket.class);
        this.rivals = rivals;
        this.us = us;
        this.watch = watch;
    }

    /// Our own words come back to us, and are not even read.
    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
        if (Sockets.ip4(packet.sender()).equals(Optional.of(us))) {
            return;
        }
        if (DhcpCodec.decode(packet.content().nioBuffer())
                instanceof DhcpCodec.Decoded.Message(DhcpMessage message)) {
            rivals.heard(message, watch.roster()).ifPresent(watch::conflict);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.warn("a DHCP reply of another server could not be read", cause);
    }
}
