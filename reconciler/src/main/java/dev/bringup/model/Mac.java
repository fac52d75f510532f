package dev.bringup.model;

import java.util.HexFormat;
import java.util.Locale;

/// A unicast Ethernet address in the one spelling used inside: lower case, colons.
public record Mac(String text) implements Comparable<Mac> {

    private static final HexFormat SPELLING = HexFormat.ofDelimiter(":");

    public Mac {
        if (!isSpelled(text)) {
            throw new IllegalArgumentException("'" + text + "' is not a MAC address");
        }
        if ((Integer.parseInt(text.substring(0, 2), 16) & 1) == 1) {
            throw new IllegalArgumentException("'" + text + "' is a multicast address");
        }
        if (text.equals("00:00:00:00:00:00")) {
            throw new IllegalArgumentException("the all-zero MAC address names nobody");
        }
    }

    /// Reads any usual spelling: colons, hyphens, dots or nothing between the digits, any case.
    public static Mac parse(String text) {
        StringBuilder spelled = new StringBuilder(17);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (":.-".indexOf(c) < 0) {
                spelled.append(spelled.length() % 3 == 2 ? ":" : "").append(c);
            }
        }
        String lower = spelled.toString().toLowerCase(Locale.ROOT);
        if (!isSpelled(lower)) {
            throw new IllegalArgumentException("'" + text + "' is not a MAC address");
        }
        return new Mac(lower);
    }

    /// By hand: each packet and each file names one, and an expression takes ten times as long.
    private static boolean isSpelled(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean fits = i % 3 == 2 ? c == ':' : "0123456789abcdef".indexOf(c) >= 0;
            if (!fits) {
                return false;
            }
        }
        return text.length() == 17;
    }

    public static Mac of(byte[] bytes) {
        return new Mac(SPELLING.formatHex(bytes, 0, 6));
    }

    public byte[] bytes() {
        byte[] bytes = new byte[6];
        for (int i = 0; i < 6; i++) {
            bytes[i] = (byte) Integer.parseInt(text.substring(3 * i, 3 * i + 2), 16);
        }
        return bytes;
    }

    /// As iPXE writes it in a URL (`${mac:hexhyp}`).
    public String hyphened() {
        return text.replace(':', '-');
    }

    @Override
    public int compareTo(Mac other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
