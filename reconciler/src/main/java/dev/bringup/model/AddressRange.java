package dev.bringup.model;

/// Addresses from the first to the last, both of them too.
public record AddressRange(Ip4 first, Ip4 last) {

    public AddressRange {
        if (first.compareTo(last) > 0) {
            throw new IllegalArgumentException(
                    "'" + first + "-" + last + "' ends before it starts");
        }
    }

    public static AddressRange parse(String text) {
        int dash = text.indexOf('-');
        if (dash < 0) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a range like 10.0.0.100-10.0.0.200");
        }
        return new AddressRange(
                Ip4.parse(text.substring(0, dash).strip()),
                Ip4.parse(text.substring(dash + 1).strip()));
    }

    public boolean contains(Ip4 address) {
        return first.compareTo(address) <= 0 && address.compareTo(last) <= 0;
    }

    /// How many addresses these are.
    public long size() {
        return Integer.toUnsignedLong(last.bits()) - Integer.toUnsignedLong(first.bits()) + 1;
    }

    @Override
    public String toString() {
        return first + "-" + last;
    }
}
