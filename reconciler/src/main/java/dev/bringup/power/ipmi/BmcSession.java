package dev.bringup.power.ipmi;

import java.util.Optional;

/// A session as its BMC keeps it: opened, then challenged (`transcript`), then proven (`keys`).
record BmcSession(
        CipherSuite suite,
        int console,
        int id,
        Optional<Transcript> transcript,
        Optional<SessionKeys> keys,
        Counters counters) {

    /// Sequence numbers so far, and the last answer in case it must be repeated.
    private record Counters(int heard, int sent, Optional<Bytes> last) {}

    static BmcSession opened(CipherSuite suite, int console, int id) {
        return new BmcSession(
                suite,
                console,
                id,
                Optional.empty(),
                Optional.empty(),
                new Counters(0, 0, Optional.empty()));
    }

    BmcSession with(Transcript challenged) {
        return new BmcSession(
                suite, console, id, Optional.of(challenged), Optional.empty(), counters);
    }

    BmcSession proven() {
        return new BmcSession(
                suite, console, id, transcript, transcript.map(Transcript::keys), counters);
    }

    BmcSession answered(int sequence, Bytes answer) {
        return new BmcSession(
                suite,
                console,
                id,
                transcript,
                keys,
                new Counters(sequence, counters.sent + 1, Optional.of(answer)));
    }

    int heard() {
        return counters.heard;
    }

    int sent() {
        return counters.sent;
    }

    Optional<Bytes> answerTo(int sequence) {
        return sequence == counters.heard ? counters.last : Optional.empty();
    }
}
