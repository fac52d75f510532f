package dev.bringup.power.ipmi;

import java.util.Optional;

/// One UDP packet of IPMI over LAN.
public sealed interface Rmcp {

    /// IPMI 1.5 without a session: how a console asks what a BMC can do.
    record Outside(Bytes message) implements Rmcp {}

    /// RMCP+ before there is a session.
    record Setup(PayloadType type, Bytes payload) implements Rmcp {}

    /// RMCP+ within a session; [SessionKeys] opens it.
    record Protected(int session, int sequence, Bytes packet) implements Rmcp {}

    record Malformed(String because) implements Rmcp {}

    /// RMCP version 6, no acknowledgement wanted, class IPMI.
    Bytes HEADER = Bytes.of(0x06, 0x00, 0xff, 0x07);

    int PLUS = 0x06;
    int ENCRYPTED = 0x80;
    int AUTHENTICATED = 0x40;

    static Rmcp decode(Bytes packet) {
        if (packet.length() < 14) {
            return new Malformed(packet.length() + " bytes are too few for IPMI");
        }
        if (packet.u8(0) != 0x06 || (packet.u8(3) & 0x1f) != 0x07) {
            return new Malformed("not RMCP with IPMI in it");
        }
        return switch (packet.u8(4)) {
            case 0x00 -> outside(packet);
            case PLUS -> plus(packet);
            default -> new Malformed("authentication type " + packet.u8(4) + " of IPMI 1.5");
        };
    }

    private static Rmcp outside(Bytes packet) {
        int length = packet.u8(13);
        return packet.length() < 14 + length
                ? new Malformed("shorter than it says")
                : new Outside(packet.slice(14, 14 + length));
    }

    private static Rmcp plus(Bytes packet) {
        if (packet.length() < 16 || packet.length() < 16 + packet.u16At(14)) {
            return new Malformed("shorter than it says");
        }
        int flags = packet.u8(5);
        int session = packet.u32At(6);
        if ((flags & (ENCRYPTED | AUTHENTICATED)) != 0) {
            return new Protected(session, packet.u32At(10), packet);
        }
        Optional<PayloadType> type = PayloadType.of(flags & 0x3f);
        if (type.isEmpty() || type.get() == PayloadType.IPMI || session != 0) {
            return new Malformed("payload type " + (flags & 0x3f) + " without protection");
        }
        return new Setup(type.get(), packet.slice(16, 16 + packet.u16At(14)));
    }

    static Bytes outside(IpmiMessage message) {
        Bytes payload = message.encode();
        return HEADER.and(
                Bytes.of(0), Bytes.u32(0), Bytes.u32(0), Bytes.of(payload.length()), payload);
    }

    static Bytes setup(Handshake payload) {
        Bytes content = payload.encode();
        return HEADER.and(
                Bytes.of(PLUS, payload.type().code()),
                Bytes.u32(0),
                Bytes.u32(0),
                Bytes.u16(content.length()),
                content);
    }
}
