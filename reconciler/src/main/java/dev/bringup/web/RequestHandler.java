package dev.bringup.web;

import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;

import dev.bringup.query.Board;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the routes and writes what they say.
final class RequestHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

    /// Everything comes from here and nothing leads elsewhere; no inline script runs.
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";

    private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);

    private final Routes routes;
    private final Posts posts;
    private final Board board;
    private final UnaryOperator<String> mask;
    private final Semaphore streams;
    private final InstantSource clock;

    RequestHandler(
            Routes routes,
            Posts posts,
            Board board,
            UnaryOperator<String> mask,
            Semaphore streams,
            InstantSource clock) {
        this.routes = routes;
        this.posts = posts;
        this.board = board;
        this.mask = mask;
        this.streams = streams;
        this.clock = clock;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        QueryStringDecoder asked = new QueryStringDecoder(request.uri());
        String path = asked.path();
        if (request.method().equals(HttpMethod.POST) && posts.knows(path)) {
            posts.take(
                    path,
                    name -> request.headers().get(name, ""),
                    ByteBufUtil.getBytes(request.content()),
                    body -> write(context, request, body));
            return;
        }
        Optional<String> recorded =
                request.method().equals(HttpMethod.GET) ? posts.recorded(path) : Optional.empty();
        if (recorded.isPresent()) {
            posts.record(
                    recorded.get(),
                    question(request, asked).parameter("attempt"),
                    request.headers().get(HttpHeaderNames.AUTHORIZATION, ""),
                    answer -> give(context, request, answer));
            return;
        }
        give(context, request, answer(question(request, asked)));
    }

    private void give(ChannelHandlerContext context, FullHttpRequest request, Answer answer) {
        switch (answer) {
            case Answer.Body body -> write(context, request, body);
            case Answer.Download(String type, String name, ByteBuffer bytes) -> {
                FullHttpResponse response =
                        response(Unpooled.wrappedBuffer(bytes), type, bytes.remaining());
                response.headers()
                        .set(
                                HttpHeaderNames.CONTENT_DISPOSITION,
                                "attachment; filename=\"" + name + "\"");
                send(context, request, response);
            }
            case Answer.Stream(long after) -> {
                if (!streams.tryAcquire()) {
                    write(context, request, Answer.text(503, "too many listen already"));
                } else {
                    EventStream.open(context, board, mask, after, streams::release);
                }
            }
        }
    }

    /// A bug in one answer is said, there and in the log: an empty reply helps nobody.
    private Answer answer(Routes.Question question) {
        try {
            return routes.answer(question);
        } catch (RuntimeException e) {
            LOG.error("cannot answer {} {}", question.method(), question.path(), e);
            return Answer.text(500, "this cannot be answered; the log says why");
        }
    }

    private static Routes.Question question(FullHttpRequest request, QueryStringDecoder asked) {
        return new Routes.Question(
                request.method().name(),
                asked.path(),
                asked.parameters(),
                after(request, asked),
                request.headers().get(HttpHeaderNames.ACCEPT, ""));
    }

    /// Where a browser that lost its connection left off; a first visit may ask with `?after=`.
    private static long after(FullHttpRequest request, QueryStringDecoder uri) {
        List<String> asked = uri.parameters().getOrDefault("after", List.of("0"));
        String id = request.headers().get("Last-Event-ID", asked.getFirst());
        return id.matches("[0-9]{1,18}") ? Long.parseLong(id) : 0;
    }

    private void write(ChannelHandlerContext context, FullHttpRequest request, Answer.Body body) {
        boolean ours = body.keep() == Answer.Keep.UNTIL_ASKED;
        byte[] bytes = Answer.utf8(ours ? body.text() : mask.apply(body.text()));
        ByteBuf content =
                request.method().equals(HttpMethod.HEAD)
                        ? Unpooled.EMPTY_BUFFER
                        : Unpooled.wrappedBuffer(bytes);
        FullHttpResponse response = response(content, body.type(), bytes.length);
        response.setStatus(HttpResponseStatus.valueOf(body.status()));
        if (ours) {
            response.headers().set(HttpHeaderNames.CACHE_CONTROL, "no-cache");
        }
        send(context, request, response);
    }

    private static FullHttpResponse response(ByteBuf content, String type, int length) {
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, content);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, type)
                .set(HttpHeaderNames.CONTENT_LENGTH, length)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        return response;
    }

    private void send(
            ChannelHandlerContext context, FullHttpRequest request, FullHttpResponse response) {
        secure(response.headers());
        response.headers()
                .set(
                        HttpHeaderNames.DATE,
                        RFC_1123_DATE_TIME.format(clock.instant().atOffset(ZoneOffset.UTC)));
        boolean alive = HttpUtil.isKeepAlive(request);
        HttpUtil.setKeepAlive(response, alive);
        ChannelFuture written = context.writeAndFlush(response);
        if (!alive) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    static void secure(HttpHeaders headers) {
        headers.set("Content-Security-Policy", POLICY)
                .set("X-Content-Type-Options", "nosniff")
                .set("Referrer-Policy", "no-referrer")
                .set("Cross-Origin-Resource-Policy", "same-origin");
    }

    /// A client that went away is no news.
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        ChannelFuture _ = context.close();
    }
}
