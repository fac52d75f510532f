package dev.bringup.planted.app;

import java.time.Instant;

/// May do all of it.
public final class Wires {

    public final Instant start = Instant.now();
}
