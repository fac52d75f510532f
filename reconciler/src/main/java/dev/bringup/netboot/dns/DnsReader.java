package dev.bringup.netboot.dns;

import dev.bringup.netboot.dns.DnsMessage.Entry;
import dev.bringup.netboot.dns.DnsMessage.Flag;
import dev.bringup.netboot.dns.DnsMessage.Header;
import dev.bringup.netboot.dns.DnsMessage.Question;
import dev.bringup.netboot.dns.DnsMessage.Sections;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;

/// Reads one message. Nothing is allocated for what a count promises, only for what is there.
final class DnsReader {

    private static final int HEADER = 12;
    private static final int POINTER = 0xc0;

    /// More than any name needs that was written to be read.
    private static final int MOST_JUMPS = 32;

    private final ByteBuffer in;

    DnsReader(ByteBuffer in) {
        this.in = in;
    }

    /// Never leaves the codec.
    static final class Broken extends Exception {
        private static final long serialVersionUID = 1;

        private final String because;

        Broken(String because) {
            super(because, null, false, false);
            this.because = because;
        }

        String because() {
            return because;
        }
    }

    Header header() throws Broken {
        if (in.remaining() < HEADER) {
            throw new Broken(in.remaining() + " bytes are too few for DNS");
        }
        int id = u16();
        int bits = u16();
        EnumSet<Flag> flags = EnumSet.noneOf(Flag.class);
        for (Flag flag : Flag.values()) {
            if ((bits & flag.bit()) != 0) {
                flags.add(flag);
            }
        }
        return new Header(id, bits >>> 11 & 15, flags, bits & 15);
    }

    DnsMessage message(Header header) throws Broken {
        int questions = u16();
        int answers = u16();
        int authority = u16();
        int additional = u16();
        List<Question> asked = new ArrayList<>();
        for (int i = 0; i < questions; i++) {
            asked.add(question());
        }
        return new DnsMessage(
                header,
                asked,
                new Sections(entries(answers), entries(authority), entries(additional)));
    }

    Question question() throws Broken {
        return new Question(name(), u16(), u16());
    }

    private List<Entry> entries(int count) throws Broken {
        List<Entry> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            DnsName name = name();
            int type = u16();
            int group = u16();
            long ttl = u32();
            int length = u16();
            if (length > in.remaining()) {
                throw new Broken("a record that ends after the packet");
            }
            int end = in.position() + length;
            DnsFact data = data(type, length);
            if (in.position() != end) {
                throw new Broken("a record of type " + type + " with a wrong length");
            }
            all.add(new Entry(name, group, ttl, data));
        }
        return all;
    }

    private DnsFact data(int type, int length) throws Broken {
        return switch (type) {
            case DnsType.A -> new DnsFact.A((int) u32());
            case DnsType.NS -> new DnsFact.Ns(name());
            case DnsType.PTR -> new DnsFact.Ptr(name());
            case DnsType.SOA ->
                    new DnsFact.Soa(
                            name(), name(), u32(), new DnsFact.Times(u32(), u32(), u32(), u32()));
            case DnsType.SRV -> new DnsFact.Srv(u16(), u16(), u16(), name());
            case DnsType.OPT -> new DnsFact.Opt(hex(length));
            default -> new DnsFact.Other(type, hex(length));
        };
    }

    /// A pointer leads to before the part that it ends: no loop is possible.
    DnsName name() throws Broken {
        List<String> labels = new ArrayList<>();
        int octets = 1;
        int jumps = 0;
        int start = in.position();
        int after = -1;
        while (true) {
            int length = u8();
            if (length == 0) {
                break;
            }
            if (length >= POINTER) {
                int to = (length & ~POINTER) << 8 | u8();
                after = after < 0 ? in.position() : after;
                if (to >= start || ++jumps > MOST_JUMPS) {
                    throw new Broken("a name that does not end");
                }
                start = to;
                in.position(to);
                continue;
            }
            octets += 1 + length;
            if (length > DnsName.LONGEST_LABEL || octets > DnsName.LONGEST) {
                throw new Broken("a name that is too long");
            }
            labels.add(new String(octets(length), StandardCharsets.ISO_8859_1));
        }
        if (after >= 0) {
            in.position(after);
        }
        return new DnsName(labels);
    }

    private String hex(int length) throws Broken {
        return HexFormat.of().formatHex(octets(length));
    }

    private byte[] octets(int length) throws Broken {
        need(length);
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private int u8() throws Broken {
        need(1);
        return Byte.toUnsignedInt(in.get());
    }

    private int u16() throws Broken {
        need(2);
        return Short.toUnsignedInt(in.getShort());
    }

    private long u32() throws Broken {
        need(4);
        return Integer.toUnsignedLong(in.getInt());
    }

    private void need(int bytes) throws Broken {
        if (in.remaining() < bytes) {
            throw new Broken("the packet ends too early");
        }
    }
}
