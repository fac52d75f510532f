package dev.bringup.template;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;

/// Gzip whose bytes depend on the input alone. The JDK's own compressor does not promise that: some
/// builds use the zlib of the system, and one that compresses better would be a reimage of every
/// machine whose payload it is in. (RFC 1951 with the fixed codes, RFC 1952.)
final class Gzip {

    /// No time, no name, "unknown" operating system.
    private static final byte[] HEADER = {31, (byte) 139, 8, 0, 0, 0, 0, 0, 0, (byte) 255};

    private static final int SHORTEST = 3;
    private static final int LONGEST = 258;
    private static final int WINDOW = 32 * 1024;

    /// How many earlier places are looked at for a longer match.
    private static final int PATIENCE = 64;

    private static final int HASHES = 1 << 15;

    private static final int[] LENGTHS = {
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115,
        131, 163, 195, 227, 258
    };
    private static final int[] DISTANCES = {
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537,
        2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577
    };

    private final byte[] in;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final int[] newest = new int[HASHES];
    private final int[] older;
    private long bits;
    private int held;

    private Gzip(byte[] in) {
        this.in = in;
        this.older = new int[in.length];
        Arrays.fill(newest, -1);
    }

    static byte[] of(byte[] in) {
        Gzip gzip = new Gzip(in);
        gzip.out.writeBytes(HEADER);
        gzip.deflate();
        CRC32 crc = new CRC32();
        crc.update(in);
        gzip.out.writeBytes(
                ByteBuffer.allocate(2 * Integer.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt((int) crc.getValue())
                        .putInt(in.length)
                        .array());
        return gzip.out.toByteArray();
    }

    private void deflate() {
        put(0b011, 3); // the last block, with the fixed codes
        int at = 0;
        while (at < in.length) {
            long match = match(at);
            int length = (int) (match >>> 32);
            if (length < SHORTEST) {
                symbol(in[at] & 0xff);
                remember(at++);
            } else {
                length(length);
                distance((int) match);
                for (int end = at + length; at < end; at++) {
                    remember(at);
                }
            }
        }
        symbol(256);
        put(0, 7); // fills the last byte
    }

    /// The longest earlier copy of what stands here: its length above, its distance below.
    private long match(int at) {
        int longest = 0;
        int distance = 0;
        if (at + SHORTEST <= in.length) {
            int from = newest[hash(at)];
            for (int tries = 0; tries < PATIENCE && from >= 0 && at - from <= WINDOW; tries++) {
                int length = common(from, at);
                if (length > longest) {
                    longest = length;
                    distance = at - from;
                }
                from = older[from];
            }
        }
        return (long) longest << 32 | distance;
    }

    private int common(int from, int at) {
        int most = Math.min(LONGEST, in.length - at);
        int length = 0;
        while (length < most && in[from + length] == in[at + length]) {
            length++;
        }
        return length;
    }

    private void remember(int at) {
        if (at + SHORTEST <= in.length) {
            int hash = hash(at);
            older[at] = newest[hash];
            newest[hash] = at;
        }
    }

    private int hash(int at) {
        int three = (in[at] & 0xff) << 16 | (in[at + 1] & 0xff) << 8 | (in[at + 2] & 0xff);
        return (three * 0x9E3779B1) >>> 17;
    }

    private void symbol(int symbol) {
        if (symbol < 144) {
            code(0x30 + symbol, 8);
        } else if (symbol < 256) {
            code(0x190 + symbol - 144, 9);
        } else if (symbol < 280) {
            code(symbol - 256, 7);
        } else {
            code(0xC0 + symbol - 280, 8);
        }
    }

    private void length(int length) {
        int index = last(LENGTHS, length);
        symbol(257 + index);
        boolean plain = index < 8 || length == LONGEST;
        put(length - LENGTHS[index], plain ? 0 : index / 4 - 1);
    }

    private void distance(int distance) {
        int index = last(DISTANCES, distance);
        code(index, 5);
        put(distance - DISTANCES[index], index < 4 ? 0 : index / 2 - 1);
    }

    /// The last entry that is not larger.
    private static int last(int[] table, int value) {
        int index = table.length - 1;
        while (table[index] > value) {
            index--;
        }
        return index;
    }

    /// Huffman codes go in from their highest bit.
    private void code(int code, int length) {
        put(Integer.reverse(code) >>> (32 - length), length);
    }

    /// Numbers go in from their lowest bit.
    private void put(int value, int length) {
        bits |= (long) value << held;
        held += length;
        while (held >= 8) {
            out.write((byte) bits);
            bits >>>= 8;
            held -= 8;
        }
    }
}
