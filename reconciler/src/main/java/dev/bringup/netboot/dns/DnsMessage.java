package dev.bringup.netboot.dns;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One DNS message.
public record DnsMessage(Header header, List<Question> questions, Sections sections) {

    public DnsMessage {
        questions = List.copyOf(questions);
    }

    /// `rcode` has four bits; EDNS holds eight more.
    public record Header(int id, int opcode, Set<Flag> flags, int rcode) {
        public Header {
            EnumSet<Flag> copy = EnumSet.noneOf(Flag.class);
            copy.addAll(flags);
            flags = Collections.unmodifiableSet(copy);
        }

        public boolean has(Flag flag) {
            return flags.contains(flag);
        }
    }

    public enum Flag {
        RESPONSE(0x8000),
        AUTHORITATIVE(0x0400),
        TRUNCATED(0x0200),
        RECURSION_DESIRED(0x0100),
        RECURSION_AVAILABLE(0x0080),
        AUTHENTIC(0x0020),
        CHECKING_DISABLED(0x0010);

        private final int bit;

        Flag(int bit) {
            this.bit = bit;
        }

        int bit() {
            return bit;
        }
    }

    public record Question(DnsName name, int type, int group) {}

    /// `group` is what RFC 1035 calls the class.
    public record Entry(DnsName name, int group, long ttl, DnsFact data) {}

    public record Sections(List<Entry> answers, List<Entry> authority, List<Entry> additional) {
        public static final Sections NONE = new Sections(List.of(), List.of(), List.of());

        public Sections {
            answers = List.copyOf(answers);
            authority = List.copyOf(authority);
            additional = List.copyOf(additional);
        }
    }

    /// What the record of EDNS (RFC 6891) says in place of class and TTL.
    public record Edns(int size, int rcode, int version, boolean dnssec) {

        private static final int DNSSEC = 0x8000;

        public Entry entry() {
            long ttl = (long) rcode << 24 | (long) version << 16 | (dnssec ? DNSSEC : 0);
            return new Entry(DnsName.ROOT, size, ttl, new DnsFact.Opt(""));
        }

        private static Edns of(Entry entry) {
            return new Edns(
                    entry.group(),
                    (int) (entry.ttl() >>> 24),
                    (int) (entry.ttl() >>> 16) & 0xff,
                    (entry.ttl() & DNSSEC) != 0);
        }
    }

    /// The first; there must not be another.
    public Optional<Edns> edns() {
        return options().stream().findFirst().map(Edns::of);
    }

    public List<Entry> options() {
        return sections.additional().stream()
                .filter(entry -> entry.data() instanceof DnsFact.Opt)
                .toList();
    }
}
