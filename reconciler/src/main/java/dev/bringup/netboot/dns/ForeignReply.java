package dev.bringup.netboot.dns;

import dev.bringup.netboot.dns.DnsMessage.Question;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// What another server answered, handed on as it came: only its id, the spelling of its question
/// and the times of its records change. So a record that nobody here knows stays what it is.
public final class ForeignReply {

    private static final int HEADER = 12;
    private static final int AUTHORITATIVE = 0x04;
    private static final int TRUNCATED = 0x02;
    private static final int RECURSION_DESIRED = 0x01;
    private static final int RECURSION_AVAILABLE = 0x80;
    private static final int RCODE = 0x0f;
    private static final int NXDOMAIN = 3;
    private static final int FIXED = 10;

    private final byte[] packet;
    private final int[] times;
    private final long goodFor;

    private ForeignReply(byte[] packet, int[] times, long goodFor) {
        this.packet = packet;
        this.times = times;
        this.goodFor = goodFor;
    }

    /// Empty unless it is a whole answer to this very question under this id.
    public static Optional<ForeignReply> of(byte[] packet, int id, Question asked) {
        try {
            return new Scan(packet).reply(id, asked);
        } catch (DnsReader.Broken _) {
            return Optional.empty();
        }
    }

    /// There is more of it than fits a datagram.
    public boolean isTruncated() {
        return (packet[2] & TRUNCATED) != 0;
    }

    /// Seconds for which it may be remembered; 0 where it says nothing of that.
    public long goodFor() {
        return goodFor;
    }

    public int length() {
        return packet.length;
    }

    public int rcode() {
        return packet[3] & RCODE;
    }

    /// For whoever asks this, `age` seconds after it came.
    public ByteBuffer to(DnsMessage asked, long age) {
        ByteBuffer out = ByteBuffer.wrap(packet.clone());
        out.putShort(0, (short) asked.header().id());
        int first = packet[2] & ~AUTHORITATIVE & ~RECURSION_DESIRED;
        boolean desired = asked.header().has(DnsMessage.Flag.RECURSION_DESIRED);
        out.put(2, (byte) (desired ? first | RECURSION_DESIRED : first));
        out.put(3, (byte) (packet[3] | RECURSION_AVAILABLE));
        int at = HEADER;
        for (String label : asked.questions().getFirst().name().labels()) {
            out.put(at + 1, label.getBytes(StandardCharsets.ISO_8859_1));
            at += 1 + label.length();
        }
        for (int time : times) {
            long left = Integer.toUnsignedLong(out.getInt(time)) - age;
            out.putInt(time, (int) Math.max(left, 0));
        }
        return out;
    }

    /// Walks over the records once.
    private static final class Scan {
        private final byte[] packet;
        private final ByteBuffer in;
        private final int[] times;
        private int found;
        private long least = Long.MAX_VALUE;
        private long negative;

        Scan(byte[] packet) {
            this.packet = packet;
            this.in = ByteBuffer.wrap(packet);
            // No record is shorter than this.
            this.times = new int[packet.length / (FIXED + 1) + 1];
        }

        Optional<ForeignReply> reply(int id, Question asked) throws DnsReader.Broken {
            DnsReader reader = new DnsReader(in);
            DnsMessage.Header header = reader.header();
            need(8);
            int questions = in.getShort() & 0xffff;
            int answers = in.getShort() & 0xffff;
            int others = (in.getShort() & 0xffff) + (in.getShort() & 0xffff);
            if (header.id() != id || !header.has(DnsMessage.Flag.RESPONSE) || questions != 1) {
                return Optional.empty();
            }
            Question echoed = reader.question();
            boolean same =
                    in.position() == HEADER + octets(asked.name()) + 4
                            && echoed.name().folded().equals(asked.name().folded())
                            && echoed.type() == asked.type()
                            && echoed.group() == asked.group();
            if (!same) {
                return Optional.empty();
            }
            records(reader, answers + others);
            boolean has = answers > 0 && header.rcode() != NXDOMAIN;
            boolean known = header.rcode() == 0 || header.rcode() == NXDOMAIN;
            long time = !known ? 0 : has ? least : negative;
            return Optional.of(
                    new ForeignReply(
                            packet,
                            Arrays.copyOf(times, found),
                            time == Long.MAX_VALUE ? 0 : time));
        }

        /// As it stands in a question, where nothing comes before it that it could point to.
        private static int octets(DnsName name) {
            return 1 + name.labels().stream().mapToInt(label -> 1 + label.length()).sum();
        }

        private void records(DnsReader reader, int count) throws DnsReader.Broken {
            for (int i = 0; i < count; i++) {
                DnsName _ = reader.name();
                need(FIXED);
                int type = in.getShort() & 0xffff;
                int _ = in.getShort();
                int time = in.position();
                long ttl = Integer.toUnsignedLong(in.getInt());
                int length = in.getShort() & 0xffff;
                need(length);
                in.position(in.position() + length);
                if (type == DnsType.OPT) {
                    continue;
                }
                times[found++] = time;
                least = Math.min(least, ttl);
                if (type == DnsType.SOA && length >= 4) {
                    // RFC 2308: how long to remember that there is nothing.
                    long minimum = Integer.toUnsignedLong(in.getInt(in.position() - 4));
                    negative = Math.min(ttl, minimum);
                }
            }
        }

        private void need(int bytes) throws DnsReader.Broken {
            if (in.remaining() < bytes) {
                throw new DnsReader.Broken("a record that ends after the packet");
            }
        }
    }
}
