package dev.bringup.netboot;

import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Future;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Looks whether somebody has an address that is about to be given out on our own segment: the
/// kernel asks who it is for any packet that goes there. Nobody waits for the answer; a few
/// addresses a second are looked at, so that a rack that powers on costs nothing more.
final class Probe {

    /// The service that throws everything away.
    private static final int DISCARD = 9;

    private static final int MOST_A_SECOND = 64;
    private static final long ANSWERED_MILLIS = 400;

    private final Neighbours neighbours;
    private final Executor blocking;
    private long second = Long.MIN_VALUE;
    private int lately;

    Probe(Neighbours neighbours, Executor blocking) {
        this.neighbours = neighbours;
        this.blocking = blocking;
    }

    /// Used by one event loop, and `found` is run on it.
    void look(ChannelHandlerContext context, Ip4 address, Consumer<Mac> found) {
        long now = TimeUnit.NANOSECONDS.toSeconds(context.executor().ticker().nanoTime());
        if (now != second) {
            second = now;
            lately = 0;
        }
        lately++;
        if (lately > MOST_A_SECOND) {
            return;
        }
        // Netty sends nothing that is empty.
        Future<?> _ =
                context.write(
                        new DatagramPacket(
                                Unpooled.wrappedBuffer(new byte[1]),
                                Sockets.address(address, DISCARD)));
        Future<?> _ =
                context.executor()
                        .schedule(
                                () -> blocking.execute(() -> answered(context, address, found)),
                                ANSWERED_MILLIS,
                                TimeUnit.MILLISECONDS);
    }

    private void answered(ChannelHandlerContext context, Ip4 address, Consumer<Mac> found) {
        neighbours
                .at(address)
                .ifPresent(mac -> context.executor().execute(() -> found.accept(mac)));
    }
}
