package dev.bringup.power.ipmi;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/// An immutable string of bytes. Numbers in it are little-endian, as IPMI sends them.
public final class Bytes {

    public static final Bytes NONE = new Bytes(new byte[0]);

    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content;
    }

    public static Bytes copy(byte[] array, int from, int length) {
        return new Bytes(Arrays.copyOfRange(array, from, from + length));
    }

    public static Bytes copy(byte[] array) {
        return new Bytes(array.clone());
    }

    public static Bytes of(int... octets) {
        byte[] array = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            array[i] = (byte) octets[i];
        }
        return new Bytes(array);
    }

    public static Bytes hex(String digits) {
        return new Bytes(HexFormat.of().parseHex(digits));
    }

    public static Bytes text(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    public static Bytes u16(int value) {
        return of(value, value >>> 8);
    }

    public static Bytes u32(int value) {
        return of(value, value >>> 8, value >>> 16, value >>> 24);
    }

    public static Bytes repeat(int octet, int times) {
        byte[] array = new byte[times];
        Arrays.fill(array, (byte) octet);
        return new Bytes(array);
    }

    public static Bytes join(Bytes... parts) {
        int length = 0;
        for (Bytes part : parts) {
            length += part.content.length;
        }
        byte[] all = new byte[length];
        int at = 0;
        for (Bytes part : parts) {
            System.arraycopy(part.content, 0, all, at, part.content.length);
            at += part.content.length;
        }
        return new Bytes(all);
    }

    public Bytes and(Bytes... more) {
        return join(this, join(more));
    }

    public int length() {
        return content.length;
    }

    public int u8(int at) {
        return Byte.toUnsignedInt(content[at]);
    }

    public int u16At(int at) {
        return u8(at) | u8(at + 1) << 8;
    }

    public int u32At(int at) {
        return u16At(at) | u16At(at + 2) << 16;
    }

    public Bytes slice(int from, int to) {
        return new Bytes(Arrays.copyOfRange(content, from, to));
    }

    public Bytes from(int from) {
        return slice(from, content.length);
    }

    public byte[] array() {
        return content.clone();
    }

    public String utf8() {
        return new String(content, StandardCharsets.UTF_8);
    }

    /// Equal, found out in a time that does not tell how much of it is: for authentication codes.
    public boolean sameSecret(Bytes other) {
        return MessageDigest.isEqual(content, other.content);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(content);
    }
}
