package dev.bringup.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Now, by two clocks: the one that deadlines, budgets and ages go by, which never jumps, and the
/// one on the wall, which schedules, windows and dates go by.
///
/// @param ahead how far the wall's is ahead of the other; negative when it is behind
public record Moment(Instant at, Duration ahead) {

    /// Ours follows a clock that was set by less than this before anybody could notice.
    private static final Duration SLIGHT = Duration.ofMinutes(1);

    /// Where both say the same.
    public static Moment of(Instant at) {
        return new Moment(at, Duration.ZERO);
    }

    public Instant wall() {
        return wall(at);
    }

    /// Somebody set the wall clock, and nobody can know which of the two is right: a calendar opens
    /// what both of them have open.
    public boolean isDoubtful() {
        return ahead.abs().compareTo(SLIGHT) > 0;
    }

    /// All instants that it may be now.
    public List<Instant> all() {
        return isDoubtful() ? List.of(wall(), at) : List.of(wall());
    }

    /// What the wall showed then, had it shown the time it shows now.
    public Instant wall(Instant then) {
        return then.plus(ahead);
    }
}
