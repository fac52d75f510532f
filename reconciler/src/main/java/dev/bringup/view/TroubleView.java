package dev.bringup.view;

import java.time.Instant;
import java.util.Optional;

/// What keeps machines from booting as they should, and what to do: how often it was seen, first
/// and last. `machine` is there when it is about one alone.
public record TroubleView(
        Instant since,
        Instant last,
        long times,
        Optional<String> machine,
        String about,
        String sentence,
        String remedy) {}
