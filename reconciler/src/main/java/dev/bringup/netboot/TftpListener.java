package dev.bringup.netboot;

import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.Sighting;
import dev.bringup.netboot.tftp.TftpCodec;
import dev.bringup.netboot.tftp.TftpPacket;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hears requests on the well-known port and opens a [TftpSession] for each that can be served.
final class TftpListener extends SimpleChannelInboundHandler<DatagramPacket> {

    /// Above it a client is told to try again: it bounds sockets, and firmware retries.
    private static final int MOST_SESSIONS = 2048;

    /// A desk that says nothing for so long is stuck; loaders give up sooner, and ask again.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(TftpListener.class);

    private final Transport transport;
    private final TftpFiles files;
    private final Loaders loaders;
    private final Executor blocking;
    private final Watch watch;
    private final Set<InetSocketAddress> busy = ConcurrentHashMap.newKeySet();

    TftpListener(
            Transport transport, TftpFiles files, Loaders loaders, Executor blocking, Watch watch) {
        super(DatagramPacket.class);
        this.transport = transport;
        this.files = files;
        this.loaders = loaders;
        this.blocking = blocking;
        this.watch = watch;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
        InetSocketAddress client = packet.sender();
        switch (TftpCodec.decode(packet.content().nioBuffer())) {
            case TftpCodec.Decoded.Malformed(String because) -> {
                watch.tally().count("tftp_requests", "malformed", "ignored");
                LOG.debug("TFTP packet of {} ignored: {}", client, because);
            }
            case TftpCodec.Decoded.Packet(TftpPacket.Read read) -> {
                InetSocketAddress us = (InetSocketAddress) context.channel().localAddress();
                watch.keep(client, us, packet.content().nioBuffer());
                read(context, client, read);
            }
            case TftpCodec.Decoded.Packet(TftpPacket.Write _) ->
                    refuse(context, client, TftpPacket.Code.ACCESS_VIOLATION, "read only");
            // Never answer anything else: two servers would answer each other for ever.
            case TftpCodec.Decoded.Packet(TftpPacket _) ->
                    watch.tally().count("tftp_requests", "stray", "ignored");
        }
    }

    private void read(
            ChannelHandlerContext context, InetSocketAddress client, TftpPacket.Read read) {
        Sockets.ip4(client)
                .ifPresent(ip -> watch.seen(ip, Sighting.Packet.TFTP, "TFTP " + read.file()));
        if (!read.mode().equals("octet")) {
            refuse(context, client, TftpPacket.Code.ILLEGAL_OPERATION, "octet mode only");
            return;
        }
        if (busy.size() >= MOST_SESSIONS) {
            refuse(context, client, TftpPacket.Code.UNDEFINED, "too many transfers");
            return;
        }
        if (!busy.add(client)) {
            watch.tally().count("tftp_requests", "read", "repeated");
            return;
        }
        blocking.execute(() -> serve(context, client, read));
    }

    private void serve(
            ChannelHandlerContext context, InetSocketAddress client, TftpPacket.Read read) {
        Optional<ByteBuffer> content = files.find(read.file());
        if (content.isPresent()) {
            send(context, client, read, content.get());
            return;
        }
        Optional<LoaderFile> wanted = LoaderFile.of(read.file());
        Optional<Mac> mac = wanted.flatMap(LoaderFile::mac).or(() -> watch.macAt(client));
        Optional<Ip4> from = Sockets.ip4(client);
        if (wanted.isEmpty() || mac.isEmpty() || from.isEmpty()) {
            missing(context, client);
            return;
        }
        watch.met(mac.get(), from.get());
        Future<?> late =
                context.executor()
                        .schedule(
                                () -> missing(context, client),
                                PATIENCE.toMillis(),
                                TimeUnit.MILLISECONDS);
        loaders.ask(
                wanted.get(),
                mac.get(),
                from.get(),
                told -> {
                    if (late.cancel(false)) {
                        told.map(StandardCharsets.UTF_8::encode)
                                .ifPresentOrElse(
                                        text -> send(context, client, read, text),
                                        () -> missing(context, client));
                    }
                });
    }

    private void missing(ChannelHandlerContext context, InetSocketAddress client) {
        busy.remove(client);
        refuse(context, client, TftpPacket.Code.FILE_NOT_FOUND, "no such file");
    }

    private void send(
            ChannelHandlerContext context,
            InetSocketAddress client,
            TftpPacket.Read read,
            ByteBuffer content) {
        TftpTransfer transfer = TftpTransfer.of(content, read.options());
        InetSocketAddress local = (InetSocketAddress) context.channel().localAddress();
        ChannelFuture session =
                transport
                        .datagrams()
                        .handler(new TftpSession(transfer, read.file(), watch))
                        .connect(client, new InetSocketAddress(local.getAddress(), 0));
        session.channel().closeFuture().addListener(_ -> busy.remove(client));
    }

    private void refuse(
            ChannelHandlerContext context,
            InetSocketAddress client,
            TftpPacket.Code code,
            String text) {
        watch.tally().count("tftp_requests", "read", "refused");
        LOG.debug("TFTP request of {} refused: {}", client, text);
        ByteBuffer packet = TftpCodec.encode(new TftpPacket.Failure(code, text));
        Future<?> _ =
                context.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(packet), client));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.warn("a TFTP packet could not be handled", cause);
    }
}
