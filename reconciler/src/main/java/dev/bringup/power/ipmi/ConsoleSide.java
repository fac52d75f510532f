package dev.bringup.power.ipmi;

import java.util.Optional;
import java.util.random.RandomGenerator;

/// A console's side of one session: what to send, and what to make of what comes. Its owner sends
/// [#due], waits, and sends it again when nothing came. One thread at a time.
public final class ConsoleSide {

    /// What became of a packet.
    public sealed interface Heard {
        /// The session is one step further; there is something new to send unless it is up.
        record Moved() implements Heard {}

        /// The answer to the command: its content, completion code first.
        record Answer(Bytes content) implements Heard {}

        /// Not what was waited for: a late repetition, or somebody else's. Keep waiting.
        record Other(String because) implements Heard {}

        /// The BMC says no, or is not who it should be.
        record Refused(String because) implements Heard {}
    }

    private sealed interface Stage {
        record Asking() implements Stage {}

        record Opening() implements Stage {}

        record Proving(Handshake.Rakp1 first) implements Stage {}

        record Finishing(Transcript transcript) implements Stage {}

        record Up(int bmc, SessionKeys keys, int sent, int sequence, Chassis.Command command)
                implements Stage {}
    }

    /// Looks the user up by name alone, whatever privilege is asked for.
    private static final int NAME_ONLY = 0x10;

    private static final int NO_FREE_SESSION = 0x01;

    private final CipherSuite suite;
    private final BmcSide.Login login;
    private final RandomGenerator random;
    private final int console;
    private Stage stage = new Stage.Asking();

    public ConsoleSide(CipherSuite suite, BmcSide.Login login, RandomGenerator random) {
        this.suite = suite;
        this.login = login;
        this.random = random;
        this.console = random.nextInt(1, Integer.MAX_VALUE);
    }

    public boolean isUp() {
        return stage instanceof Stage.Up;
    }

    /// What to send now. Within the session a repetition is the same command under a new sequence
    /// number of the session, as the specification wants it.
    public Bytes due() {
        return switch (stage) {
            case Stage.Asking() -> Rmcp.outside(Chassis.capabilities().with(1));
            case Stage.Opening() ->
                    Rmcp.setup(
                            new Handshake.Open(
                                    1, Chassis.ADMINISTRATOR, console, suite.algorithms()));
            case Stage.Proving(Handshake.Rakp1 first) -> Rmcp.setup(first);
            case Stage.Finishing(Transcript transcript) ->
                    Rmcp.setup(
                            new Handshake.Rakp3(
                                    3, 0, transcript.first().bmc(), transcript.consoleProof()));
            case Stage.Up(int bmc, SessionKeys keys, int sent, int sequence, Chassis.Command c) -> {
                stage = new Stage.Up(bmc, keys, sent + 1, sequence, c);
                yield keys.seal(bmc, sent + 1, c.with(sequence), bytes(16));
            }
        };
    }

    /// Makes this the command to send; the session must be up.
    public void ask(Chassis.Command command) {
        if (!(stage instanceof Stage.Up up)) {
            throw new IllegalStateException("the session is not up");
        }
        stage = new Stage.Up(up.bmc, up.keys, up.sent, up.sequence + 1 & 0x3f, command);
    }

    /// Makes the end of the session the command to send.
    public void askToClose() {
        if (stage instanceof Stage.Up up) {
            ask(Chassis.close(up.bmc));
        }
    }

    public Heard on(Bytes packet) {
        Rmcp decoded = Rmcp.decode(packet);
        return switch (stage) {
            case Stage.Asking() -> onCapabilities(decoded);
            case Stage.Opening() ->
                    setup(decoded).map(this::onOpened).orElseGet(ConsoleSide::unasked);
            case Stage.Proving(Handshake.Rakp1 first) ->
                    setup(decoded).map(h -> onSecond(first, h)).orElseGet(ConsoleSide::unasked);
            case Stage.Finishing(Transcript transcript) ->
                    setup(decoded)
                            .map(h -> onFourth(transcript, h))
                            .orElseGet(ConsoleSide::unasked);
            case Stage.Up up -> onAnswer(up, decoded);
        };
    }

