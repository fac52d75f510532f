package dev.bringup.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.bringup.model.Attempt;
import dev.bringup.model.Phase;
import dev.bringup.model.Timeline;
import dev.bringup.port.Entry;
import dev.bringup.port.Note;
import dev.bringup.port.Tally;
import dev.bringup.query.Pictures;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a collector is sent, over a socket: the spans of an attempt, with the times of its
/// timeline.
@Timeout(60)
class TracerTest {

    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> counted = new LinkedBlockingQueue<>();
    private HttpServer collector;
    private Tracer tracer;
    private volatile int status = 200;

    private record Received(String path, String type, String key, JsonNode body) {}

    private final class Counting implements Tally {
        @Override
        public void add(String series, String kind, String outcome, long more) {
            counted.add(series + " " + outcome + " " + more);
        }

        @Override
        public void time(String series, String kind, String outcome, Duration took) {}
    }

    @BeforeEach
    void open() throws IOException {
        collector =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext(
                "/",
                exchange -> {
                    received.add(
                            new Received(
                                    exchange.getRequestURI().getPath(),
                                    exchange.getRequestHeaders().getFirst("Content-Type"),
                                    exchange.getRequestHeaders().getFirst("api-key"),
                                    new ObjectMapper().readTree(exchange.getRequestBody())));
                    exchange.sendResponseHeaders(status, -1);
                    exchange.close();
                });
        collector.start();
        tracer = tracer(collector.getAddress().getPort());
    }

    private Tracer tracer(int port) {
        Tracer made =
                new Tracer(
                        new Tracer.Collector(
                                URI.create("http://127.0.0.1:" + port + "/v1/traces"),
                                Map.of("api-key", "k3y"),
                                Map.of("service.name", "bringup")),
                        text -> text.replace("hunter2", "***"),
                        new Counting());
        Thread.startVirtualThread(made::run);
        return made;
    }

    @AfterEach
    void close() {
        tracer.close();
        collector.stop(0);
    }

    private static Note.AttemptClosed closed(Entry.Ending ending, String because) {
        Attempt attempt = Pictures.attempt(1, Pictures.AT, Phase.WAKE, Phase.KERNEL, Phase.READY);
        return new Note.AttemptClosed(
                Pictures.AT.plusSeconds(16),
                attempt,
                "worker",
                ending,
                because,
                Duration.ofSeconds(16));
    }

    private static Instant at(JsonNode span, String field) {
        long nanos = Long.parseLong(span.path(field).textValue());
        return Instant.ofEpochSecond(nanos / 1_000_000_000L, nanos % 1_000_000_000L);
    }

    private static String attribute(JsonNode of, String key) {
        for (JsonNode each : of.path("attributes")) {
            if (each.path("key").asText().equals(key)) {
                return each.at("/value/stringValue").asText();
            }
        }
        return "";
    }

    @Test
    void anAttemptIsATraceWithTheTimesOfItsTimeline() throws InterruptedException {
        Note.AttemptClosed closed = closed(Entry.Ending.DONE, "its Node is Ready");
        tracer.noted(closed);
        Received got = received.take();
        assertEquals("/v1/traces", got.path());
        assertEquals("application/json", got.type());
        assertEquals("k3y", got.key());
        JsonNode resource = got.body().at("/resourceSpans/0/resource");
        assertEquals("bringup", attribute(resource, "service.name"));
        List<JsonNode> spans = new ArrayList<>();
        got.body().at("/resourceSpans/0/scopeSpans/0/spans").forEach(spans::add);

        JsonNode root = spans.getFirst();
        assertEquals("install node-01", root.path("name").asText());
        assertFalse(root.has("parentSpanId"));
        assertFalse(root.has("status"));
        assertEquals(Pictures.AT, at(root, "startTimeUnixNano"));
        assertEquals(closed.at(), at(root, "endTimeUnixNano"));
        assertEquals(Pictures.COMMIT.id().hex(), attribute(root, "bringup.commit"));
        assertEquals("lab-os-1", attribute(root, "bringup.image"));
        assertEquals("done", attribute(root, "bringup.ending"));

        List<Timeline.Boundary> boundaries = closed.attempt().timeline().boundaries();
        assertEquals(boundaries.size() + 1, spans.size());
        Instant from = Pictures.AT;
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < boundaries.size(); i++) {
            JsonNode span = spans.get(i + 1);
            assertEquals(boundaries.get(i).phase().label(), span.path("name").asText());
            assertEquals(from, at(span, "startTimeUnixNano"));
            assertEquals(boundaries.get(i).at(), at(span, "endTimeUnixNano"));
            assertEquals(root.path("spanId"), span.path("parentSpanId"));
            assertEquals(root.path("traceId"), span.path("traceId"));
            assertTrue(span.path("spanId").asText().matches("[0-9a-f]{16}"));
            ids.add(span.path("spanId").asText());
            from = boundaries.get(i).at();
        }
        assertEquals(boundaries.size(), ids.size());
        assertTrue(root.path("traceId").asText().matches("[0-9a-f]{32}"));
        assertEquals("traces sent 1", counted.take());
    }

    @Test
    void aFailureIsAnErrorAndSecretsStayHere() throws InterruptedException {
        tracer.noted(closed(Entry.Ending.FAILED, "it said hunter2"));
        JsonNode root = received.take().body().at("/resourceSpans/0/scopeSpans/0/spans/0");
        assertEquals(2, root.at("/status/code").asInt());
        assertEquals("it said ***", root.at("/status/message").asText());
    }

    @Test
    void aCollectorThatRefusesOrIsAwayCostsACount() throws InterruptedException {
        status = 503;
        tracer.noted(closed(Entry.Ending.DONE, "x"));
        assertEquals("traces lost 1", counted.take());
        int port = collector.getAddress().getPort();
        collector.stop(0);
        try (Tracer nobody = tracer(port)) {
            long from = System.nanoTime();
            for (int i = 0; i < 5_000; i++) {
                nobody.noted(closed(Entry.Ending.DONE, "x"));
            }
            assertTrue(System.nanoTime() - from < TimeUnit.SECONDS.toNanos(20));
            assertTrue(counted.take().matches("traces (lost|dropped) \\d+"));
        }
    }
}
