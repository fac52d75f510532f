package dev.bringup.power;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.Ip4;
import dev.bringup.model.MachineId;
import dev.bringup.model.Rung;
import dev.bringup.model.SecretRef;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Units that answer what no good one would, each answer written out.
class PduTroubleTest {

    private static final String HERE = "127.77.3.8";
    private static final String PASSWORD = "correct-horse";
    private static final PduPower.Timing QUICK =
            new PduPower.Timing(Duration.ofSeconds(2), Duration.ofMillis(50), Duration.ofMillis(9));

    private final StringBuffer heard = new StringBuffer();
    private final Deque<String> answers = new ConcurrentLinkedDeque<>();
    private ServerSocket server;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 20, InetAddress.getByName(HERE));
        Thread.ofVirtual().start(this::serve);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                client.setSoTimeout(200);
                heard.append(request(client.getInputStream()));
                String next = answers.size() > 1 ? answers.pop() : answers.getFirst();
                client.getOutputStream()
                        .write(next.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
            } catch (IOException _) {
                // The end of the test, or of a client that had enough.
            }
        }
    }

    private static String request(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            text.append((char) in.read());
        }
        int at = text.indexOf("ontent-Length: ");
        int length = at < 0 ? 0 : Integer.parseInt(text.substring(at + 15).split("\r", 2)[0]);
        return text + new String(in.readNBytes(length), StandardCharsets.UTF_8) + "\n";
    }

    private static String page(String status, String head, String body) {
        return "HTTP/1.1 %s\nConnection: close\n%sContent-Length: %d\n\n%s"
                .formatted(status, head, body.length(), body);
    }

    private String trouble(Rung.Dialect dialect, String... said) {
        answers.addAll(List.of(said));
        Rung.Strip strip =
                new Rung.Strip(
                        "pdu-a",
                        Ip4.parse(HERE),
                        server.getLocalPort(),
                        dialect,
                        new SecretRef.Env("PDU"),
                        Duration.ZERO,
                        Optional.empty());
        PduPower power =
                new PduPower(
                        _ -> Optional.of("ops:" + PASSWORD),
                        new SecureRandom(),
                        InstantSource.system(),
                        QUICK);
        return assertThrows(
                        Unable.class,
                        () ->
                                power.apply(
                                        new MachineId("n1"),
                                        List.of(new Rung.Feed(strip, 3)),
                                        Ladder.Verb.OFF))
                .because();
    }

    @Test
    void answersThatMakeNoSense() {
        assertEquals(
                "PDU pdu-a says neither true nor false at"
                        + " /restapi/relay/outlets/2/physical_state/",
                trouble(Rung.Dialect.REST, page("200 OK", "", "maybe")));
    }

    @Test
    void aUnitThatIsIll() {
        assertEquals(
                "PDU pdu-a answers 500 to /restapi/relay/outlets/2/physical_state/",
                trouble(Rung.Dialect.REST, page("500 Oops", "", "")));
    }

    @Test
    void aLoginThatNobodyKnows() {
        assertEquals(
                "PDU pdu-a asks for a login that is neither digest nor basic",
                trouble(Rung.Dialect.CLASSIC, page("401 No", "WWW-Authenticate: Negotiate\n", "")));
    }

    /// It is followed nowhere: the password would go along.
    @Test
    void aRedirectToAnotherHost() {
        assertEquals(
                "PDU pdu-a answers 302 to /restapi/relay/outlets/2/physical_state/",
                trouble(
                        Rung.Dialect.REST,
                        page("302 Found", "Location: http://127.77.3.7/steal\n", "")));
        assertEquals(1, heard.toString().split("GET ", -1).length - 1, heard::toString);
    }

    @Test
    void anAnswerWithoutEnd() {
        assertEquals(
                "PDU pdu-a at %s:%d does not answer".formatted(HERE, server.getLocalPort()),
                trouble(Rung.Dialect.REST, page("200 OK", "", "x".repeat(300 << 10))));
    }

    @Test
    void thePasswordItselfIsNeverSentWhereAChallengeIsAnswered() {
        String digest = "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"\n";
        trouble(Rung.Dialect.REST, page("401 No", digest, ""));
        assertTrue(heard.toString().contains("Digest username=\"ops\""), heard::toString);
        answers.clear();
        String form = "<input name=\"Challenge\" value=\"abc\">";
        assertEquals(
                "PDU pdu-a: wrong password for user ops",
                trouble(Rung.Dialect.CLASSIC, page("200 OK", "", form)));
        assertTrue(heard.toString().contains("POST /login.tgi"), heard::toString);
        assertTrue(!heard.toString().contains(PASSWORD), heard::toString);
        assertEquals("ops", new Login("ops", PASSWORD).toString());
    }
}
