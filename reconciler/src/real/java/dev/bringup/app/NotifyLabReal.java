package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.bringup.cli.Exit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `bringup lab --notify` tells of a bring-up, of a commit that is refused, and, started again, of
/// nothing that it told before.
@Timeout(180)
class NotifyLabReal {

    @TempDir Path folder;
    private final BlockingQueue<JsonNode> told = new LinkedBlockingQueue<>();

    /// In the words that a test compares.
    private String next() throws InterruptedException {
        JsonNode event = told.poll(60, TimeUnit.SECONDS);
        assertTrue(event != null, "nothing was told");
        assertEquals("/bringup/lab", event.path("source").asText());
        return event.path("type").asText().replace("dev.bringup.", "")
                + " "
                + event.at("/data/text")
                        .asText()
                        .replaceAll("[0-9a-f]{8}", "COMMIT")
                        .replaceAll("\\d+(\\.\\d)? (s|min)( \\d+ s)?", "TIME");
    }

    private void git(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
        command.addAll(List.of(arguments));
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
    }

    private LabProcess lab() throws IOException {
        List<String> all = new ArrayList<>(List.of("lab", "--speed", "10", "--port", "0"));
        all.addAll(List.of("--data-dir", folder.resolve("lab").toString()));
        all.addAll(List.of("--notify", folder.resolve("notify.yaml").toString()));
        return LabProcess.start(all.toArray(String[]::new));
    }

    @Test
    void aBringUpIsToldAndARestartTellsNothingTwice() throws Exception {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    told.add(new ObjectMapper().readTree(exchange.getRequestBody()));
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                });
        server.start();
        Files.writeString(
                folder.resolve("notify.yaml"),
                """
                receivers:
                - name: hook
                  on: [accepted, ready, failed, rejected, git, stuck]
                  webhook: {url: "http://127.0.0.1:%d/"}
                """
                        .formatted(server.getAddress().getPort()));
        try {
            bringUp();
            again();
        } finally {
            server.stop(0);
        }
    }

    private void bringUp() throws Exception {
        try (LabProcess lab = lab()) {
            assertTrue(next().startsWith("accepted commit COMMIT by "));
            assertEquals(
                    Stream.of("node-01", "node-02", "node-03")
                            .map(name ->
                                    "ready "
                                            + name
                                            + ": install is done after TIME, for commit COMMIT")
                            .toList(),
                    List.copyOf(new TreeSet<>(List.of(next(), next(), next()))));
            lab.interrupt();
            assertEquals(Exit.FINE, lab.end(Duration.ofSeconds(30)));
        }
    }

    private void again() throws Exception {
        told.clear();
        git(
                "clone",
                "--quiet",
                new LabHome(folder.resolve("lab")).repository().toString(),
                "clone");
        git("-C", "clone", "config", "user.name", "Ann");
        git("-C", "clone", "config", "user.email", "ann@lab.example");
        Files.writeString(folder.resolve("clone/machines/node-09.yaml"), "kind: Machin\n");
        git("-C", "clone", "add", "machines");
        git("-C", "clone", "commit", "--quiet", "-m", "Add node-09");
        try (LabProcess lab = lab()) {
            lab.line("console ");
            git("-C", "clone", "push", "--quiet");
            assertEquals(
                    "rejected commit COMMIT by Ann is rejected: machines/node-09.yaml:1:7 there is"
                            + " no kind 'Machin'",
                    next());
            lab.interrupt();
            assertEquals(Exit.FINE, lab.end(Duration.ofSeconds(30)));
        }
    }
}
