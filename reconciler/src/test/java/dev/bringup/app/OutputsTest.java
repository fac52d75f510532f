package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bringup.cli.Commands;
import dev.bringup.port.Entry;
import dev.bringup.port.Note;
import dev.bringup.query.Board;
import dev.bringup.query.Nobody;
import dev.bringup.query.Pictures;
import dev.bringup.model.Phase;
import dev.bringup.web.Console;
import dev.bringup.web.Consoles;
import dev.bringup.web.Posts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every command that prints data prints it for programs as well, and no colours into a pipe.
@Timeout(120)
class OutputsTest {

    /// These run until they are stopped, or print a form of their own.
    private static final Set<String> WITHOUT =
            Set.of("completion", "inventory", "lab", "manual", "run", "schema");

    @TempDir private static Path folder;
    private static final Board BOARD = new Board(10);
    private static Console console;

    @BeforeAll
    static void start() throws IOException {
        console =
                Consoles.open(
                        BOARD,
                        Posts.of(new Nobody(), "s3cret", Optional.empty()),
                        InstantSource.system());
        Files.writeString(folder.resolve("token"), "s3cret");
        BOARD.recall(
                new Entry.Closed(
                        Pictures.AT.plusSeconds(61),
                        Pictures.attempt(1, Pictures.AT, Phase.values()),
                        Entry.Ending.DONE,
                        "its Node is Ready"));
        BOARD.published(Pictures.everything(Instant.now()));
        BOARD.noted(new Note.Alarm(Pictures.AT, Optional.empty(), "refused"));
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    private record Said(int code, String text) {}

    private static Said said(String line) {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            int code =
                    Commands.execute(
                            new Product(new Shutdown()),
                            Map.of(
                                    "BRINGUP_SERVER",
                                    "http://127.0.0.1:" + console.address().getPort(),
                                    "BRINGUP_TOKEN_FILE",
                                    folder.resolve("token").toString()),
                            line.split(" "));
            return new Said(code, out.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(before);
        }
    }

    /// What a program reads, whatever stands in the terminal's environment.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "status --output json",
                "history --output json",
                "discovered --output json",
                "explain node-01 --output json",
                "explain R4 --output json",
                "explain BU1101 --output json",
                "log-level power=debug --output json",
                "validate ../examples/lab --format json",
                "validate ../examples/lab --output json",
                "version --output json",
                "render node-01 --path ../examples/lab --output json",
                "render node-01 --what ipxe --path ../examples/lab --output json",
            })
    void whatIsAskedForAsJsonIsJson(String line) throws IOException {
        Said said = said(line);
        assertEquals(0, said.code(), said.text());
        JsonNode read = new ObjectMapper().readTree(said.text());
        assertTrue(read.isContainerNode(), said.text());
    }

    @Test
    void eventsAreAnObjectALine() throws IOException {
        List<String> lines = said("events --output json").text().lines().toList();
        assertEquals(1, lines.size());
        assertEquals(
                "refused", new ObjectMapper().readTree(lines.getFirst()).path("text").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"status --output yaml", "history --output yaml", "discovered --yaml"})
    void whatIsAskedForAsYamlHasKeys(String line) {
        Said said = said(line);
        assertEquals(0, said.code(), said.text());
        assertFalse(said.text().startsWith("{"), said.text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "history",
                "events",
                "discovered",
                "explain node-01",
                "explain R4",
                "validate ../examples/lab",
                "log-level power=debug",
            })
    void thereAreNoColoursOffATerminal(String line) {
        Said said = said(line);
        assertEquals(0, said.code(), said.text());
        assertFalse(said.text().contains("\u001b"), said.text());
    }

    @Test
    void everyOtherCommandIsKnownToHaveNone() throws Exception {
        Set<String> without = new TreeSet<>();
        String all = said("--help").text();
        String commands = all.substring(all.indexOf("Commands:"));
        for (String line : commands.lines().toList()) {
            if (line.matches("  [a-z][a-z-]+ .*")) {
                String name = line.strip().split(" ")[0];
                String help = said(name + " --help").text();
                if (!help.contains("--output") && !help.contains("--format=")) {
                    without.add(name);
                }
            }
        }
        assertEquals(new TreeSet<>(WITHOUT), without);
    }

    /// Whoever watches is woken by what happens, and not by the clock.
    @Test
    void statusIsShownAnewWhenSomethingChanges() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        dev.bringup.cli.StatusOptions options = new dev.bringup.cli.StatusOptions();
        options.watch = true;
        options.daemon.server = "http://127.0.0.1:" + console.address().getPort();
        Thread watching =
                Thread.startVirtualThread(() -> {
                    try {
                        int _ =
                                new Standing(
                                                options,
                                                Screens.of(Map.of()),
                                                new PrintStream(out, true, StandardCharsets.UTF_8))
                                        .run();
                    } catch (dev.bringup.cli.Program.Failure e) {
                        throw new IllegalStateException(e);
                    }
                });
        await(out, "node-05");
        BOARD.published(Pictures.status(7, Map.of(), List.of()));
        await(out, "node-07");
        watching.interrupt();
        watching.join(TimeUnit.SECONDS.toMillis(60));
        assertFalse(watching.isAlive());
    }

    private static void await(ByteArrayOutputStream out, String text) throws InterruptedException {
        while (!out.toString(StandardCharsets.UTF_8).contains(text)) {
            Thread.sleep(20);
        }
    }
}
