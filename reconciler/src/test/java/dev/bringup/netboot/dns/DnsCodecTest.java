package dev.bringup.netboot.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.netboot.dns.DnsMessage.Edns;
import dev.bringup.netboot.dns.DnsMessage.Entry;
import dev.bringup.netboot.dns.DnsMessage.Flag;
import dev.bringup.netboot.dns.DnsMessage.Header;
import dev.bringup.netboot.dns.DnsMessage.Question;
import dev.bringup.netboot.dns.DnsMessage.Sections;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DnsCodecTest {

    private static final DnsName NODE = name("node-01.lab.example");
    private static final DnsName LAB = name("lab.example");

    /// What dig asks for the address of node-01.lab.example, with EDNS and a cookie.
    private static final String QUESTION =
            "123401200001000000000001"
                    + "076e6f64652d3031036c6162076578616d706c6500"
                    + "00010001"
                    + "0000291000000000000004"
                    + "000a0000";

    /// An answer that names node-01 once.
    private static final String ANSWER =
            "123485000001000100000000"
                    + "076e6f64652d3031036c6162076578616d706c6500"
                    + "00010001"
                    + "c00c000100010000003c00047f4d0101";

    private static DnsName name(String text) {
        return DnsName.parse(text).orElseThrow();
    }

    private static DnsCodec.Decoded decode(String hex) {
        return DnsCodec.decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
    }

    private static String hex(ByteBuffer packet) {
        byte[] bytes = new byte[packet.remaining()];
        packet.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static DnsMessage answer(List<Entry> answers) {
        return new DnsMessage(
                new Header(0x1234, 0, Set.of(Flag.RESPONSE, Flag.AUTHORITATIVE, flag()), 0),
                List.of(new Question(NODE, DnsType.A, DnsType.IN)),
                new Sections(answers, List.of(), List.of()));
    }

    private static Flag flag() {
        return Flag.RECURSION_DESIRED;
    }

    @Test
    void aQuestionOfDigIsRead() {
        DnsMessage message =
                assertInstanceOf(DnsCodec.Decoded.Message.class, decode(QUESTION)).message();
        assertEquals(
                new Header(0x1234, 0, Set.of(Flag.RECURSION_DESIRED, Flag.AUTHENTIC), 0),
                message.header());
        assertEquals(List.of(new Question(NODE, DnsType.A, DnsType.IN)), message.questions());
        assertEquals(Optional.of(new Edns(4096, 0, 0, false)), message.edns());
        assertEquals("000a0000", ((DnsFact.Opt) message.options().getFirst().data()).hex());
    }

    @Test
    void anAnswerIsWrittenWithEachNameOnce() {
        List<Entry> entries = List.of(new Entry(NODE, DnsType.IN, 60, new DnsFact.A(0x7f4d0101)));
        assertEquals(ANSWER, hex(DnsCodec.encode(answer(entries))));
        assertEquals(Optional.empty(), DnsCodec.encode(answer(entries), ANSWER.length() / 2 - 1));
        assertTrue(DnsCodec.encode(answer(entries), ANSWER.length() / 2).isPresent());
    }

    @Test
    void whatIsWrittenIsReadBack() {
        List<DnsFact> data =
                List.of(
                        new DnsFact.A(-1),
                        new DnsFact.Ns(LAB),
                        new DnsFact.Ptr(name("Node-01.LAB.example")),
                        new DnsFact.Soa(
                                NODE, LAB, 0xffff_ffffL, new DnsFact.Times(1, 2, 0x8000_0000L, 4)),
                        new DnsFact.Srv(1, 2, 65_535, NODE),
                        new DnsFact.Other(DnsType.AAAA, "00".repeat(16)),
                        new DnsFact.Other(65_280, ""),
                        new DnsFact.Opt("000a0000"));
        List<Entry> entries = data.stream().map(d -> new Entry(LAB, 1, 0xffff_ffffL, d)).toList();
        Edns edns = new Edns(1232, 1, 0, true);
        DnsMessage message =
                new DnsMessage(
                        new Header(65_535, 15, EnumSet.allOf(Flag.class), 15),
                        List.of(
                                new Question(DnsName.ROOT, 255, 255),
                                new Question(new DnsName(List.of("a.b", "\0\u00ff")), 1, 1)),
                        new Sections(entries, entries.reversed(), List.of(edns.entry())));
        assertEquals(
                new DnsCodec.Decoded.Message(message), DnsCodec.decode(DnsCodec.encode(message)));
        assertEquals(Optional.of(edns), message.edns());
    }

    @Test
    void theTargetOfAnSrvRecordIsNotCompressed() {
        String packet =
                hex(
                        DnsCodec.encode(
                                answer(
                                        List.of(
                                                new Entry(
                                                        NODE,
                                                        1,
                                                        60,
                                                        new DnsFact.Srv(0, 0, 10_250, NODE))))));
        assertTrue(packet.endsWith("0000280a" + "076e6f64652d3031036c6162076578616d706c6500"));
    }

    @Test
    void whatIsNoDnsIsSaidToBeMalformed() {
        String one = "123401000001000000000000";
        Map<String, String> cases = new LinkedHashMap<>();
        cases.put("123401000001", "6 bytes are too few for DNS");
        cases.put(one, "the packet ends too early");
        cases.put(one + "c00c00010001", "a name that does not end");
        cases.put(one + "01610000", "the packet ends too early");
        cases.put(one + "0161c00c00010001", "a name that does not end");
        cases.put(one + "c0ff00010001", "a name that does not end");
        cases.put(one + "41", "a name that is too long");
        cases.put(one + ("3f" + "61".repeat(63)).repeat(4), "a name that is too long");
        cases.put(
                "123485000000000100000000" + "0000010001000000000005" + "0102030405",
                "a record of type 1 with a wrong length");
        cases.put(
                "123485000000000100000000" + "0000010001000000000005" + "01",
                "a record that ends after the packet");
        cases.forEach((packet, because) ->
                assertEquals(
                        because,
                        assertInstanceOf(DnsCodec.Decoded.Malformed.class, decode(packet), packet)
                                .because()));
    }

    /// The whole header's numbers promise 65,535 records each.
    @Test
    void countsAloneTakeNoMemory() {
        assertInstanceOf(
                DnsCodec.Decoded.Malformed.class, decode("12340100ffffffffffffffff" + "00"));
    }

    @Test
    void namesAreComparedWithoutCase() {
        assertEquals(NODE, name("NODE-01.Lab.eXample").folded());
        assertEquals(new DnsName(List.of("\u00c4")), new DnsName(List.of("\u00c4")).folded());
        assertEquals("a\\.b\\032\\255.", new DnsName(List.of("a.b \u00ff")).toString());
        assertEquals(".", DnsName.ROOT.toString());
        assertEquals(Optional.empty(), DnsName.parse("a..b"));
        assertEquals(Optional.empty(), DnsName.parse("a".repeat(64)));
        assertEquals(Optional.empty(), DnsName.parse("abc.".repeat(63) + "abc"));
    }

    @Test
    void noBytesWhateverMakeItThrow() {
        Random random = new Random(11);
        int read = 0;
        for (int i = 0; i < 40_000; i++) {
            byte[] bytes = HexFormat.of().parseHex(i % 2 == 0 ? QUESTION : ANSWER);
            for (int change = random.nextInt(4); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            if (i % 5 == 0) {
                bytes = new byte[random.nextInt(60)];
                random.nextBytes(bytes);
            }
            if (DnsCodec.decode(ByteBuffer.wrap(bytes))
                    instanceof DnsCodec.Decoded.Message(DnsMessage message)) {
                read++;
                assertEquals(
                        new DnsCodec.Decoded.Message(message),
                        DnsCodec.decode(DnsCodec.encode(message)));
            }
        }
        assertTrue(read > 1000, "only " + read + " were messages");
    }
}
