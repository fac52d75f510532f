package dev.bringup.netboot;

import dev.bringup.model.Cidr;
import dev.bringup.model.Desired;
import dev.bringup.model.Ip4;
import dev.bringup.model.Kubernetes;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.netboot.dns.DnsFact;
import dev.bringup.netboot.dns.DnsMessage.Entry;
import dev.bringup.netboot.dns.DnsName;
import dev.bringup.netboot.dns.DnsType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// What DNS says of one commit: the names of `network.domain`, and those of the addresses in its
/// networks. Without a domain there is no name, and everything is elsewhere.
///
/// A reverse zone ends at a whole octet, so that it holds none but our addresses: 10.1.0.0/22 is
/// four zones, and of 10.1.0.0/25 each address is one.
final class DnsZone {

    /// What is found under a name.
    sealed interface Found {
        /// At least one record. `beside` is what the asker would ask next.
        record Records(List<Entry> entries, List<Entry> beside) implements Found {}

        /// The name is there, or names below it, but not this type.
        record NoSuchType(Entry soa) implements Found {}

        record NoName(Entry soa) implements Found {}

        record Elsewhere() implements Found {}
    }

    /// Seconds. A commit moves machines at most that much later for those who asked before.
    private static final long TTL = 60;

    private static final DnsFact.Times TIMES = new DnsFact.Times(3600, 600, 86_400, 30);

    private static final int KUBELET = 10_250;
    private static final Pattern OCTET = Pattern.compile("0|[1-9][0-9]{0,2}");
    private static final DnsName REVERSE = new DnsName(List.of("in-addr", "arpa"));

    private final List<Cidr> networks;
    private final Optional<DnsName> domain;
    private final DnsName server;
    private final long serial;

    /// In lower case. A name that only has names below it is there with no data.
    private final Map<DnsName, List<DnsFact>> names = new HashMap<>();

    private DnsZone(Desired desired) {
        networks = desired.cluster().network().all();
        domain = desired.cluster().network().domain().flatMap(DnsName::parse).map(DnsName::folded);
        serial = desired.commit().time().getEpochSecond() & 0xffff_ffffL;
        server = domain.flatMap(d -> ours(desired, d)).orElse(DnsName.ROOT);
    }

    static DnsZone of(Desired desired, Ip4 us) {
        DnsZone zone = new DnsZone(desired);
        zone.domain.ifPresent(domain -> {
            zone.host(zone.server, us);
            desired.machines().values().forEach(machine -> zone.machine(machine, domain));
            zone.endpoint(desired, domain);
        });
        return zone;
    }

    /// A machine called "bringup" keeps its name, and we stand below it.
    private static Optional<DnsName> ours(Desired desired, DnsName domain) {
        Optional<DnsName> name = domain.child("bringup");
        return desired.machine(new MachineId("bringup")).isPresent()
                ? name.flatMap(n -> n.child("ns"))
                : name;
    }

    private void machine(MachineSpec machine, DnsName domain) {
        Optional<DnsName> name = domain.child(machine.id().name());
        name.ifPresent(n -> host(n, machine.address()));
        if (machine.intent().state() == MachineSpec.Want.JOINED) {
            name.ifPresent(n ->
                    domain.child("_tcp")
                            .flatMap(tcp -> tcp.child("_kubelet"))
                            .ifPresent(s -> add(s, new DnsFact.Srv(0, 0, KUBELET, n))));
        }
    }

    /// The API is at every control plane that is to be Joined. A machine of that name keeps it.
    private void endpoint(Desired desired, DnsName domain) {
        Kubernetes kubernetes = desired.cluster().kubernetes();
        Optional<DnsName> name =
                kubernetes
                        .endpointHost()
                        .flatMap(DnsName::parse)
                        .map(DnsName::folded)
                        .filter(n -> n.isWithin(domain) && !names.containsKey(n));
        if (name.isEmpty()) {
            return;
        }
        for (MachineSpec machine : desired.machines().values()) {
            if (machine.node().role() == MachineSpec.Role.CONTROL_PLANE
                    && machine.intent().state() == MachineSpec.Want.JOINED) {
                add(name.get(), new DnsFact.A(machine.address().bits()));
            }
        }
        int port = kubernetes.endpointPort().orElseThrow();
        domain.child("_tcp")
                .flatMap(tcp -> tcp.child("_kubernetes"))
                .filter(_ -> names.containsKey(name.get()))
                .ifPresent(s -> add(s, new DnsFact.Srv(0, 0, port, name.get())));
    }

    private void host(DnsName name, Ip4 address) {
        add(name, new DnsFact.A(address.bits()));
        add(reverse(address), new DnsFact.Ptr(name));
    }

    private void add(DnsName name, DnsFact data) {
        names.computeIfAbsent(name, _ -> new ArrayList<>()).add(data);
        for (int size = name.size() - 1; size > 0; size--) {
            names.computeIfAbsent(name.last(size), _ -> new ArrayList<>());
        }
    }

