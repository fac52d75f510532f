package dev.bringup.forge;

import java.time.Duration;

/// The forge did not do what it was asked; `after` is when it is worth asking again.
public final class Unavailable extends Exception {
    private static final long serialVersionUID = 1;

    private final Duration after;

    Unavailable(String because, Duration after) {
        super(because);
        this.after = after;
    }

    public Duration after() {
        return after;
    }
}
