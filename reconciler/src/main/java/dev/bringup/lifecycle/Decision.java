package dev.bringup.lifecycle;

import dev.bringup.model.Attempt;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.Marker;
import java.util.Optional;

/// What a booting machine is told, and what its asking teaches us.
///
/// @param moved the attempt after this request, when it changed it; it is written down before the
///   answer leaves
/// @param marker what the installer read from this machine's disk
/// @param alarm something a human should see
public record Decision(
        Reply reply, Optional<Attempt> moved, Optional<Marker> marker, Optional<String> alarm) {

    public sealed interface Reply {
        record Now(BootAnswer answer) implements Reply {}

        /// The nonce was right: mint join material, then answer.
        record MintFirst() implements Reply {}
    }

    static Decision say(BootAnswer answer) {
        return new Decision(
                new Reply.Now(answer), Optional.empty(), Optional.empty(), Optional.empty());
    }

    static Decision refuse(String because) {
        return new Decision(
                new Reply.Now(new BootAnswer.Refused(because)),
                Optional.empty(),
                Optional.empty(),
                Optional.of(because));
    }

    Decision moving(Attempt next) {
        return new Decision(reply, Optional.of(next), marker, alarm);
    }

    Decision alarming(String text) {
        return new Decision(reply, moved, marker, Optional.of(text));
    }

    Decision reading(Marker seen) {
        return new Decision(reply, moved, Optional.of(seen), alarm);
    }
}
