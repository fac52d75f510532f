package dev.bringup.telemetry;

import dev.bringup.model.Attempt;
import dev.bringup.model.Timeline;
import dev.bringup.port.Entry;
import dev.bringup.port.Note;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Attempts as traces: a span for the attempt, and one within it for each phase, with the times of
/// its timeline. Ids follow from the attempt's, so that what is told twice is the same.
final class Traces {

    /// As OpenTelemetry counts them.
    private static final int INTERNAL = 1;

    private static final int ERROR = 2;

    private Traces() {}

    /// `parent` is empty for the attempt itself.
    record Span(
            String trace,
            String id,
            Optional<String> parent,
            String name,
            Interval when,
            Map<String, String> attributes,
            Optional<String> error) {}

    record Interval(Instant from, Instant to) {}

    static List<Span> of(Note.AttemptClosed closed) {
        Attempt attempt = closed.attempt();
        String trace = hash("trace " + attempt.id().text(), 16);
        String root = hash("span " + attempt.id().text(), 8);
        List<Span> spans = new ArrayList<>();
        spans.add(
                new Span(
                        trace,
                        root,
                        Optional.empty(),
                        attempt.goal().label() + " " + attempt.machine(),
                        new Interval(attempt.openedAt(), closed.at()),
                        attributes(closed),
                        Optional.of(closed.because())
                                .filter(_ -> closed.ending() == Entry.Ending.FAILED)));
        Instant from = attempt.openedAt();
        for (Timeline.Boundary boundary : attempt.timeline().boundaries()) {
            String phase = boundary.phase().label();
            spans.add(
                    new Span(
                            trace,
                            hash("span " + attempt.id().text() + " " + phase, 8),
                            Optional.of(root),
                            phase,
                            new Interval(from, boundary.at()),
                            Map.of(
                                    "bringup.machine", attempt.machine().name(),
                                    "bringup.phase", phase,
                                    "bringup.evidence", boundary.evidence()),
                            Optional.empty()));
            from = boundary.at();
        }
        return spans;
    }

    private static Map<String, String> attributes(Note.AttemptClosed closed) {
        Attempt attempt = closed.attempt();
        Map<String, String> all = new LinkedHashMap<>();
        all.put("bringup.machine", attempt.machine().name());
        all.put("bringup.attempt", attempt.id().text());
        all.put("bringup.commit", attempt.commit().hex());
        all.put("bringup.goal", attempt.goal().label());
        all.put("bringup.cause", attempt.cause());
        all.put("bringup.profile", closed.profile());
        all.put("bringup.image", attempt.spec().install().image().name());
        all.put("bringup.ending", closed.ending().name().toLowerCase(Locale.ROOT));
        all.put("bringup.because", closed.because());
        return all;
    }

    private static String hash(String text, int bytes) {
        try {
            byte[] all =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(all, bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What a collector is sent, by OTLP's own JSON: 64-bit numbers are texts, ids are hexadecimal.
    static Map<String, Object> request(List<Span> spans, Map<String, String> resource) {
        return Map.of(
                "resourceSpans",
                List.of(
                        Map.of(
                                "resource",
                                Map.of("attributes", attributes(resource)),
                                "scopeSpans",
                                List.of(
                                        Map.of(
                                                "scope",
                                                Map.of("name", "bringup"),
                                                "spans",
                                                spans.stream().map(Traces::span).toList())))));
    }

    private static Map<String, Object> span(Span span) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("traceId", span.trace());
        json.put("spanId", span.id());
        span.parent().ifPresent(parent -> json.put("parentSpanId", parent));
        json.put("name", span.name());
        json.put("kind", INTERNAL);
        json.put("startTimeUnixNano", nanos(span.when().from()));
        json.put("endTimeUnixNano", nanos(span.when().to()));
        json.put("attributes", attributes(span.attributes()));
        span.error()
                .ifPresent(
                        because -> json.put("status", Map.of("code", ERROR, "message", because)));
        return json;
    }

    private static List<Map<String, Object>> attributes(Map<String, String> all) {
        return all.entrySet().stream()
                .map(e ->
                        Map.<String, Object>of(
                                "key", e.getKey(), "value", Map.of("stringValue", e.getValue())))
                .toList();
    }

    private static String nanos(Instant at) {
        return String.valueOf(at.getEpochSecond() * 1_000_000_000L + at.getNano());
    }
}
