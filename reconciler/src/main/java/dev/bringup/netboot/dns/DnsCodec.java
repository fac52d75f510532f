package dev.bringup.netboot.dns;

import dev.bringup.netboot.dns.DnsMessage.Entry;
import dev.bringup.netboot.dns.DnsMessage.Header;
import dev.bringup.netboot.dns.DnsMessage.Question;
import dev.bringup.netboot.dns.DnsMessage.Sections;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Bytes to [DnsMessage] and back. Whatever the bytes are, decoding ends with a value.
public final class DnsCodec {

    /// The most that fits the length that stands before a message on TCP.
    public static final int LARGEST = 65_535;

    /// What came of decoding. Where the header could be read, its sender can be told.
    public sealed interface Decoded {
        record Message(DnsMessage message) implements Decoded {}

        record Malformed(Optional<Header> header, String because) implements Decoded {}
    }

    private DnsCodec() {}

    public static Decoded decode(ByteBuffer packet) {
        DnsReader in = new DnsReader(packet.slice());
        Optional<Header> header = Optional.empty();
        try {
            Header read = in.header();
            header = Optional.of(read);
            return new Decoded.Message(in.message(read));
        } catch (DnsReader.Broken e) {
            return new Decoded.Malformed(header, e.because());
        }
    }

    public static ByteBuffer encode(DnsMessage message) {
        return encode(message, LARGEST)
                .orElseThrow(() -> new IllegalArgumentException("too large for a DNS message"));
    }

    /// Empty if it would take more than `limit` bytes.
    public static Optional<ByteBuffer> encode(DnsMessage message, int limit) {
        DnsWriter out = new DnsWriter(limit);
        Sections sections = message.sections();
        out.header(message);
        for (Question question : message.questions()) {
            out.question(question);
        }
        for (Entry entry : sections.answers()) {
            out.entry(entry);
            if (out.isFull()) {
                return Optional.empty();
            }
        }
        sections.authority().forEach(out::entry);
        sections.additional().forEach(out::entry);
        return out.isFull() ? Optional.empty() : Optional.of(out.bytes());
    }
}
