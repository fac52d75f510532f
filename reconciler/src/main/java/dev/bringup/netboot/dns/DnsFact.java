package dev.bringup.netboot.dns;

import java.util.Set;

/// What a record says.
public sealed interface DnsFact {

    default int type() {
        return switch (this) {
            case A _ -> DnsType.A;
            case Ns _ -> DnsType.NS;
            case Ptr _ -> DnsType.PTR;
            case Soa _ -> DnsType.SOA;
            case Srv _ -> DnsType.SRV;
            case Opt _ -> DnsType.OPT;
            case Other other -> other.type;
        };
    }

    /// An IPv4 address, most significant octet first.
    record A(int address) implements DnsFact {}

    record Ns(DnsName server) implements DnsFact {}

    record Ptr(DnsName target) implements DnsFact {}

    record Soa(DnsName server, DnsName mailbox, long serial, Times times) implements DnsFact {}

    /// Seconds. `negative` is how long it is remembered that there is no such name (RFC 2308).
    record Times(long refresh, long retry, long expire, long negative) {}

    record Srv(int priority, int weight, int port, DnsName target) implements DnsFact {}

    /// EDNS. Its record's class and TTL are no class and TTL: see [DnsMessage#edns].
    record Opt(String hex) implements DnsFact {}

    /// Of a type that has no record here, as it stands in the packet.
    record Other(int type, String hex) implements DnsFact {

        private static final Set<Integer> KNOWN =
                Set.of(DnsType.A, DnsType.NS, DnsType.SOA, DnsType.PTR, DnsType.SRV, DnsType.OPT);

        public Other {
            if (KNOWN.contains(type)) {
                throw new IllegalArgumentException("type " + type + " has a record of its own");
            }
        }
    }
}
