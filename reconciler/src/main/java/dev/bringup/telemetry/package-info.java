/// Metrics in Prometheus' format.
@NullMarked
package dev.bringup.telemetry;

import org.jspecify.annotations.NullMarked;
