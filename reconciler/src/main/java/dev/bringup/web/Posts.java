package dev.bringup.web;

import java.util.Locale;
import dev.bringup.view.Json;
import dev.bringup.model.MachineId;
import dev.bringup.model.PowerReport;
import dev.bringup.model.PowerOrder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bringup.model.CommitId;
import dev.bringup.model.Direction;
import dev.bringup.query.BranchesView;
import dev.bringup.query.Orders;
import dev.bringup.query.Recordings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// What may be sent to us, each only by who holds the token or the webhook's secret. A browser
/// cannot be made to send it: it stands in a header that no other page may set.
public final class Posts {

    /// For a console that only shows.
    public static final Posts NONE = new Posts(Optional.empty(), Recordings.NONE);

    private static final String MACHINE = "/api/v1/machines/";
    private static final String RECORD = "/record";

    static final String ACCEPT = "/api/v1/accept";
    static final String POWER = "/api/v1/power";
    static final String DIRECT = "/api/v1/direct";
    static final String TOKEN = "/api/v1/token";
    static final String LOG = "/api/v1/log";
    static final String SSH = "/api/v1/ssh";
    static final String HOOK = "/hooks/git";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int REASON = 1000;

    private final Optional<Gate> gate;
    private final Recordings recordings;

    private record Gate(Orders orders, String token, Optional<String> hookSecret) {}

    private Posts(Optional<Gate> gate, Recordings recordings) {
        this.gate = gate;
        this.recordings = recordings;
    }

    /// Also gives out what the flight recorder has.
    public Posts with(Recordings given) {
        return new Posts(gate, given);
    }

    Recordings recordings() {
        return recordings;
    }

    /// What merging the open branches would do; anybody may read it.
    BranchesView branches() {
        return gate.map(open -> open.orders().branches()).orElse(BranchesView.UNKNOWN);
    }

    /// The machine whose recording this path is.
    Optional<String> recorded(String path) {
        return gate.isPresent()
                        && path.startsWith(MACHINE)
                        && path.endsWith(RECORD)
                        && path.length() > MACHINE.length() + RECORD.length()
                ? Optional.of(path.substring(MACHINE.length(), path.length() - RECORD.length()))
                : Optional.empty();
    }

    /// What it says is more than the console shows, so it needs the token as well.
    void record(
            String machine,
            Optional<String> attempt,
            String authorization,
            Consumer<Answer> reply) {
        if (!isRight(authorization, gate.orElseThrow().token())) {
            reply.accept(Answer.text(401, "this needs the token of the reconciler"));
            return;
        }
        recordings.bundle(
                machine,
                attempt.filter(text -> !text.isEmpty()),
                found ->
                        reply.accept(
                                switch (found) {
                                    case Recordings.Found.Bundle(String name, ByteBuffer bytes) ->
                                            new Answer.Download("application/gzip", name, bytes);
                                    case Recordings.Found.Nothing(String because) ->
                                            Answer.text(404, because);
                                }));
    }

    /// `hookSecret` is what a forge signs its calls with.
    public static Posts of(Orders orders, String token, Optional<String> hookSecret) {
        return new Posts(Optional.of(new Gate(orders, token, hookSecret)), Recordings.NONE);
    }

    boolean knows(String path) {
        return gate.filter(open ->
                        path.equals(ACCEPT)
                                || path.equals(POWER)
                                || path.equals(DIRECT)
                                || path.equals(TOKEN)
                                || path.equals(LOG)
                                || path.equals(SSH)
                                || (path.equals(HOOK) && open.hookSecret().isPresent()))
                .isPresent();
    }

    /// `reply` may be called later and on another thread.
    void take(String path, UnaryOperator<String> header, byte[] body, Consumer<Answer.Body> reply) {
        Gate open = gate.orElseThrow();
        if (path.equals(HOOK)) {
            reply.accept(hook(open, header, body));
        } else if (!isRight(header.apply("Authorization"), open.token())) {
            reply.accept(Answer.text(401, "this needs the token of the reconciler"));
        } else if (path.equals(POWER)) {
            power(open, body, reply);
        } else if (path.equals(DIRECT)) {
            direct(open, body, reply);
        } else if (path.equals(TOKEN)) {
            reply.accept(Answer.text(200, "this is the token"));
        } else if (path.equals(LOG)) {
            reply.accept(log(open, body));
        } else if (path.equals(SSH)) {
            reply.accept(ssh(open, body));
        } else {
            accept(open, body, reply);
        }
    }

