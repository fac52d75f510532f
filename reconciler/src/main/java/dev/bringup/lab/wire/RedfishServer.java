package dev.bringup.lab.wire;

import dev.bringup.model.Ip4;
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
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// HTTPS of all BMCs of a rack, each on its own address.
final class RedfishServer implements AutoCloseable {

    private static final int MOST_BYTES = 64 << 10;

    private final SslContext tls = BmcCertificate.context();
    private final MultiThreadIoEventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<Channel> channels = new ArrayList<>();

    /// The port that it got.
    int listen(Ip4 address, int port, WebPages pages) throws IOException {
        ChannelFuture bound =
                new ServerBootstrap()
                        .group(loop)
                        .channel(NioServerSocketChannel.class)
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel client) {
                                        client.pipeline()
                                                .addLast(tls.newHandler(client.alloc()))
                                                .addLast(new HttpServerCodec())
                                                .addLast(new HttpObjectAggregator(MOST_BYTES))
                                                .addLast(
                                                        new WebHandler(
                                                                pages, WebHandler.Then.AS_ASKED));
                                    }
                                })
                        .bind(Addresses.of(address, port))
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "%s:%d: %s".formatted(address, port, bound.cause().getMessage()),
                    bound.cause());
        }
        channels.add(bound.channel());
        return ((InetSocketAddress) bound.channel().localAddress()).getPort();
    }

    @Override
    public void close() {
        for (Channel channel : channels) {
            ChannelFuture _ = channel.close().awaitUninterruptibly();
        }
        Future<?> _ = loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
