package dev.bringup.netboot.dhcp;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// The value of an option: bytes that compare with `equals` and print as the hex that packet
/// captures show.
public record Octets(String hex) {

    public static Octets of(byte[] bytes) {
        return new Octets(HexFormat.of().formatHex(bytes));
    }

    public static Octets text(String ascii) {
        return of(ascii.getBytes(StandardCharsets.ISO_8859_1));
    }

    public static Octets u8(int value) {
        return new Octets(HexFormat.of().toHexDigits(value, 2));
    }

    public static Octets u16(int value) {
        return new Octets(HexFormat.of().toHexDigits(value, 4));
    }

    public static Octets u32(int value) {
        return new Octets(HexFormat.of().toHexDigits(value));
    }

    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    public int length() {
        return hex.length() / 2;
    }

    /// As text, without the NUL that some clients and servers end it with.
    public String ascii() {
        String text = new String(bytes(), StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    /// As a big-endian number, of at most four bytes.
    public int number() {
        return Integer.parseUnsignedInt(hex, 16);
    }

    @Override
    public String toString() {
        return hex;
    }
}