    private static Answer.Body ssh(Gate open, byte[] body) {
        try {
            MachineId id = new MachineId(JSON.readTree(body).path("machine").asText());
            return open.orders()
                    .door(id)
                    .map(door -> Answer.json(200, Json.of(door)))
                    .orElseGet(() ->
                            Answer.text(
                                    404,
                                    "there is no machine "
                                            + id
                                            + ", or nobody knows yet what runs on it"));
        } catch (IOException | IllegalArgumentException e) {
            return Answer.text(400, "send {\"machine\": \"...\"}");
        }
    }

    private static void power(Gate open, byte[] body, Consumer<Answer.Body> reply) {
        try {
            JsonNode order = JSON.readTree(body);
            Optional<String> override =
                    Optional.of(order.path("override").asText().strip())
                            .filter(why -> !why.isEmpty());
            if (override.filter(why -> why.length() > REASON).isPresent()) {
                reply.accept(Answer.text(400, "say why, in at most " + REASON + " letters"));
                return;
            }
            open.orders()
                    .power(
                            new PowerOrder(
                                    new MachineId(order.path("machine").asText()),
                                    PowerOrder.Verb.valueOf(
                                            order.path("verb").asText().toUpperCase(Locale.ROOT)),
                                    override),
                            report -> reply.accept(said(report)));
        } catch (IOException | IllegalArgumentException e) {
            reply.accept(
                    Answer.text(
                            400,
                            "send {\"machine\": \"...\","
                                    + " \"verb\": \"on|off|cycle|status|calibrate\"}, and"
                                    + " \"override\" with the reason to pass the rails"));
        }
    }

    private static Answer.Body log(Gate open, byte[] body) {
        try {
            Map<String, String> changes = new TreeMap<>();
            JSON.readTree(body)
                    .path("levels")
                    .properties()
                    .forEach(e -> changes.put(e.getKey(), e.getValue().asText()));
            return Answer.json(Json.of(open.orders().levels(changes)));
        } catch (IOException e) {
            return Answer.text(400, "send {\"levels\": {\"power\": \"debug\"}}");
        } catch (IllegalArgumentException e) {
            return Answer.text(400, String.valueOf(e.getMessage()));
        }
    }

    private static void direct(Gate open, byte[] body, Consumer<Answer.Body> reply) {
        try {
            JsonNode order = JSON.readTree(body);
            String reason = order.path("reason").asText().strip();
            if (reason.isEmpty() || reason.length() > REASON) {
                reply.accept(Answer.text(400, "say why, in at most " + REASON + " letters"));
                return;
            }
            Direction direction =
                    switch (order.path("do").asText()) {
                        case "suspend" -> new Direction.Suspend(reason);
                        case "resume" -> new Direction.Resume(reason);
                        case "retry" ->
                                new Direction.Retry(
                                        new MachineId(order.path("machine").asText()), reason);
                        default -> throw new IllegalArgumentException();
                    };
            open.orders()
                    .direct(
                            direction,
                            refusal ->
                                    reply.accept(
                                            refusal.map(because -> Answer.text(409, because))
                                                    .orElseGet(() -> Answer.text(200, "done"))));
        } catch (IOException | IllegalArgumentException e) {
            reply.accept(
                    Answer.text(
                            400,
                            "send {\"do\": \"suspend|resume|retry\", \"reason\": \"...\"}, and"
                                    + " \"machine\" for retry"));
        }
    }

    private static Answer.Body said(PowerReport report) {
        int status =
                switch (report.result()) {
                    case DONE -> 200;
                    case UNKNOWN -> 404;
                    case REFUSED -> 409;
                    case FAILED -> 502;
                };
        return Answer.json(status, Json.of(report));
    }

    /// Nothing of what was sent is read: it is a doorbell.
    private static Answer.Body hook(Gate open, UnaryOperator<String> header, byte[] body) {
        if (!Hook.isSigned(header, body, open.hookSecret().orElseThrow())) {
            return Answer.text(401, "this is not signed with the secret of the webhook");
        }
        open.orders().ring();
        return Answer.text(202, "looking");
    }

    private static void accept(Gate open, byte[] body, Consumer<Answer.Body> reply) {
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
