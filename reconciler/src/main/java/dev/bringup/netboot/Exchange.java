package dev.bringup.netboot;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One request and its one response. The connection reads its next request when the response is
/// out.
final class Exchange {

    /// Whoever has a permit gets what it is for, so it is not shown.
    private static final Pattern PERMIT = Pattern.compile("( /(?:config|report)/)[^/?]+");

    private final ChannelHandlerContext context;
    private final boolean keepAlive;
    private final Asked asked;
    private final Watch watch;
    private final String label;
    private final String request;
    private final AtomicBoolean answered = new AtomicBoolean();

    /// Of what was asked, as much as an answer goes by; the request itself is gone by then.
    private record Asked(
            boolean isPlain,
            @Nullable String range,
            @Nullable String ifRange,
            @Nullable String ifNoneMatch) {

        private static final Asked PLAIN = new Asked(true, null, null, null);

        static Asked of(HttpRequest request) {
            HttpHeaders headers = request.headers();
            String range = headers.get(HttpHeaderNames.RANGE);
            String ifRange = headers.get(HttpHeaderNames.IF_RANGE);
            String ifNoneMatch = headers.get(HttpHeaderNames.IF_NONE_MATCH);
            boolean nothing = range == null && ifRange == null && ifNoneMatch == null;
            return nothing
                            && HttpVersion.HTTP_1_1.equals(request.protocolVersion())
                            && HttpMethod.GET.equals(request.method())
                    ? PLAIN
                    : new Asked(false, range, ifRange, ifNoneMatch);
        }
    }

    Exchange(ChannelHandlerContext context, HttpRequest request, String label, Watch watch) {
        this.context = context;
        this.keepAlive = HttpUtil.isKeepAlive(request);
        this.asked = Asked.of(request);
        this.label = label;
        this.request = request.method().name() + " " + request.uri();
        this.watch = watch;
    }

    /// From any thread; only the first reply counts.
    void reply(BootReply reply) {
        if (!claim(reply.status())) {
            return;
        }
        ByteBuf body = Unpooled.copiedBuffer(reply.body(), StandardCharsets.UTF_8);
        FullHttpResponse response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.valueOf(reply.status()),
                        isHead() ? Unpooled.EMPTY_BUFFER : body);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, reply.type());
        response.headers().set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        reply.retryAfter()
                .ifPresent(time ->
                        response.headers().set(HttpHeaderNames.RETRY_AFTER, time.toSeconds()));
        if (reply.status() != 204) {
            HttpUtil.setContentLength(response, body.readableBytes());
        }
        connection(response);
        finish(context.writeAndFlush(response));
    }

    /// Sends a file or the part of it that was asked for.
    void send(Content file) throws IOException {
        if (file instanceof HotFiles.Hot hot && keepAlive && asked.isPlain()) {
            if (claim(HttpResponseStatus.OK.code())) {
                finish(context.writeAndFlush(hot));
            }
            return;
        }
        Optional<String> range = Optional.ofNullable(asked.range());
        String ifRange = Optional.ofNullable(asked.ifRange()).orElse(file.etag());
        ByteRange part = ByteRange.of(range.filter(_ -> ifRange.equals(file.etag())), file.size());
        String known = Optional.ofNullable(asked.ifNoneMatch()).orElse("");
        if (known.equals("*") || known.contains(file.etag())) {
            empty(file, HttpResponseStatus.NOT_MODIFIED);
            return;
        }
        switch (part) {
            case ByteRange.Unsatisfiable() ->
                    empty(file, HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE);
            case ByteRange.Whole() -> body(file, HttpResponseStatus.OK, 0, file.size());
            case ByteRange.Part(long from, long length) ->
                    body(file, HttpResponseStatus.PARTIAL_CONTENT, from, length);
        }
    }

    private void empty(Content file, HttpResponseStatus status) throws IOException {
        file.close();
        if (!claim(status.code())) {
            return;
        }
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER);
        response.headers().set(HttpHeaderNames.ETAG, file.etag());
        if (status.equals(HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE)) {
            response.headers().set(HttpHeaderNames.CONTENT_RANGE, "bytes */" + file.size());
            HttpUtil.setContentLength(response, 0);
        }
        connection(response);
        finish(context.writeAndFlush(response));
    }

    private void body(Content file, HttpResponseStatus status, long from, long length)
            throws IOException {
        if (!claim(status.code())) {
            file.close();
            return;
        }
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/octet-stream")
                .set(HttpHeaderNames.ACCEPT_RANGES, "bytes")
                .set(HttpHeaderNames.ETAG, file.etag());
        if (status.equals(HttpResponseStatus.PARTIAL_CONTENT)) {
            response.headers()
                    .set(
                            HttpHeaderNames.CONTENT_RANGE,
                            "bytes %d-%d/%d".formatted(from, from + length - 1, file.size()));
        }
        HttpUtil.setContentLength(response, length);
        connection(response);
        Future<?> _ = context.write(response);
        if (isHead()) {
            file.close();
        } else {
            Future<?> _ = context.write(file.part(from, length));
        }
        finish(context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT));
    }

    private boolean claim(int status) {
        boolean first = answered.compareAndSet(false, true);
        if (first) {
            watch.tally().count("http_requests", label, status == 200 ? "200" : "" + status);
            watch.keep(
                    context.channel().remoteAddress(),
                    () -> PERMIT.matcher(request).replaceFirst("$1***") + " -> " + status);
        }
        return first;
    }

    private boolean isHead() {
        return request.startsWith("HEAD ");
    }

    private void connection(HttpResponse response) {
        HttpUtil.setKeepAlive(response, keepAlive);
    }

    private void finish(ChannelFuture written) {
        written.addListener(end -> {
            if (keepAlive && end.isSuccess()) {
                context.channel().config().setAutoRead(true);
            } else {
                Future<?> _ = context.channel().close();
            }
        });
    }
}
