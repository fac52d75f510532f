package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fuzz;
import dev.bringup.model.ClusterSpec.DhcpMode;
import dev.bringup.model.Ip4;
import dev.bringup.netboot.dhcp.DhcpCodec;
import dev.bringup.netboot.dhcp.DhcpMessage;
import dev.bringup.netboot.dhcp.MessageType;
import dev.bringup.netboot.dhcp.Octets;
import dev.bringup.netboot.dhcp.Options;
import dev.bringup.netboot.dns.DnsCodec;
import dev.bringup.netboot.dns.DnsFact;
import dev.bringup.netboot.dns.DnsMessage;
import dev.bringup.netboot.dns.DnsName;
import dev.bringup.netboot.dns.DnsType;
import dev.bringup.netboot.dns.ForeignReply;
import dev.bringup.netboot.syslog.SyslogCodec;
import dev.bringup.netboot.syslog.SyslogLine;
import dev.bringup.netboot.tftp.TftpCodec;
import dev.bringup.netboot.tftp.TftpPacket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Whatever the bytes are: no exception leaves a codec, what was read is the same when it is
/// written and read again, and both kinds of packets were among them.
class CodecFuzzTest {

    private static final int TIMES = 40_000;

    private final Set<String> met = new TreeSet<>();

    private static byte[] bytes(ByteBuffer packet) {
        byte[] bytes = new byte[packet.remaining()];
        packet.duplicate().get(bytes);
        return bytes;
    }

    private void meet(Object decoded) {
        met.add(decoded.getClass().getSimpleName());
    }

    private static byte[] dhcp(MessageType type, Options options, String file) {
        return bytes(
                DhcpCodec.encode(
                        new DhcpMessage(
                                DhcpMessage.Op.REQUEST,
                                new DhcpMessage.Exchange(7, 3, 1, true),
                                new DhcpMessage.Addresses(1, 2, 3, 4),
                                Octets.of(Sample.MAC.bytes()),
                                new DhcpMessage.BootNames("server", file),
                                options.with(Options.TYPE, Octets.u8(type.code())))));
    }

    @Test
    void dhcp() {
        Options firmware =
                Options.NONE
                        .with(Options.VENDOR_CLASS, Octets.text("PXEClient:Arch:00007"))
                        .with(Options.ARCHITECTURE, new Octets("0007"))
                        .with(Options.CLIENT_UUID, new Octets("00" + "11".repeat(16)));
        Options overloaded =
                Options.NONE
                        .with(Options.OVERLOAD, new Octets("03"))
                        .with(Options.RELAY_AGENT, new Octets("010402030405" + "0504c0a80001"))
                        .with(Options.REASON, new Octets("41".repeat(300)));
        List<byte[]> samples =
                List.of(
                        dhcp(MessageType.DISCOVER, firmware, ""),
                        dhcp(MessageType.REQUEST, overloaded, "ipxe.efi"));
        new Fuzz(1, samples)
                .run(
                        TIMES,
                        packet -> {
                            DhcpCodec.Decoded decoded = DhcpCodec.decode(ByteBuffer.wrap(packet));
                            meet(decoded);
                            if (decoded instanceof DhcpCodec.Decoded.Message(DhcpMessage read)) {
                                ByteBuffer again = DhcpCodec.encode(read);
                                assertTrue(again.remaining() <= 2 * packet.length + 300);
                                assertEquals(decoded, DhcpCodec.decode(again));
                                answered(read);
                            }
                        });
        assertEquals(Set.of("Malformed", "Message"), met);
    }

    /// The policies take what the codec made of it.
    private static void answered(DhcpMessage read) {
        for (DhcpMode mode : DhcpMode.values()) {
            DhcpPolicy.Answer _ = DhcpPolicy.answer(read, Sample.roster(mode), Sample.SELF);
            DhcpPolicy.Answer _ = DhcpPolicy.boot(read, Sample.roster(mode), Sample.SELF);
        }
    }

    @Test
    void syslog() {
        List<byte[]> samples =
                List.of(
                        "<30>node-01 ipxe: net0: link up\n".getBytes(StandardCharsets.UTF_8),
                        "<86>Nov  2 05:52:13 h sshd[42]: x".getBytes(StandardCharsets.UTF_8),
                        bytes(SyslogCodec.encode(new SyslogLine(11, "h", "p", "text"))),
                        "<13>1 2026-11-22T05:52:13Z h p 7 - [q a=\"\\]\"][b] é"
                                .getBytes(StandardCharsets.UTF_8));
        new Fuzz(4, samples)
                .run(
                        TIMES,
                        packet -> {
                            Optional<SyslogLine> line = SyslogCodec.decode(ByteBuffer.wrap(packet));
                            met.add(line.isPresent() ? "line" : "nothing");
                            line.ifPresent(read -> {
                                assertTrue(read.text().chars().noneMatch(Character::isISOControl));
                                assertEquals(line, SyslogCodec.decode(SyslogCodec.encode(read)));
                            });
                        });
        assertEquals(Set.of("line", "nothing"), met);
    }

