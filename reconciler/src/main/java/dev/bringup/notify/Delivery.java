package dev.bringup.notify;

import java.time.Duration;
import java.util.Optional;

/// What came of sending something.
sealed interface Delivery {

    record Sent() implements Delivery {}

    /// It may go well later; `after` is how long the other side asks to be left alone.
    record Later(String because, Optional<Duration> after) implements Delivery {
        Later(String because) {
            this(because, Optional.empty());
        }
    }

    /// The same again will not be taken.
    record Refused(String because) implements Delivery {}
}
