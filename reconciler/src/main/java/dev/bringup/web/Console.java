package dev.bringup.web;

import dev.bringup.query.Board;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/// The console's server.
public final class Console implements AutoCloseable {

    /// A port that is taken is usually another Bringup on this computer.
    private static final int PORTS_TRIED = 21;

    private static final int LISTENERS = 200;

    /// A webhook tells of every commit of a push; one that is larger is refused, and the next look
    /// at Git finds what it was about.
    private static final int REQUEST_BYTES = 1 << 20;

    private static final int THREADS = 2;

    private final MultiThreadIoEventLoopGroup loops;
    private final Channel channel;
    private final ChannelGroup clients;

    private Console(MultiThreadIoEventLoopGroup loops, Channel channel, ChannelGroup clients) {
        this.loops = loops;
        this.channel = channel;
        this.clients = clients;
    }

    /// `mask` takes out of what is sent what nobody may see. Binds the wanted port or, if it is
    /// taken, one of the twenty behind it. Port 0 is any.
    public static Console open(
            InetSocketAddress wanted,
            Board board,
            Posts posts,
            Exposition metrics,
            UnaryOperator<String> mask,
            InstantSource clock)
            throws BindException {
        Routes routes = new Routes(board, posts.recordings(), metrics, posts::branches);
        Semaphore streams = new Semaphore(LISTENERS);
        ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
        MultiThreadIoEventLoopGroup loops =
                new MultiThreadIoEventLoopGroup(THREADS, NioIoHandler.newFactory());
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(loops)
                        .channel(NioServerSocketChannel.class)
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel client) {
                                        clients.add(client);
                                        client.pipeline()
                                                .addLast(new HttpServerCodec())
                                                .addLast(new HttpObjectAggregator(REQUEST_BYTES))
                                                .addLast(
                                                        new RequestHandler(
                                                                routes, posts, board, mask, streams,
                                                                clock));
                                    }
                                });
        try {
            return new Console(loops, bind(bootstrap, wanted), clients);
        } catch (BindException e) {
            stop(loops);
            throw e;
        }
    }

    private static Channel bind(ServerBootstrap bootstrap, InetSocketAddress wanted)
            throws BindException {
        int tries = wanted.getPort() == 0 ? 1 : PORTS_TRIED;
        for (int i = 0; i < tries && wanted.getPort() + i <= 65_535; i++) {
            InetSocketAddress next =
                    new InetSocketAddress(wanted.getAddress(), wanted.getPort() + i);
            ChannelFuture bound = bootstrap.bind(next).awaitUninterruptibly();
            if (bound.isSuccess()) {
                return bound.channel();
            }
            if (!(bound.cause() instanceof BindException)) {
                throw new IllegalStateException("cannot listen on " + next, bound.cause());
            }
        }
        throw new BindException(
                "no free port for the console at "
                        + wanted.getAddress().getHostAddress()
                        + " from "
                        + wanted.getPort()
                        + " to "
                        + Math.min(65_535, wanted.getPort() + tries - 1));
    }

    /// Where it really listens.
    public InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    @Override
    public void close() {
        Future<?> _ = channel.close().awaitUninterruptibly();
        // Loops that stop may leave clients connected to nobody: a browser would send its next
        // request into the void instead of connecting again.
        Future<?> _ = clients.close().awaitUninterruptibly();
        stop(loops);
    }

    private static void stop(MultiThreadIoEventLoopGroup loops) {
        Future<?> _ = loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
