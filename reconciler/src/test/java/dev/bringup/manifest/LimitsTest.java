package dev.bringup.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Each limit of reading, from both sides: what is just allowed and what is too much.
class LimitsTest {

    static Stream<Arguments> limits() {
        String nested = "a: " + "[".repeat(Limits.DEPTH - 2) + "]".repeat(Limits.DEPTH - 2);
        return Stream.of(
                Arguments.of(
                        "a file's bytes",
                        "#234567\n".repeat(Limits.BYTES / 8),
                        "#234567\n".repeat(Limits.BYTES / 8) + "#",
                        "the file has 16777217 bytes; the limit is 16777216"),
                Arguments.of(
                        "a line",
                        "#" + "x".repeat(Limits.LINE - 1),
                        "#" + "x".repeat(Limits.LINE),
                        "the line has 262145 characters; the limit is 262144"),
                Arguments.of(
                        "depth",
                        nested,
                        "a: " + "[".repeat(Limits.DEPTH + 2),
                        "Nesting Depth exceeded max 40"),
                Arguments.of(
                        "aliases",
                        "a: &a [x]\nb: [" + "*a, ".repeat(Limits.ALIASES) + "]",
                        "a: &a [x]\nb: [" + "*a, ".repeat(Limits.ALIASES + 1) + "]",
                        "Number of aliases for non-scalar nodes exceeds the specified max=1000"),
                Arguments.of(
                        "values behind aliases",
                        bomb(5),
                        bomb(7),
                        "with its aliases written out the file has too many values"));
    }

    private static String bomb(int levels) {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < levels; i++) {
            String aliases = ("*a" + (i - 1) + ", ").repeat(10);
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, aliases));
        }
        return bomb.toString();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("limits")
    void tooMuchIsAProblemAndNotACrash(String name, String allowed, String tooMuch, String said) {
        String fine = Repo.problems(Repo.with("big.yaml", allowed));
        String wrong = Repo.problems(Repo.with("big.yaml", tooMuch));

        assertTrue(!fine.contains("BU1007"), fine);
        assertTrue(wrong.contains(": error BU1007: " + said + "\n"), () -> brief(wrong));
    }

    private static String brief(String text) {
        return text.substring(0, Math.min(500, text.length()));
    }

    @Test
    void documentsBehindTheLastAreNotRead() {
        Problems problems = new Problems();
        String text = "--- {a: b}\n".repeat(Limits.DOCUMENTS + 1);
        YamlReader.Read read = YamlReader.read(new SourceText("many.yaml", text), problems);

        assertEquals(Limits.DOCUMENTS, read.documents().size());
        assertEquals("more than 20000 documents", problems.inReadingOrder().getFirst().problem());
    }

    @Test
    void behindTwoHundredProblemsNobodyReadsOn() {
        SortedMap<String, byte[]> files =
                Repo.with("many.yaml", "--- {a: b}\n".repeat(Limits.PROBLEMS + 50));
        List<?> problems =
                switch (new Manifests().read(files)) {
                    case Declared.Answer.Invalid(List<?> found) -> found;
                    case Declared.Answer.Valid valid -> throw new AssertionError(valid);
                };

        assertEquals(Limits.PROBLEMS, problems.size());
    }

    @Test
    void aPathOutOfTheRepositoryIsNoFileOfIt() {
        for (String path : List.of("../worker.j2", "/etc/passwd", "a/../worker.j2")) {
            String profile = Repo.PROFILE.replace("worker.j2", path);
            assertTrue(
                    Repo.problems(Repo.with("profile.yaml", profile))
                            .contains("there is no file '" + path + "' in this repository"),
                    path);
        }
    }
}
