package dev.bringup.lab.wire;

import dev.bringup.power.ipmi.BmcSide;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// A power distribution unit on its own address. Like the real ones it answers one request on each
/// connection and closes it.
final class PduServer implements AutoCloseable {

    private static final int MOST_BYTES = 8 << 10;

    private final Relays relays;
    private final MultiThreadIoEventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel channel;

    private PduServer(PduPlan plan, Relays relays, WebPages pages) throws IOException {
        this.relays = relays;
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(loop)
                        .channel(NioServerSocketChannel.class)
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel client) {
                                        client.pipeline()
                                                .addLast(new HttpServerCodec())
                                                .addLast(new HttpObjectAggregator(MOST_BYTES))
                                                .addLast(
                                                        new WebHandler(
                                                                pages, WebHandler.Then.CLOSE));
                                    }
                                });
        ChannelFuture bound =
                bootstrap.bind(Addresses.of(plan.address(), plan.port())).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            stop();
            throw new IOException(
                    "%s:%d: %s".formatted(plan.address(), plan.port(), bound.cause().getMessage()),
                    bound.cause());
        }
        channel = bound.channel();
    }

    static PduServer start(
            PduPlan plan, BmcSide.Login login, RandomGenerator random, Runnable onChange)
            throws IOException {
        Relays relays = new Relays(plan.locked(), onChange);
        WebPages pages =
                switch (plan.face()) {
                    case REST -> new PduRest(relays, login, random);
                    case FORM, BASIC -> new PduClassic(relays, login, plan.face(), random);
                };
        return new PduServer(plan, relays, pages);
    }

    Relays relays() {
        return relays;
    }

    int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    @Override
    public void close() {
        Future<?> _ = channel.close().awaitUninterruptibly();
        stop();
    }

    private void stop() {
        Future<?> _ = loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
