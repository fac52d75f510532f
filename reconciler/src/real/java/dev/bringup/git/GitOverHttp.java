package dev.bringup.git;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/// Lets in who has the token, and hands the request to `git http-backend` as a web server would.
record GitOverHttp(Path root, String token) implements HttpHandler {

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] name = ("x-access-token:" + token).getBytes(StandardCharsets.UTF_8);
            String wanted = "Basic " + Base64.getEncoder().encodeToString(name);
            if (!wanted.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"git\"");
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            Process git = start(exchange);
            try (OutputStream in = git.getOutputStream()) {
                exchange.getRequestBody().transferTo(in);
            }
            try (InputStream out = new BufferedInputStream(git.getInputStream())) {
                answer(exchange, out);
            }
        }
    }

    private Process start(HttpExchange exchange) throws IOException {
        ProcessBuilder git = new ProcessBuilder("git", "http-backend");
        Map<String, String> environment = git.environment();
        environment.put("GIT_PROJECT_ROOT", "" + root);
        environment.put("GIT_HTTP_EXPORT_ALL", "1");
        environment.put("PATH_INFO", exchange.getRequestURI().getPath());
        environment.put(
                "QUERY_STRING",
                Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse(""));
        environment.put("REQUEST_METHOD", exchange.getRequestMethod());
        header(exchange, "Content-Type").ifPresent(v -> environment.put("CONTENT_TYPE", v));
        header(exchange, "Content-Encoding")
                .ifPresent(v -> environment.put("HTTP_CONTENT_ENCODING", v));
        header(exchange, "Git-Protocol").ifPresent(v -> environment.put("GIT_PROTOCOL", v));
        return git.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    private static Optional<String> header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    /// Headers up to an empty line, of which `Status` is not for the client; then the body.
    private static void answer(HttpExchange exchange, InputStream out) throws IOException {
        int status = 200;
        for (String line = line(out); !line.isEmpty(); line = line(out)) {
            String[] header = line.split(": ", 2);
            if (header[0].equals("Status")) {
                status = Integer.parseInt(header[1].substring(0, 3));
            } else {
                exchange.getResponseHeaders().set(header[0], header[1]);
            }
        }
        exchange.sendResponseHeaders(status, 0);
        out.transferTo(exchange.getResponseBody());
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
