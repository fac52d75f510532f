package dev.bringup.lab.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bringup.model.Ip4;
import dev.bringup.model.KubeVersion;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/// The Kubernetes API as a kubelet uses it, on one kept connection from the machine's address.
final class KubeApi implements AutoCloseable {

    record Answer(int status, JsonNode json) {

        /// For a console.
        String brief() {
            return status + " " + json.path("message").asText();
        }
    }

    private static final String JSON = "application/json";

    private final Ip4 from;
    private final KubeletConfig config;
    private final SSLSocketFactory tls;
    private Optional<HttpWire> kept = Optional.empty();

    KubeApi(Ip4 from, KubeletConfig config) throws IOException {
        this.from = from;
        this.config = config;
        this.tls = PinnedAuthority.sockets(config.caHash(), config.proof().certificate());
    }

    Answer get(String path) throws IOException {
        return send("GET", path, JSON, "");
    }

    /// Its builder's suffix says nothing.
    KubeVersion version() throws IOException {
        Answer found = get("/version");
        String text = found.json().path("gitVersion").asText();
        try {
            return KubeVersion.parse(text.replaceFirst("^v", "").replaceFirst("[+-].*", ""));
        } catch (IllegalArgumentException e) {
            throw new IOException("/version: " + found.brief() + " " + e.getMessage(), e);
        }
    }

    Answer post(String path, JsonNode body) throws IOException {
        return send("POST", path, JSON, body.toString());
    }

    Answer patch(String path, JsonNode body) throws IOException {
        return send("PATCH", path, "application/strategic-merge-patch+json", body.toString());
    }

    Answer delete(String path, JsonNode options) throws IOException {
        return send("DELETE", path, JSON, options.toString());
    }

    private Answer send(String method, String path, String type, String body) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        if (!config.proof().token().isEmpty()) {
            headers.put("Authorization", "Bearer " + config.proof().token());
        }
        headers.put("Accept", JSON);
        if (!body.isEmpty()) {
            headers.put("Content-Type", type);
        }
        HttpWire.Call call = new HttpWire.Call(method, path, headers, body);
        if (kept.isPresent()) {
            try {
                return exchange(kept.get(), call);
            } catch (IOException _) {
                // The server closed the connection while it was idle.
                close();
            }
        }
        HttpWire fresh = open();
        kept = Optional.of(fresh);
        try {
            return exchange(fresh, call);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private Answer exchange(HttpWire wire, HttpWire.Call call) throws IOException {
        HttpWire.Response response = wire.send(call);
        String text = response.text();
        if (!wire.isReusable()) {
            close();
        }
        return new Answer(response.status(), MarkerJson.parse(text.isEmpty() ? "{}" : text));
    }

    private HttpWire open() throws IOException {
        String endpoint = config.endpoint().replaceFirst("^https://", "");
        int colon = endpoint.lastIndexOf(':');
        if (colon < 0 || !endpoint.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw new IOException("'" + config.endpoint() + "' is not host:port");
        }
        return HttpWire.openTls(
                from,
                endpoint.substring(0, colon),
                Integer.parseInt(endpoint.substring(colon + 1)),
                tls);
    }

    @Override
    public void close() {
        try {
            if (kept.isPresent()) {
                kept.get().close();
            }
        } catch (IOException _) {
            // It was broken already.
        }
        kept = Optional.empty();
    }
}
