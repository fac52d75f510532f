package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.cli.Exit;
import dev.bringup.cli.RenderOptions;
import dev.bringup.git.Look;
import dev.bringup.git.Worktree;
import dev.bringup.model.Desired;
import dev.bringup.model.MachineId;
import dev.bringup.plan.Pace;
import dev.bringup.plan.Settled;
import dev.bringup.view.PlanMarkdown;
import dev.bringup.view.PlanReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every folder of `examples/`, found by listing, does what a newcomer would try first. `mvn test
/// -Dtest=ExamplesTest -Dgolden.write=true` writes the plans anew and still fails, so that nobody
/// commits them unread.
class ExamplesTest {

    private static final Path EXAMPLES = Path.of("../examples");
    private static final Path GOLDEN = Path.of("src/test/resources/examples");
    private static final int SCREEN = 40;
    private static final Pattern KIND = Pattern.compile("(?m)^kind: (\\w+)$");
    private static final Pattern SCHEMA =
            Pattern.compile("(?m)^# yaml-language-server: \\$schema=(\\S+)$");

    /// What it joins by: a nonce as JSON, or as JSON within a URL; or a token.
    private static final Pattern JOINS =
            Pattern.compile(
                    "(?m)\"nonce\": \"\\*\\*\\*\"|%22nonce%22:%20%22\\*\\*\\*%22"
                            + "|^  token: \"\\*\\*\\*\"$");

    static List<String> examples() throws IOException {
        try (Stream<Path> all = Files.list(EXAMPLES)) {
            return all.map(folder -> String.valueOf(folder.getFileName())).sorted().toList();
        }
    }

    /// A repository of one file is named by that file.
    private static Path repository(String example) throws IOException {
        List<Path> manifests = manifests(example);
        return manifests.size() == 1 ? manifests.getFirst() : EXAMPLES.resolve(example);
    }

    private static List<Path> manifests(String example) throws IOException {
        try (Stream<Path> all = Files.walk(EXAMPLES.resolve(example))) {
            return all.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
        }
    }

    @Test
    void theListIsNotEmpty() throws IOException {
        assertTrue(examples().containsAll(List.of("lab", "three-nodes", "single-file")));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void itValidatesWithoutAWarning(String example) throws Exception {
        Validation found = Validation.of(repository(example));

        assertEquals(List.of(), found.problems());
        assertEquals(Exit.FINE, found.exitCode());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void editorsFindTheSchemaOfEachDocument(String example) throws IOException {
        for (Path file : manifests(example)) {
            String text = Files.readString(file);
            if (!text.contains("apiVersion: bringup.dev/")) {
                continue; // a manifest of Kubernetes
            }
            List<String> wanted =
                    KIND.matcher(text)
                            .results()
                            .map(k -> k.group(1).toLowerCase(Locale.ROOT))
                            .toList();
            List<String> found =
                    SCHEMA.matcher(text)
                            .results()
                            .map(s -> file.resolveSibling(s.group(1)))
                            .filter(Files::isRegularFile)
                            .map(s -> s.getFileName().toString().replace(".json", ""))
                            .toList();
            assertEquals(wanted, found, file.toString());
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void itsReadmeIsOneScreen(String example) throws IOException {
        List<String> readme = Files.readAllLines(EXAMPLES.resolve(example).resolve("README.md"));

        assertTrue(readme.getFirst().startsWith("# "), readme.getFirst());
        assertTrue(readme.size() >= 10 && readme.size() <= SCREEN, readme.size() + " lines");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyMachineIsServedWithSecretsMasked(String example) throws Exception {
        RenderOptions options = new RenderOptions();
        options.path = repository(example);
        for (MachineId machine : desired(example).machines().keySet()) {
            options.machine = machine.name();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);

            assertEquals(Exit.FINE, new Rendering(options, print).run());
            String text = out.toString(StandardCharsets.UTF_8);
            assertTrue(
                    text.contains("echo Bringup installs " + machine)
                            || text.contains("echo Bringup starts " + machine + " from memory"),
                    text);
            assertTrue(JOINS.matcher(text).find(), text);
            assertFalse(text.contains("%%"), text);
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void thePlanOfBringingItUpIsTheOneThatWasRead(String example) throws Exception {
        String plan = plan(example);
        Path golden = GOLDEN.resolve(example + ".md");
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(GOLDEN);
            Files.writeString(golden, plan);
        }

        assertFalse(Boolean.getBoolean("golden.write"), "written anew: read the difference");
        assertTrue(Files.exists(golden), golden + " is missing; write it with -Dgolden.write=true");
        assertEquals(Files.readString(golden), plan);
    }

    private static Desired desired(String example) throws Exception {
        return Validation.of(Validation.snapshot(repository(example))).desired().orElseThrow();
    }

    /// From nothing to all of it, then the same with other images.
    private static String plan(String example) throws Exception {
        Look.Snapshot files = Validation.snapshot(repository(example));
        TreeMap<String, byte[]> newer = new TreeMap<>(files.files());
        newer.replaceAll((name, bytes) -> name.endsWith(".yaml") ? otherImage(bytes) : bytes);
        Desired all = Validation.of(files).desired().orElseThrow();
        Causes.Side nothing =
                new Causes.Side(
                        new TreeMap<>(),
                        new Desired(Worktree.COMMIT, all.cluster(), new TreeMap<>()));
        Causes.Side now = new Causes.Side(files.files(), all);
        Look.Snapshot later = new Look.Snapshot(Worktree.COMMIT, newer, List.of());
        Causes.Side next = new Causes.Side(newer, Validation.of(later).desired().orElseThrow());
        return plan("nothing", nothing, "this", now) + "\n" + plan("this", now, "new image", next);
    }

    private static byte[] otherImage(byte[] file) {
        return new String(file, StandardCharsets.UTF_8)
                .replaceAll("sha256: \"[0-9a-f]{8}", "sha256: \"ffffffff")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String plan(String from, Causes.Side before, String to, Causes.Side after) {
        Desired desired = after.desired();
        PlanReport.Range range =
                new PlanReport.Range(desired.cluster().name(), from, to, desired.machines().size());
        Instant now = Instant.parse("2026-09-01T12:00:00Z");
        return PlanMarkdown.of(
                Planning.report(
                        new Comparison(range, before, after, Map.of()),
                        Settled.between(before.desired(), desired, now),
                        Pace.usual()));
    }
}
