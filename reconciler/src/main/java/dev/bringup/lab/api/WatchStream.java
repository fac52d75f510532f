package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A watch on its connection: one line of JSON per event in a chunked body, until its time is over.
final class WatchStream {

    private static final Duration BOOKMARK_EVERY = Duration.ofSeconds(10);

    private final Channel channel;
    private final Watch watch;
    private final Store store;
    private final InstantSource clock;
    private final Consumer<Store.Change> watcher = this::changed;
    private final List<Future<?>> timers = new ArrayList<>();

    WatchStream(Channel channel, Watch watch, Store store, InstantSource clock) {
        this.channel = channel;
        this.watch = watch;
        this.store = store;
        this.clock = clock;
    }

    void start() {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json");
        HttpUtil.setTransferEncodingChunked(head, true);
        ChannelFuture _ = channel.write(head);
        watch.first(store, clock.instant()).forEach(this::send);
        if (watch.isTooOld(store)) {
            finish();
            return;
        }
        channel.flush();
        store.watch(watcher);
        timers.add(
                channel.eventLoop()
                        .schedule(this::finish, millis(watch.timeout()), TimeUnit.MILLISECONDS));
        if (watch.bookmarks() != Watch.Bookmarks.NONE) {
            long every = millis(BOOKMARK_EVERY);
            timers.add(
                    channel.eventLoop()
                            .scheduleAtFixedRate(
                                    this::bookmark, every, every, TimeUnit.MILLISECONDS));
        }
        ChannelFuture _ = channel.closeFuture().addListener(_ -> stop());
    }

    private static long millis(Duration time) {
        return time.toMillis();
    }

    private void changed(Store.Change change) {
        watch.on(change, clock.instant())
                .ifPresent(event -> {
                    send(event);
                    channel.flush();
                });
    }

    private void bookmark() {
        send(watch.bookmark(store.version()));
        channel.flush();
    }

    /// Whoever does not read what was sent is cut off and will list again.
    private void send(ObjectNode event) {
        ChannelFuture _ =
                channel.write(
                        new DefaultHttpContent(
                                Unpooled.wrappedBuffer(
                                        Json.bytes(event),
                                        "\n".getBytes(StandardCharsets.US_ASCII))));
        if (!channel.isWritable()) {
            ChannelFuture _ = channel.close();
        }
    }

    private void finish() {
        stop();
        ChannelFuture _ = channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    private void stop() {
        store.unwatch(watcher);
        timers.forEach(t -> t.cancel(false));
    }
}
