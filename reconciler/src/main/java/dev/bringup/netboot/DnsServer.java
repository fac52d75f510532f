package dev.bringup.netboot;

import dev.bringup.model.Ip4;
import dev.bringup.model.Roster;
import dev.bringup.netboot.dns.DnsCodec;
import dev.bringup.netboot.dns.DnsMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.util.concurrent.Future;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers by UDP and TCP. The zone is made once per commit, by whoever asks first.
final class DnsServer {

    /// Bytes of a connection: some thirty questions, so that it is not many answers that wait for
    /// one who does not read them.
    static final int READ_AT_ONCE = 512;

    private static final Connections.Limits CONNECTIONS = new Connections.Limits(256, 32, 5);

    private static final Logger LOG = LoggerFactory.getLogger(DnsServer.class);

    private record Made(Roster of, DnsZone zone) {}

    private final Ip4 us;
    private final Watch watch;
    private final Optional<Resolver> resolver;
    private volatile Optional<Made> made = Optional.empty();

    /// Without a resolver nobody else is asked.
    DnsServer(Ip4 us, Watch watch, Optional<Resolver> resolver) {
        this.us = us;
        this.watch = watch;
        this.resolver = resolver;
    }

    private Optional<DnsZone> zone() {
        Optional<Roster> roster = watch.roster();
        if (roster.isEmpty()) {
            return Optional.empty();
        }
        Optional<Made> last = made;
        if (last.isEmpty() || !last.get().of().equals(roster.get())) {
            last = Optional.of(new Made(roster.get(), DnsZone.of(roster.get().desired(), us)));
            made = last;
        }
        return last.map(Made::zone);
    }

    /// Sends what is to be sent, now or once others answered. False for what is no question.
    private boolean answer(
            ByteBuf packet, DnsPolicy.Over over, InetSocketAddress sender, Consumer<ByteBuf> send) {
        Optional<DnsZone> zone = zone();
        DnsPolicy.Way way = new DnsPolicy.Way(over, help(zone, sender));
        DnsPolicy.Answer answer = DnsPolicy.answer(DnsCodec.decode(packet.nioBuffer()), zone, way);
        return switch (answer) {
            case DnsPolicy.Answer.Silence silence -> {
                count(silence);
                yield false;
            }
            case DnsPolicy.Answer.Reply reply -> {
                count(reply);
                send.accept(Unpooled.wrappedBuffer(reply.packet()));
                yield true;
            }
            case DnsPolicy.Answer.Elsewhere(DnsMessage asked, String _) -> {
                resolver.orElseThrow()
                        .resolve(
                                asked,
                                known -> {
                                    if (DnsPolicy.handed(asked, known, way)
                                            instanceof DnsPolicy.Answer.Reply reply) {
                                        count(reply);
                                        send.accept(Unpooled.wrappedBuffer(reply.packet()));
                                    }
                                });
                yield true;
            }
        };
    }

    private void count(DnsPolicy.Answer answer) {
        watch.tally().count("dns_queries", answer.kind(), answer.outcome());
    }

    private DnsPolicy.Help help(Optional<DnsZone> zone, InetSocketAddress sender) {
        return resolver.isPresent() && isOurs(zone, sender.getAddress())
                ? DnsPolicy.Help.ASKS_OTHERS
                : DnsPolicy.Help.NONE;
    }

    /// A machine of the commit's networks, or this host.
    static boolean isOurs(Optional<DnsZone> zone, InetAddress sender) {
        return sender.isLoopbackAddress()
                || (sender instanceof Inet4Address address
                        && zone.filter(z -> z.isNear(Ip4.of(address.getAddress()))).isPresent());
    }

    SimpleChannelInboundHandler<DatagramPacket> datagrams() {
        return new Datagrams();
    }

    Connections connections() {
        return new Connections(
                CONNECTIONS,
                (pipeline, _) ->
                        pipeline.addLast(
                                new LengthFieldBasedFrameDecoder(DnsCodec.LARGEST + 2, 0, 2, 0, 2),
                                new LengthFieldPrepender(2),
                                new Connection()));
    }

    private final class Datagrams extends SimpleChannelInboundHandler<DatagramPacket> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            InetSocketAddress sender = packet.sender();
            boolean _ =
                    answer(
                            packet.content(),
                            DnsPolicy.Over.UDP,
                            sender,
                            reply -> send(context, new DatagramPacket(reply, sender)));
        }

        /// What comes later than the packets that were read with it is sent by itself.
        private static void send(ChannelHandlerContext context, DatagramPacket packet) {
            Future<?> _ =
                    context.executor().inEventLoop()
                            ? context.write(packet, context.voidPromise())
                            : context.writeAndFlush(packet, context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        /// A sender that is gone, or one that cannot be.
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            watch.tally().count("dns_queries", "other", "failed");
            LOG.debug("a DNS packet could not be answered", cause);
        }
    }

    private final class Connection extends SimpleChannelInboundHandler<ByteBuf> {

        /// Who does not read answers is not read either. What one read holds is answered still, and
        /// that is little.
        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            context.channel().config().setAutoRead(context.channel().isWritable());
        }

        /// Who sends what is no question is not listened to any longer.
        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf packet) {
            InetSocketAddress sender = (InetSocketAddress) context.channel().remoteAddress();
            Consumer<ByteBuf> send =
                    reply -> {
                        Future<?> _ = context.writeAndFlush(reply);
                    };
            if (!answer(packet, DnsPolicy.Over.TCP, sender, send)) {
                Future<?> _ = context.close();
            }
        }
    }
}
