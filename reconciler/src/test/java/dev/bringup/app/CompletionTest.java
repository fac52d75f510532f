package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.cli.Commands;
import dev.bringup.cli.Exit;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What bash makes of the completion that we print.
class CompletionTest {

    @TempDir Path folder;

    private static String printed() {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            assertEquals(
                    Exit.FINE,
                    Commands.execute(new Product(new Shutdown()), Map.of(), "completion"));
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private Set<String> completed(Path script, String... words) throws Exception {
        Process bash =
                new ProcessBuilder(
                                "bash",
                                "-c",
                                """
                                source %s
                                COMP_WORDS=(%s)
                                COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                                _complete_bringup
                                echo "${COMPREPLY[@]}"
                                """
                                        .formatted(script, String.join(" ", words)))
                        // compopt complains when nobody is typing.
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, bash.waitFor(), said);
        return Set.of(said.strip().split(" "));
    }

    @Test
    void commandsAndOptionsAreCompleted() throws Exception {
        Path script = Files.writeString(folder.resolve("bringup"), printed());

        assertEquals(Set.of("record", "rehearse", "render"), completed(script, "bringup", "re"));
        assertEquals(Set.of("--faults", "--from"), completed(script, "bringup", "rehearse", "--f"));
    }
}
