package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A plain HTTP client of the lab's API that trusts the lab's CA, for what no Kubernetes client
/// would send.
public final class LabClient implements AutoCloseable {

    public record Reply(int code, JsonNode json) {
        public String text(String pointer) {
            return json.at(pointer).asText();
        }

        public Reply expect(int wanted) {
            if (code != wanted) {
                throw new AssertionError("expected " + wanted + ", got " + code + ": " + json);
            }
            return this;
        }
    }

    private final URI uri;
    private final String token;
    private final HttpClient http;

    private LabClient(URI uri, String token, HttpClient http) {
        this.uri = uri;
        this.token = token;
        this.http = http;
    }

    public static LabClient admin(LabApi api) throws IOException, GeneralSecurityException {
        String config = Files.readString(api.kubeconfig());
        String data = config.replaceAll("(?s).*certificate-authority-data: (\\S+).*", "$1");
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "lab",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(Base64.getDecoder().decode(data))));
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        HttpClient http =
                HttpClient.newBuilder()
                        .sslContext(tls)
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
        return new LabClient(api.uri(), api.adminToken(), http);
    }

    public LabClient as(String other) {
        return new LabClient(uri, other, http);
    }

    public Reply get(String path) throws IOException, InterruptedException {
        return send("GET", path, "application/json", "");
    }

    public Reply post(String path, String body) throws IOException, InterruptedException {
        return send("POST", path, "application/json", body);
    }

    public Reply put(String path, String body) throws IOException, InterruptedException {
        return send("PUT", path, "application/json", body);
    }

    public Reply delete(String path) throws IOException, InterruptedException {
        return send("DELETE", path, "application/json", "");
    }

    /// `kind` is json, merge or strategic-merge.
    public Reply patch(String kind, String path, String body)
            throws IOException, InterruptedException {
        return send("PATCH", path, "application/" + kind + "-patch+json", body);
    }

    public Reply send(String method, String path, String type, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri.resolve(path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .header("Content-Type", type);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        HttpResponse<String> response =
                http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        String text = response.body();
        JsonNode json = new ObjectMapper().readTree(text.startsWith("{") ? text : "{}");
        return new Reply(response.statusCode(), json);
    }

    /// The events of a watch, one line each, until the server ends it.
    public Stream<JsonNode> watch(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(uri.resolve(path))
                        .header("Authorization", "Bearer " + token)
                        .build();
        ObjectMapper mapper = new ObjectMapper();
        return http.send(request, HttpResponse.BodyHandlers.ofLines())
                .body()
                .map(line -> {
                    try {
                        return mapper.readTree(line);
                    } catch (IOException e) {
                        throw new AssertionError(line, e);
                    }
                });
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
