package dev.bringup.engine;

import dev.bringup.model.Moment;
import dev.bringup.port.Note;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What the engine knows of clocks: when it began to watch, and how far the wall clock is from the
/// one that it is handed.
final class Steady {

    private Duration ahead = Duration.ZERO;
    private Instant started = Instant.MIN;

    void start(Instant now) {
        started = now;
    }

    /// What is to be said of it: a clock that somebody set is news, one that ours follows is not.
    Optional<Note> wall(Duration isAhead, Instant now) {
        boolean known = moment(now).isDoubtful();
        ahead = isAhead;
        return !known && moment(now).isDoubtful()
                ? Optional.of(new Note.Alarm(now, Optional.empty(), text(isAhead)))
                : Optional.empty();
    }

    private static String text(Duration ahead) {
        return ("the clock of this host was set %s by %d minutes; deadlines go by the time that"
                        + " passes, and windows, freezes and nights by both clocks until they"
                        + " agree again")
                .formatted(ahead.isNegative() ? "back" : "forward", ahead.abs().toMinutes());
    }

    Moment moment(Instant now) {
        return new Moment(now, ahead);
    }

    /// Nobody is late before we have looked for that long: what happened while nobody looked is
    /// still to be seen.
    boolean hasWatched(Duration patience, Instant now) {
        return started.plus(patience).isBefore(now);
    }
}
