package dev.bringup.netboot;

import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Future;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Looks whether somebody has an address that is about to be given out on our own segment: the
/// kernel asks who it is for any packet that goes there. No event loop waits for the answer; a few
/// addresses a second are looked at, so that a rack that powers on costs nothing more.
final class Probe {

    /// Who is at an address. What the kernel knew before it was asked may be long gone.
    record Seen(Mac mac, boolean isFresh) {}

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

    /// Used by one event loop, and `told` is run on it, soon; false when too many were looked at
    /// lately, and this one is not.
    boolean look(ChannelHandlerContext context, Ip4 address, Consumer<Optional<Seen>> told) {
        long now = TimeUnit.NANOSECONDS.toSeconds(context.executor().ticker().nanoTime());
        if (now != second) {
            second = now;
            lately = 0;
        }
        lately++;
        if (lately > MOST_A_SECOND) {
            return false;
        }
        blocking.execute(() -> {
            Optional<Mac> before = neighbours.at(address);
            context.executor().execute(() -> ask(context, address, before, told));
        });
        return true;
    }

    private void ask(
            ChannelHandlerContext context,
            Ip4 address,
            Optional<Mac> before,
            Consumer<Optional<Seen>> told) {
        // Netty sends nothing that is empty.
        Future<?> _ =
                context.writeAndFlush(
                        new DatagramPacket(
                                Unpooled.wrappedBuffer(new byte[1]),
                                Sockets.address(address, DISCARD)));
        if (before.isPresent()) {
            told.accept(before.map(mac -> new Seen(mac, false)));
            return;
        }
        Future<?> _ =
                context.executor()
                        .schedule(
                                () -> blocking.execute(() -> answered(context, address, told)),
                                ANSWERED_MILLIS,
                                TimeUnit.MILLISECONDS);
    }

    private void answered(
            ChannelHandlerContext context, Ip4 address, Consumer<Optional<Seen>> told) {
        Optional<Seen> seen = neighbours.at(address).map(mac -> new Seen(mac, true));
        context.executor().execute(() -> told.accept(seen));
    }
}
