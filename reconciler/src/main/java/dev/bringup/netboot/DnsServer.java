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
import java.nio.ByteBuffer;
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
        return settle(DnsPolicy.answer(DnsCodec.decode(packet.nioBuffer()), zone, way), way, send);
    }

    private boolean settle(DnsPolicy.Answer answer, DnsPolicy.Way way, Consumer<ByteBuf> send) {
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

    /// What was said of our own names, by the whole question but for its number.
    private record Spoken(ByteBuffer packet, String kind, String outcome) {}

    private final class Datagrams extends SimpleChannelInboundHandler<DatagramPacket> {

        private static final int NUMBER = 2;

        private final Answered<Spoken> forOurs = new Answered<>();
        private final Answered<Spoken> forOthers = new Answered<>();

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            Optional<DnsZone> zone = zone();
            if (zone.isEmpty() || packet.content().readableBytes() <= NUMBER) {
                ask(context, packet);
                return;
            }
            boolean helped = help(zone, packet.sender()) == DnsPolicy.Help.ASKS_OTHERS;
            Answered<Spoken> answered = helped ? forOurs : forOthers;
            ByteBuf content = packet.content();
            ByteBuf question =
                    content.slice(content.readerIndex() + NUMBER, content.readableBytes() - NUMBER);
            answered.find(zone.get(), question)
                    .ifPresentOrElse(
                            spoken -> repeat(context, packet, spoken),
                            () -> first(context, packet, answered, question));
        }

        private void repeat(ChannelHandlerContext context, DatagramPacket packet, Spoken spoken) {
            watch.tally().count("dns_queries", spoken.kind(), spoken.outcome());
            ByteBuffer whole = spoken.packet();
            ByteBuf reply =
                    context.alloc()
                            .directBuffer(whole.remaining())
                            .writeBytes(packet.content(), packet.content().readerIndex(), NUMBER)
                            .writeBytes(whole.slice(NUMBER, whole.remaining() - NUMBER));
            send(context, new DatagramPacket(reply, packet.sender()));
        }

        private void first(
                ChannelHandlerContext context,
                DatagramPacket packet,
                Answered<Spoken> answered,
                ByteBuf question) {
            Optional<DnsZone> zone = zone();
            DnsPolicy.Way way = new DnsPolicy.Way(DnsPolicy.Over.UDP, help(zone, packet.sender()));
            DnsPolicy.Answer answer =
                    DnsPolicy.answer(DnsCodec.decode(packet.content().nioBuffer()), zone, way);
            if (answer
                    instanceof
                    DnsPolicy.Answer.Reply(ByteBuffer made, String kind, String outcome)) {
                answered.keep(question, new Spoken(made, kind, outcome));
            }
            InetSocketAddress sender = packet.sender();
            boolean _ =
                    settle(answer, way, reply -> send(context, new DatagramPacket(reply, sender)));
        }

        private void ask(ChannelHandlerContext context, DatagramPacket packet) {
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
