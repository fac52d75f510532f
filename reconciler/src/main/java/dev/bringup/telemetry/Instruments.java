package dev.bringup.telemetry;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.tracer.common.SpanContext;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The registry, by `Metric`. What is measured for an attempt leaves an exemplar in OpenMetrics:
/// which attempt it was, and of which commit.
final class Instruments {

    private static final String OPEN_METRICS = "application/openmetrics-text";

    /// What an observation belongs to.
    record Of(String attempt, String commit) {}

    private static final Pattern COUNTED =
            Pattern.compile("(?m)^(\\w+_count(?:\\{[^}\n]*})? \\S+) # .*$");

    private static final ThreadLocal<@Nullable Of> OBSERVED = new ThreadLocal<>();

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(
                    PrometheusConfig.DEFAULT,
                    new PrometheusRegistry(),
                    Clock.SYSTEM,
                    new Exemplar());
    private final Map<Metric, MultiGauge> rows = new EnumMap<>(Metric.class);
    private final Map<Metric, AtomicReference<Double>> numbers = new EnumMap<>(Metric.class);

    /// The library names the labels of exemplars as if they were traces, and knows no other names.
    private static final class Exemplar implements SpanContext {
        @Override
        public @Nullable String getCurrentTraceId() {
            return Optional.ofNullable(OBSERVED.get()).map(Of::attempt).orElse(null);
        }

        @Override
        public @Nullable String getCurrentSpanId() {
            return Optional.ofNullable(OBSERVED.get()).map(Of::commit).orElse(null);
        }

        @Override
        public boolean isCurrentSpanSampled() {
            return OBSERVED.get() != null;
        }

        @Override
        public void markCurrentSpanAsExemplar() {}
    }

    /// What has no labels is 0 from the start, so that its first time is seen as a rise.
    Instruments() {
        for (Metric metric : Metric.values()) {
            if (metric.labels().isEmpty()) {
                switch (metric.type()) {
                    case COUNTER -> count(metric, 0);
                    case ROAD, CALL -> timer(metric);
                    case SHARE -> summary(metric);
                    case GAUGE -> set(metric, 0);
                }
            }
        }
    }

    String prometheus() {
        return registry.scrape();
    }

    /// Prometheus takes exemplars of buckets, and refuses the whole scrape for one of a count.
    String openMetrics() {
        return COUNTED.matcher(registry.scrape(OPEN_METRICS))
                .replaceAll("$1")
                .replace(" # {span_id=\"", " # {commit=\"")
                .replace("\",trace_id=\"", "\",attempt=\"");
    }

    void count(Metric metric, double by, String... labels) {
        counter(metric, labels).increment(by);
    }

    Counter counter(Metric metric, String... labels) {
        return Counter.builder(metric.meter())
                .description(metric.help())
                .tags(tags(metric, labels))
                .register(registry);
    }

    void time(Metric metric, Duration took, String... labels) {
        timer(metric, labels).record(took);
    }

    private Timer timer(Metric metric, String... labels) {
        return Timer.builder(metric.meter())
                .description(metric.help())
                .serviceLevelObjectives(
                        metric.type() == Metric.Type.ROAD ? Buckets.ROAD : Buckets.CALL)
                .tags(tags(metric, labels))
                .register(registry);
    }

    private DistributionSummary summary(Metric metric, String... labels) {
        return DistributionSummary.builder(metric.meter())
                .description(metric.help())
                .serviceLevelObjectives(Buckets.SHARE)
                .tags(tags(metric, labels))
                .register(registry);
    }

    void time(Of of, Metric metric, Duration took, String... labels) {
        observed(of, () -> time(metric, took, labels));
    }

    void share(Of of, Metric metric, double part, String... labels) {
        observed(of, () -> summary(metric, labels).record(part));
    }

    private static void observed(Of of, Runnable observation) {
        OBSERVED.set(of);
        try {
            observation.run();
        } finally {
            OBSERVED.remove();
        }
    }

    /// A gauge without labels.
    void set(Metric metric, double value) {
        numbers.computeIfAbsent(metric, this::number).set(value);
    }

    private AtomicReference<Double> number(Metric metric) {
        AtomicReference<Double> value = new AtomicReference<>(0.0);
        Gauge.builder(metric.meter(), value, AtomicReference::get)
                .description(metric.help())
                .register(registry);
        return value;
    }

    /// All there is of a gauge with labels; what it had and is not among them is gone.
    void set(Metric metric, Map<List<String>, ? extends Number> values) {
        rows.computeIfAbsent(
                        metric,
                        m -> MultiGauge.builder(m.meter()).description(m.help()).register(registry))
                .register(
                        values.entrySet().stream()
                                .map(e ->
                                        MultiGauge.Row.of(
                                                tags(metric, e.getKey().toArray(String[]::new)),
                                                e.getValue()))
                                .toList(),
                        true);
    }

    private static Tags tags(Metric metric, String... values) {
        List<String> names = metric.labels();
        if (names.size() != values.length) {
            throw new IllegalArgumentException(
                    metric + " has the labels " + names + ", not " + values.length);
        }
        Tags tags = Tags.empty();
        for (int i = 0; i < values.length; i++) {
            tags = tags.and(names.get(i), values[i]);
        }
        return tags;
    }
}
