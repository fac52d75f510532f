package dev.bringup.notify;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bringup.model.Receiver;
import dev.bringup.model.SecretRef;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;

/// By HTTP POST: CloudEvents 1.0 in their structured mode, or what Slack's incoming webhooks take.
final class Web implements Channel {

    private static final String SIGNATURE = "X-Bringup-Signature-256";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int TOO_MANY = 429;
    private static final int TIMED_OUT = 408;

    private final Receiver.Way way;
    private final Supplier<String> cluster;
    private final Function<SecretRef, Optional<String>> secrets;
    private final HttpClient client;

    Web(
            Receiver.Way way,
            Supplier<String> cluster,
            Function<SecretRef, Optional<String>> secrets,
            SSLContext authorities) {
        this.way = way;
        this.cluster = cluster;
        this.secrets = secrets;
        this.client =
                HttpClient.newBuilder()
                        .sslContext(authorities)
                        .connectTimeout(PATIENCE)
                        // A redirect could lead a token to somebody else.
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
    }

    @Override
    public Delivery send(Letter letter, String text) throws InterruptedException {
        try {
            return switch (way) {
                case Receiver.Webhook hook -> post(event(hook, letter, text));
                case Receiver.Slack(SecretRef url) -> post(message(secret(url), text));
                case Receiver.Mail _ -> throw new IllegalStateException("no mail by HTTP");
            };
        } catch (Missing e) {
            return new Delivery.Later(String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            // It may be a secret, so it is not said.
            return new Delivery.Refused("its URL is none");
        }
    }

    /// A secret cannot be read; somebody may mend that.
    private static final class Missing extends Exception {
        private static final long serialVersionUID = 1;

        Missing(String message) {
            super(message);
        }
    }

    private String secret(SecretRef ref) throws Missing {
        return secrets.apply(ref).orElseThrow(() -> new Missing(ref + " cannot be read"));
    }

    private Delivery post(HttpRequest request) throws InterruptedException {
        try {
            HttpResponse<Void> answer = client.send(request, BodyHandlers.discarding());
            int status = answer.statusCode();
            if (status / 100 == 2) {
                return new Delivery.Sent();
            }
            String because = "it answers " + status;
            return status >= 500 || status == TOO_MANY || status == TIMED_OUT
                    ? new Delivery.Later(
                            because,
                            answer.headers()
                                    .firstValue("Retry-After")
                                    .filter(text -> text.matches("[0-9]{1,6}"))
                                    .map(text -> Duration.ofSeconds(Long.parseLong(text))))
                    : new Delivery.Refused(because);
        } catch (IOException e) {
            return new Delivery.Later("it does not answer");
        }
    }

    private HttpRequest event(Receiver.Webhook hook, Letter letter, String text) throws Missing {
        ObjectNode event =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("specversion", "1.0")
                        .put("id", letter.id())
                        .put("source", "/bringup/" + cluster.get())
                        .put("type", "dev.bringup." + letter.label())
                        .put("time", letter.at().toString())
                        .put("datacontenttype", "application/json");
        letter.machine().ifPresent(id -> event.put("subject", id.name()));
        ObjectNode data = event.putObject("data");
        letter.machine().ifPresent(id -> data.put("machine", id.name()));
        data.put("text", text).put("more", letter.more());
        String body = event.toString();
        HttpRequest.Builder request = request(hook.url(), "application/cloudevents+json", body);
        if (hook.key().isPresent()) {
            request.header(SIGNATURE, "sha256=" + sign(body, secret(hook.key().get())));
        }
        if (hook.token().isPresent()) {
            request.header("Authorization", "Bearer " + secret(hook.token().get()));
        }
        return request.build();
    }

    private static HttpRequest message(String url, String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        String body = JsonNodeFactory.instance.objectNode().put("text", escaped).toString();
        return request(url, "application/json", body).build();
    }

    private static HttpRequest.Builder request(String url, String type, String body) {
        return HttpRequest.newBuilder(URI.create(url))
                .timeout(PATIENCE)
                .header("Content-Type", type + "; charset=utf-8")
                .POST(BodyPublishers.ofString(body));
    }

    private static String sign(String body, String key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
