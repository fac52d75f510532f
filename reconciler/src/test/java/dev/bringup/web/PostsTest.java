package dev.bringup.web;

import dev.bringup.query.Door;
import dev.bringup.model.MachineId;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.CommitId;
import dev.bringup.model.Direction;
import dev.bringup.model.PowerOrder;
import dev.bringup.model.PowerReport;
import dev.bringup.query.Board;
import dev.bringup.query.Nobody;
import dev.bringup.query.Pictures;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What is sent to the console, over a socket.
@Timeout(20)
class PostsTest {

    private static final String COMMIT = "a1".repeat(20);
    private static final String GOOD =
            "{\"commit\": \"%s\", \"reason\": \" why \"}".formatted(COMMIT);

    /// The example of GitHub's page on validating deliveries.
    private static final String SECRET = "It's a Secret to Everybody";

    private static final String SIGNATURE =
            "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    private static final String ACCEPT = "/api/v1/accept";

    private final List<String> orders = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private Optional<String> refusal = Optional.empty();
    private Console console;

    private final class Recorder extends Nobody {
        @Override
        public void ring() {
            orders.add("ring");
        }

        @Override
        public Optional<Door> door(MachineId machine) {
            return machine.name().equals("node-02")
                    ? Optional.of(
                            new Door(
                                    machine.name(), "10.0.0.2", 22, "ops", "ssh-ed25519 AAAA host"))
                    : Optional.empty();
        }

        @Override
        public void direct(Direction direction, Consumer<Optional<String>> reply) {
            orders.add(direction.toString());
            reply.accept(refusal);
        }

        @Override
        public void power(PowerOrder order, Consumer<PowerReport> reply) {
            orders.add(order.text());
            reply.accept(new PowerReport(PowerReport.Result.DONE, "done"));
        }

        @Override
        public void accept(CommitId commit, String reason, Consumer<Optional<String>> reply) {
            orders.add(commit.hex() + " " + reason);
            // The engine answers on its own thread.
            Thread.ofVirtual().start(() -> reply.accept(refusal));
        }
    }

    @BeforeEach
    void open() throws IOException {
        console = open(Posts.of(new Recorder(), "s3cret", Optional.of(SECRET)));
    }

    private static Console open(Posts posts) throws IOException {
        return Consoles.open(new Board(10), posts, Clock.fixed(Pictures.AT, ZoneOffset.UTC));
    }

    @AfterEach
    void close() {
        console.close();
        client.close();
    }