    private static Heard unasked() {
        return new Heard.Other("not what was asked for");
    }

    private static Optional<Handshake> setup(Rmcp packet) {
        return packet instanceof Rmcp.Setup(PayloadType type, Bytes payload)
                ? Handshake.decode(type, payload)
                : Optional.empty();
    }

    private Heard move(Stage next) {
        stage = next;
        return new Heard.Moved();
    }

    private Heard onCapabilities(Rmcp packet) {
        if (!(packet instanceof Rmcp.Outside(Bytes message))) {
            return unasked();
        }
        Optional<IpmiMessage> answer =
                IpmiMessage.decode(message).filter(m -> m.answers(Chassis.capabilities().with(1)));
        if (answer.isEmpty()) {
            return unasked();
        }
        return Chassis.speaksPlus(answer.get().content())
                ? move(new Stage.Opening())
                : new Heard.Refused("it does not speak IPMI 2.0");
    }

    private Heard onOpened(Handshake payload) {
        if (!(payload instanceof Handshake.Opened opened) || opened.console() != console) {
            return unasked();
        }
        if (opened.status() == NO_FREE_SESSION) {
            return new Heard.Other("it has no free session");
        }
        if (opened.status() != 0) {
            return new Heard.Refused(
                    "it refuses cipher suite %d (status 0x%02x)"
                            .formatted(suite.id(), opened.status()));
        }
        if (!opened.algorithms().equals(suite.algorithms())) {
            return new Heard.Refused("it chose other algorithms than cipher suite " + suite.id());
        }
        return move(
                new Stage.Proving(
                        new Handshake.Rakp1(
                                2,
                                opened.bmc(),
                                bytes(16),
                                NAME_ONLY | Chassis.ADMINISTRATOR,
                                login.user())));
    }

    private Heard onSecond(Handshake.Rakp1 first, Handshake payload) {
        if (!(payload instanceof Handshake.Rakp2 second) || second.tag() != first.tag()) {
            return unasked();
        }
        if (second.status() != 0) {
            return new Heard.Refused(
                    "it does not let user %s in (status 0x%02x)"
                            .formatted(login.user(), second.status()));
        }
        Transcript transcript = new Transcript(suite, first, second, Bytes.text(login.password()));
        return second.console() == console && transcript.bmcProof().sameSecret(second.code())
                ? move(new Stage.Finishing(transcript))
                : new Heard.Refused("wrong password for user " + login.user());
    }

    private Heard onFourth(Transcript transcript, Handshake payload) {
        if (!(payload instanceof Handshake.Rakp4 fourth) || fourth.tag() != 3) {
            return unasked();
        }
        if (fourth.status() != 0) {
            return new Heard.Refused(
                    "it refuses the session (status 0x%02x)".formatted(fourth.status()));
        }
        if (fourth.console() != console || !transcript.finish().sameSecret(fourth.code())) {
            return new Heard.Refused("it could not prove that it has the session's key");
        }
        int bmc = transcript.first().bmc();
        return move(new Stage.Up(bmc, transcript.keys(), 0, 0, Chassis.privilege()));
    }

    private Heard onAnswer(Stage.Up up, Rmcp packet) {
        if (!(packet instanceof Rmcp.Protected sealed) || sealed.session() != console) {
            return unasked();
        }
        return switch (up.keys.open(sealed)) {
            case SessionKeys.Opened.Rejected(String because) -> new Heard.Other(because);
            case SessionKeys.Opened.Message(IpmiMessage message) ->
                    message.answers(up.command.with(up.sequence))
                            ? new Heard.Answer(message.content())
                            : new Heard.Other("the answer to another command");
        };
    }

    private Bytes bytes(int length) {
        byte[] array = new byte[length];
        random.nextBytes(array);
        return Bytes.copy(array);
    }
}
