package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bringup.cli.Exit;
import dev.bringup.cli.LogLevelOptions;
import dev.bringup.cli.Output;
import dev.bringup.cli.Program.Failure;
import dev.bringup.query.Board;
import dev.bringup.query.Nobody;
import dev.bringup.web.Console;
import dev.bringup.web.Consoles;
import dev.bringup.web.Posts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `bringup log-level` as it is typed, against the console of a reconciler.
class LevellingTest {

    @TempDir private Path folder;

    private static final class Levels extends Nobody {
        @Override
        public Map<String, String> levels(Map<String, String> changes) {
            if (changes.containsValue("loud")) {
                throw new IllegalArgumentException("'loud' is no level");
            }
            return changes;
        }
    }

    @Test
    void levelsAreSetByNameOrForAllThatIsOurs() throws IOException, Failure {
        try (Console console =
                Consoles.open(
                        new Board(10),
                        Posts.of(new Levels(), "s3cret", Optional.empty()),
                        InstantSource.system())) {
            LogLevelOptions options = new LogLevelOptions();
            options.daemon.server = "http://127.0.0.1:" + console.address().getPort();
            options.token.file = Files.writeString(folder.resolve("token"), "s3cret\n");
            options.levels = List.of("warn", "power=debug");
            assertEquals(
                    "                                     warn\n"
                            + "power                                debug\n",
                    said(options));
            options.output = Output.JSON;
            assertEquals("{\"\":\"warn\",\"power\":\"debug\"}\n", said(options));
            options.levels = List.of("loud");
            Failure wrong = assertThrows(Failure.class, () -> said(options));
            assertEquals("'loud' is no level", wrong.getMessage());
            assertEquals(Exit.WRONG_INPUT, wrong.exitCode());
            options.token.file = Files.writeString(folder.resolve("other"), "x");
            assertEquals(
                    options.daemon.server
                            + " does not take the token in "
                            + folder.resolve("other"),
                    assertThrows(Failure.class, () -> said(options)).getMessage());
        }
    }

    private static String said(LogLevelOptions options) throws Failure {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int code =
                new Levelling(options, new PrintStream(said, true, StandardCharsets.UTF_8)).run();
        assertEquals(Exit.FINE, code);
        return said.toString(StandardCharsets.UTF_8);
    }
}
