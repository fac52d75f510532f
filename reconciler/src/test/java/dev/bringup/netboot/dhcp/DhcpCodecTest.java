package dev.bringup.netboot.dhcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DhcpCodecTest {

    private static final String MAC = "525400770101";

    /// A DISCOVER as an iPXE ROM under SeaBIOS sends it, shortened to what matters.
    private static final String IPXE_DISCOVER =
            ("01010600deadbeef00040000" + "00000000000000000000000000000000" + MAC + "0".repeat(20))
                    + "0".repeat(2 * 192)
                    + "63825363"
                    + "350101"
                    + "390205c0"
                    + "5d020000"
                    + "5e03010201"
                    + "3c20505845436c69656e743a417263683a30303030303a554e44493a303032303031"
                    + "4d0469505845"
                    + "61110033221100554477668899aabbccddeeff"
                    + "ff";

    private static DhcpCodec.Decoded decode(String hex) {
        return DhcpCodec.decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
    }

    private static DhcpMessage message(String hex) {
        return assertInstanceOf(DhcpCodec.Decoded.Message.class, decode(hex)).message();
    }

    @Test
    void aPacketOfFirmwareIsRead() {
        Options options =
                new Options(
                        new TreeMap<>(
                                Map.of(
                                        53, Octets.u8(1),
                                        57, new Octets("05c0"),
                                        60, Octets.text("PXEClient:Arch:00000:UNDI:002001"),
                                        77, Octets.text("iPXE"),
                                        93, new Octets("0000"),
                                        94, new Octets("010201"),
                                        97, new Octets("0033221100554477668899aabbccddeeff"))));
        assertEquals(
                new DhcpMessage(
                        DhcpMessage.Op.REQUEST,
                        new DhcpMessage.Exchange(0xdeadbeef, 4, 0, false),
                        DhcpMessage.Addresses.NONE,
                        new Octets(MAC),
                        DhcpMessage.BootNames.NONE,
                        options),
                message(IPXE_DISCOVER));
        assertEquals(Optional.of(MessageType.DISCOVER), options.type());
        assertEquals(Optional.of(0), options.u16(Options.ARCHITECTURE));
    }

    @Test
    void whatIsWrittenIsReadBack() {
        DhcpMessage message =
                new DhcpMessage(
                        DhcpMessage.Op.REPLY,
                        new DhcpMessage.Exchange(7, 0, 1, true),
                        new DhcpMessage.Addresses(1, 2, 3, -4),
                        new Octets(MAC),
                        new DhcpMessage.BootNames("boot", "snponly.efi"),
                        Options.NONE
                                .with(Options.TYPE, Octets.u8(5))
                                .with(Options.BOOT_FILE, Octets.text("x".repeat(600)))
                                .with(Options.HOSTNAME, Octets.text("")));
        assertEquals(
                new DhcpCodec.Decoded.Message(message),
                DhcpCodec.decode(DhcpCodec.encode(message)));
    }

    @Test
    void aReplyIsAtLeastAsLongAsBootpWasAndBeginsWithItsType() {
        ByteBuffer packet =
                DhcpCodec.encode(
                        new DhcpMessage(
                                DhcpMessage.Op.REPLY,
                                new DhcpMessage.Exchange(7, 0, 0, false),
                                DhcpMessage.Addresses.NONE,
                                new Octets(MAC),
                                new DhcpMessage.BootNames("", "f".repeat(128)),
                                Options.NONE
                                        .with(Options.NETMASK, Octets.u32(-256))
                                        .with(Options.TYPE, Octets.u8(2))));
        assertEquals(300, packet.remaining());
        assertEquals(53, packet.get(240));
        assertEquals(0, packet.get(108), "a name that does not fit its field is left out of it");
    }

    @Test
    void overloadedFieldsAreReadAsOptions() {
        byte[] bytes = HexFormat.of().parseHex(IPXE_DISCOVER);
        ByteBuffer packet = ByteBuffer.allocate(bytes.length + 3).put(bytes);
        packet.position(bytes.length - 1).put(new byte[] {52, 1, 3, (byte) 255});
        packet.put(108, new byte[] {12, 2, 'h', 'i', (byte) 255});
        packet.put(44, new byte[] {0, 15, 1, 'd', (byte) 255});
        DhcpMessage message =
                assertInstanceOf(DhcpCodec.Decoded.Message.class, DhcpCodec.decode(packet.rewind()))
                        .message();
        assertEquals(Optional.of("hi"), message.options().text(Options.HOSTNAME));
        assertEquals(Optional.of("d"), message.options().text(Options.DOMAIN));
        assertEquals(DhcpMessage.BootNames.NONE, message.boot());
    }

    @Test
    void whatIsNoDhcpIsSaidToBeMalformed() {
        Map<String, String> cases =
                Map.of(
                        "0101",
                        "2 bytes are too few for DHCP",
                        "09" + IPXE_DISCOVER.substring(2),
                        "operation 9 is neither request nor reply",
                        "0120" + IPXE_DISCOVER.substring(4),
                        "hardware type 32 of length 6 is not Ethernet",
                        IPXE_DISCOVER.replace("63825363", "63825364"),
                        "no DHCP cookie",
                        IPXE_DISCOVER.substring(0, IPXE_DISCOVER.length() - 10),
                        "an option is longer than the packet");
        cases.forEach((hex, because) ->
                assertEquals(new DhcpCodec.Decoded.Malformed(because), decode(hex)));
    }

    @Test
    void noBytesWhateverMakeItThrow() {
        Random random = new Random(7);
        byte[] good = HexFormat.of().parseHex(IPXE_DISCOVER);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = good.clone();
            for (int j = 0; j < 1 + i % 8; j++) {
                bytes[random.nextInt(i % 2 == 0 ? 240 : 0, bytes.length)] = (byte) random.nextInt();
            }
            ByteBuffer packet = ByteBuffer.wrap(bytes, 0, random.nextInt(bytes.length + 1));
            if (DhcpCodec.decode(packet) instanceof DhcpCodec.Decoded.Message(DhcpMessage m)) {
                DhcpCodec.encode(m);
            }
        }
    }
}
