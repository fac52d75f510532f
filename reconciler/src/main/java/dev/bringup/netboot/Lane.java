package dev.bringup.netboot;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Where packets wait that nobody is known to have sent, until those of machines are answered: a
/// flood of made-up addresses keeps no machine waiting, and fills no memory. Used by one event loop
/// alone.
final class Lane {

    /// What waits; the packet is a copy, since the buffer that it came in is much larger.
    record Waiting(ByteBuffer packet, InetSocketAddress sender) {}

    /// A storm of 5,000 strangers fits in it, twice.
    private static final int MOST_WAITING = 8192;

    private static final int MOST_BYTES = 4 << 20;

    /// A machine has no reason to send more than this in a second, and whoever uses its address for
    /// that waits with the others.
    private static final int SWIFTEST = 32;

    private static final int MOST_SENDERS = 65_536;

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final Map<Long, Integer> lately = new HashMap<>();
    private final LongSupplier nanos;
    private long second = Long.MIN_VALUE;
    private int bytes;

    Lane(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /// Whether a sender of this hardware address may be answered before those who wait.
    boolean isFair(long hardware) {
        long now = TimeUnit.NANOSECONDS.toSeconds(nanos.getAsLong());
        if (now != second || lately.size() > MOST_SENDERS) {
            second = now;
            lately.clear();
        }
        return lately.merge(hardware, 1, Integer::sum) <= SWIFTEST;
    }

    /// False when too many wait already.
    boolean add(DatagramPacket packet) {
        ByteBuf content = packet.content();
        int size = content.readableBytes();
        if (waiting.size() >= MOST_WAITING || bytes + size > MOST_BYTES) {
            return false;
        }
        bytes += size;
        waiting.add(new Waiting(ByteBuffer.wrap(ByteBufUtil.getBytes(content)), packet.sender()));
        return true;
    }

    Optional<Waiting> next() {
        Waiting next = waiting.poll();
        bytes -= next == null ? 0 : next.packet().remaining();
        return Optional.ofNullable(next);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }
}
