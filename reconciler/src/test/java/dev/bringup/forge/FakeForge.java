package dev.bringup.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A forge on a socket, stricter than a real one: it takes only the paths, methods, headers and
/// fields that its documentation names, answers lists one item a page, and remembers every offence.
public final class FakeForge implements AutoCloseable {

    static final String TOKEN = "t0ken";

    /// An answer instead of the right one.
    record Trouble(int status, Map<String, String> headers) {}

    public final List<String> offences = new ArrayList<>();
    public final List<String> statuses = new CopyOnWriteArrayList<>();
    public final Map<Long, String> comments = new ConcurrentSkipListMap<>();
    final List<String> requests = new ArrayList<>();
    final Deque<Trouble> troubles = new ArrayDeque<>();
    final List<Map<String, Object>> pulls = new ArrayList<>();
    final Where.Kind kind;

    private static final ObjectMapper JSON = new ObjectMapper();
    private final HttpServer server;
    private final Map<String, String> last = new ConcurrentHashMap<>();

    public FakeForge(Where.Kind kind) throws IOException {
        this.kind = kind;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.start();
    }

    public Where where() {
        String project = kind == Where.Kind.GITLAB ? "racks/eu/lab" : "racks/lab";
        return new Where(kind, URI.create(root()), project, TOKEN);
    }

    private String root() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/api";
    }

    /// An open request into `branch`, as the forge's own field names spell it.
    public void open(long number, String head, String branch) {
        pulls.add(
                kind == Where.Kind.GITLAB
                        ? Map.of("iid", number, "sha", head, "target_branch", branch)
                        : Map.of(
                                "number",
                                number,
                                "head",
                                Map.of("sha", head, "ref", "theirs"),
                                "base",
                                Map.of("ref", branch)));
    }

    private String repository() {
        return kind == Where.Kind.GITLAB
                ? "/api/projects/racks%2Feu%2Flab"
                : "/api/repos/racks/lab";
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getRawPath();
            requests.add(exchange.getRequestMethod() + " " + path.substring("/api".length()));
            Trouble trouble = troubles.poll();
            if (trouble != null) {
                trouble.headers()
                        .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
                answer(exchange, trouble.status(), Map.of());
                return;
            }
            checkHeaders(exchange);
            if (!path.startsWith(repository() + "/")) {
                refuse(exchange, "no such project");
                return;
            }
            route(exchange, path.substring(repository().length()));
        }
    }

    private void checkHeaders(HttpExchange exchange) {
        Map<String, String> wanted =
                switch (kind) {
                    case GITHUB ->
                            Map.of(
                                    "Authorization", "Bearer " + TOKEN,
                                    "Accept", "application/vnd.github+json",
                                    "X-GitHub-Api-Version", "2022-11-28",
                                    "User-Agent", "bringup");
                    case GITEA -> Map.of("Authorization", "token " + TOKEN);
                    case GITLAB -> Map.of("PRIVATE-TOKEN", TOKEN);
                };
        wanted.forEach((name, value) -> {
            if (!value.equals(exchange.getRequestHeaders().getFirst(name))) {
                offences.add(name + " is " + exchange.getRequestHeaders().getFirst(name));
            }
        });
    }

    private void route(HttpExchange exchange, String path) throws IOException {
        boolean lab = kind == Where.Kind.GITLAB;
        String method = exchange.getRequestMethod();
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        String comment = lab ? "/merge_requests/(\\d+)/notes" : "/issues/(\\d+)/comments";
        String one = lab ? "/merge_requests/\\d+/notes/(\\d+)" : "/issues/comments/(\\d+)";
        if (method.equals("GET") && path.equals(lab ? "/merge_requests" : "/pulls")) {
            if (!query.contains(lab ? "state=opened" : "state=open")) {
                offences.add("asked for all requests: " + query);
            }
            page(exchange, path, query, new ArrayList<>(pulls));
        } else if (method.equals("GET") && path.matches(comment)) {
            List<Object> all = new ArrayList<>();
            comments.forEach((id, body) -> all.add(Map.of("id", id, "body", body)));
            page(exchange, path, query, all);
        } else if (method.equals("POST") && path.matches(comment)) {
            comments.put(comments.size() + 1L, body(exchange, "body").strip());
            answer(exchange, 201, Map.of());
        } else if (method.equals(lab ? "PUT" : "PATCH") && path.matches(one)) {
            comments.put(number(path, one), body(exchange, "body").strip());
            answer(exchange, 200, Map.of());
        } else if (method.equals("POST") && path.matches("/statuses/[0-9a-f]{40}")) {
            status(exchange, path.substring("/statuses/".length()));
        } else {
            refuse(exchange, method + " " + path + " is not in the documentation");
        }
    }

    private static long number(String path, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(path);
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
    }

    private void status(HttpExchange exchange, String commit) throws IOException {
        boolean lab = kind == Where.Kind.GITLAB;
        JsonNode sent = JSON.readTree(exchange.getRequestBody());
        String state = sent.path("state").asText();
        String failed = lab ? "failed" : "failure";
        String line = sent.path("description").asText();
        if (!List.of("pending", "success", failed).contains(state)
                || !sent.path(lab ? "name" : "context").asText().equals("bringup")
                || line.isEmpty()
                || line.length() > 140) {
            refuse(exchange, "a status like " + sent);
            return;
        }
        if (lab && state.equals(last.put(commit, state))) {
            answer(
                    exchange,
                    400,
                    Map.of("message", "Cannot transition status via :enqueue from :" + state));
            return;
        }
        statuses.add(commit.substring(0, 4) + " " + state + ": " + line);
        answer(exchange, 201, Map.of());
    }

    private String body(HttpExchange exchange, String field) throws IOException {
        if (!"application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
            offences.add("a body without its type");
        }
        return JSON.readTree(exchange.getRequestBody()).path(field).asText();
    }

    /// One item a page, as each forge leads to the next.
    private void page(HttpExchange exchange, String path, String query, List<?> items)
            throws IOException {
        Matcher asked = Pattern.compile("(?:^|&)page=(\\d+)").matcher(query);
        int page = asked.find() ? Integer.parseInt(asked.group(1)) : 1;
        if (page < items.size()) {
            String next =
                    kind == Where.Kind.GITLAB
                            ? String.valueOf(page + 1)
                            : "<%s%s%s?state=open&page=%d>; rel=\"next\", <x>; rel=\"last\""
                                    .formatted(
                                            root(),
                                            repository().substring("/api".length()),
                                            path,
                                            page + 1);
            exchange.getResponseHeaders()
                    .set(kind == Where.Kind.GITLAB ? "X-Next-Page" : "Link", next);
        }
        answer(exchange, 200, items.isEmpty() ? List.of() : List.of(items.get(page - 1)));
    }

    private void refuse(HttpExchange exchange, String offence) throws IOException {
        offences.add(offence);
        answer(exchange, 404, Map.of());
    }

    private static void answer(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] bytes = JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        if (!offences.isEmpty()) {
            throw new UncheckedIOException(new IOException(offences.toString()));
        }
    }
}
