package dev.bringup.web;

import java.util.Optional;

/// All metrics, as a scrape asks for them.
public interface Exposition {

    /// In the text format of Prometheus.
    String text();

    /// With exemplars, where there are any.
    default Optional<String> openMetrics() {
        return Optional.empty();
    }
}
