package dev.bringup.app;

import dev.bringup.cli.Exit;
import dev.bringup.cli.LogFormat;
import dev.bringup.cli.Program.Failure;
import dev.bringup.cli.RunOptions;
import dev.bringup.telemetry.Tracer;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// How the log looks and how much it says, which collector is sent traces, and who is notified.
/// What starts with `OTEL_` in the environment is understood as by every program that
/// OpenTelemetry's SDKs are in.
record Observers(
        LogFormat format,
        Optional<String> level,
        Optional<Tracer.Collector> collector,
        Optional<Notifying> notifying) {

    static final Observers NONE =
            new Observers(LogFormat.TEXT, Optional.empty(), Optional.empty(), Optional.empty());

    /// `secrets` is the folder of secret files.
    static Observers of(RunOptions.Telling options, Map<String, String> environment, Path secrets)
            throws Failure {
        try {
            if (!options.logLevel.isEmpty()) {
                Logs.check(options.logLevel);
            }
            return new Observers(
                    options.logFormat,
                    Optional.of(options.logLevel).filter(level -> !level.isEmpty()),
                    collector(options.otlp, environment),
                    Notifying.of(options.notify, secrets));
        } catch (IllegalArgumentException e) {
            throw new Failure(Exit.WRONG_INPUT, "--log-level: " + e.getMessage());
        }
    }

    private static Optional<Tracer.Collector> collector(
            String typed, Map<String, String> environment) throws Failure {
        String base =
                typed.isEmpty()
                        ? environment.getOrDefault("OTEL_EXPORTER_OTLP_ENDPOINT", "")
                        : typed;
        String whole = base.isEmpty() ? "" : base.replaceAll("/+$", "") + "/v1/traces";
        String url =
                typed.isEmpty()
                        ? environment.getOrDefault("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", whole)
                        : whole;
        if (url.isEmpty()) {
            return Optional.empty();
        }
        if (!url.matches("https?://[^/\\s]+(/\\S*)?")) {
            throw new Failure(
                    Exit.WRONG_INPUT,
                    "the collector of traces '%s' is no URL, as http://127.0.0.1:4318"
                            .formatted(url));
        }
        Map<String, String> resource = new LinkedHashMap<>();
        resource.put("service.name", environment.getOrDefault("OTEL_SERVICE_NAME", "bringup"));
        resource.putAll(pairs(environment.getOrDefault("OTEL_RESOURCE_ATTRIBUTES", "")));
        return Optional.of(
                new Tracer.Collector(
                        URI.create(url),
                        pairs(environment.getOrDefault("OTEL_EXPORTER_OTLP_HEADERS", "")),
                        resource));
    }

    /// `a=1,b=2`, percent-encoded where a comma is meant.
    private static Map<String, String> pairs(String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : text.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                pairs.put(
                        pair.substring(0, equals).strip(),
                        URLDecoder.decode(
                                pair.substring(equals + 1).strip().replace("+", "%2B"),
                                StandardCharsets.UTF_8));
            }
        }
        return pairs;
    }
}
