package dev.bringup.view;

import java.time.Instant;

/// A step that a rail holds, and since when it has been this rail.
public record HoldView(
        String machine, String verb, String rail, String rule, String because, Instant since) {}
