package dev.bringup.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bringup.model.CommitId;
import dev.bringup.query.Orders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.Consumer;

/// What may be sent to us, each only by who holds the token. A browser cannot be made to send it:
/// it stands in a header that no other page may set.
public final class Posts {

    /// For a console that only shows.
    public static final Posts NONE = new Posts(Optional.empty());

    static final String ACCEPT = "/api/v1/accept";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int REASON = 1000;

    private final Optional<Gate> gate;

    private record Gate(Orders orders, String token) {}

    private Posts(Optional<Gate> gate) {
        this.gate = gate;
    }

    public static Posts of(Orders orders, String token) {
        return new Posts(Optional.of(new Gate(orders, token)));
    }

    boolean knows(String path) {
        return gate.isPresent() && path.equals(ACCEPT);
    }

    /// `reply` may be called later and on another thread.
    void take(String authorization, byte[] body, Consumer<Answer.Body> reply) {
        Gate open = gate.orElseThrow();
        if (!isRight(authorization, open.token())) {
            reply.accept(Answer.text(401, "this needs the token of the reconciler"));
            return;
        }
        try {
            JsonNode order = JSON.readTree(body);
            CommitId commit = new CommitId(order.path("commit").asText());
            String reason = order.path("reason").asText().strip();
            if (reason.isEmpty() || reason.length() > REASON) {
                reply.accept(Answer.text(400, "say why, in at most " + REASON + " letters"));
                return;
            }
            open.orders().accept(commit, reason, refusal -> reply.accept(said(commit, refusal)));
        } catch (IOException | IllegalArgumentException e) {
            reply.accept(
                    Answer.text(
                            400, "send {\"commit\": \"<40 hex digits>\", \"reason\": \"...\"}"));
        }
    }

    private static Answer.Body said(CommitId commit, Optional<String> refusal) {
        return refusal.map(because -> Answer.text(409, because))
                .orElseGet(() -> Answer.text(200, "commit " + commit.brief() + " is in force"));
    }

    /// Takes as long for a token that is nearly right as for one that is not.
    private static boolean isRight(String authorization, String token) {
        return MessageDigest.isEqual(
                authorization.getBytes(StandardCharsets.UTF_8),
                ("Bearer " + token).getBytes(StandardCharsets.UTF_8));
    }
}
