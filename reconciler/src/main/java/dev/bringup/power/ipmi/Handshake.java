package dev.bringup.power.ipmi;

import java.util.Optional;

/// The six payloads that set up a session (IPMI 2.0 sections 13.17 to 13.24), as records. Session
/// ids: `console` is the one the console chose, `bmc` the BMC's. `status` 0 is success.
public sealed interface Handshake {

    record Open(int tag, int privilege, int console, CipherSuite.Algorithms algorithms)
            implements Handshake {}

    record Opened(int tag, int status, int console, int bmc, CipherSuite.Algorithms algorithms)
            implements Handshake {}

    record Rakp1(int tag, int bmc, Bytes random, int role, String user) implements Handshake {}

    record Rakp2(int tag, int status, int console, Bytes random, Bytes guid, Bytes code)
            implements Handshake {}

    record Rakp3(int tag, int status, int bmc, Bytes code) implements Handshake {}

    record Rakp4(int tag, int status, int console, Bytes code) implements Handshake {}

    default PayloadType type() {
        return switch (this) {
            case Open _ -> PayloadType.OPEN_SESSION;
            case Opened _ -> PayloadType.SESSION_OPENED;
            case Rakp1 _ -> PayloadType.RAKP_1;
            case Rakp2 _ -> PayloadType.RAKP_2;
            case Rakp3 _ -> PayloadType.RAKP_3;
            case Rakp4 _ -> PayloadType.RAKP_4;
        };
    }

    default Bytes encode() {
        return switch (this) {
            case Open(int tag, int privilege, int console, CipherSuite.Algorithms a) ->
                    Bytes.of(tag, privilege, 0, 0).and(Bytes.u32(console), algorithms(a));
            case Opened(int tag, int status, int console, int _, CipherSuite.Algorithms _)
                    when status != 0 ->
                    Bytes.of(tag, status, 0, 0).and(Bytes.u32(console));
            case Opened(int tag, int status, int console, int bmc, CipherSuite.Algorithms a) ->
                    Bytes.of(tag, status, 4, 0)
                            .and(Bytes.u32(console), Bytes.u32(bmc), algorithms(a));
            case Rakp1(int tag, int bmc, Bytes random, int role, String user) -> {
                Bytes name = Bytes.text(user);
                yield Bytes.of(tag, 0, 0, 0)
                        .and(Bytes.u32(bmc), random, Bytes.of(role, 0, 0, name.length()), name);
            }
            case Rakp2(int tag, int status, int console, Bytes random, Bytes guid, Bytes code) ->
                    Bytes.of(tag, status, 0, 0).and(Bytes.u32(console), random, guid, code);
            case Rakp3(int tag, int status, int bmc, Bytes code) ->
                    Bytes.of(tag, status, 0, 0).and(Bytes.u32(bmc), code);
            case Rakp4(int tag, int status, int console, Bytes code) ->
                    Bytes.of(tag, status, 0, 0).and(Bytes.u32(console), code);
        };
    }

    private static Bytes algorithms(CipherSuite.Algorithms a) {
        return Bytes.join(
                Bytes.of(0, 0, 0, 8, a.authentication(), 0, 0, 0),
                Bytes.of(1, 0, 0, 8, a.integrity(), 0, 0, 0),
                Bytes.of(2, 0, 0, 8, a.confidentiality(), 0, 0, 0));
    }

    /// Empty when it is no set-up payload, or too short for what it says it is.
    static Optional<Handshake> decode(PayloadType type, Bytes in) {
        return in.length() < 8 ? Optional.empty() : read(type, in);
    }

    private static Optional<Handshake> read(PayloadType type, Bytes in) {
        int tag = in.u8(0);
        int status = in.u8(1);
        int session = in.u32At(4);
        int length = in.length();
        return switch (type) {
            case OPEN_SESSION ->
                    length < 32
                            ? Optional.empty()
                            : Optional.of(new Open(tag, status, session, algorithms(in, 8)));
            case SESSION_OPENED -> {
                if (status == 0 && length < 36) {
                    yield Optional.empty();
                }
                yield Optional.of(
                        status == 0
                                ? new Opened(tag, 0, session, in.u32At(8), algorithms(in, 12))
                                : new Opened(
                                        tag,
                                        status,
                                        session,
                                        0,
                                        new CipherSuite.Algorithms(0, 0, 0)));
            }
            case RAKP_1 -> {
                if (length < 28 || length < 28 + in.u8(27)) {
                    yield Optional.empty();
                }
                String user = in.slice(28, 28 + in.u8(27)).utf8();
                yield Optional.of(new Rakp1(tag, session, in.slice(8, 24), in.u8(24), user));
            }
            case RAKP_2 -> {
                if (status == 0 && length < 40) {
                    yield Optional.empty();
                }
                yield Optional.of(
                        status == 0
                                ? new Rakp2(
                                        tag,
                                        0,
                                        session,
                                        in.slice(8, 24),
                                        in.slice(24, 40),
                                        in.from(40))
                                : new Rakp2(
                                        tag, status, session, Bytes.NONE, Bytes.NONE, Bytes.NONE));
            }
            case RAKP_3 -> Optional.of(new Rakp3(tag, status, session, in.from(8)));
            case RAKP_4 -> Optional.of(new Rakp4(tag, status, session, in.from(8)));
            case IPMI -> Optional.empty();
        };
    }

    private static CipherSuite.Algorithms algorithms(Bytes in, int at) {
        return new CipherSuite.Algorithms(
                in.u8(at + 4) & 0x3f, in.u8(at + 12) & 0x3f, in.u8(at + 20) & 0x3f);
    }
}
