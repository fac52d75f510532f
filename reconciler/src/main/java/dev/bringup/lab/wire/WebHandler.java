package dev.bringup.lab.wire;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Between Netty and pages.
final class WebHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

    /// What becomes of a connection after an answer.
    enum Then {
        CLOSE,
        AS_ASKED
    }

    private final WebPages pages;
    private final Then then;

    WebHandler(WebPages pages, Then then) {
        this.pages = pages;
        this.then = then;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        Map<String, String> headers = new TreeMap<>();
        request.headers()
                .forEach(header ->
                        headers.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        WebPages.Reply reply =
                pages.answer(
                        new WebPages.Request(
                                request.method().name(),
                                request.uri(),
                                headers,
                                request.content().toString(StandardCharsets.UTF_8)));
        DefaultFullHttpResponse response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.valueOf(reply.status()),
                        Unpooled.copiedBuffer(reply.body(), StandardCharsets.UTF_8));
        reply.headers().forEach(response.headers()::set);
        // An answer without content has no length either.
        if (reply.status() != 204) {
            response.headers()
                    .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
        }
        boolean stays = then == Then.AS_ASKED && HttpUtil.isKeepAlive(request);
        HttpUtil.setKeepAlive(response, stays);
        ChannelFuture written = context.writeAndFlush(response);
        if (!stays) {
            ChannelFuture _ = written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        ChannelFuture _ = context.close();
    }
}
