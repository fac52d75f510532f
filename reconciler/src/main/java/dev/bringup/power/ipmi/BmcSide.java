package dev.bringup.power.ipmi;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// A BMC as a console sees it: packet in, packet out. It keeps its sessions and asks its [Board]
/// for everything else; sockets are its owner's. One thread at a time.
public final class BmcSide {

    /// What a BMC is soldered to.
    public interface Board {
        boolean isOn();

        /// A completion code.
        int control(Chassis.Control control);

        void nextBoot(Chassis.Device device);

        Chassis.Device nextBoot();
    }

    /// Who may log in.
    public record Login(String user, String password) {
        @Override
        public String toString() {
            return "Login[" + user + "]";
        }
    }

    private static final int MOST_SESSIONS = 32;
    private static final int INVALID_SESSION = 0x02;
    private static final int NO_SUCH_SUITE = 0x11;
    private static final int UNKNOWN_USER = 0x0d;
    private static final int WRONG_CODE = 0x0f;

    private final Login login;
    private final Board board;
    private final RandomGenerator random;
    private final Bytes guid;
    private final Map<Integer, BmcSession> sessions = new LinkedHashMap<>();

    public BmcSide(Login login, Board board, RandomGenerator random) {
        this.login = login;
        this.board = board;
        this.random = random;
        this.guid = bytes(16);
    }

    private Bytes bytes(int length) {
        byte[] array = new byte[length];
        random.nextBytes(array);
        return Bytes.copy(array);
    }

    /// The answer, if there is one: what is malformed or not for us is met with silence.
    public Optional<Bytes> on(Bytes packet) {
        return switch (Rmcp.decode(packet)) {
            case Rmcp.Malformed _ -> Optional.empty();
            case Rmcp.Outside(Bytes message) ->
                    IpmiMessage.decode(message).map(m -> Rmcp.outside(outside(m)));
            case Rmcp.Setup(PayloadType type, Bytes payload) ->
                    Handshake.decode(type, payload).flatMap(this::onSetup).map(Rmcp::setup);
            case Rmcp.Protected sealed ->
                    Optional.ofNullable(sessions.get(sealed.session()))
                            .flatMap(s -> inside(s, sealed));
        };
    }

    private static IpmiMessage outside(IpmiMessage request) {
        if (request.function() != Chassis.APPLICATION
                || request.command() != Chassis.GET_CAPABILITIES) {
            return request.answer(Chassis.UNKNOWN_COMMAND, Bytes.NONE);
        }
        // Channel 1; 2.0 capabilities follow; per-message authentication; named users; 2.0 only.
        return request.answer(Chassis.OK, Bytes.of(1, 0x80, 0x04, 0x02, 0, 0, 0, 0));
    }

    private Optional<Handshake> onSetup(Handshake payload) {
        return switch (payload) {
            case Handshake.Open open -> Optional.of(open(open));
            case Handshake.Rakp1 first -> Optional.of(first(first));
            case Handshake.Rakp3 third -> third(third);
            case Handshake.Opened _, Handshake.Rakp2 _, Handshake.Rakp4 _ -> Optional.empty();
        };
    }

    private Handshake open(Handshake.Open open) {
        Optional<CipherSuite> suite = CipherSuite.of(open.algorithms());
        if (suite.isEmpty()) {
            return new Handshake.Opened(
                    open.tag(), NO_SUCH_SUITE, open.console(), 0, open.algorithms());
        }
        if (sessions.size() >= MOST_SESSIONS) {
            sessions.remove(sessions.keySet().iterator().next());
        }
        int id = random.nextInt(1, Integer.MAX_VALUE);
        sessions.put(id, BmcSession.opened(suite.get(), open.console(), id));
        return new Handshake.Opened(open.tag(), 0, open.console(), id, open.algorithms());
    }

    private Handshake first(Handshake.Rakp1 first) {
        BmcSession session = sessions.get(first.bmc());
        if (session == null) {
            return refusal(first.tag(), INVALID_SESSION, 0);
        }
        if (!first.user().equals(login.user())) {
            return refusal(first.tag(), UNKNOWN_USER, session.console());
        }
        // A repeated challenge gets the same answer: its first answer may be on its way.
        Optional<Transcript> before = session.transcript().filter(t -> t.first().equals(first));
        if (before.isPresent()) {
            return signed(before.get());
        }
        Handshake.Rakp2 unsigned =
                new Handshake.Rakp2(first.tag(), 0, session.console(), bytes(16), guid, Bytes.NONE);
        Transcript transcript =
                new Transcript(session.suite(), first, unsigned, Bytes.text(login.password()));
        sessions.put(first.bmc(), session.with(transcript));
        return signed(transcript);
    }

