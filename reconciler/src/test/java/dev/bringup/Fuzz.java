package dev.bringup;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/// Packets as nobody would send them on purpose: true ones that were bent, cut, stretched and
/// spliced, always the same for a seed.
public final class Fuzz {

    private static final int LARGEST = 2048;

    private final Random random;
    private final List<byte[]> samples;

    public Fuzz(long seed, List<byte[]> samples) {
        this.random = new Random(seed);
        this.samples = List.copyOf(samples);
    }

    /// What escapes from `taking` comes with the packet that it was about.
    public void run(int times, Consumer<byte[]> taking) {
        for (int i = 0; i < times; i++) {
            byte[] packet = packet();
            try {
                taking.accept(packet);
            } catch (RuntimeException | Error e) {
                throw new AssertionError(
                        "packet %d: %s".formatted(i, HexFormat.of().formatHex(packet)), e);
            }
        }
    }

    private byte[] packet() {
        byte[] packet = sample().clone();
        int changes = random.nextInt(6);
        for (int i = 0; i < changes; i++) {
            packet = changed(packet);
        }
        return packet;
    }

    private byte[] sample() {
        return samples.get(random.nextInt(samples.size()));
    }

    private byte[] changed(byte[] packet) {
        int at = packet.length == 0 ? 0 : random.nextInt(packet.length);
        return switch (random.nextInt(6)) {
            case 0 -> Arrays.copyOf(packet, at);
            case 1 -> Arrays.copyOf(packet, Math.min(LARGEST, packet.length + random.nextInt(300)));
            case 2 -> spliced(packet, at);
            case 3 -> noise();
            default -> bent(packet, at);
        };
    }

    private byte[] bent(byte[] packet, int at) {
        byte[] bent = packet.clone();
        if (bent.length > 0) {
            int[] extremes = {0, 1, 0x7f, 0x80, 0xc0, 0xff, random.nextInt(256)};
            bent[at] = (byte) extremes[random.nextInt(extremes.length)];
        }
        return bent;
    }

    private byte[] spliced(byte[] packet, int at) {
        byte[] other = sample();
        int from = other.length == 0 ? 0 : random.nextInt(other.length);
        byte[] both = Arrays.copyOf(packet, Math.min(LARGEST, at + other.length - from));
        System.arraycopy(other, from, both, at, both.length - at);
        return both;
    }

    private byte[] noise() {
        byte[] bytes = new byte[random.nextInt(600)];
        random.nextBytes(bytes);
        return bytes;
    }
}
