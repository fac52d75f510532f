package dev.bringup.model;

import java.util.Locale;

/// A unicast Ethernet address in the one spelling used inside: lower case, colons.
public record Mac(String text) implements Comparable<Mac> {

    public Mac {
        if (!text.matches("([0-9a-f]{2}:){5}[0-9a-f]{2}")) {
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
        String digits = text.replaceAll("[:.-]", "").toLowerCase(Locale.ROOT);
        if (digits.length() != 12) {
            throw new IllegalArgumentException("'" + text + "' is not a MAC address");
        }
        return new Mac(String.join(":", digits.split("(?<=\\G..)")));
    }

    public static Mac of(byte[] bytes) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            digits.append(String.format("%02x", bytes[i]));
        }
        return parse(digits.toString());
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
