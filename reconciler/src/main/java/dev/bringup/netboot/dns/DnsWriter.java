package dev.bringup.netboot.dns;

import dev.bringup.netboot.dns.DnsMessage.Entry;
import dev.bringup.netboot.dns.DnsMessage.Flag;
import dev.bringup.netboot.dns.DnsMessage.Header;
import dev.bringup.netboot.dns.DnsMessage.Question;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// Writes one message. Names are compressed where RFC 1035 allows it, and only by equal case, so
/// that each is read as it was written.
final class DnsWriter {

    private static final int LAST_POINTER = 0x3fff;
    private static final int POINTER = 0xc000;

    private final int limit;
    private final Map<List<String>, Integer> written = new HashMap<>();
    private ByteBuffer out = ByteBuffer.allocate(512);

    DnsWriter(int limit) {
        this.limit = limit;
    }

    boolean isFull() {
        return out.position() > limit;
    }

    ByteBuffer bytes() {
        return out.duplicate().flip();
    }

    void header(DnsMessage message) {
        Header header = message.header();
        int bits = header.opcode() << 11 | header.rcode();
        for (Flag flag : header.flags()) {
            bits |= flag.bit();
        }
        u16(header.id());
        u16(bits);
        u16(message.questions().size());
        u16(message.sections().answers().size());
        u16(message.sections().authority().size());
        u16(message.sections().additional().size());
    }

    void question(Question question) {
        name(question.name());
        u16(question.type());
        u16(question.group());
    }

    void entry(Entry entry) {
        name(entry.name());
        u16(entry.data().type());
        u16(entry.group());
        u32(entry.ttl());
        int length = out.position();
        u16(0);
        data(entry.data());
        out.putShort(length, (short) (out.position() - length - 2));
    }

    private void data(DnsFact data) {
        switch (data) {
            case DnsFact.A(int address) -> u32(address);
            case DnsFact.Ns(DnsName server) -> name(server);
            case DnsFact.Ptr(DnsName target) -> name(target);
            case DnsFact.Soa soa -> {
                name(soa.server());
                name(soa.mailbox());
                u32(soa.serial());
                u32(soa.times().refresh());
                u32(soa.times().retry());
                u32(soa.times().expire());
                u32(soa.times().negative());
            }
            case DnsFact.Srv(int priority, int weight, int port, DnsName target) -> {
                u16(priority);
                u16(weight);
                u16(port);
                // RFC 2782 forbids to compress it.
                target.labels().forEach(this::label);
                u8(0);
            }
            case DnsFact.Opt(String hex) -> octets(HexFormat.of().parseHex(hex));
            case DnsFact.Other(int _, String hex) -> octets(HexFormat.of().parseHex(hex));
        }
    }

    private void name(DnsName name) {
        List<String> labels = name.labels();
        for (int i = 0; i < labels.size(); i++) {
            List<String> rest = labels.subList(i, labels.size());
            Integer before = written.get(rest);
            if (before != null) {
                u16(POINTER | before);
                return;
            }
            if (out.position() <= LAST_POINTER) {
                written.put(rest, out.position());
            }
            label(labels.get(i));
        }
        u8(0);
    }

    private void label(String label) {
        u8(label.length());
        octets(label.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void u8(int value) {
        room(1).put((byte) value);
    }

    private void u16(int value) {
        room(2).putShort((short) value);
    }

    private void u32(long value) {
        room(4).putInt((int) value);
    }

    private void octets(byte[] bytes) {
        room(bytes.length).put(bytes);
    }

    private ByteBuffer room(int bytes) {
        if (out.remaining() < bytes) {
            out = ByteBuffer.allocate(2 * (out.capacity() + bytes)).put(out.flip());
        }
        return out;
    }
}
