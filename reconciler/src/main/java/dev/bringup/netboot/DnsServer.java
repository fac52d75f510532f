package dev.bringup.netboot;

import dev.bringup.model.Desired;
import dev.bringup.model.Ip4;
import dev.bringup.netboot.dns.DnsCodec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.util.concurrent.Future;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers by UDP and TCP. The zone is made once per commit, by whoever asks first.
final class DnsServer {

    /// Bytes of a connection: some thirty questions, so that it is not many answers that wait for
    /// one who does not read them.
    static final int READ_AT_ONCE = 512;

    private static final int MOST_CONNECTIONS = 256;
    private static final int IDLE_SECONDS = 5;

    private static final Logger LOG = LoggerFactory.getLogger(DnsServer.class);

    private record Made(Desired of, DnsZone zone) {}

    private final Ip4 us;
    private final Watch watch;
    private volatile Optional<Made> made = Optional.empty();

    DnsServer(Ip4 us, Watch watch) {
        this.us = us;
        this.watch = watch;
    }

    private Optional<DnsZone> zone() {
        Optional<Desired> desired = watch.desired().get();
        if (desired.isEmpty()) {
            return Optional.empty();
        }
        Optional<Made> last = made;
        if (last.isEmpty() || !last.get().of().equals(desired.get())) {
            last = Optional.of(new Made(desired.get(), DnsZone.of(desired.get(), us)));
            made = last;
        }
        return last.map(Made::zone);
    }

    private Optional<ByteBuf> answer(ByteBuf packet, DnsPolicy.Over over) {
        DnsPolicy.Answer answer =
                DnsPolicy.answer(DnsCodec.decode(packet.nioBuffer()), zone(), over);
        watch.tally().count("dns_queries", answer.kind(), answer.outcome());
        return answer.packet().map(Unpooled::wrappedBuffer);
    }

    SimpleChannelInboundHandler<DatagramPacket> datagrams() {
        return new Datagrams();
    }

    Connections connections() {
        return new Connections(
                MOST_CONNECTIONS,
                IDLE_SECONDS,
                pipeline ->
                        pipeline.addLast(
                                new LengthFieldBasedFrameDecoder(DnsCodec.LARGEST + 2, 0, 2, 0, 2),
                                new LengthFieldPrepender(2),
                                new Connection()));
    }

    private final class Datagrams extends SimpleChannelInboundHandler<DatagramPacket> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            Optional<ByteBuf> reply = answer(packet.content(), DnsPolicy.Over.UDP);
            if (reply.isPresent()) {
                Future<?> _ =
                        context.write(
                                new DatagramPacket(reply.get(), packet.sender()),
                                context.voidPromise());
            }
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
            Optional<ByteBuf> reply = answer(packet, DnsPolicy.Over.TCP);
            Future<?> _ = reply.isPresent() ? context.writeAndFlush(reply.get()) : context.close();
        }
    }
}
