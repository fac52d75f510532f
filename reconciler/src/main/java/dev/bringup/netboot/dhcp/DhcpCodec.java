package dev.bringup.netboot.dhcp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Bytes to [DhcpMessage] and back. Whatever the bytes are, decoding ends with a value.
public final class DhcpCodec {

    /// What came of decoding.
    public sealed interface Decoded {
        record Message(DhcpMessage message) implements Decoded {}

        record Malformed(String because) implements Decoded {}
    }

    static final int FIXED = 236;
    static final int COOKIE = 0x63825363;

    /// BOOTP relays and some firmware drop anything shorter (RFC 1542 section 2.1).
    private static final int SHORTEST = 300;

    private static final int SNAME = 44;
    private static final int FILE = 108;

    private DhcpCodec() {}

    public static Decoded decode(ByteBuffer packet) {
        byte[] bytes = new byte[packet.remaining()];
        packet.duplicate().get(bytes);
        if (bytes.length < FIXED + 4) {
            return new Decoded.Malformed(bytes.length + " bytes are too few for DHCP");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (in.getInt(FIXED) != COOKIE) {
            return new Decoded.Malformed("no DHCP cookie");
        }
        int op = bytes[0];
        if (op != 1 && op != 2) {
            return new Decoded.Malformed("operation " + op + " is neither request nor reply");
        }
        int hardwareLength = bytes[2];
        if (bytes[1] != 1 || hardwareLength != 6) {
            return new Decoded.Malformed(
                    "hardware type "
                            + bytes[1]
                            + " of length "
                            + hardwareLength
                            + " is not Ethernet");
        }
        return switch (OptionsReader.read(bytes)) {
            case OptionsReader.Read.Bad(String because) -> new Decoded.Malformed(because);
            case OptionsReader.Read.Good(Options options, int overload) ->
                    new Decoded.Message(message(in, options, overload));
        };
    }

    private static DhcpMessage message(ByteBuffer in, Options options, int overload) {
        byte[] hardware = new byte[6];
        in.get(28, hardware);
        return new DhcpMessage(
                in.get(0) == 1 ? DhcpMessage.Op.REQUEST : DhcpMessage.Op.REPLY,
                new DhcpMessage.Exchange(
                        in.getInt(4),
                        Short.toUnsignedInt(in.getShort(8)),
                        Byte.toUnsignedInt(in.get(3)),
                        in.get(10) < 0),
                new DhcpMessage.Addresses(
                        in.getInt(12), in.getInt(16), in.getInt(20), in.getInt(24)),
                Octets.of(hardware),
                new DhcpMessage.BootNames(
                        (overload & 2) == 0 ? field(in, SNAME, 64) : "",
                        (overload & 1) == 0 ? field(in, FILE, 128) : ""),
                options);
    }

    /// What does not end within its field is no name.
    private static String field(ByteBuffer in, int offset, int length) {
        byte[] bytes = new byte[length];
        in.get(offset, bytes);
        String text = Octets.of(bytes).ascii();
        return text.length() < length ? text : "";
    }

    /// The packet's bytes. A server or file name too long for its field is left out of it: it then
    /// stands in options 66 and 67 alone.
    public static ByteBuffer encode(DhcpMessage message) {
        int size = FIXED + 4 + 1;
        for (Octets value : message.options().values().values()) {
            size += value.length() + 2 * Math.max(1, (value.length() + 254) / 255);
        }
        ByteBuffer out = ByteBuffer.allocate(Math.max(SHORTEST, size));
        DhcpMessage.Exchange exchange = message.exchange();
        out.put((byte) (message.op() == DhcpMessage.Op.REQUEST ? 1 : 2));
        out.put((byte) 1).put((byte) 6).put((byte) exchange.hops());
        out.putInt(exchange.transaction()).putShort((short) exchange.seconds());
        out.putShort((short) (exchange.broadcast() ? 0x8000 : 0));
        DhcpMessage.Addresses addresses = message.addresses();
        out.putInt(addresses.client()).putInt(addresses.yours());
        out.putInt(addresses.server()).putInt(addresses.relay());
        out.put(message.hardwareAddress().bytes());
        put(out, SNAME, 64, message.boot().server());
        put(out, FILE, 128, message.boot().file());
        out.position(FIXED).putInt(COOKIE);
        // The type goes first: some clients only look there.
        message.options().get(Options.TYPE).ifPresent(type -> put(out, Options.TYPE, type));
        for (Map.Entry<Integer, Octets> option : message.options().values().entrySet()) {
            if (option.getKey() != Options.TYPE) {
                put(out, option.getKey(), option.getValue());
            }
        }
        out.put((byte) 255);
        return out.rewind();
    }

    private static void put(ByteBuffer out, int offset, int room, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length < room) {
            out.put(offset, bytes);
        }
    }

    private static void put(ByteBuffer out, int code, Octets value) {
        byte[] bytes = value.bytes();
        int at = 0;
        do {
            int part = Math.min(255, bytes.length - at);
            out.put((byte) code).put((byte) part).put(bytes, at, part);
            at += part;
        } while (at < bytes.length);
    }
}
