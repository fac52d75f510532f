package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import dev.bringup.cli.Exit;
import dev.bringup.cli.Program.Failure;
import dev.bringup.model.Lead;
import dev.bringup.notify.Notifier;
import dev.bringup.port.Note;
import dev.bringup.port.Tally;
import dev.bringup.query.Pictures;
import dev.bringup.secrets.Mask;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NotifyingTest {

    @TempDir Path folder;

    private Notifying of(String text) throws Failure, IOException {
        Path file = Files.writeString(folder.resolve("n.yaml"), text);
        return Notifying.of(file, folder).orElseThrow();
    }

    private String refused(String text) {
        Failure failure = assertThrows(Failure.class, () -> of(text));
        assertEquals(Exit.WRONG_INPUT, failure.exitCode());
        return String.valueOf(failure.getMessage()).replace(folder + "/", "");
    }

    @Test
    void nobodyIsTheDefault() throws Failure {
        assertEquals(Optional.empty(), Notifying.of(null, folder));
    }

    @Test
    void aFileThatIsWrongIsRefusedBeforeAnythingStarts() {
        assertEquals(
                """
                n.yaml:1:14: error BU1107: 'receivers[0]' needs exactly one of webhook, slack, mail
                1 | receivers: [ {name: ops}]
                  |              ^
                  = help: none of them is there\
                """,
                refused("receivers: [ {name: ops}]\n"));
        assertEquals(
                """
                the template of receiver ops:1:4: error BU1502: 'machin' has no value here
                1 | {{ machin }}
                  |    ^
                  = help: there are at, cluster, machine, more, text, topic\
                """,
                refused(
                        """
                        receivers:
                        - {name: ops, slack: {url: {secret: {env: S}}}, template: "{{ machin }}"}
                        """));
        assertEquals(
                "n.yaml: receiver ops: there is no file ca.pem",
                refused(
                        """
                        receivers:
                        - {name: ops, webhook: {url: "https://x", ca: ca.pem}}
                        """));
        Failure none =
                assertThrows(Failure.class, () -> Notifying.of(folder.resolve("no.yaml"), folder));
        assertEquals(
                "cannot read the receivers in " + folder.resolve("no.yaml"), none.getMessage());
    }

    @Test
    void aTemplateHasTheWordsAndSecretsStayOut() throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    received.add(
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8));
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        server.start();
        Files.writeString(
                folder.resolve("slack"),
                "http://127.0.0.1:" + server.getAddress().getPort() + "/T0/secret\n");
        Notifying notifying =
                of(
                        """
                        receivers:
                        - name: ops
                          slack: {url: {secret: {file: slack}}}
                          template: "{{ cluster }} {{ topic }} {{ machine }}: {{ text }} at {{ at }} +{{ more }}"
                        """);
        Mask mask = new Mask();
        mask.learn("hunter22");
        try (Notifier notifier = notifying.start(folder, mask, Tally.NONE)) {
            notifier.published(Pictures.led(new Lead.Us()));
            notifier.noted(
                    new Note.Alarm(
                            Pictures.AT,
                            Optional.of(Pictures.machine(1).id()),
                            "somebody said hunter22"));
            assertEquals(
                    "{\"text\":\"lab alarm node-01: somebody said *** at 2026-09-01T12:00:00Z"
                            + " +0\"}",
                    received.poll(30, TimeUnit.SECONDS));
        } finally {
            server.stop(0);
        }
    }
}
