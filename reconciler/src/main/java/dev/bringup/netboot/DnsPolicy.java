package dev.bringup.netboot;

import dev.bringup.netboot.dns.DnsCodec;
import dev.bringup.netboot.dns.DnsMessage;
import dev.bringup.netboot.dns.DnsMessage.Edns;
import dev.bringup.netboot.dns.DnsMessage.Flag;
import dev.bringup.netboot.dns.DnsMessage.Header;
import dev.bringup.netboot.dns.DnsMessage.Question;
import dev.bringup.netboot.dns.DnsMessage.Sections;
import dev.bringup.netboot.dns.DnsType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What is answered to a packet: a function of it and of the zone.
final class DnsPolicy {

    /// What becomes of a packet, with the labels of a metric.
    sealed interface Answer {
        String kind();

        String outcome();

        record Reply(ByteBuffer packet, String kind, String outcome) implements Answer {}

        /// Nothing is sent to what is no question.
        record Silence(String kind, String outcome) implements Answer {}

        /// Others know.
        record Elsewhere(DnsMessage asked, String kind) implements Answer {
            @Override
            public String outcome() {
                return "forwarded";
            }
        }
    }

    /// How the question came, and what its sender may expect.
    record Way(Over over, Help help) {}

    /// Whether others are asked for this sender. Who does so for everybody is used for attacks.
    enum Help {
        NONE,
        ASKS_OTHERS
    }

    /// How the question came.
    enum Over {
        UDP,
        TCP
    }

    /// The header's, and one that needs EDNS.
    private enum Rcode {
        NOERROR(0),
        FORMERR(1),
        SERVFAIL(2),
        NXDOMAIN(3),
        NOTIMP(4),
        REFUSED(5),
        BADVERS(16);

        private final int number;

        Rcode(int number) {
            this.number = number;
        }
    }

    /// `elsewhere` is what is refused for no other reason than that others know.
    private record Said(Rcode rcode, boolean authoritative, Sections sections, boolean elsewhere) {
        Said(Rcode rcode, boolean authoritative, Sections sections) {
            this(rcode, authoritative, sections, false);
        }

        static Said only(Rcode rcode) {
            return new Said(rcode, false, Sections.NONE);
        }
    }

    private static final int LEAST_SIZE = 512;

    /// Fits every link without fragments, as DNS Flag Day 2020 has it.
    private static final int MOST_SIZE = 1232;

    private static final int FIRST_META = 128;

    /// What others say when they could not find out; another one may know.
    static final int SERVFAIL = Rcode.SERVFAIL.number;

    private DnsPolicy() {}

    static Answer answer(DnsCodec.Decoded decoded, Optional<DnsZone> zone, Way way) {
        return switch (decoded) {
            case DnsCodec.Decoded.Malformed(Optional<Header> header, String _) -> {
                Optional<Header> asked = header.filter(h -> !h.has(Flag.RESPONSE));
                yield asked.isEmpty()
                        ? new Answer.Silence("malformed", "ignored")
                        : sent(
                                new DnsMessage(asked.get(), List.of(), Sections.NONE),
                                Said.only(asked.get().opcode() == 0 ? Rcode.FORMERR : Rcode.NOTIMP),
                                way);
            }
            case DnsCodec.Decoded.Message(DnsMessage message) ->
                    message.header().has(Flag.RESPONSE)
                            ? new Answer.Silence("response", "ignored")
                            : asked(message, zone, way);
        };
    }

    private static Answer asked(DnsMessage message, Optional<DnsZone> zone, Way way) {
        Said said = said(message, zone);
        boolean others =
                said.elsewhere()
                        && way.help() == Help.ASKS_OTHERS
                        && message.header().has(Flag.RECURSION_DESIRED);
        return others ? new Answer.Elsewhere(message, kind(message)) : sent(message, said, way);
    }

    /// What others said, `age` seconds ago, or that nobody answered.
    static Answer handed(DnsMessage asked, Optional<Resolver.Known> known, Way way) {
        if (known.isEmpty()) {
            return sent(asked, Said.only(Rcode.SERVFAIL), way);
        }
        ByteBuffer packet = known.get().reply().to(asked, known.get().age());
        return packet.remaining() <= limit(asked, way.over())
                ? new Answer.Reply(packet, kind(asked), known.get().source())
                : truncated(asked, Said.only(Rcode.NOERROR), way);
    }

