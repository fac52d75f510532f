package dev.bringup.model;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A command that an installed machine runs before it joins, unless what it is for is there
/// already. `secrets` tells what belongs into the holes of its texts.
public record JoinStep(
        String name,
        String run,
        Optional<String> unless,
        Duration timeout,
        int retries,
        SortedMap<String, SecretRef> secrets) {

    /// Between two tries.
    public static final Duration PAUSE = Duration.ofSeconds(5);

    /// A look whether there is anything to do.
    public static final Duration LOOK = Duration.ofSeconds(30);

    public JoinStep {
        secrets = Collections.unmodifiableSortedMap(new TreeMap<>(secrets));
    }

    public JoinStep(String name, String run, Duration timeout) {
        this(name, run, Optional.empty(), timeout, 0, new TreeMap<>(Map.of()));
    }

    /// The longest that it can take with all its tries.
    public Duration longest() {
        return LOOK.plus(timeout.plus(PAUSE).multipliedBy(retries + 1L));
    }
}
