package dev.bringup.view;

import java.time.Instant;
import java.util.Optional;

/// A line that a machine logged, and the attempt that it belongs to.
public record LoggedLine(Instant at, Optional<String> attempt, String text) {}
