package dev.bringup.netboot;

import dev.bringup.netboot.tftp.TftpPacket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One file on its way to one client: a value that says what to send next. Blocks count from 1 and
/// only wrap on the wire; a transfer whose options were accepted begins with block 0, the client's
/// acknowledgement of them.
record TftpTransfer(ByteBuffer file, Terms terms, long acknowledged, State state, int silences) {

    /// What client and server agreed on.
    record Terms(int blockSize, int window, Duration patience, Map<String, String> accepted) {}

    enum State {
        /// The client has not taken our options yet.
        NEGOTIATING,
        SENDING,
        /// This window was sent once more, because its client says that it misses all of it.
        REPEATED
    }

    /// What follows from an event.
    sealed interface Next {
        record Send(TftpTransfer transfer, List<TftpPacket> packets) implements Next {}

        record Ignore() implements Next {}

        record Ended(End end, Optional<TftpPacket> last) implements Next {}
    }

    enum End {
        COMPLETE,
        /// The client wanted to know how long the file is, as UEFI firmware does, and asks again.
        PROBED,
        /// The client went away, or aborted.
        ABANDONED
    }

    /// Six waits of 1, 2, 4, 8, 8 and 8 seconds: longer than firmware itself keeps trying.
    private static final int MOST_SILENCES = 6;

    /// Of these, the silence after which it is said aloud: clients that give up do so soon after,
    /// and whoever stands beside the machine looks for the reason now.
    private static final int NOTED_SILENCE = 3;

    private static final int SMALLEST_BLOCK = 8;
    private static final int LARGEST_BLOCK = 65464;
    private static final int WIDEST_WINDOW = 64;

    static TftpTransfer of(ByteBuffer file, Map<String, String> asked) {
        Map<String, String> accepted = new LinkedHashMap<>();
        int blockSize =
                number(asked, "blksize")
                        .filter(n -> n >= SMALLEST_BLOCK)
                        .map(n -> Math.min(n, LARGEST_BLOCK))
                        .orElse(0);
        if (blockSize > 0) {
            accepted.put("blksize", Integer.toString(blockSize));
        }
        if (asked.containsKey("tsize")) {
            accepted.put("tsize", Integer.toString(file.remaining()));
        }
        Optional<Integer> timeout = number(asked, "timeout").filter(n -> n >= 1 && n <= 255);
        timeout.ifPresent(n -> accepted.put("timeout", Integer.toString(n)));
        Optional<Integer> window =
                number(asked, "windowsize")
                        .filter(n -> n >= 1)
                        .map(n -> Math.min(n, WIDEST_WINDOW));
        window.ifPresent(n -> accepted.put("windowsize", Integer.toString(n)));
        Terms terms =
                new Terms(
                        blockSize > 0 ? blockSize : 512,
                        window.orElse(1),
                        Duration.ofSeconds(timeout.orElse(1)),
                        accepted);
        State first = accepted.isEmpty() ? State.SENDING : State.NEGOTIATING;
        return new TftpTransfer(file, terms, 0, first, 0);
    }

    private static Optional<Integer> number(Map<String, String> options, String name) {
        return Optional.ofNullable(options.get(name))
                .filter(text -> text.matches("[0-9]{1,9}"))
                .map(Integer::parseInt);
    }

    /// What is due now: at the start, and again after a silence.
    List<TftpPacket> due() {
        if (state == State.NEGOTIATING) {
            return List.of(new TftpPacket.OptionsAccepted(terms.accepted()));
        }
        List<TftpPacket> packets = new ArrayList<>();
        long last = Math.min(acknowledged + terms.window(), blocks());
        for (long block = acknowledged + 1; block <= last; block++) {
            packets.add(new TftpPacket.Block((int) (block & 0xffff), content(block)));
        }
        return packets;
    }

    Next on(TftpPacket packet) {
        return switch (packet) {
            case TftpPacket.Acknowledge(int number) -> onAcknowledged(number);
            case TftpPacket.Failure _ ->
                    new Next.Ended(isProbe() ? End.PROBED : End.ABANDONED, Optional.empty());
            // The client's repeated request: what it asks for is on its way, and is sent again
            // after a silence if it was lost.
            case TftpPacket.Read _ -> new Next.Ignore();
            case TftpPacket.Write _, TftpPacket.Block _, TftpPacket.OptionsAccepted _ ->
                    new Next.Ended(
                            End.ABANDONED,
                            Optional.of(
                                    new TftpPacket.Failure(
                                            TftpPacket.Code.ILLEGAL_OPERATION,
                                            "this server only sends")));
        };
    }

    private boolean isProbe() {
        return state == State.NEGOTIATING && terms.accepted().containsKey("tsize");
    }

    /// An old acknowledgement is ignored, not answered: answering it doubles every later packet
    /// (the sorcerer's apprentice of RFC 1123 section 4.2.3.1).
    private Next onAcknowledged(int number) {
        if (state == State.NEGOTIATING) {
            return number == 0 ? send(0, State.SENDING) : new Next.Ignore();
        }
        long ahead = number - acknowledged & 0xffff;
        // A client that misses the first block of a window says so at once (RFC 7440 section 4).
        // It is answered once: whatever is late then may double nothing.
        if (ahead == 0 && terms.window() > 1 && state == State.SENDING) {
            return send(acknowledged, State.REPEATED);
        }
        if (ahead == 0 || ahead > terms.window() || acknowledged + ahead > blocks()) {
            return new Next.Ignore();
        }
        if (acknowledged + ahead == blocks()) {
            return new Next.Ended(End.COMPLETE, Optional.empty());
        }
        return send(acknowledged + ahead, State.SENDING);
    }

    private Next send(long nowAcknowledged, State now) {
        TftpTransfer next = new TftpTransfer(file, terms, nowAcknowledged, now, 0);
        return new Next.Send(next, next.due());
    }

    Next onSilence() {
        if (silences + 1 >= MOST_SILENCES) {
            return new Next.Ended(
                    End.ABANDONED,
                    Optional.of(new TftpPacket.Failure(TftpPacket.Code.UNDEFINED, "no answer")));
        }
        TftpTransfer next = new TftpTransfer(file, terms, acknowledged, state, silences + 1);
        return new Next.Send(next, next.due());
    }

    /// Whether the silence that just ended is the one to speak of; it comes once until the client
    /// is heard again.
    boolean isStuck() {
        return silences + 1 == NOTED_SILENCE;
    }

    /// How long to wait for an answer: doubled after each silence, up to eightfold.
    Duration patience() {
        return terms.patience().multipliedBy(1L << Math.min(silences, 3));
    }

    /// Whether what is not answered may be sent again before the time is up: not while the client
    /// was silent for all of that before. The time that it names bounds how long we wait, and not
    /// how soon we help: curl names six seconds every time.
    boolean isHurried() {
        return state != State.NEGOTIATING && silences == 0;
    }

    /// Whether the client has said more by now.
    boolean isBeyond(TftpTransfer before) {
        return acknowledged > before.acknowledged
                || (before.state == State.NEGOTIATING && state != State.NEGOTIATING);
    }

    /// The last block is the first that is not full, if need be an empty one.
    long blocks() {
        return (long) file.remaining() / terms.blockSize() + 1;
    }

    private ByteBuffer content(long block) {
        int from = Math.toIntExact((block - 1) * terms.blockSize());
        int length = Math.min(terms.blockSize(), file.remaining() - from);
        return file.slice(file.position() + from, length);
    }
}
