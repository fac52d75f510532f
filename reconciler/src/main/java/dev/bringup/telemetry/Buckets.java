package dev.bringup.telemetry;

import java.time.Duration;
import java.util.List;

/// Bucket bounds that fit what is measured.
final class Buckets {

    /// Metal: a second to two hours.
    static final Duration[] ROAD =
            List.of(1, 2, 5, 10, 20, 30, 60, 120, 180, 300, 600, 900, 1800, 3600, 7200).stream()
                    .map(Duration::ofSeconds)
                    .toArray(Duration[]::new);

    /// A command or a request: a millisecond to half a minute.
    static final Duration[] CALL =
            List.of(1, 5, 10, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000).stream()
                    .map(Duration::ofMillis)
                    .toArray(Duration[]::new);

    /// Parts of 1: fine where there is little.
    static final double[] SHARE = {0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1};

    private Buckets() {}
}