    @Test
    void tftp() {
        List<byte[]> samples =
                List.of(
                        bytes(
                                TftpCodec.encode(
                                        new TftpPacket.Read(
                                                "a/undionly.kpxe",
                                                "octet",
                                                Map.of("blksize", "1432", "tsize", "0")))),
                        bytes(TftpCodec.encode(new TftpPacket.Write("x"))),
                        bytes(TftpCodec.encode(new TftpPacket.Acknowledge(65_535))),
                        bytes(
                                TftpCodec.encode(
                                        new TftpPacket.Block(3, ByteBuffer.wrap(new byte[512])))),
                        bytes(
                                TftpCodec.encode(
                                        new TftpPacket.Failure(
                                                TftpPacket.Code.FILE_NOT_FOUND, "no"))),
                        bytes(
                                TftpCodec.encode(
                                        new TftpPacket.OptionsAccepted(
                                                Map.of("windowsize", "64")))));
        ByteBuffer file = ByteBuffer.wrap(new byte[5000]);
        new Fuzz(2, samples)
                .run(
                        TIMES,
                        packet -> {
                            TftpCodec.Decoded decoded = TftpCodec.decode(ByteBuffer.wrap(packet));
                            meet(decoded);
                            if (decoded instanceof TftpCodec.Decoded.Packet(TftpPacket read)) {
                                assertEquals(decoded, TftpCodec.decode(TftpCodec.encode(read)));
                                transferred(file, read);
                            }
                        });
        assertEquals(Set.of("Malformed", "Packet"), met);
    }

    private static void transferred(ByteBuffer file, TftpPacket read) {
        Map<String, String> asked =
                read instanceof TftpPacket.Read(String _, String _, Map<String, String> options)
                        ? options
                        : Map.of("windowsize", "4");
        TftpTransfer transfer = TftpTransfer.of(file, asked);
        assertTrue(transfer.due().size() <= 64);
        TftpTransfer.Next _ = transfer.on(read);
    }

    @Test
    void dns() {
        DnsName name = DnsName.parse("node-01.lab.example").orElseThrow();
        DnsMessage.Question question = new DnsMessage.Question(name, DnsType.A, DnsType.IN);
        DnsMessage asked =
                new DnsMessage(
                        new DnsMessage.Header(
                                7, 0, EnumSet.of(DnsMessage.Flag.RECURSION_DESIRED), 0),
                        List.of(question),
                        new DnsMessage.Sections(
                                List.of(),
                                List.of(),
                                List.of(new DnsMessage.Edns(1232, 0, 0, true).entry())));
        DnsFact.Times times = new DnsFact.Times(1, 2, 3, 4);
        DnsMessage answer =
                new DnsMessage(
                        new DnsMessage.Header(7, 0, EnumSet.of(DnsMessage.Flag.RESPONSE), 0),
                        List.of(question),
                        new DnsMessage.Sections(
                                List.of(entry(name, new DnsFact.A(5))),
                                List.of(
                                        entry(name, new DnsFact.Soa(name, name, 1, times)),
                                        entry(name, new DnsFact.Ns(name))),
                                List.of(
                                        entry(name, new DnsFact.Srv(0, 1, 6443, name)),
                                        entry(name, new DnsFact.Ptr(name)),
                                        entry(name, new DnsFact.Other(28, "00".repeat(16))))));
        Optional<DnsZone> zone =
                Optional.of(DnsZone.of(Sample.desired(DhcpMode.OFF), Ip4.parse("127.77.0.1")));
        DnsPolicy.Way way = new DnsPolicy.Way(DnsPolicy.Over.UDP, DnsPolicy.Help.ASKS_OTHERS);
        List<byte[]> samples =
                List.of(bytes(DnsCodec.encode(asked)), bytes(DnsCodec.encode(answer)));
        new Fuzz(3, samples)
                .run(
                        TIMES,
                        packet -> {
                            DnsCodec.Decoded decoded = DnsCodec.decode(ByteBuffer.wrap(packet));
                            meet(decoded);
                            if (decoded instanceof DnsCodec.Decoded.Message(DnsMessage read)) {
                                DnsCodec.encode(read, DnsCodec.LARGEST)
                                        .ifPresent(again ->
                                                assertEquals(decoded, DnsCodec.decode(again)));
                            }
                            DnsPolicy.Answer _ = DnsPolicy.answer(decoded, zone, way);
                            ForeignReply.of(packet, 7, question)
                                    .ifPresent(reply -> {
                                        assertEquals(
                                                packet.length, reply.to(asked, 60).remaining());
                                    });
                        });
        assertEquals(Set.of("Malformed", "Message"), met);
    }

    private static DnsMessage.Entry entry(DnsName name, DnsFact data) {
        return new DnsMessage.Entry(name, DnsType.IN, 60, data);
    }

    @Test
    void httpRoutes() {
        List<byte[]> samples =
                List.of(
                        text("GET /ipxe/52-54-00-77-01-01?uuid=u&serial=%20s {}"),
                        text("HEAD /assets/../a%2e%2e/%00b {}"),
                        text(
                                "POST /config/permit0123456789/disks {\"disks\":[{\"name\":\"sda\"}]}"),
                        text("POST /report/permit0123456789/progress {\"step\":\"x\",\"bytes\":1}"),
                        text("GET /config/permit0123456789/user-data "));
        new Fuzz(4, samples)
                .run(
                        TIMES,
                        packet -> {
                            String[] words =
                                    new String(packet, StandardCharsets.UTF_8).split(" ", 3);
                            meet(
                                    BootRoute.of(
                                            words[0],
                                            words.length > 1 ? words[1] : "",
                                            words.length > 2 ? words[2] : "",
                                            Ip4.parse("127.77.1.1")));
                        });
        assertEquals(Set.of("Ask", "Download", "Reject"), met);
    }

    private static byte[] text(String line) {
        return line.getBytes(StandardCharsets.UTF_8);
    }
}
