package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Time runs in the channel alone.
class TurnsTest {

    private static final Connections ANY =
            new Connections(new Connections.Limits(4, 4, 60), (_, _) -> {});

    private final EmbeddedChannel channel;

    TurnsTest() {
        Turns turns = new Turns(ANY, Duration.ofSeconds(20));
        channel =
                new EmbeddedChannel(
                        turns.bytes(),
                        new HttpServerCodec(),
                        new WholeRequests(1 << 20),
                        turns.messages());
        channel.freezeTime();
        // As after the connection was made.
        channel.pipeline().fireChannelActive();
    }

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
    }

    private void send(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    private void pass(int seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }

    private void answer() {
        channel.writeOutbound(
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NO_CONTENT));
    }

    @Test
    void whoDribblesARequestIsNotWaitedForAnyLonger() {
        send("GET / HTTP/1.1\r\n");
        for (int i = 0; i < 19; i++) {
            pass(1);
            send("X-" + i + ": y\r\n");
        }
        assertTrue(channel.isOpen());
        pass(1);
        assertFalse(channel.isOpen());
    }

    @Test
    void whoConnectsAndSaysNothingIsNotWaitedForEither() {
        pass(19);
        assertTrue(channel.isOpen());
        pass(1);
        assertFalse(channel.isOpen());
    }

    @Test
    void whatTakesUsLongIsNotTheSendersFault() {
        send("GET / HTTP/1.1\r\n\r\n");
        pass(100);
        assertTrue(channel.isOpen());
        answer();
        pass(100);
        assertTrue(channel.isOpen(), "idle connections are for another handler to end");
        send("GE");
        pass(19);
        assertTrue(channel.isOpen());
        pass(1);
        assertFalse(channel.isOpen());
    }

    @Test
    void requestsThatCameTogetherAreAllAnswered() {
        send("GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\n");
        answer();
        pass(100);
        assertTrue(channel.isOpen());
        answer();
        assertEquals(2, channel.inboundMessages().size());
    }
}
