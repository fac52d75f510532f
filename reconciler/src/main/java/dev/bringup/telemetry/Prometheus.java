package dev.bringup.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bringup.model.Alert;
import dev.bringup.model.Policy.AlertGate;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/// Asks a Prometheus whether a query holds, as its alerting rules would: any series does, and of a
/// scalar anything but 0.
public final class Prometheus implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST_BYTES = 1 << 20;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(PATIENCE)
                    .build();

    /// Waits for the answer, for a few seconds at most.
    public Alert ask(AlertGate gate) {
        String base = gate.prometheus().replaceAll("/+$", "");
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(base + "/api/v1/query"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "query="
                                                + URLEncoder.encode(
                                                        gate.query(), StandardCharsets.UTF_8)))
                        .build();
        CompletableFuture<HttpResponse<InputStream>> answer =
                client.sendAsync(
                        request, BodyHandlers.limiting(BodyHandlers.ofInputStream(), MOST_BYTES));
        try {
            HttpResponse<InputStream> response =
                    answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            try (InputStream body = response.body()) {
                return read(base, response.statusCode(), body);
            }
        } catch (TimeoutException e) {
            answer.cancel(true);
            return new Alert.Unknown(base + " does not answer");
        } catch (ExecutionException | IOException e) {
            return new Alert.Unknown(base + " does not answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Alert.Unknown("interrupted");
        }
    }

    private Alert read(String base, int status, InputStream body) {
        JsonNode tree;
        try {
            tree = json.readTree(body);
        } catch (IOException e) {
            return new Alert.Unknown(base + " is not a Prometheus: it answers " + status);
        }
        if (!tree.path("status").asText().equals("success")) {
            String error = tree.path("error").asText();
            return new Alert.Unknown(
                    base + (error.isEmpty() ? " answers " + status : " says: " + error));
        }
        JsonNode data = tree.path("data");
        return switch (data.path("resultType").asText()) {
            case "vector" -> series(data.path("result"));
            case "scalar" -> scalar(data.path("result").path(1).asText());
            default -> new Alert.Unknown("the query gives neither a vector nor a scalar");
        };
    }

    private static Alert series(JsonNode result) {
        if (result.isEmpty()) {
            return new Alert.Quiet();
        }
        String first =
                result.path(0).path("metric").properties().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(label -> label.getKey() + "=" + label.getValue().asText())
                        .collect(Collectors.joining(", ", "{", "}"));
        return new Alert.Firing(
                result.size() == 1 ? first : result.size() + " series, first " + first);
    }

    private static Alert scalar(String value) {
        return value.equals("0") ? new Alert.Quiet() : new Alert.Firing("the query gives " + value);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
