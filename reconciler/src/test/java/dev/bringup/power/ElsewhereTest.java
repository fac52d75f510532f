package dev.bringup.power;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.bringup.Fleet;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Rung;
import dev.bringup.model.SecretRef;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What other people's endpoints, programs and hands are told, and what is made of their answers.
class ElsewhereTest {

    private static final MachineSpec N1 = Fleet.machine(1, 1);
    private static final SecretRef SECRET = new SecretRef.Env("HOOK");

    @TempDir private Path folder;
    private final List<String> heard = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private Optional<String> secret = Optional.of("Jefe");
    private Instant now = Fleet.NOON;
    private int status = 204;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    String body =
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8);
                    heard.add(body);
                    heard.add(exchange.getRequestHeaders().getFirst("X-Bringup-Signature-256"));
                    exchange.sendResponseHeaders(status, -1);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Elsewhere elsewhere() {
        return new Elsewhere(
                _ -> secret,
                new SecureRandom(),
                () -> now,
                folder,
                (MachineId machine, String what) -> asked.add(machine + ": " + what));
    }

    private Rung.Webhook hook() {
        return new Rung.Webhook("http://127.0.0.1:" + server.getAddress().getPort() + "/p", SECRET);
    }

    private Unable refused(int answer) {
        status = answer;
        return assertThrows(Unable.class, () -> elsewhere().send(hook(), N1, Ladder.Verb.OFF));
    }

    /// RFC 4231, test case 2.
    @Test
    void theSignatureIsHmacSha256() {
        assertEquals(
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
                Webhook.sign("what do ya want for nothing?", "Jefe"));
    }

    @Test
    void anEndpointIsToldOnceWhatToDoAndNeverTheSameTwice() throws Unable {
        elsewhere().send(hook(), N1, Ladder.Verb.CYCLE);
        elsewhere().send(hook(), N1, Ladder.Verb.CYCLE);

        String first = heard.getFirst();
        assertTrue(
                first.matches(
                        "\\{\"id\":\"[0-9a-f]{32}\",\"at\":\""
                                + now
                                + "\",\"machine\":\"n1\","
                                + "\"verb\":\"cycle\"}"),
                first);
        assertEquals("sha256=" + Webhook.sign(first, "Jefe"), heard.get(1));
        assertNotEquals(first, heard.get(2));
    }

    @Test
    void whatAnEndpointRefusesWaitsForAHumanAndTroubleForTime() {
        String url = hook().url();
        assertEquals("the webhook " + url + " answers 401", refused(401).because());
        assertEquals(Unable.Cure.HUMAN, refused(401).cure());
        assertEquals(Unable.Cure.HUMAN, refused(302).cure());
        assertEquals(Unable.Cure.TIME, refused(503).cure());
        assertEquals(Unable.Cure.TIME, refused(429).cure());
        secret = Optional.empty();
        assertEquals("the secret of the webhook " + url + " is missing", refused(200).because());
        secret = Optional.of("x");
        server.stop(0);
        assertEquals("the webhook " + url + " does not answer", refused(200).because());
    }

    private Rung.Command program(String text, Duration timeout) throws IOException {
        Path file = Files.writeString(folder.resolve("relay"), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new Rung.Command("relay", timeout);
    }

    @Test
    void aProgramGetsVerbNameAndMacAndNoneOfOurSecrets() throws Exception {
        Path told = folder.resolve("told");
        String script = "#!/bin/sh\n{ echo $@; env | grep -c -e HOME -e USER; } > " + told + "\n";
        elsewhere().run(program(script + "exit 0\n", Duration.ofSeconds(30)), N1, Ladder.Verb.ON);

        assertEquals("on n1 " + N1.macs().getFirst() + "\n0\n", Files.readString(told));
    }

    @Test
    void aProgramThatFailsHangsOrIsNotThere() throws Exception {
        Rung.Command fails =
                program("#!/bin/sh\necho no such relay\nexit 3\n", Duration.ofMinutes(1));
        assertEquals("program relay exited with status 3: no such relay", problem(fails));
        Rung.Command hangs = program("#!/bin/sh\nsleep 600\n", Duration.ofSeconds(1));
        assertEquals("program relay did not end within 1 s", problem(hangs));
        assertEquals(
                "there is no program other to run in " + folder,
                problem(new Rung.Command("other", Duration.ofSeconds(1))));
    }

    private String problem(Rung.Command command) {
        return assertThrows(Unable.class, () -> elsewhere().run(command, N1, Ladder.Verb.OFF))
                .because();
    }

    @Test
    void aHumanIsAskedAndNotNagged() {
        Elsewhere elsewhere = elsewhere();
        elsewhere.ask(N1, Ladder.Verb.ON);
        elsewhere.ask(N1, Ladder.Verb.ON);
        elsewhere.ask(N1, Ladder.Verb.CYCLE);
        now = now.plus(Duration.ofMinutes(16));
        elsewhere.ask(N1, Ladder.Verb.OFF);
        elsewhere.ask(N1, Ladder.Verb.ON);
        assertEquals(
                List.of(
                        "n1: please switch it on by hand",
                        "n1: please switch it off and on again by hand",
                        "n1: please switch it off by hand",
                        "n1: please switch it on by hand"),
                asked);
    }
}
