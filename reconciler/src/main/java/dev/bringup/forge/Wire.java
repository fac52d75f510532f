package dev.bringup.forge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Requests to one forge: with its headers, a deadline each, few retries, patience when it says
/// that we ask too often, and all pages of a list. The token goes to this host only.
final class Wire implements AutoCloseable {

    /// How the wire waits; a test does not.
    interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /// A longer wait is left to the next round.
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LATER = Duration.ofMinutes(5);
    private static final int TRIES = 4;

    /// Of a list; requests beyond are not looked at.
    private static final int PAGES = 20;

    private static final long ANSWER_BYTES = 16L << 20;
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>;[^,]*\\brel=\"?next\"?");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder()
                    .connectTimeout(PATIENCE)
                    // A redirect could lead the token to somebody else.
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();
    private final String root;
    private final Map<String, String> headers;
    private final InstantSource clock;
    private final Pause pause;

    Wire(URI api, Map<String, String> headers, InstantSource clock, Pause pause) {
        this.root = api.toString().replaceAll("/+$", "");
        this.headers = headers;
        this.clock = clock;
        this.pause = pause;
    }

    /// Every item of a list, all pages.
    List<JsonNode> list(String path) throws Unavailable, InterruptedException {
        List<JsonNode> all = new ArrayList<>();
        Optional<String> next = Optional.of(root + path);
        for (int page = 0; page < PAGES && next.isPresent(); page++) {
            HttpResponse<String> answer = send("GET", next.get(), Optional.empty());
            JsonNode items = good(answer, "GET " + path);
            items.forEach(all::add);
            next = next(answer.headers(), path);
        }
        return all;
    }

    /// GitLab names the next page by its number, the others as a link.
    private Optional<String> next(HttpHeaders answer, String path) throws Unavailable {
        Optional<String> number =
                answer.firstValue("X-Next-Page").filter(page -> page.matches("[0-9]+"));
        if (number.isPresent()) {
            return Optional.of(root + path + "&page=" + number.get());
        }
        Matcher link = NEXT.matcher(String.join(", ", answer.allValues("Link")));
        if (!link.find()) {
            return Optional.empty();
        }
        if (!link.group(1).startsWith(root + "/")) {
            throw new Unavailable("the next page of " + path + " is on another host", LATER);
        }
        return Optional.of(link.group(1));
    }

    void write(String method, String path, Map<String, String> body)
            throws Unavailable, InterruptedException {
        JsonNode _ = good(send(method, root + path, Optional.of(text(body))), method + " " + path);
    }

    /// For an answer that the caller judges.
    HttpResponse<String> tryWriting(String method, String path, Map<String, String> body)
            throws Unavailable, InterruptedException {
        return send(method, root + path, Optional.of(text(body)));
    }

    private static String text(Map<String, String> body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    JsonNode good(HttpResponse<String> answer, String what) throws Unavailable {
        if (answer.statusCode() / 100 != 2) {
            throw new Unavailable(what + " is answered " + answer.statusCode(), LATER);
        }
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new Unavailable(what + " is not answered with JSON", LATER);
        }
    }

    private HttpResponse<String> send(String method, String url, Optional<String> body)
            throws Unavailable, InterruptedException {
        String what = method + " " + url.substring(root.length());
        Duration wait = FIRST_PAUSE;
        String failure = "";
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            try {
                HttpResponse<String> answer =
                        client.send(
                                request(method, url, body),
                                BodyHandlers.limiting(BodyHandlers.ofString(), ANSWER_BYTES));
                Optional<Duration> tooOften = tooOften(answer);
                if (tooOften.isEmpty() && answer.statusCode() < 500) {
                    return answer;
                }
                failure = what + " is answered " + answer.statusCode();
                wait = tooOften.orElse(wait);
                if (tooOften.isPresent() && wait.compareTo(LONGEST_PAUSE) > 0) {
                    throw new Unavailable(failure + ": we ask too often", wait);
                }
            } catch (IOException e) {
                failure = what + ": " + e.getMessage();
            }
            if (attempt < TRIES) {
                pause.of(wait);
                wait = wait.multipliedBy(2);
            }
        }
        throw new Unavailable(failure, LATER);
    }

    private HttpRequest request(String method, String url, Optional<String> body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE);
        headers.forEach(request::header);
        body.ifPresent(_ -> request.header("Content-Type", "application/json"));
        return request.method(
                        method,
                        body.map(HttpRequest.BodyPublishers::ofString)
                                .orElseGet(HttpRequest.BodyPublishers::noBody))
                .build();
    }

    /// How long to wait when the forge says that we ask too often. A 403 alone means that we may
    /// not at all.
    private Optional<Duration> tooOften(HttpResponse<String> answer) {
        HttpHeaders said = answer.headers();
        boolean spent = said.firstValue("X-RateLimit-Remaining").filter("0"::equals).isPresent();
        OptionalLong seconds = number(said, "Retry-After");
        boolean limited =
                answer.statusCode() == 429
                        || (answer.statusCode() == 403 && (spent || seconds.isPresent()));
        if (!limited) {
            return Optional.empty();
        }
        if (seconds.isPresent()) {
            return Optional.of(Duration.ofSeconds(seconds.getAsLong()));
        }
        OptionalLong reset = number(said, "X-RateLimit-Reset");
        if (reset.isEmpty()) {
            return Optional.of(Duration.ofMinutes(1));
        }
        Duration until =
                Duration.between(
                        clock.instant(), Instant.ofEpochSecond(reset.getAsLong()).plusSeconds(1));
        return Optional.of(until.isNegative() ? FIRST_PAUSE : until);
    }

    private static OptionalLong number(HttpHeaders said, String name) {
        return said.firstValue(name)
                .filter(text -> text.matches("[0-9]{1,12}"))
                .map(text -> OptionalLong.of(Long.parseLong(text)))
                .orElse(OptionalLong.empty());
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
