package dev.bringup.lab.wire;

import dev.bringup.model.Ip4;
import java.io.IOException;
import java.net.URI;
import java.util.Map;

/// HTTP as a machine's firmware, installer and first boot speak it: one connection per request.
record Browser(Ip4 from) {

    record Answer(int status, String text) {

        boolean isGood() {
            return status >= 200 && status < 300;
        }

        /// For a console: the first line of what the server said.
        String brief() {
            return status + " " + text.lines().findFirst().orElse("");
        }
    }

    interface Reader<T> {
        T read(HttpWire.Response response) throws IOException, InterruptedException;
    }

    Answer get(String url) throws IOException, InterruptedException {
        return send(url, HttpWire.Call.get(target(url)), r -> new Answer(r.status(), r.text()));
    }

    Answer postJson(String url, String body) throws IOException, InterruptedException {
        return post(url, "application/json", body);
    }

    Answer post(String url, String type, String body) throws IOException, InterruptedException {
        return send(
                url,
                HttpWire.Call.post(target(url), type, body),
                r -> new Answer(r.status(), r.text()));
    }

    /// The answer as a stream, for what is too large to keep.
    <T> T stream(String url, Reader<T> reader) throws IOException, InterruptedException {
        HttpWire.Call call =
                new HttpWire.Call("GET", target(url), Map.of("Connection", "close"), "");
        return send(url, call, reader);
    }

    private <T> T send(String url, HttpWire.Call call, Reader<T> reader)
            throws IOException, InterruptedException {
        URI uri = uri(url);
        int port = uri.getPort() < 0 ? 80 : uri.getPort();
        try (HttpWire wire = HttpWire.open(from, uri.getHost(), port)) {
            return reader.read(wire.send(call));
        }
    }

    private static URI uri(String url) throws IOException {
        try {
            URI uri = new URI(url);
            if ("http".equals(uri.getScheme()) && uri.getHost() != null) {
                return uri;
            }
            throw new IOException("'" + url + "' is not an http URL");
        } catch (java.net.URISyntaxException e) {
            throw new IOException("'" + url + "' is not a URL", e);
        }
    }

    private static String target(String url) throws IOException {
        URI uri = uri(url);
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }
}
