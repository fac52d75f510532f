package dev.bringup.port;

import java.time.Duration;

/// How an effect ended. Expected failures are values; an exception is a bug.
public sealed interface Outcome {

    /// It was done, as far as the one who did it can tell.
    record Done() implements Outcome {}

    /// Not now; come back after a while.
    record Retry(String because, Duration after) implements Outcome {}

    /// Not until something about the wish or the world changes.
    record Stalled(String because) implements Outcome {}

    /// As metrics and logs name it.
    default String label() {
        return switch (this) {
            case Done _ -> "done";
            case Retry _ -> "retry";
            case Stalled _ -> "stalled";
        };
    }
}
