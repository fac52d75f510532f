package dev.bringup.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.Commit;
import dev.bringup.model.CommitId;
import dev.bringup.model.Diagnostic;
import dev.bringup.template.Templates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The page of codes, `docs/codes.md`: every code is on it, and its examples do what they say.
class CodesTest {

    private static final Pattern CODE = Pattern.compile("\"(BU[0-9]{4})\"");
    private static final Pattern FENCE = Pattern.compile("(?ms)^```\\w*\\n(.*?)^```$");

    /// The page's examples of a code take the place of `from` in a file of the good repository.
    record Row(String code, String file, String from) {
        @Override
        public String toString() {
            return code;
        }
    }

    static Stream<Row> rows() {
        return Provocations.ROWS.stream();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void theWrongExampleIsWrongAndTheRightOneIsRight(Row row) {
        List<String> examples = examples(row.code());

        assertEquals(Set.of(row.code()), only(row.code(), codes(row, examples.getFirst())));
        assertEquals(Set.of(), codes(row, examples.getLast()));
    }

    /// Follow-up problems beside the one that is meant do not matter.
    private static Set<String> only(String code, Set<String> found) {
        return found.contains(code) ? Set.of(code) : found;
    }

    private static Set<String> codes(Row row, String example) {
        String before = Repo.text(Provocations.around(row.code()), row.file());
        String snippet = row.from().startsWith("spec:") ? example : example.replace("spec:\n", "");
        String after = before.replace(row.from(), snippet.replace("^@", "\u0000"));
        SortedMap<String, byte[]> files = Provocations.around(row.code());
        files.put(row.file(), Repo.bytes(after));
        assertTrue(before.contains(row.from()), before);
        return found(files);
    }

    private static Set<String> found(SortedMap<String, byte[]> files) {
        List<Diagnostic> problems =
                switch (new Manifests(Instant.parse("2026-01-01T00:00:00Z")).read(files)) {
                    case Declared.Answer.Invalid(List<Diagnostic> wrong) -> wrong;
                    case Declared.Answer.Valid(Declared declared, List<Diagnostic> warnings) ->
                            switch (new Resolve(new Templates(InstantSource.system())::render)
                                    .resolve(
                                            new Commit(
                                                    new CommitId("a".repeat(40)),
                                                    "Ada",
                                                    Instant.EPOCH,
                                                    "One"),
                                            declared)) {
                                case Resolve.Answer.Failed(List<Diagnostic> wrong) -> wrong;
                                case Resolve.Answer.Resolved _ -> warnings;
                            };
                };
        Set<String> codes = new TreeSet<>();
        problems.forEach(problem -> codes.add(problem.code()));
        return codes;
    }

    private static List<String> examples(String code) {
        String page = page();
        String section = page.substring(page.indexOf("\n## " + code));
        Matcher fence = FENCE.matcher(section);
        String[] both = new String[2];
        for (int i = 0; i < 2; i++) {
            assertTrue(fence.find(), code);
            both[i] = fence.group(1);
        }
        return Arrays.asList(both);
    }

    @Test
    void everyCodeIsProvoked() {
        Set<String> provoked = new TreeSet<>(Provocations.ELSEWHERE);
        rows().forEach(row -> provoked.add(row.code()));

        assertEquals(new TreeSet<>(Explanations.codes()), provoked);
    }

    @ParameterizedTest
    @MethodSource("dev.bringup.manifest.Provocations#files")
    void whatAnExampleCannotShowIsProvokedByFiles(
            String code, SortedMap<String, byte[]> repository) {
        assertTrue(found(repository).contains(code), () -> found(repository).toString());
    }

    @Test
    void everyCodeOfTheProgramIsExplainedAndNoOther() throws IOException {
        Set<String> used = new TreeSet<>();
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source : sources.filter(f -> f.toString().endsWith(".java")).toList()) {
                Matcher code = CODE.matcher(Files.readString(source));
                while (code.find()) {
                    used.add(code.group(1));
                }
            }
        }

        assertEquals(used, new TreeSet<>(Explanations.codes()));
        assertTrue(used.size() > 35, used::toString);
    }

    @Test
    void everySectionHasATitleAParagraphAndTwoExamples() {
        for (String code : Explanations.codes()) {
            String text = Explanations.of(code).orElseThrow();
            assertNotEquals(code, Explanations.title(code));
            assertTrue(text.contains("\nWrong:\n    "), text);
            assertTrue(text.contains("\nRight:\n    "), text);
            assertTrue(text.split("\n\n")[1].length() > 30, text);
        }
    }

    @Test
    void anExplanationReadsLikeThis() {
        assertEquals(
                """
                BU1301: A name leads nowhere

                An object refers to another one by its kind and `metadata.name`, and there is none of that name.

                Wrong:
                    spec:
                      profile: wroker
                Right:
                    spec:
                      profile: worker

                It is an error and cannot be allowed.
                """,
                Explanations.of("BU1301").orElseThrow());
        assertTrue(
                Explanations.of("BU1703")
                        .orElseThrow()
                        .endsWith(
                                """

                                It is a warning; the commit is used. To allow it, write into the Cluster:

                                    spec:
                                      lint:
                                        allow:
                                          - {code: BU1703, reason: why it is right here}
                                """));
    }

    private static String page() {
        try {
            return Files.readString(Path.of("docs/codes.md"), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
