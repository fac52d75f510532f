package dev.bringup.netboot.dhcp;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The options of one message by their code. Parts of a long option are already joined (RFC 3396).
public record Options(SortedMap<Integer, Octets> values) {

    public static final int NETMASK = 1;
    public static final int ROUTER = 3;
    public static final int NAMESERVERS = 6;
    public static final int LOG_SERVERS = 7;
    public static final int HOSTNAME = 12;
    public static final int DOMAIN = 15;
    public static final int MTU = 26;
    public static final int BROADCAST = 28;
    public static final int NTP_SERVERS = 42;
    public static final int VENDOR_OPTIONS = 43;
    public static final int REQUESTED_ADDRESS = 50;
    public static final int LEASE_SECONDS = 51;
    public static final int OVERLOAD = 52;
    public static final int TYPE = 53;
    public static final int SERVER = 54;
    public static final int REASON = 56;
    public static final int VENDOR_CLASS = 60;
    public static final int CLIENT_ID = 61;
    public static final int TFTP_SERVER = 66;
    public static final int BOOT_FILE = 67;
    public static final int USER_CLASS = 77;
    public static final int RELAY_AGENT = 82;
    public static final int ARCHITECTURE = 93;
    public static final int NETWORK_INTERFACE = 94;
    public static final int CLIENT_UUID = 97;
    public static final int ROUTES = 121;
    public static final int IPXE = 175;

    public static final Options NONE = new Options(new TreeMap<>());

    public Options {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    public Optional<Octets> get(int code) {
        return Optional.ofNullable(values.get(code));
    }

    public Options with(int code, Octets value) {
        TreeMap<Integer, Octets> all = new TreeMap<>(values);
        all.put(code, value);
        return new Options(all);
    }

    public Options with(int code, Optional<Octets> value) {
        return value.map(v -> with(code, v)).orElse(this);
    }

    public Optional<MessageType> type() {
        return get(TYPE).filter(o -> o.length() == 1).flatMap(o -> MessageType.of(o.number()));
    }

    /// An address, or any other number of exactly four bytes.
    public Optional<Integer> u32(int code) {
        return get(code).filter(o -> o.length() == 4).map(Octets::number);
    }

    /// The first of a list of two-byte numbers.
    public Optional<Integer> u16(int code) {
        return get(code)
                .filter(o -> o.length() >= 2)
                .map(o -> Integer.parseInt(o.hex().substring(0, 4), 16));
    }

    public Optional<String> text(int code) {
        return get(code).map(Octets::ascii);
    }
}