    private static Said said(DnsMessage asked, Optional<DnsZone> zone) {
        if (asked.header().opcode() != 0) {
            return Said.only(Rcode.NOTIMP);
        }
        if (asked.questions().size() != 1 || asked.options().size() > 1) {
            return Said.only(Rcode.FORMERR);
        }
        if (asked.edns().filter(edns -> edns.version() > 0).isPresent()) {
            return Said.only(Rcode.BADVERS);
        }
        Question question = asked.questions().getFirst();
        int type = question.type();
        if (question.group() != DnsType.IN || type == DnsType.AXFR || type == DnsType.IXFR) {
            return Said.only(Rcode.REFUSED);
        }
        if (type == DnsType.OPT || (type >= FIRST_META && type < DnsType.ANY)) {
            return Said.only(Rcode.NOTIMP);
        }
        return zone.map(z -> said(z.find(question.name(), type))).orElse(Said.only(Rcode.SERVFAIL));
    }

    private static Said said(DnsZone.Found found) {
        return switch (found) {
            case DnsZone.Found.Elsewhere() -> new Said(Rcode.REFUSED, false, Sections.NONE, true);
            case DnsZone.Found.Records(
                            List<DnsMessage.Entry> entries,
                            List<DnsMessage.Entry> beside) ->
                    new Said(Rcode.NOERROR, true, new Sections(entries, List.of(), beside));
            case DnsZone.Found.NoSuchType(DnsMessage.Entry soa) ->
                    new Said(Rcode.NOERROR, true, new Sections(List.of(), List.of(soa), List.of()));
            case DnsZone.Found.NoName(DnsMessage.Entry soa) ->
                    new Said(
                            Rcode.NXDOMAIN, true, new Sections(List.of(), List.of(soa), List.of()));
        };
    }

    private static Answer sent(DnsMessage asked, Said said, Way way) {
        Optional<ByteBuffer> whole =
                DnsCodec.encode(reply(asked, said, way, false), limit(asked, way.over()));
        return whole.isPresent()
                ? new Answer.Reply(
                        whole.get(), kind(asked), said.rcode().name().toLowerCase(Locale.ROOT))
                : truncated(asked, said, way);
    }

    private static Answer truncated(DnsMessage asked, Said said, Way way) {
        Said nothing = new Said(said.rcode(), said.authoritative(), Sections.NONE);
        return new Answer.Reply(
                DnsCodec.encode(reply(asked, nothing, way, true)), kind(asked), "truncated");
    }

    private static int limit(DnsMessage asked, Over over) {
        return switch (over) {
            case TCP -> DnsCodec.LARGEST;
            case UDP ->
                    asked.edns()
                            .map(edns -> Math.clamp(edns.size(), LEAST_SIZE, MOST_SIZE))
                            .orElse(LEAST_SIZE);
        };
    }

    /// The question comes back as it was written, for those who check its case.
    private static DnsMessage reply(DnsMessage asked, Said said, Way way, boolean truncated) {
        EnumSet<Flag> flags = EnumSet.of(Flag.RESPONSE);
        if (said.authoritative()) {
            flags.add(Flag.AUTHORITATIVE);
        }
        if (truncated) {
            flags.add(Flag.TRUNCATED);
        }
        if (way.help() == Help.ASKS_OTHERS) {
            flags.add(Flag.RECURSION_AVAILABLE);
        }
        Header header = asked.header();
        if (header.has(Flag.RECURSION_DESIRED)) {
            flags.add(Flag.RECURSION_DESIRED);
        }
        int rcode = said.rcode().number;
        Sections sections = said.sections();
        List<DnsMessage.Entry> additional = new ArrayList<>(sections.additional());
        asked.edns()
                .map(edns -> new Edns(MOST_SIZE, rcode >> 4, 0, edns.dnssec()).entry())
                .ifPresent(additional::add);
        return new DnsMessage(
                new Header(header.id(), header.opcode(), flags, rcode & 15),
                asked.questions().size() == 1 ? asked.questions() : List.of(),
                new Sections(sections.answers(), sections.authority(), additional));
    }

    private static String kind(DnsMessage asked) {
        if (asked.questions().size() != 1) {
            return "malformed";
        }
        return switch (asked.questions().getFirst().type()) {
            case DnsType.A -> "a";
            case DnsType.AAAA -> "aaaa";
            case DnsType.NS -> "ns";
            case DnsType.PTR -> "ptr";
            case DnsType.SOA -> "soa";
            case DnsType.SRV -> "srv";
            case DnsType.ANY -> "any";
            default -> "other";
        };
    }
}
