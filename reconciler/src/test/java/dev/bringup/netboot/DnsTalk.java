package dev.bringup.netboot;

import dev.bringup.Fleet;
import dev.bringup.model.ClusterSpec;
import dev.bringup.model.ClusterSpec.DhcpMode;
import dev.bringup.model.Desired;
import dev.bringup.model.Ip4;
import dev.bringup.model.Kubernetes;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.netboot.dns.DnsCodec;
import dev.bringup.netboot.dns.DnsFact;
import dev.bringup.netboot.dns.DnsMessage;
import dev.bringup.netboot.dns.DnsMessage.Edns;
import dev.bringup.netboot.dns.DnsMessage.Entry;
import dev.bringup.netboot.dns.DnsMessage.Flag;
import dev.bringup.netboot.dns.DnsMessage.Header;
import dev.bringup.netboot.dns.DnsMessage.Question;
import dev.bringup.netboot.dns.DnsMessage.Sections;
import dev.bringup.netboot.dns.DnsName;
import dev.bringup.netboot.dns.DnsType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A small DNS client's words, for tests.
final class DnsTalk {

    static final int ID = 0x4242;

    private DnsTalk() {}

    static DnsMessage question(String name, int type) {
        return new DnsMessage(
                new Header(ID, 0, Set.of(Flag.RECURSION_DESIRED), 0),
                List.of(new Question(DnsName.parse(name).orElseThrow(), type, DnsType.IN)),
                Sections.NONE);
    }

    static DnsMessage with(DnsMessage question, Edns edns) {
        return new DnsMessage(
                question.header(),
                question.questions(),
                new Sections(List.of(), List.of(), List.of(edns.entry())));
    }

    /// The code, the flags but `qr`, and the records of the three sections.
    static String text(ByteBuffer packet) {
        if (!(DnsCodec.decode(packet) instanceof DnsCodec.Decoded.Message(DnsMessage reply))
                || reply.header().id() != ID
                || !reply.header().has(Flag.RESPONSE)) {
            return "no answer to our question";
        }
        String flags =
                reply.header().flags().stream()
                        .filter(flag -> flag != Flag.RESPONSE)
                        .map(flag -> " " + flag.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining());
        return reply.header().rcode()
                + flags
                + text("; answer ", reply.sections().answers())
                + text("; authority ", reply.sections().authority())
                + text("; additional ", reply.sections().additional());
    }

    private static String text(String title, List<Entry> entries) {
        return entries.isEmpty()
                ? ""
                : entries.stream().map(DnsTalk::text).collect(Collectors.joining(", ", title, ""));
    }

    private static String text(Entry entry) {
        String what =
                switch (entry.data()) {
                    case DnsFact.A(int address) -> "A " + new Ip4(address);
                    case DnsFact.Ns(DnsName to) -> "NS " + to;
                    case DnsFact.Ptr(DnsName to) -> "PTR " + to;
                    case DnsFact.Soa soa ->
                            "SOA " + soa.server() + " " + soa.mailbox() + " " + soa.serial();
                    case DnsFact.Srv srv -> "SRV " + srv.port() + " " + srv.target();
                    case DnsFact.Opt _ -> "OPT " + entry.group();
                    case DnsFact.Other other -> "TYPE" + other.type();
                };
        return entry.data() instanceof DnsFact.Opt
                ? what
                : entry.name() + " " + entry.ttl() + " " + what;
    }

    /// node-01 to node-`count` at 127.77.1.1 and on.
    static Desired machines(int count, String cidr, Optional<String> domain) {
        Desired one = Sample.desired(DhcpMode.AUTHORITATIVE, cidr, Sample.MACHINE);
        TreeMap<MachineId, MachineSpec> machines = new TreeMap<>();
        for (int i = 1; i <= count; i++) {
            MachineSpec at =
                    Sample.machine(Ip4.parse("127.77.1." + i), Sample.MACHINE.install().payload());
            MachineId id = new MachineId(String.format("node-%02d", i));
            machines.put(id, named(at, id));
        }
        return new Desired(one.commit(), under(one.cluster(), domain), machines, List.of());
    }

    /// Control planes but for the last, with the API at this endpoint.
    static Desired planes(int count, Optional<String> endpoint) {
        Desired all = machines(count, "127.77.0.0/16", Optional.of("lab.example"));
        ClusterSpec c = all.cluster();
        TreeMap<MachineId, MachineSpec> machines = new TreeMap<>(all.machines());
        machines.replaceAll((id, m) ->
                id.equals(all.machines().lastKey())
                        ? m
                        : Fleet.as(MachineSpec.Role.CONTROL_PLANE, "g", m));
        return new Desired(
                all.commit(),
                new ClusterSpec(
                        c.name(),
                        new Kubernetes(
                                c.kubernetesVersion(),
                                endpoint,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        c.network(),
                        c.ssh(),
                        c.suspend(),
                        c.policy()),
                machines);
    }

    private static ClusterSpec under(ClusterSpec cluster, Optional<String> domain) {
        ClusterSpec.Network network = cluster.network();
        return new ClusterSpec(
                cluster.name(),
                cluster.kubernetesVersion(),
                new ClusterSpec.Network(
                        network.cidr(),
                        network.gateway(),
                        network.nameservers(),
                        domain,
                        network.dhcp()),
                cluster.ssh(),
                cluster.suspend(),
                cluster.policy());
    }

    static MachineSpec named(MachineSpec machine, MachineId id) {
        return new MachineSpec(
                id,
                machine.hardware(),
                machine.address(),
                machine.profile(),
                machine.install(),
                machine.node(),
                machine.intent());
    }
}
