package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bringup.cli.Exit;
import dev.bringup.cli.LogFormat;
import dev.bringup.cli.Program.Failure;
import dev.bringup.cli.RunOptions;
import dev.bringup.telemetry.Tracer;
import java.io.IOException;
import java.time.Instant;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

/// How a line of the log looks, and how much the log says.
class LogsTest {

    private static final Path HOME = Path.of("secrets");

    private final LoggerContext context = new LoggerContext();

    @BeforeEach
    void start() {
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
        Map<String, String> _ = Logs.levels(Map.of("", "info", "power", "info"));
    }

    private LoggingEvent event(String message, Throwable... thrown) {
        LoggingEvent event =
                new LoggingEvent(
                        "",
                        context.getLogger("dev.bringup.power.Ladder"),
                        Level.WARN,
                        message,
                        thrown.length == 0 ? null : thrown[0],
                        new Object[0]);
        event.setInstant(Instant.parse("2026-09-01T12:00:00.5Z"));
        event.setMDCPropertyMap(Map.of());
        return event;
    }

    private String line(LogFormat format, LoggingEvent event) {
        LogLine layout = new LogLine(format);
        layout.setContext(context);
        return layout.doLayout(event);
    }

    private static LoggingEvent about(LoggingEvent event, String machine) {
        event.addKeyValuePair(new KeyValuePair("machine", machine));
        return event;
    }

    @Test
    void anEventIsOneLineWithItsMachineAndCommit() {
        context.putObject(
                LogLine.Commits.NAME,
                new LogLine.Commits(m -> Optional.of("a1b2c3d4").filter(_ -> m.equals("node-01"))));
        context.putObject(LogLine.Mask.NAME, new LogLine.Mask(t -> t.replace("hunter2", "***")));

        assertEquals(
                "2026-09-01T12:00:00.500Z WARN  Ladder: two\\nlines, hunter2"
                                .replace("hunter2", "***")
                        + " commit=a1b2c3d4 machine=node-01\n",
                line(LogFormat.TEXT, about(event("two\nlines, hunter2"), "node-01")));
        assertEquals(
                "2026-09-01T12:00:00.500Z WARN  Ladder: x machine=\"a \\\"b\\\"\"\n",
                line(LogFormat.TEXT, about(event("x"), "a \"b\"")));
    }

    @Test
    void aProgramReadsItAsAnObject() throws IOException {
        LoggingEvent event = event("it broke\nhere", new IllegalStateException("why"));
        event.addKeyValuePair(new KeyValuePair("machine", "node-02"));
        event.addKeyValuePair(new KeyValuePair("commit", "deadbeef"));
        String line = line(LogFormat.JSON, event);
        assertEquals(1, line.lines().count());
        JsonNode read = new ObjectMapper().readTree(line);
        assertEquals("2026-09-01T12:00:00.500Z", read.path("time").asText());
        assertEquals("warn", read.path("level").asText());
        assertEquals("dev.bringup.power.Ladder", read.path("logger").asText());
        assertEquals("it broke\nhere", read.path("message").asText());
        assertEquals("node-02", read.path("machine").asText());
        assertEquals("deadbeef", read.path("commit").asText());
        assertTrue(read.path("error").asText().contains("IllegalStateException: why\n"));
    }

    @Test
    void levelsChangeWhileItRuns() {
        assertEquals("debug", Logs.levels(Map.of("power", "debug")).get("dev.bringup.power"));
        Map<String, String> all = Logs.levels(Map.of("", "WARN"));
        assertEquals("warn", all.get("dev.bringup"));
        assertEquals("warn", all.get("bringup"));
        assertEquals("debug", all.get("dev.bringup.power"));
        assertEquals(
                "'loud' is no level; there are error, warn, info, debug, trace and off",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Logs.levels(Map.of("power", "trace", "web", "loud")))
                        .getMessage());
        assertEquals("debug", Logs.levels(Map.of()).get("dev.bringup.power"));
    }

    private static RunOptions.Telling typed(String level, String otlp) {
        RunOptions.Telling options = new RunOptions.Telling();
        options.logLevel = level;
        options.otlp = otlp;
        return options;
    }

    @Test
    void aCollectorIsNamedByAFlagOrAsOpenTelemetryDoes() throws Failure {
        assertEquals(Optional.empty(), Observers.of(typed("", ""), Map.of(), HOME).collector());
        assertEquals(
                "http://c:4318/v1/traces",
                Observers.of(typed("debug", "http://c:4318/"), Map.of(), HOME)
                        .collector()
                        .orElseThrow()
                        .toString());
        Tracer.Collector by =
                Observers.of(
                                typed("", ""),
                                Map.of(
                                        "OTEL_EXPORTER_OTLP_ENDPOINT", "http://d:4318",
                                        "OTEL_EXPORTER_OTLP_HEADERS", "api-key=a%2Cb, x=y+z",
                                        "OTEL_SERVICE_NAME", "rack-7"),
                                HOME)
                        .collector()
                        .orElseThrow();
        assertEquals("http://d:4318/v1/traces", by.toString());
        assertEquals(Map.of("api-key", "a,b", "x", "y+z"), by.headers());
        assertEquals(Map.of("service.name", "rack-7"), by.resource());
        assertEquals(
                "http://e/t",
                Observers.of(
                                typed("", ""),
                                Map.of("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://e/t"),
                                HOME)
                        .collector()
                        .orElseThrow()
                        .toString());
    }

    @Test
    void whatIsNoLevelAndNoUrlIsSaidBeforeAnythingStarts() {
        Failure level =
                assertThrows(Failure.class, () -> Observers.of(typed("loud", ""), Map.of(), HOME));
        assertEquals(
                "--log-level: 'loud' is no level; there are error, warn, info, debug, trace and"
                        + " off",
                level.getMessage());
        assertEquals(Exit.WRONG_INPUT, level.exitCode());
        assertEquals(
                "the collector of traces 'c:4318/v1/traces' is no URL, as http://127.0.0.1:4318",
                assertThrows(Failure.class, () -> Observers.of(typed("", "c:4318"), Map.of(), HOME))
                        .getMessage());
    }
}
