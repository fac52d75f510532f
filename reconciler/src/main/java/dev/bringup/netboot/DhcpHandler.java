package dev.bringup.netboot;

import dev.bringup.model.ClusterSpec;
import dev.bringup.model.Desired;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.netboot.dhcp.DhcpCodec;
import dev.bringup.netboot.dhcp.DhcpMessage;
import dev.bringup.netboot.dhcp.MessageType;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decodes a packet, asks its policy, sends what that says, and reports both.
final class DhcpHandler extends SimpleChannelInboundHandler<DatagramPacket> {

    /// One of the two of [DhcpPolicy].
    interface Policy {
        DhcpPolicy.Answer answer(
                DhcpMessage request, Optional<Desired> desired, DhcpPolicy.Self self);
    }

    private static final Logger LOG = LoggerFactory.getLogger(DhcpHandler.class);
    private static final int RELAY_PORT = 67;

    private final Policy policy;
    private final DhcpPolicy.Self self;
    private final Settings.Dhcp settings;
    private final Watch watch;
    private final StrangerPolicy strangers;

    DhcpHandler(
            Policy policy,
            DhcpPolicy.Self self,
            Settings.Dhcp settings,
            Leases leases,
            Watch watch) {
        super(DatagramPacket.class);
        this.policy = policy;
        this.self = self;
        this.settings = settings;
        this.watch = watch;
        this.strangers = new StrangerPolicy(leases, self);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
        switch (DhcpCodec.decode(packet.content().nioBuffer())) {
            case DhcpCodec.Decoded.Malformed(String because) -> {
                watch.tally().count("dhcp_packets", "malformed", "ignored");
                LOG.debug("DHCP packet of {} ignored: {}", packet.sender(), because);
            }
            case DhcpCodec.Decoded.Message(DhcpMessage message) ->
                    answer(context, message, packet.sender());
        }
    }

    private void answer(
            ChannelHandlerContext context, DhcpMessage message, InetSocketAddress sender) {
        String kind = message.options().type().map(MessageType::name).orElse("BOOTP");
        if (message.op() == DhcpMessage.Op.REQUEST) {
            DhcpPolicy.mac(message)
                    .ifPresent(m -> watch.seen(m, DhcpPolicy.asker(message), "DHCP " + kind));
        }
        settle(policy.answer(message, watch.desired().get(), self), context, message, sender);
    }

    private void settle(
            DhcpPolicy.Answer answer,
            ChannelHandlerContext context,
            DhcpMessage message,
            InetSocketAddress sender) {
        String kind = message.options().type().map(MessageType::name).orElse("BOOTP");
        String label = kind.toLowerCase(Locale.ROOT);
        switch (answer) {
            case DhcpPolicy.Answer.Ignore(String because) -> {
                watch.tally().count("dhcp_packets", label, "ignored");
                LOG.debug("{} of {} ignored: {}", kind, message.hardwareAddress(), because);
            }
            case DhcpPolicy.Answer.Send(DhcpMessage reply, DhcpPolicy.Route route) -> {
                String outcome = reply.options().type().map(MessageType::name).orElse("reply");
                watch.tally().count("dhcp_packets", label, outcome.toLowerCase(Locale.ROOT));
                send(context, reply, to(route, sender));
            }
            // One event loop reads this port, so nobody else is at the leases.
            case DhcpPolicy.Answer.Stranger(MessageType type, Mac mac, ClusterSpec.Network seen) ->
                    settle(strangers.answer(type, message, mac, seen), context, message, sender);
        }
    }

    private static void send(
            ChannelHandlerContext context, DhcpMessage reply, InetSocketAddress to) {
        context.writeAndFlush(
                        new DatagramPacket(Unpooled.wrappedBuffer(DhcpCodec.encode(reply)), to))
                .addListener(sent -> {
                    if (!sent.isSuccess()) {
                        LOG.warn("DHCP reply to {} failed: {}", to, "" + sent.cause());
                    }
                });
    }

    private InetSocketAddress to(DhcpPolicy.Route route, InetSocketAddress sender) {
        return switch (route) {
            case DhcpPolicy.Route.Everybody() ->
                    Sockets.address(settings.broadcast(), settings.clientPort());
            case DhcpPolicy.Route.Client(Ip4 address) ->
                    Sockets.address(address, settings.clientPort());
            case DhcpPolicy.Route.Relay(Ip4 address) -> Sockets.address(address, RELAY_PORT);
            case DhcpPolicy.Route.Asker() -> sender;
        };
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        watch.tally().count("dhcp_packets", "malformed", "failed");
        LOG.warn("a DHCP packet could not be handled", cause);
    }
}
