package dev.bringup.netboot;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Whose turn it is on one connection: a request has so much time from its first byte to its last,
/// however steadily its sender dribbles, and once it is whole nobody ends the connection for
/// another's.
final class Turns {

    private final Connections connections;
    private final Duration patience;
    private @Nullable Future<?> late;
    private int unanswered;

    /// Bytes came of which no request was made yet.
    private boolean begun;

    Turns(Connections connections, Duration patience) {
        this.connections = connections;
        this.patience = patience;
    }

    /// Before what makes requests of bytes.
    ChannelHandler bytes() {
        return new Bytes();
    }

    /// Behind it.
    ChannelHandler messages() {
        return new Messages();
    }

    private void arm(ChannelHandlerContext context) {
        if (late == null && unanswered == 0) {
            late =
                    context.executor()
                            .schedule(
                                    () -> {
                                        Future<?> _ = context.close();
                                    },
                                    patience.toMillis(),
                                    TimeUnit.MILLISECONDS);
        }
    }

    private void disarm() {
        if (late != null) {
            late.cancel(false);
            late = null;
        }
    }

    private final class Bytes extends ChannelInboundHandlerAdapter {

        @Override
        public void channelActive(ChannelHandlerContext context) {
            arm(context);
            context.fireChannelActive();
        }

        /// Most requests come whole, and need no alarm.
        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            begun = true;
            context.fireChannelRead(bytes);
            if (begun) {
                arm(context);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            disarm();
            context.fireChannelInactive();
        }
    }

    private final class Messages extends ChannelDuplexHandler {

        @Override
        public void channelRead(ChannelHandlerContext context, Object request) {
            begun = false;
            disarm();
            unanswered++;
            connections.busy(context.channel());
            context.fireChannelRead(request);
        }

        @Override
        public void write(ChannelHandlerContext context, Object part, ChannelPromise promise) {
            if (part instanceof LastHttpContent || part instanceof HotFiles.Hot) {
                promise.addListener(_ -> answered(context));
            }
            Future<?> _ = context.write(part, promise);
        }

        private void answered(ChannelHandlerContext context) {
            unanswered--;
            if (unanswered == 0) {
                connections.waits(context.channel());
            }
        }
    }
}
