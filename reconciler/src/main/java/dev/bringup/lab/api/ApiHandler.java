package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// Between HTTP and [Front]: reads a request, writes what comes back.
@Sharable
final class ApiHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

    private final Front front;
    private final ClientIdentity clients;
    private final Store store;
    private final InstantSource clock;

    ApiHandler(Front front, ClientIdentity clients, Store store, InstantSource clock) {
        super(FullHttpRequest.class);
        this.front = front;
        this.clients = clients;
        this.store = store;
        this.clock = clock;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        Channel channel = context.channel();
        switch (answer(channel, request)) {
            case Answer.Body(int code, JsonNode json) ->
                    send(channel, request, code, "application/json", Json.bytes(json));
            case Answer.Plain(String text) ->
                    send(
                            channel,
                            request,
                            200,
                            "text/plain",
                            text.getBytes(StandardCharsets.UTF_8));
            case Answer.Stream(Watch watch) ->
                    new WatchStream(channel, watch, store, clock).start();
        }
    }

    private Answer answer(Channel channel, FullHttpRequest request) {
        try {
            return front.answer(call(channel, request));
        } catch (Problem problem) {
            return new Answer.Body(problem.code(), problem.status());
        } catch (RuntimeException e) {
            return new Answer.Body(500, Problem.internal(e).status());
        }
    }

    private Call call(Channel channel, FullHttpRequest request) {
        QueryStringDecoder uri = new QueryStringDecoder(request.uri());
        String path = uri.path();
        String type = Objects.requireNonNullElse(HttpUtil.getMimeType(request), "").toString();
        return new Call(
                request.method().name(),
                path.length() > 1 && path.endsWith("/")
                        ? path.substring(0, path.length() - 1)
                        : path,
                uri.parameters(),
                header(request, HttpHeaderNames.ACCEPT),
                type,
                new Call.Shown(
                        Optional.of(header(request, HttpHeaderNames.AUTHORIZATION))
                                .filter(h -> h.startsWith("Bearer "))
                                .map(h -> h.substring("Bearer ".length()).trim()),
                        certified(channel)),
                type.equals(Protobuf.TYPE)
                        ? Protobuf.read(ByteBufUtil.getBytes(request.content())).toString()
                        : request.content().toString(StandardCharsets.UTF_8));
    }

    /// A certificate that is not good is as good as none, as long as there is a token beside it.
    private Optional<Identity> certified(Channel channel) {
        SSLSession session = channel.pipeline().get(SslHandler.class).engine().getSession();
        try {
            return clients.who(session.getPeerCertificates()[0], clock.instant());
        } catch (SSLPeerUnverifiedException _) {
            return Optional.empty();
        }
    }

    private static String header(FullHttpRequest request, CharSequence name) {
        return request.headers().get(name, "");
    }

    private static void send(
            Channel channel, FullHttpRequest request, int code, String type, byte[] body) {
        FullHttpResponse response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.valueOf(code),
                        Unpooled.wrappedBuffer(body));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
        HttpUtil.setContentLength(response, body.length);
        ChannelFuture sent = channel.writeAndFlush(response);
        if (!HttpUtil.isKeepAlive(request)) {
            sent.addListener(ChannelFutureListener.CLOSE);
        }
    }

    /// A client that went away or broke TLS is no news: closing is all there is to do.
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        ChannelFuture _ = context.close();
    }
}
