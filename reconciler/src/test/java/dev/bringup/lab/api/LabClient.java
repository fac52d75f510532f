package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
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

    /// For where there is no API yet.
    public static final LabClient NOBODY =
            new LabClient(URI.create("https://127.77.0.2:6443"), "", HttpClient.newHttpClient());

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
        return client(api, config, certificate(config), api.adminToken());
    }

    /// As PEM.
    static byte[] certificateAuthority(LabApi api) throws IOException {
        return decoded(Files.readString(api.kubeconfig()), "certificate-authority-data")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /// Somebody with this certificate and no token.
    static LabClient certified(LabApi api, Credential own)
            throws IOException, GeneralSecurityException {
        return client(api, Files.readString(api.kubeconfig()), keys(own), "");
    }

    /// Somebody with nothing.
    static LabClient nobody(LabApi api) throws IOException, GeneralSecurityException {
        return client(api, Files.readString(api.kubeconfig()), new KeyManager[0], "");
    }

    private static LabClient client(LabApi api, String config, KeyManager[] own, String token)
            throws IOException, GeneralSecurityException {
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
        tls.init(own, trust.getTrustManagers(), null);
        HttpClient http =
                HttpClient.newBuilder()
                        .sslContext(tls)
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
        return new LabClient(api.uri(), token, http);
    }

    /// Where the admin is known by one.
    private static KeyManager[] certificate(String config)
            throws IOException, GeneralSecurityException {
        if (!config.contains("client-key-data")) {
            return new KeyManager[0];
        }
        Credential own =
                Credential.parse(
                        decoded(config, "client-key-data")
                                + decoded(config, "client-certificate-data"));
        return keys(own);
    }

    private static String decoded(String config, String field) {
        String data = config.replaceAll("(?s).*" + field + ": (\\S+).*", "$1");
        return new String(Base64.getDecoder().decode(data), StandardCharsets.US_ASCII);
    }

    private static KeyManager[] keys(Credential own) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("own", own.key(), new char[0], new Certificate[] {own.certificate()});
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        return keys.getKeyManagers();
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
