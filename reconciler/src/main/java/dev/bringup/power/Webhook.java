package dev.bringup.power;

import dev.bringup.model.MachineId;
import dev.bringup.model.Rung;
import dev.bringup.model.SecretRef;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Power by somebody else's HTTP endpoint. What is sent is signed, says when it was sent and is
/// never the same twice, so that whoever overhears it can do nothing with it.
record Webhook(
        Function<SecretRef, Optional<String>> secrets,
        RandomGenerator random,
        InstantSource clock,
        Duration patience) {

    private static final String SIGNATURE = "X-Bringup-Signature-256";
    private static final int ID_BYTES = 16;

    void send(Rung.Webhook hook, MachineId machine, Ladder.Verb verb) throws Unable {
        String secret =
                secrets.apply(hook.secret())
                        .orElseThrow(() ->
                                new Unable(
                                        "the secret of the webhook " + hook.url() + " is missing",
                                        Unable.Cure.HUMAN));
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        String body =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("id", HexFormat.of().formatHex(id))
                        .put("at", clock.instant().toString())
                        .put("machine", machine.name())
                        .put("verb", verb.name().toLowerCase(Locale.ROOT))
                        .toString();
        judge(hook, post(hook, body, sign(body, secret)));
    }

    private int post(Rung.Webhook hook, String body, String signature) throws Unable {
        try (HttpClient client =
                HttpClient.newBuilder()
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(patience)
                        .build()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(hook.url()))
                            .timeout(patience)
                            .header("Content-Type", "application/json")
                            .header(SIGNATURE, "sha256=" + signature)
                            .POST(BodyPublishers.ofString(body))
                            .build();
            return client.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw new Unable("the webhook " + hook.url() + " does not answer", Unable.Cure.TIME);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unable("interrupted", Unable.Cure.TIME);
        }
    }

    private static void judge(Rung.Webhook hook, int status) throws Unable {
        if (status < 200 || status > 299) {
            boolean later = status >= 500 || status == 429;
            throw new Unable(
                    "the webhook " + hook.url() + " answers " + status,
                    later ? Unable.Cure.TIME : Unable.Cure.HUMAN);
        }
    }

    static String sign(String body, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
