package dev.bringup.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.port.Note;
import dev.bringup.query.Board;
import dev.bringup.query.Pictures;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class ConsoleTest {

    private final Board board = new Board(10);
    private final HttpClient client = HttpClient.newHttpClient();
    private Console console;

    @BeforeEach
    void open() throws IOException {
        console =
                Console.open(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        board,
                        Posts.NONE,
                        () -> "bringup_build_info 1\n",
                        text -> text.replace("hunter22", "***"),
                        Clock.fixed(Pictures.AT, java.time.ZoneOffset.UTC));
    }

    @AfterEach
    void close() {
        console.close();
        client.close();
    }

    private HttpResponse<String> send(String method, String path)
            throws IOException, InterruptedException {
        return client.send(
                request(path).method(method, HttpRequest.BodyPublishers.noBody()).build(),
                BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        int port = console.address().getPort();
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  /,                 200, text/html; charset=utf-8",
        "HEAD, /,                 200, text/html; charset=utf-8",
        "GET,  /console.js,       200, text/javascript; charset=utf-8",
        "GET,  /render.js,        200, text/javascript; charset=utf-8",
        "GET,  /console.css,      200, text/css; charset=utf-8",
        "GET,  /icon.svg,         200, image/svg+xml",
        "GET,  /api/v1/machines,  200, application/json",
        "GET,  /fleet.js,         200, text/javascript; charset=utf-8",
        "GET,  /machine.js,       200, text/javascript; charset=utf-8",
        "GET,  /pages.js,         200, text/javascript; charset=utf-8",
        "GET,  /act.js,           200, text/javascript; charset=utf-8",
        "GET,  /branches.js,      200, text/javascript; charset=utf-8",
        "GET,  /api/v1/branches,  200, application/json",
        "GET,  /api/v1/branches/a/b, 404, text/plain; charset=utf-8",
        "GET,  /racks.js,         200, text/javascript; charset=utf-8",
        "GET,  /api/v1/racks,     200, application/json",
        "GET,  /pages.css,        200, text/css; charset=utf-8",
        "GET,  /api/v1/summary,   200, application/json",
        "GET,  /api/v1/cycles,    200, application/json",
        "GET,  /api/v1/machines/A_B/payload, 404, text/plain; charset=utf-8",
        "GET,  /api/v1/held,      200, application/json",
        "GET,  /api/v1/machines/x, 404, text/plain; charset=utf-8",
        "GET,  /api/v1/plan,      200, application/json",
        "GET,  /api/v1/status,    200, application/json",
        "GET,  /api/v1/attempts,  200, application/json",
        "GET,  /metrics,          200, text/plain; version=0.0.4; charset=utf-8",
        "GET,  /healthz,          200, text/plain; charset=utf-8",
        "GET,  /readyz,           503, text/plain; charset=utf-8",
        "GET,  /nothing,          404, text/plain; charset=utf-8",
        "GET,  /../pom.xml,       404, text/plain; charset=utf-8",
        "POST, /api/v1/machines,  405, text/plain; charset=utf-8",
    })
    void everyPathAnswersWithItsStatusAndType(String method, String path, int status, String type)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = send(method, path);

        assertEquals(status, answer.statusCode());
        assertEquals(Optional.of(type), answer.headers().firstValue("content-type"));
        assertEquals(method.equals("HEAD"), answer.body().isEmpty());
        assertEquals(
                Optional.of(
                        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                                + " connect-src 'self'; base-uri 'none'; form-action 'none';"
                                + " frame-ancestors 'none'"),
                answer.headers().firstValue("content-security-policy"));
        assertEquals(Optional.of("nosniff"), answer.headers().firstValue("x-content-type-options"));
    }

    @Test
    void whoReadsOpenMetricsGetsExemplars() throws IOException, InterruptedException {
        Exposition both =
                new Exposition() {
                    @Override
                    public String text() {
                        return "plain\n";
                    }

                    @Override
                    public Optional<String> openMetrics() {
                        return Optional.of("open\n");
                    }
                };
        try (Console other =
                Console.open(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        board,
                        Posts.NONE,
                        both,
                        text -> text,
                        Clock.systemUTC())) {
            URI uri = URI.create("http://127.0.0.1:" + other.address().getPort() + "/metrics");
            HttpRequest.Builder ask = HttpRequest.newBuilder(uri);
            assertEquals("plain\n", client.send(ask.build(), BodyHandlers.ofString()).body());
            // As Prometheus 2.42 asks.
            ask.header(
                    "Accept",
                    "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5");
            HttpResponse<String> open = client.send(ask.build(), BodyHandlers.ofString());
            assertEquals("open\n", open.body());
            assertEquals(
                    Optional.of("application/openmetrics-text; version=1.0.0; charset=utf-8"),
                    open.headers().firstValue("content-type"));
        }
    }

    private List<String> names(String query) throws IOException, InterruptedException {
        com.fasterxml.jackson.databind.JsonNode all =
                new com.fasterxml.jackson.databind.ObjectMapper()
                        .readTree(send("GET", "/api/v1/machines" + query).body());
        return all.findValuesAsText("name");
    }

    @Test
    void aPartOfTheMachinesIsAskedForByItsStateOrItsName()
            throws IOException, InterruptedException {
        board.published(Pictures.everything(Pictures.AT));

        assertEquals(5, names("").size());
        assertEquals(List.of("node-02", "node-03"), names("?offset=1&limit=2"));
        assertEquals(List.of("node-01"), names("?state=ready"));
        assertEquals(List.of("node-03", "node-05"), names("?state=held"));
        assertEquals(List.of("node-04"), names("?find=DE-04"));
        assertEquals(5, names("?find=r1&limit=x").size());
        assertEquals(
                "{\"machines\":5,\"states\":{\"draining\":1,\"installing\":1,\"off\":1,\"ready\":1,"
                        + "\"stopped\":1},\"held\":2}",
                send("GET", "/api/v1/summary").body());
    }

    /// An installation without a permit cannot be: what would be served is a question without an
    /// answer.
    @Test
    void aBugIsSaidInsteadOfAnEmptyReply() throws IOException, InterruptedException {
        board.published(Pictures.everything(Pictures.AT));

        HttpResponse<String> answer = send("GET", "/api/v1/machines/node-02");
        assertEquals(500, answer.statusCode());
        assertEquals("this cannot be answered; the log says why\n", answer.body());
    }

    @Test
    void attemptsAreAskedForByTheirMachine() throws IOException, InterruptedException {
        board.published(Pictures.everything(Pictures.AT));

        String one = send("GET", "/api/v1/attempts?machine=node-05").body();
        assertTrue(one.startsWith("[{\"id\":\"attempt-5\",\"machine\":\"node-05\""), one);
        assertFalse(one.contains("node-02"), one);
        assertTrue(one.contains("\"profile\":\"worker\",\"image\":\"lab-os-1\""), one);
        assertFalse(send("GET", "/api/v1/attempts?limit=1").body().contains("attempt-5"));
    }

    @Test
    void nothingOnThePageLeadsToAnotherHost() throws IOException, InterruptedException {
        for (String path :
                List.of(
                        "/",
                        "/console.js",
                        "/fleet.js",
                        "/machine.js",
                        "/pages.js",
                        "/pages.css",
                        "/render.js",
                        "/console.css")) {
            assertFalse(
                    send("GET", path).body().matches("(?s).*(https?:)?//[a-z0-9.-]+\\.[a-z]+/.*"));
        }
    }

    @Test
    void machinesAreWhatWasPublished() throws IOException, InterruptedException {
        board.published(
                Pictures.status(
                        1,
                        Map.of(Pictures.machine(1).id(), Pictures.ready(Pictures.AT)),
                        List.of()));

        assertEquals(
                "[{\"name\":\"node-01\",\"state\":\"ready\",\"wanted\":{\"state\":\"joined\",\"profile\":\"worker\",\"image\":\"lab-os-1\",\"fingerprint\":\"v1:aaaaaaaa\"},\"hardware\":{\"mac\":\"52:54:00:77:00:01\",\"address\":\"127.77.1.1\",\"rack\":\"r1\"},\"known\":{\"power\":\"on\",\"node\":\"ready\",\"installed\":\"v1:aaaaaaaa\"},\"outlook\":{\"next\":\"nothing"
                        + " to do\"}}]",
                send("GET", "/api/v1/machines").body());
        assertEquals("ready\n", send("GET", "/readyz").body());
    }

    @Test
    void aRejectedCommitIsInTheStatusWithPlaceAndHelp() throws IOException, InterruptedException {
        board.published(Pictures.everything(Pictures.AT));

        String body = send("GET", "/api/v1/status").body();

        assertTrue(body.contains("\"at\":\"machines/node-04.yaml:8:3\""), body);
        assertTrue(body.contains("did you mean 'profile'?"), body);
    }

    @Test
    void eventsArriveLiveAndFromWhereAListenerLeftOff() throws IOException, InterruptedException {
        note("one");
        note("two");
        HttpResponse<InputStream> stream =
                client.send(
                        request("/api/v1/events").header("Last-Event-ID", "1").build(),
                        BodyHandlers.ofInputStream());
        assertEquals(Optional.of("text/event-stream"), stream.headers().firstValue("content-type"));
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            assertEquals(List.of("retry: 1000"), block(lines));
            assertEquals(event(2, "two"), block(lines));
            assertEquals(List.of("event: changed", "data: {}"), block(lines));
            note("three");
            assertEquals(event(3, "three"), block(lines));
            board.published(Pictures.status(1, Map.of(), List.of()));
            board.published(Pictures.status(2, Map.of(), List.of()));
            assertEquals(List.of("event: changed", "data: {}"), block(lines));
            note("four");
            assertEquals(event(4, "four"), block(lines));
        }
    }

    @Test
    void aListenerOfAnEarlierProcessGetsEverything() throws IOException, InterruptedException {
        note("one");
        HttpResponse<InputStream> stream =
                client.send(
                        request("/api/v1/events").header("Last-Event-ID", "999").build(),
                        BodyHandlers.ofInputStream());
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            block(lines);
            assertEquals(event(1, "one"), block(lines));
        }
    }

    @Test
    void closingEndsEveryConnectionThatIsStillOpen() throws IOException {
        for (int round = 0; round < 20; round++) {
            Console other = Consoles.open(board, Posts.NONE, Clock.systemUTC());
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Socket client = new Socket("127.0.0.1", other.address().getPort());
                client.setSoTimeout(5000);
                String path = i % 2 == 0 ? "/api/v1/events" : "/healthz";
                client.getOutputStream()
                        .write(Answer.utf8("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n"));
                assertTrue(client.getInputStream().read() > 0);
                clients.add(client);
            }
            other.close();
            for (Socket client : clients) {
                client.getInputStream().readAllBytes();
                client.close();
            }
        }
    }

    @Test
    void aPortThatIsTakenMovesToTheNextFreeOne() throws IOException {
        try (Console second =
                Console.open(
                        console.address(),
                        board,
                        Posts.NONE,
                        () -> "",
                        text -> text,
                        Clock.systemUTC())) {
            assertNotEquals(console.address().getPort(), second.address().getPort());
            assertTrue(second.address().getPort() - console.address().getPort() <= 20);
        }
    }

    @Test
    void withoutAFreePortThereIsOneClearSentence() throws IOException {
        int top = 65_535;
        try (ServerSocket _ = new ServerSocket(top, 1, InetAddress.getLoopbackAddress())) {
            InetSocketAddress taken = new InetSocketAddress(InetAddress.getLoopbackAddress(), top);
            BindException e =
                    assertThrows(
                            BindException.class,
                            () ->
                                    Console.open(
                                            taken,
                                            board,
                                            Posts.NONE,
                                            () -> "",
                                            text -> text,
                                            Clock.systemUTC()));
            assertEquals(
                    "no free port for the console at 127.0.0.1 from 65535 to 65535",
                    e.getMessage());
        }
    }

    private void note(String text) {
        board.noted(new Note.Alarm(Pictures.AT, Optional.empty(), text));
    }

    private static List<String> event(long id, String text) {
        return List.of(
                "id: " + id,
                "event: note",
                "data: {\"id\":%d,\"at\":\"2026-09-01T12:00:00Z\",\"tone\":\"bad\",\"text\":\"%s\"}"
                        .formatted(id, text));
    }

    private static List<String> block(BufferedReader lines) throws IOException {
        List<String> block = new ArrayList<>();
        for (String line = lines.readLine(); !line.isEmpty(); line = lines.readLine()) {
            block.add(line);
        }
        return block;
    }
}
