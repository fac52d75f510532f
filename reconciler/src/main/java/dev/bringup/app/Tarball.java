package dev.bringup.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/// Files in a folder as `tar xzf` unpacks them (POSIX ustar).
final class Tarball {

    private static final int BLOCK = 512;
    private static final int LONGEST_NAME = 100;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final GZIPOutputStream out;
    private final String folder;
    private final Instant at;

    Tarball(String folder, Instant at) {
        this.folder = folder;
        this.at = at;
        try {
            out = new GZIPOutputStream(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("memory is always there", e);
        }
    }

    void add(String name, String text) {
        add(name, text.getBytes(StandardCharsets.UTF_8));
    }

    void add(String name, byte[] content) {
        String path = folder + "/" + name;
        byte[] header = new byte[BLOCK];
        put(header, 0, path.length() > LONGEST_NAME ? path.substring(0, LONGEST_NAME) : path);
        put(header, 100, "0000644\0" + "0000000\0".repeat(2));
        put(header, 124, octal(content.length) + octal(at.getEpochSecond()));
        // The checksum is made with spaces in its own place.
        put(header, 148, "        0");
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte b : header) {
            sum += Byte.toUnsignedInt(b);
        }
        put(header, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
        write(header);
        write(Arrays.copyOf(content, (content.length + BLOCK - 1) / BLOCK * BLOCK));
    }

    /// Twelve letters, the last of which is NUL.
    private static String octal(long number) {
        return String.format(Locale.ROOT, "%011o\0", number);
    }

    private static void put(byte[] header, int at, String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(ascii, 0, header, at, ascii.length);
    }

    private void write(byte[] block) {
        try {
            out.write(block);
        } catch (IOException e) {
            throw new UncheckedIOException("memory is always there", e);
        }
    }

    byte[] finish() {
        write(new byte[2 * BLOCK]);
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException("memory is always there", e);
        }
        return bytes.toByteArray();
    }
}
