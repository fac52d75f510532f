package dev.bringup.model;

/// A network: its lowest address and the length of its prefix.
public record Cidr(Ip4 network, int prefix) {

    public Cidr {
        if (prefix < 0 || prefix > 32) {
            throw new IllegalArgumentException("a prefix is 0 to 32, not " + prefix);
        }
        if ((network.bits() & ~mask(prefix)) != 0) {
            throw new IllegalArgumentException(
                    network + "/" + prefix + " has bits set after its prefix");
        }
    }

    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("[0-9]{1,2}")) {
            throw new IllegalArgumentException("'" + text + "' is not a network like 10.0.0.0/24");
        }
        return new Cidr(
                Ip4.parse(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }

    public boolean contains(Ip4 address) {
        return (address.bits() & mask(prefix)) == network.bits();
    }

    /// Whether some address is in both.
    public boolean overlaps(Cidr other) {
        return contains(other.network) || other.contains(network);
    }

    public Ip4 netmask() {
        return new Ip4(mask(prefix));
    }

    public Ip4 broadcast() {
        return new Ip4(network.bits() | ~mask(prefix));
    }

    private static int mask(int prefix) {
        return prefix == 0 ? 0 : -1 << (32 - prefix);
    }

    @Override
    public String toString() {
        return network + "/" + prefix;
    }
}
