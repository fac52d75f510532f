package dev.bringup.app;

import dev.bringup.model.MachineId;
import dev.bringup.port.Tape;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// Remembers the last of what was said to each machine and by it, in memory and bounded: of a
/// machine so much, and of so many machines, those that nothing was heard of for the longest going
/// first.
final class FlightRecorder implements Tape {

    private static final int MACHINES = 512;
    private static final int PACKETS = 1000;
    private static final int LINES = 1000;
    private static final int LONGEST = 8192;

    private final InstantSource clock;
    private final UnaryOperator<String> mask;
    private final Map<MachineId, Reel> reels =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<MachineId, Reel> eldest) {
                    return size() > MACHINES;
                }
            };

    record Line(Instant at, String text) {}

    record Packet(Instant at, InetSocketAddress from, InetSocketAddress to, ByteBuffer data) {}

    private static final class Reel {
        final Deque<Packet> packets = new ArrayDeque<>();
        final Map<Track, Deque<Line>> lines = new EnumMap<>(Track.class);
    }

    /// `mask` takes secrets out of every line.
    FlightRecorder(InstantSource clock, UnaryOperator<String> mask) {
        this.clock = clock;
        this.mask = mask;
    }

    /// What is said again and again, as by a probe, is kept once.
    @Override
    public void line(MachineId machine, Track track, String text) {
        String hidden = mask.apply(text);
        String said = hidden.length() > LONGEST ? hidden.substring(0, LONGEST) + "..." : hidden;
        synchronized (this) {
            Deque<Line> lines = reel(machine).lines.computeIfAbsent(track, _ -> new ArrayDeque<>());
            if (lines.isEmpty() || !untimed(lines.getLast().text()).equals(untimed(said))) {
                add(lines, new Line(clock.instant(), said), LINES);
            }
        }
    }

    private static String untimed(String text) {
        return text.replaceFirst(", \\d+ ms$", "");
    }

    /// A packet with a secret in it is left out: its length must stay what it was.
    @Override
    public void packet(
            MachineId machine, InetSocketAddress from, InetSocketAddress to, ByteBuffer data) {
        byte[] bytes = new byte[data.remaining()];
        data.duplicate().get(bytes);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (mask.apply(text).equals(text)) {
            Packet packet =
                    new Packet(
                            clock.instant(), from, to, ByteBuffer.wrap(bytes).asReadOnlyBuffer());
            synchronized (this) {
                add(reel(machine).packets, packet, PACKETS);
            }
        }
    }

    private Reel reel(MachineId machine) {
        return reels.computeIfAbsent(machine, _ -> new Reel());
    }

    private static <T> void add(Deque<T> all, T one, int most) {
        all.addLast(one);
        if (all.size() > most) {
            all.removeFirst();
        }
    }

    synchronized List<Packet> packets(MachineId machine, Predicate<Instant> when) {
        return reel(machine).packets.stream().filter(p -> when.test(p.at())).toList();
    }

    synchronized List<Line> lines(MachineId machine, Track track, Predicate<Instant> when) {
        return reel(machine).lines.getOrDefault(track, new ArrayDeque<>()).stream()
                .filter(line -> when.test(line.at()))
                .toList();
    }
}
