package dev.bringup.netboot;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Makes whole requests of their parts. A body over the limit is refused, and then read to its end:
/// closing a socket with unread bytes sends a reset, which overtakes the refusal.
final class WholeRequests extends HttpObjectAggregator {

    /// Who still sends after so long does not listen.
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    WholeRequests(int largestBody) {
        super(largestBody);
    }

    @Override
    protected void handleOversizedMessage(ChannelHandlerContext context, HttpMessage oversized) {
        FullHttpResponse refusal =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE);
        HttpUtil.setContentLength(refusal, 0);
        HttpUtil.setKeepAlive(refusal, false);
        SocketChannel channel = (SocketChannel) context.channel();
        channel.config().setAutoRead(true);
        ScheduledFuture<?> late =
                context.executor()
                        .schedule(() -> close(channel), FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(_ -> late.cancel(false));
        context.writeAndFlush(refusal).addListener(_ -> endOutput(channel));
    }

    /// The other side answers the end of our stream with the end of its own.
    private static void endOutput(SocketChannel channel) {
        Future<?> _ = channel.shutdownOutput();
    }

    private static void close(SocketChannel channel) {
        Future<?> _ = channel.close();
    }
}
