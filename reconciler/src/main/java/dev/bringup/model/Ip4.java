package dev.bringup.model;

import java.util.regex.Pattern;

/// An IPv4 address. A value of our own because `InetAddress` may ask a resolver.
public record Ip4(int bits) implements Comparable<Ip4> {

    private static final Pattern PART = Pattern.compile("0|[1-9][0-9]{0,2}");

    public static Ip4 parse(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            throw new IllegalArgumentException("'" + text + "' is not an IPv4 address");
        }
        int bits = 0;
        for (String part : parts) {
            if (!PART.matcher(part).matches() || Integer.parseInt(part) > 255) {
                throw new IllegalArgumentException("'" + text + "' is not an IPv4 address");
            }
            bits = bits << 8 | Integer.parseInt(part);
        }
        return new Ip4(bits);
    }

    public static Ip4 of(byte[] bytes) {
        return new Ip4(
                (bytes[0] & 0xff) << 24
                        | (bytes[1] & 0xff) << 16
                        | (bytes[2] & 0xff) << 8
                        | (bytes[3] & 0xff));
    }

    public byte[] bytes() {
        return new byte[] {
            (byte) (bits >>> 24), (byte) (bits >>> 16), (byte) (bits >>> 8), (byte) bits
        };
    }

    @Override
    public int compareTo(Ip4 other) {
        return Integer.compareUnsigned(bits, other.bits);
    }

    @Override
    public String toString() {
        return (bits >>> 24)
                + "."
                + (bits >>> 16 & 255)
                + "."
                + (bits >>> 8 & 255)
                + "."
                + (bits & 255);
    }
}
