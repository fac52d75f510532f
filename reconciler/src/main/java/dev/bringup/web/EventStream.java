package dev.bringup.web;

import dev.bringup.query.Board;
import dev.bringup.query.Event;
import dev.bringup.view.Json;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/// One listener: server-sent events with ids, so that a browser that lost its connection gets what
/// it missed. All state is touched on the channel's event loop only.
final class EventStream {

    /// The browser's wait before it connects again.
    private static final int RETRY_MILLIS = 1_000;

    /// Proxies and browsers give up on a silent connection after 30 seconds and more.
    private static final int HEARTBEAT_SECONDS = 10;

    /// The picture changes many times a second; people do not look that often.
    private static final int CHANGED_MILLIS = 200;

    private final Channel channel;
    private final UnaryOperator<String> mask;
    private long sent;
    private boolean changeWaits;

    private EventStream(Channel channel, UnaryOperator<String> mask, long sent) {
        this.mask = mask;
        this.channel = channel;
        this.sent = sent;
    }

    static void open(
            ChannelHandlerContext context,
            Board board,
            UnaryOperator<String> mask,
            long after,
            Runnable closed) {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream")
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        HttpUtil.setTransferEncodingChunked(head, true);
        RequestHandler.secure(head.headers());
        ChannelFuture _ = context.writeAndFlush(head);
        Channel channel = context.channel();
        EventStream stream = new EventStream(channel, mask, after > board.lastId() ? 0 : after);
        stream.write("retry: " + RETRY_MILLIS + "\n\n");
        Runnable stop = board.listen(stream::heard);
        board.eventsSince(stream.sent).forEach(stream::send);
        stream.write("event: changed\ndata: {}\n\n");
        Future<?> heartbeat =
                channel.eventLoop()
                        .scheduleAtFixedRate(
                                () -> stream.write(": still here\n\n"),
                                HEARTBEAT_SECONDS,
                                HEARTBEAT_SECONDS,
                                TimeUnit.SECONDS);
        ChannelFuture _ =
                channel.closeFuture()
                        .addListener(_ -> {
                            stop.run();
                            heartbeat.cancel(false);
                            closed.run();
                        });
    }

    /// Called on the engine's thread.
    private void heard(Board.News news) {
        channel.eventLoop()
                .execute(() -> {
                    switch (news) {
                        case Board.News.Happened(Event event) -> send(event);
                        case Board.News.Published _ -> changeSoon();
                    }
                });
    }

    private void send(Event event) {
        if (event.id() > sent) {
            sent = event.id();
            write(
                    "id: "
                            + event.id()
                            + "\nevent: note\ndata: "
                            + mask.apply(Json.of(event))
                            + "\n\n");
        }
    }

    private void changeSoon() {
        if (!changeWaits) {
            changeWaits = true;
            Future<?> _ =
                    channel.eventLoop()
                            .schedule(
                                    () -> {
                                        changeWaits = false;
                                        write("event: changed\ndata: {}\n\n");
                                    },
                                    CHANGED_MILLIS,
                                    TimeUnit.MILLISECONDS);
        }
    }

    /// A listener that does not read is cut off; when it comes back it says where it left off.
    private void write(String text) {
        if (channel.isWritable()) {
            ChannelFuture _ =
                    channel.writeAndFlush(
                            new DefaultHttpContent(Unpooled.wrappedBuffer(Answer.utf8(text))));
        } else {
            ChannelFuture _ = channel.close();
        }
    }
}