    private static DnsName reverse(Ip4 address) {
        int bits = address.bits();
        return new DnsName(
                List.of(
                        "" + (bits & 255),
                        "" + (bits >>> 8 & 255),
                        "" + (bits >>> 16 & 255),
                        "" + (bits >>> 24),
                        "in-addr",
                        "arpa"));
    }

    /// Whether somebody at this address is in a network of the commit.
    boolean isNear(Ip4 address) {
        return networks.stream().anyMatch(cidr -> cidr.contains(address));
    }

    Found find(DnsName asked, int type) {
        DnsName name = asked.folded();
        Optional<DnsName> apex = apex(name);
        if (apex.isEmpty()) {
            return new Found.Elsewhere();
        }
        List<DnsFact> there = new ArrayList<>(names.getOrDefault(name, List.of()));
        if (name.equals(apex.get())) {
            there.add(soa());
            there.add(new DnsFact.Ns(server));
        } else if (!names.containsKey(name)) {
            return new Found.NoName(negative(apex.get()));
        }
        List<Entry> entries =
                there.stream()
                        .filter(data -> type == DnsType.ANY || data.type() == type)
                        .map(data -> entry(asked, data))
                        .toList();
        return entries.isEmpty()
                ? new Found.NoSuchType(negative(apex.get()))
                : new Found.Records(entries, beside(entries));
    }

    /// Our address, where the answer says that we are whom to ask.
    private List<Entry> beside(List<Entry> entries) {
        return entries.stream().anyMatch(e -> e.data() instanceof DnsFact.Ns)
                ? names.getOrDefault(server, List.of()).stream()
                        .map(data -> entry(server, data))
                        .toList()
                : List.of();
    }

    /// The zone that a name is in, or would be in.
    private Optional<DnsName> apex(DnsName name) {
        return domain.flatMap(d ->
                name.isWithin(d)
                        ? domain
                        : reverseApex(name).filter(apex -> !server.equals(DnsName.ROOT)));
    }

    private Optional<DnsName> reverseApex(DnsName name) {
        return name.isWithin(REVERSE)
                ? networks.stream().flatMap(cidr -> reverseApex(name, cidr).stream()).findFirst()
                : Optional.empty();
    }

    private static Optional<DnsName> reverseApex(DnsName name, Cidr cidr) {
        int octets = (cidr.prefix() + 7) / 8;
        int size = octets + REVERSE.size();
        if (name.size() < size) {
            return Optional.empty();
        }
        int bits = 0;
        for (int i = 0; i < octets; i++) {
            String label = name.labels().get(name.size() - REVERSE.size() - 1 - i);
            if (!OCTET.matcher(label).matches() || Integer.parseInt(label) > 255) {
                return Optional.empty();
            }
            bits |= Integer.parseInt(label) << (24 - 8 * i);
        }
        return cidr.contains(new Ip4(bits)) ? Optional.of(name.last(size)) : Optional.empty();
    }

    private DnsFact soa() {
        DnsName mailbox = domain.flatMap(d -> d.child("hostmaster")).orElse(server);
        return new DnsFact.Soa(server, mailbox, serial, TIMES);
    }

    /// RFC 2308: its own TTL is the lesser one too.
    private Entry negative(DnsName apex) {
        return new Entry(apex, DnsType.IN, TIMES.negative(), soa());
    }

    private static Entry entry(DnsName name, DnsFact data) {
        return new Entry(name, DnsType.IN, TTL, data);
    }

    /// A machine's records as lines of a zone file.
    String text(MachineSpec machine) {
        Optional<DnsName> name = domain.flatMap(d -> d.child(machine.id().name()));
        if (name.isEmpty()) {
            return "; no names: the Cluster has no network.domain that a name fits in\n";
        }
        StringBuilder out = new StringBuilder();
        line(out, find(name.get(), DnsType.A));
        line(out, find(reverse(machine.address()), DnsType.PTR));
        return out.toString();
    }

    private static void line(StringBuilder out, Found found) {
        if (found instanceof Found.Records(List<Entry> entries, List<Entry> _)) {
            for (Entry entry : entries) {
                out.append(entry.name()).append(' ').append(entry.ttl()).append(" IN ");
                out.append(words(entry.data())).append('\n');
            }
        }
    }

    private static String words(DnsFact data) {
        return switch (data) {
            case DnsFact.A(int address) -> "A " + new Ip4(address);
            case DnsFact.Ns(DnsName to) -> "NS " + to;
            case DnsFact.Ptr(DnsName to) -> "PTR " + to;
            case DnsFact.Srv(int priority, int weight, int port, DnsName to) ->
                    "SRV " + priority + " " + weight + " " + port + " " + to;
            case DnsFact.Soa soa -> "SOA " + soa.server() + " " + soa.mailbox();
            case DnsFact.Opt(String hex) -> "OPT " + hex;
            case DnsFact.Other(int type, String hex) ->
                    "TYPE" + type + " \\# " + hex.length() / 2 + " " + hex;
        };
    }
}
