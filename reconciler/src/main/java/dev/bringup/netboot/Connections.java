package dev.bringup.netboot;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The connections of one server: no more than so many at once, and each for as long as it is
/// neither idle nor broken.
final class Connections extends ChannelInitializer<SocketChannel> {

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    private final int most;
    private final int idleSeconds;
    private final Consumer<ChannelPipeline> handlers;
    private final AtomicInteger open = new AtomicInteger();

    /// `handlers` adds what understands the bytes.
    Connections(int most, int idleSeconds, Consumer<ChannelPipeline> handlers) {
        this.most = most;
        this.idleSeconds = idleSeconds;
        this.handlers = handlers;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
        channel.closeFuture().addListener(_ -> open.decrementAndGet());
        if (open.incrementAndGet() > most) {
            Future<?> _ = channel.close();
            return;
        }
        channel.pipeline().addLast(new IdleStateHandler(true, 0, 0, idleSeconds, TimeUnit.SECONDS));
        handlers.accept(channel.pipeline());
        channel.pipeline().addLast(new End());
    }

    private static final class End extends ChannelInboundHandlerAdapter {

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof IdleStateEvent) {
                close(context);
            }
        }

        /// Connections of machines that lose their power end this way.
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.debug("connection of {} failed", context.channel().remoteAddress(), cause);
            close(context);
        }

        private static void close(ChannelHandlerContext context) {
            Future<?> _ = context.close();
        }
    }
}
