package dev.bringup.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import dev.bringup.model.MachineId;
import dev.bringup.model.Receiver;
import dev.bringup.model.Receiver.Topic;
import dev.bringup.model.SecretRef;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WebTest {

    private static final Letter LETTER =
            new Letter(
                    "ops-7-1",
                    Instant.parse("2026-09-01T12:00:00Z"),
                    Optional.of(Topic.FAILED),
                    Optional.of(new MachineId("node-01")),
                    "install failed",
                    2);

    private record Request(
            String path, String type, String signature, String authorization, String body) {}

    private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
    private volatile int status = 204;
    private HttpServer server;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    Headers headers = exchange.getRequestHeaders();
                    requests.add(
                            new Request(
                                    exchange.getRequestURI().getPath(),
                                    headers.getFirst("Content-Type"),
                                    headers.getFirst("X-Bringup-Signature-256"),
                                    headers.getFirst("Authorization"),
                                    new String(
                                            exchange.getRequestBody().readAllBytes(),
                                            StandardCharsets.UTF_8)));
                    exchange.getResponseHeaders().add("Retry-After", "17");
                    exchange.getResponseHeaders().add("Location", "/elsewhere");
                    exchange.sendResponseHeaders(status, -1);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private static Delivery send(Receiver.Way way, String text) throws Exception {
        try (Channel web =
                new Web(
                        way,
                        () -> "lab",
                        ref -> Optional.of(((SecretRef.Env) ref).name()).filter(s -> !s.isEmpty()),
                        SSLContext.getDefault())) {
            return web.send(LETTER, text);
        }
    }

    private Receiver.Webhook hook(Optional<SecretRef> key, Optional<SecretRef> token) {
        return new Receiver.Webhook(url("/hook?x=1"), key, token, Optional.empty());
    }

    @Test
    void aWebhookGetsACloudEventThatIsSigned() throws Exception {
        Delivery sent =
                send(
                        hook(
                                Optional.of(new SecretRef.Env("k3y")),
                                Optional.of(new SecretRef.Env("t0ken"))),
                        "node-01: install failed (and 2 more)");

        assertEquals(new Delivery.Sent(), sent);
        Request got = requests.getFirst();
        assertEquals(
                new ObjectMapper()
                        .readTree(
                                """
                                {"specversion": "1.0", "id": "ops-7-1", "source": "/bringup/lab",
                                 "type": "dev.bringup.failed", "time": "2026-09-01T12:00:00Z",
                                 "datacontenttype": "application/json", "subject": "node-01",
                                 "data": {"machine": "node-01", "more": 2,
                                          "text": "node-01: install failed (and 2 more)"}}
                                """),
                new ObjectMapper().readTree(got.body()));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("k3y".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String wanted =
                HexFormat.of().formatHex(mac.doFinal(got.body().getBytes(StandardCharsets.UTF_8)));
        assertEquals(
                new Request(
                        "/hook",
                        "application/cloudevents+json; charset=utf-8",
                        "sha256=" + wanted,
                        "Bearer t0ken",
                        got.body()),
                got);
    }

    @Test
    void withoutAKeyItIsNotSigned() throws Exception {
        send(hook(Optional.empty(), Optional.empty()), "x");

        assertEquals(null, requests.getFirst().signature());
        assertEquals(null, requests.getFirst().authorization());
    }

    @Test
    void slackGetsTextInWhichNothingIsALink() throws Exception {
        assertEquals(
                new Delivery.Sent(),
                send(
                        new Receiver.Slack(new SecretRef.Env(url("/services/T0"))),
                        "<!channel> 1 < 2 & \"3\""));
        assertEquals(
                new Request(
                        "/services/T0",
                        "application/json; charset=utf-8",
                        null,
                        null,
                        "{\"text\":\"&lt;!channel&gt; 1 &lt; 2 &amp; \\\"3\\\"\"}"),
                requests.getFirst());
    }

    @Test
    void onlyWhatMayGoWellLaterIsTriedAgain() throws Exception {
        Receiver.Webhook hook = hook(Optional.empty(), Optional.empty());
        for (int later : new int[] {408, 429, 500, 503}) {
            status = later;
            assertEquals(
                    new Delivery.Later("it answers " + later, Optional.of(Duration.ofSeconds(17))),
                    send(hook, "x"));
        }
        for (int never : new int[] {302, 400, 401, 404, 410}) {
            status = never;
            assertEquals(new Delivery.Refused("it answers " + never), send(hook, "x"));
        }
        assertEquals(9, requests.size(), "nothing is sent to where an answer points");
        server.stop(0);
        assertEquals(new Delivery.Later("it does not answer"), send(hook, "x"));
    }

    @Test
    void aSecretThatIsMissingMayComeAndOneThatIsNoUrlIsNotSaid() throws Exception {
        assertEquals(
                new Delivery.Later("Env[name=] cannot be read"),
                send(new Receiver.Slack(new SecretRef.Env("")), "x"));
        assertEquals(
                new Delivery.Refused("its URL is none"),
                send(new Receiver.Slack(new SecretRef.Env("hunter2")), "x"));
    }
}
