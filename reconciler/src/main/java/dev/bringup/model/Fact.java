package dev.bringup.model;

import java.time.Duration;
import java.time.Instant;

/// Something seen: by whom and when. An old fact is not a false one, but nothing destructive may
/// rest on it.
public record Fact<T>(T value, String source, Instant seenAt) {

    /// The same in other words.
    <S> Fact<S> with(S other) {
        return new Fact<>(other, source, seenAt);
    }

    public boolean isFresh(Instant now, Duration stale) {
        return seenAt.plus(stale).isAfter(now);
    }
}
