package dev.bringup.view;

import java.time.Instant;
import java.util.Optional;

/// A step that a rail holds, since when it has been this rail, and when it has its turn if it waits
/// in a queue.
public record HoldView(
        String machine,
        String verb,
        String rail,
        String rule,
        String because,
        Instant since,
        Optional<Turn> turn) {

    /// If what goes on takes as long as it did lately.
    public record Turn(Instant begins, Instant ends) {}
}