    private static Handshake signed(Transcript transcript) {
        Handshake.Rakp2 second = transcript.second();
        return new Handshake.Rakp2(
                second.tag(),
                0,
                second.console(),
                second.random(),
                second.guid(),
                transcript.bmcProof());
    }

    private static Handshake refusal(int tag, int status, int console) {
        return new Handshake.Rakp2(tag, status, console, Bytes.NONE, Bytes.NONE, Bytes.NONE);
    }

    private Optional<Handshake> third(Handshake.Rakp3 third) {
        BmcSession session = sessions.get(third.bmc());
        Optional<Transcript> transcript =
                Optional.ofNullable(session).flatMap(BmcSession::transcript);
        if (session == null || transcript.isEmpty()) {
            return Optional.of(new Handshake.Rakp4(third.tag(), INVALID_SESSION, 0, Bytes.NONE));
        }
        if (third.status() != 0) {
            sessions.remove(third.bmc());
            return Optional.empty();
        }
        if (!transcript.get().consoleProof().sameSecret(third.code())) {
            sessions.remove(third.bmc());
            return Optional.of(
                    new Handshake.Rakp4(third.tag(), WRONG_CODE, session.console(), Bytes.NONE));
        }
        sessions.put(third.bmc(), session.proven());
        return Optional.of(
                new Handshake.Rakp4(third.tag(), 0, session.console(), transcript.get().finish()));
    }

    private Optional<Bytes> inside(BmcSession session, Rmcp.Protected sealed) {
        Optional<SessionKeys> keys = session.keys();
        if (keys.isEmpty()
                || !(keys.get().open(sealed)
                        instanceof SessionKeys.Opened.Message(IpmiMessage request))) {
            return Optional.empty();
        }
        // A repeated packet gets the same answer again and does nothing twice.
        Optional<Bytes> before = session.answerTo(sealed.sequence());
        if (before.isPresent() || sealed.sequence() - session.heard() <= 0) {
            return before;
        }
        IpmiMessage answer = answer(request);
        Bytes packet = keys.get().seal(session.console(), session.sent() + 1, answer, bytes(16));
        if (request.function() == Chassis.APPLICATION
                && request.command() == Chassis.CLOSE_SESSION) {
            sessions.remove(session.id());
        } else {
            sessions.put(session.id(), session.answered(sealed.sequence(), packet));
        }
        return Optional.of(packet);
    }

    private IpmiMessage answer(IpmiMessage request) {
        Bytes content = request.content();
        if (request.function() == Chassis.APPLICATION) {
            return switch (request.command()) {
                case Chassis.GET_DEVICE_ID ->
                        request.answer(
                                Chassis.OK, Bytes.hex("20010100028000000000000000").slice(0, 11));
                case Chassis.SET_PRIVILEGE ->
                        request.answer(Chassis.OK, Bytes.of(Chassis.ADMINISTRATOR));
                case Chassis.CLOSE_SESSION -> request.answer(Chassis.OK, Bytes.NONE);
                default -> request.answer(Chassis.UNKNOWN_COMMAND, Bytes.NONE);
            };
        }
        if (request.function() != Chassis.CHASSIS) {
            return request.answer(Chassis.UNKNOWN_COMMAND, Bytes.NONE);
        }
        return switch (request.command()) {
            case Chassis.GET_STATUS ->
                    request.answer(Chassis.OK, Bytes.of(board.isOn() ? 0x21 : 0x20, 0, 0x40));
            case Chassis.CONTROL -> control(request, content);
            case Chassis.SET_BOOT -> {
                Chassis.device(content).ifPresent(board::nextBoot);
                yield request.answer(Chassis.OK, Bytes.NONE);
            }
            case Chassis.GET_BOOT ->
                    content.length() < 1
                            ? request.answer(Chassis.WRONG_LENGTH, Bytes.NONE)
                            : request.answer(
                                    Chassis.OK,
                                    Chassis.bootAnswer(content.u8(0) & 0x7f, board.nextBoot()));
            default -> request.answer(Chassis.UNKNOWN_COMMAND, Bytes.NONE);
        };
    }

    private IpmiMessage control(IpmiMessage request, Bytes content) {
        if (content.length() < 1) {
            return request.answer(Chassis.WRONG_LENGTH, Bytes.NONE);
        }
        return Chassis.Control.of(content.u8(0) & 15)
                .map(control -> request.answer(board.control(control), Bytes.NONE))
                .orElseGet(() -> request.answer(Chassis.INVALID_FIELD, Bytes.NONE));
    }
}
