package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The Dockerfile, as far as it can be held to the clone that it is built from.
class ImageFileTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /// Made by the stage that builds.
    private static final Set<String> BUILT =
            Set.of("/src/reconciler/target/bringup.jar", "/src/reconciler/target/lib");

    private static List<String> lines(String file) throws IOException {
        return Files.readString(ROOT.resolve(file)).replace("\\\n", " ").lines().toList();
    }

    private static List<String> words(String line) {
        return Arrays.stream(line.split("\\s+")).filter(word -> !word.isEmpty()).toList();
    }

    @Test
    void whatIsCopiedIsThereAndNotIgnored() throws IOException {
        Set<String> let = new HashSet<>();
        for (String line : lines(".dockerignore")) {
            if (line.startsWith("!")) {
                let.add(line.substring(1));
            }
        }
        int copied = 0;
        for (String line : lines("charts/Dockerfile")) {
            List<String> words = words(line);
            if (!words.isEmpty() && words.getFirst().equals("COPY")) {
                for (String from : words.subList(1, words.size() - 1)) {
                    if (words.get(1).startsWith("--from=build")) {
                        assertTrue(from.startsWith("--") || BUILT.contains(from), line);
                    } else if (!words.get(1).startsWith("--from=")) {
                        assertTrue(Files.exists(ROOT.resolve(from)), from + " is not there");
                        assertTrue(let.contains(from), from + " is ignored");
                        copied++;
                    }
                }
            }
        }
        assertEquals(5, copied);
    }

    /// Those of a JVM that stays; a cache of classes is what an image does not have.
    @Test
    void itStartsWithTheFlagsOfTheLauncher() throws IOException {
        List<String> flags = new ArrayList<>();
        for (String word : words(String.join(" ", lines("charts/bringup.sh")))) {
            if (word.startsWith("-X") || word.startsWith("--enable")) {
                flags.add(word);
            }
        }
        assertFalse(flags.isEmpty());
        String launcher = Files.readString(ROOT.resolve("bringup"));
        flags.forEach(flag -> assertTrue(launcher.contains(flag), flag));
        String before = launcher.substring(launcher.indexOf("flags='"));
        for (String word : words(before.substring(7, before.indexOf("'", 7)))) {
            if (!word.startsWith("-Xlog")) {
                assertTrue(flags.contains(word), word + " is not in charts/bringup.sh");
            }
        }
        assertTrue(lines("charts/Dockerfile").contains("ENTRYPOINT [\"/usr/local/bin/bringup\"]"));
        assertTrue(
                lines("charts/Dockerfile")
                        .contains("COPY charts/bringup.sh /usr/local/bin/bringup"));
        assertTrue(
                Files.readString(ROOT.resolve("reconciler/pom.xml"))
                        .contains("dev.bringup.app.Main"));
    }
}
