package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bringup.model.Phase;
import dev.bringup.port.Entry;
import dev.bringup.query.Board;
import dev.bringup.query.Pictures;
import dev.bringup.web.Console;
import dev.bringup.web.Consoles;
import dev.bringup.web.Posts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The program on a terminal that is one: `script` of util-linux makes it, and keeps what is
/// written there.
@Timeout(60)
class TerminalReal {

    private static final String COLOUR = "\u001b[";

    @TempDir private static Path folder;
    private static final Board BOARD = new Board(10);
    private static Console console;

    @BeforeAll
    static void start() throws Exception {
        console = Consoles.open(BOARD, Posts.NONE, Clock.systemUTC());
        BOARD.recall(
                new Entry.Closed(
                        Pictures.AT.plusSeconds(61),
                        Pictures.attempt(1, Pictures.AT, Phase.values()),
                        Entry.Ending.DONE,
                        "its Node is Ready"));
        BOARD.published(Pictures.everything(Instant.now()));
        Path lab = Path.of("../examples/lab");
        try (Stream<Path> all = Files.walk(lab)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve("rack").resolve(lab.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        try (Git git = Git.init().setDirectory(folder.resolve("rack").toFile()).call()) {
            git.add().addFilepattern(".").call();
            git.commit().setAuthor("Ann", "a@b").setCommitter("Ann", "a@b").setMessage("a").call();
        }
        Path machine = folder.resolve("rack/machines/node-01.yaml");
        Files.writeString(machine, Files.readString(machine) + "  reimage: {generation: \"2\"}\n");
        Files.createDirectories(folder.resolve("wrong"));
        Files.writeString(
                folder.resolve("wrong/machine.yaml"),
                "apiVersion: bringup.dev/v1\nkind: Machine\nmetadata: {name: n}\nspec: {profil: w}\n");
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    private static List<String> program(String line) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(Main.class.getName());
        command.addAll(
                List.of(
                        line.replace("FOLDER", folder.toString())
                                .replace(
                                        "SERVER", "http://127.0.0.1:" + console.address().getPort())
                                .split(" ")));
        return command;
    }

    private static String ran(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("NO_COLOR");
        builder.environment().put("TERM", "xterm-256color");
        builder.environment().remove("BRINGUP_SERVER");
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return text;
    }

    private static List<String> onTerminal(String line) {
        String quoted =
                program(line).stream()
                        .map(word -> "'" + word.replace("'", "'\\''") + "'")
                        .collect(Collectors.joining(" "));
        return List.of("script", "-qec", quoted, "/dev/null");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status --server SERVER",
                "history node-01 --server SERVER",
                "plan FOLDER/rack"
            })
    void coloursAreForATerminalThatWantsThem(String line) throws Exception {
        String coloured = ran(onTerminal(line), Map.of());
        String plain = ran(onTerminal(line), Map.of("NO_COLOR", "1"));
        String dumb = ran(onTerminal(line), Map.of("TERM", "dumb"));
        String piped = ran(program(line), Map.of());

        assertTrue(coloured.contains(COLOUR), coloured);
        assertTrue(plain.lines().count() >= 2, plain);
        for (String text : List.of(plain, dumb, piped)) {
            assertFalse(text.contains("\u001b"), text);
        }
    }

    /// What is wrong is the same everywhere: it is pasted into other things.
    @Test
    void problemsHaveNoColoursAtAll() throws Exception {
        String text = ran(onTerminal("validate FOLDER/wrong"), Map.of());

        assertTrue(text.contains("machine.yaml:4:8: error BU1101: unknown field 'profil'"), text);
        assertEquals(-1, text.indexOf('\u001b'));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plan FOLDER/rack --output json",
                "rehearse FOLDER/rack --output json",
                "status --output json --server SERVER",
                "history --output json --server SERVER",
                "explain node-01 --output json --server SERVER",
            })
    void forAProgramThereIsJsonOnATerminalAsWell(String line) throws Exception {
        String text = ran(onTerminal(line), Map.of());
        JsonNode json = new ObjectMapper().readTree(text);

        assertTrue(json.isContainerNode() && !json.isEmpty(), text);
        assertEquals(-1, text.indexOf('\u001b'));
    }
}