    private HttpResponse<String> send(String path, String authorization, String body)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + console.address().getPort() + path);
        return client.send(
                HttpRequest.newBuilder(uri)
                        .header("Authorization", authorization)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private int hook(String name, String value, String body)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + console.address().getPort() + "/hooks/git");
        return client.send(
                        HttpRequest.newBuilder(uri)
                                .header(name, value)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString())
                .statusCode();
    }

    private void answers(int status, String text, String authorization, String body)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = send(ACCEPT, authorization, body);
        assertEquals(text + "\n", answer.body());
        assertEquals(status, answer.statusCode());
    }

    @Test
    void whoHoldsTheTokenIsHeard() throws IOException, InterruptedException {
        answers(200, "commit a1a1a1a1 is in force", "Bearer s3cret", GOOD);
        refusal = Optional.of("it does not load");
        answers(409, "it does not load", "Bearer s3cret", GOOD);
        assertEquals(List.of(COMMIT + " why", COMMIT + " why"), orders);
    }

    @Test
    void whatIsDirectedBesideGitNeedsAReasonAndTheToken() throws IOException, InterruptedException {
        String path = "/api/v1/direct";
        String bearer = "Bearer s3cret";
        assertEquals(401, send(path, "", "{\"do\":\"suspend\",\"reason\":\"fire\"}").statusCode());
        for (String what : List.of("suspend", "resume", "retry")) {
            String order =
                    "{\"do\":\"%s\",\"machine\":\"node-02\",\"reason\":\" fire \"}".formatted(what);
            assertEquals("done\n", send(path, bearer, order).body());
        }
        assertEquals(
                List.of(
                        "Suspend[reason=fire]",
                        "Resume[reason=fire]",
                        "Retry[machine=node-02, reason=fire]"),
                orders);
        refusal = Optional.of("nothing failed on node-02: there is nothing to retry");
        HttpResponse<String> answer =
                send(path, bearer, "{\"do\":\"retry\",\"machine\":\"node-02\",\"reason\":\"x\"}");
        assertEquals(409, answer.statusCode());
        assertEquals(refusal.get() + "\n", answer.body());
        assertEquals(
                "say why, in at most 1000 letters\n",
                send(path, bearer, "{\"do\":\"suspend\"}").body());
        assertEquals(
                "send {\"do\": \"suspend|resume|retry\", \"reason\": \"...\"}, and \"machine\" for"
                        + " retry\n",
                send(path, bearer, "{\"do\":\"wipe\",\"reason\":\"x\"}").body());
        assertEquals(4, orders.size());
    }

    @Test
    void levelsOfTheLogAreChangedByWhoHasTheToken() throws IOException, InterruptedException {
        String body = "{\"levels\":{\"power\":\"debug\"}}";
        assertEquals(401, send("/api/v1/log", "", body).statusCode());
        assertEquals("{\"power\":\"debug\"}", send("/api/v1/log", "Bearer s3cret", body).body());
        assertEquals(
                "send {\"levels\": {\"power\": \"debug\"}}\n",
                send("/api/v1/log", "Bearer s3cret", "{").body());
    }

    @Test
    void aTokenCanBeTried() throws IOException, InterruptedException {
        assertEquals("this is the token\n", send("/api/v1/token", "Bearer s3cret", "").body());
        assertEquals(401, send("/api/v1/token", "Bearer s3cre", "").statusCode());
    }

    @Test
    void theWayToAShellIsToldWithItsHostKey() throws IOException, InterruptedException {
        String path = "/api/v1/ssh";
        assertEquals(
                "{\"machine\":\"node-02\",\"address\":\"10.0.0.2\",\"port\":22,\"user\":\"ops\","
                        + "\"hostKey\":\"ssh-ed25519 AAAA host\"}",
                send(path, "Bearer s3cret", "{\"machine\":\"node-02\"}").body());
        HttpResponse<String> none = send(path, "Bearer s3cret", "{\"machine\":\"node-03\"}");
        assertEquals(404, none.statusCode());
        assertEquals(
                "there is no machine node-03, or nobody knows yet what runs on it\n", none.body());
        assertEquals("send {\"machine\": \"...\"}\n", send(path, "Bearer s3cret", "{}").body());
        assertEquals(401, send(path, "Bearer x", "{\"machine\":\"node-02\"}").statusCode());
    }

    @Test
    void nobodyElseIs() throws IOException, InterruptedException {
        for (String wrong : List.of("x", "Bearer", "Bearer s3cre", "Bearer s3crett", "s3cret")) {
            answers(401, "this needs the token of the reconciler", wrong, GOOD);
        }
        assertEquals(401, send("/api/v1/power", "Bearer x", "{\"machine\":\"n\"}").statusCode());
        assertEquals(List.of(), orders);
    }

    @Test
    void anOrderNamesACommitAndSaysWhy() throws IOException, InterruptedException {
        String shape = "send {\"commit\": \"<40 hex digits>\", \"reason\": \"...\"}";
        for (String body : List.of("", "{", "[]", "{\"commit\": \"main\"}")) {
            answers(400, shape, "Bearer s3cret", body);
        }
        for (String why : List.of("  ", "x".repeat(1001))) {
            answers(
                    400,
                    "say why, in at most 1000 letters",
                    "Bearer s3cret",
                    GOOD.replace(" why ", why));
        }
        assertEquals(413, send(ACCEPT, "Bearer s3cret", "x".repeat(1 << 21)).statusCode());
        assertEquals(List.of(), orders);
    }

    @Test
    void otherPathsAndAConsoleThatOnlyShowsTakeNothing() throws IOException, InterruptedException {
        assertEquals(405, send("/api/v1/plan", "Bearer s3cret", GOOD).statusCode());
        console.close();
        console = open(Posts.NONE);
        HttpResponse<String> answer = send(ACCEPT, "Bearer s3cret", GOOD);
        assertEquals(405, answer.statusCode());
        assertTrue(answer.body().startsWith("this can only be read"), answer.body());
    }

    @Test
    void aSignedHookRingsTheBell() throws IOException, InterruptedException {
        assertEquals(202, hook("X-Hub-Signature-256", "sha256=" + SIGNATURE, "Hello, World!"));
        assertEquals(202, hook("X-Gitea-Signature", SIGNATURE, "Hello, World!"));
        assertEquals(202, hook("X-Forgejo-Signature", SIGNATURE, "Hello, World!"));
        assertEquals(202, hook("X-Gitlab-Token", SECRET, "anything"));
        assertEquals(List.of("ring", "ring", "ring", "ring"), orders);
    }

    @Test
    void noOtherDoes() throws IOException, InterruptedException {
        assertEquals(401, hook("X-Hub-Signature-256", "sha256=" + SIGNATURE, "Hello, world!"));
        assertEquals(401, hook("X-Hub-Signature-256", "sha256=", "Hello, World!"));
        assertEquals(401, hook("X-Hub-Signature", "sha1=" + SIGNATURE, "Hello, World!"));
        assertEquals(401, hook("X-Gitea-Signature", SECRET, "Hello, World!"));
        assertEquals(401, hook("X-Gitlab-Token", SIGNATURE, "Hello, World!"));
        assertEquals(401, hook("X-Gitlab-Token", "", "Hello, World!"));
        assertEquals(401, hook("Authorization", "Bearer s3cret", "Hello, World!"));
        assertEquals(413, hook("X-Gitlab-Token", SECRET, "x".repeat(1 << 21)));
        console.close();
        console = open(Posts.of(new Recorder(), "s3cret", Optional.empty()));
        assertEquals(405, hook("X-Gitlab-Token", SECRET, ""));
        assertEquals(List.of(), orders);
    }
}
