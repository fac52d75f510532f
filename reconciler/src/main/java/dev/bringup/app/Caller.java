package dev.bringup.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bringup.cli.Exit;
import dev.bringup.cli.Program.Failure;
import dev.bringup.cli.ServerOptions;
import dev.bringup.cli.TokenOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Asks a running reconciler over its API.
record Caller(String server) {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LONG = Duration.ofMinutes(2);

    /// The reconciler that was named, or one sentence that none was.
    static Caller to(ServerOptions daemon) throws Failure {
        if (daemon.server.isEmpty()) {
            throw new Failure(
                    Exit.WRONG_INPUT, "say which reconciler: --server URL or BRINGUP_SERVER");
        }
        return new Caller(daemon.server);
    }

    /// Hands over each line of an answer that goes on, until `line` has had enough or the answer
    /// ends.
    void lines(String path, Predicate<String> line) throws Failure {
        HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        try {
            HttpResponse<Stream<String>> answer =
                    client.send(
                            HttpRequest.newBuilder(uri(path)).build(),
                            HttpResponse.BodyHandlers.ofLines());
            if (answer.statusCode() != 200) {
                throw new Failure(
                        Exit.WORLD_UNREACHABLE,
                        "%s answers %d".formatted(answer.uri(), answer.statusCode()));
            }
            try (Stream<String> lines = answer.body()) {
                boolean _ = lines.anyMatch(text -> !line.test(text));
            }
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            throw nobody();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Exit.NOT_THERE_YET, "interrupted while asking " + server);
        } finally {
            client.shutdownNow();
        }
    }

    private URI uri(String path) {
        return URI.create(server.replaceAll("/+$", "") + path);
    }

    /// What a path says; anything but a plain answer ends the command.
    JsonNode read(String path) throws Failure {
        HttpResponse<String> answer = get(path);
        if (answer.statusCode() != 200) {
            throw new Failure(
                    Exit.WORLD_UNREACHABLE,
                    "%s answers %d: %s"
                            .formatted(answer.uri(), answer.statusCode(), answer.body().strip()));
        }
        return tree(answer);
    }

    /// A name as one part of a path.
    static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    HttpResponse<String> get(String path) throws Failure {
        try {
            return send(request(path));
        } catch (IllegalArgumentException e) {
            throw nobody();
        }
    }

    /// Git may have to be fetched from before there is an answer.
    HttpResponse<String> post(String path, String token, String json) throws Failure {
        return post(path, token, json, LONG);
    }

    HttpResponse<String> post(String path, String token, String json, Duration patience)
            throws Failure {
        return send(
                request(path)
                        .timeout(patience)
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    /// What only who has the token may have.
    HttpResponse<byte[]> bytes(String path, String token) throws Failure {
        try {
            return send(
                    request(path).timeout(LONG).header("Authorization", "Bearer " + token),
                    HttpResponse.BodyHandlers.ofByteArray());
        } catch (IllegalArgumentException e) {
            throw nobody();
        }
    }

    JsonNode tree(HttpResponse<String> answer) throws Failure {
        try {
            return new ObjectMapper().readTree(answer.body());
        } catch (IOException e) {
            throw nobody();
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(PATIENCE);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Failure {
        return send(request, HttpResponse.BodyHandlers.ofString());
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body)
            throws Failure {
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            return client.send(request.build(), body);
        } catch (IOException e) {
            throw nobody();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Exit.NOT_THERE_YET, "interrupted while asking " + server);
        }
    }

    /// What an answer that no command expects means: the token is not the reconciler's, or it is in
    /// trouble.
    Failure refusal(TokenOptions token, int status, String said) {
        return status == 401
                ? new Failure(
                        Exit.WRONG_INPUT,
                        "%s does not take the token in %s".formatted(server, token.file))
                : new Failure(
                        Exit.WORLD_UNREACHABLE,
                        "%s answers %d: %s".formatted(server, status, said));
    }

    private Failure nobody() {
        return new Failure(
                Exit.WORLD_UNREACHABLE,
                "no reconciler answers at " + server + "; is it running, and is that its console?");
    }
}
