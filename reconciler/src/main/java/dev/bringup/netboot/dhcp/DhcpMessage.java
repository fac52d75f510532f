package dev.bringup.netboot.dhcp;

/// One BOOTP packet with DHCP options. Addresses are the 32 bits of an IPv4 address.
public record DhcpMessage(
        Op op,
        Exchange exchange,
        Addresses addresses,
        Octets hardwareAddress,
        BootNames boot,
        Options options) {

    public enum Op {
        REQUEST,
        REPLY
    }

    /// What ties a reply to its request. `broadcast` is the one defined flag.
    public record Exchange(int transaction, int seconds, int hops, boolean broadcast) {}

    /// `ciaddr`, `yiaddr`, `siaddr` and `giaddr`.
    public record Addresses(int client, int yours, int server, int relay) {
        public static final Addresses NONE = new Addresses(0, 0, 0, 0);
    }

    /// The fields `sname` and `file`; empty where options are overloaded onto them.
    public record BootNames(String server, String file) {
        public static final BootNames NONE = new BootNames("", "");
    }
}
