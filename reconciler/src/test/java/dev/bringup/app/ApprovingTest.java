package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bringup.Fleet;
import dev.bringup.cli.ApproveOptions;
import dev.bringup.cli.Exit;
import dev.bringup.cli.PlanOptions;
import dev.bringup.cli.Program.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A commit that is too much for one, and the human who lets it pass, with real git.
class ApprovingTest {

    private static final List<String> ANN =
            List.of("git", "-c", "commit.gpgsign=false", "-c", "init.defaultBranch=main");

    @TempDir Path folder;

    private final ApproveOptions options = new ApproveOptions();
    private Path rack;

    @BeforeEach
    void describe() throws Exception {
        assumeTrue(hasGit(), "git is not installed; nothing of approve can be tested");
        rack = folder.resolve("rack");
        git(folder, "init", "--quiet", "--bare", "rack.git");
        git(folder, "clone", "--quiet", "rack.git", "rack");
        git(rack, "config", "maintenance.auto", "false");
        git(rack, "config", "gc.auto", "0");
        git(folder.resolve("rack.git"), "config", "receive.autogc", "false");
        git(rack, "config", "user.name", "ann");
        git(rack, "config", "user.email", "ann@lab.example");
        for (Map.Entry<String, byte[]> file : LabRepository.files(3).entrySet()) {
            Path path = rack.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
        edit("cluster.yaml", "perCommit: 100%", "perCommit: 25%");
        push("Describe the rack");
        edit("profiles/worker.yaml", "lab-os-1", "lab-os-2");
        push("Go to lab-os-2");
        options.path = rack;
        options.reason = "kernel fix: \"it was discussed\"";
    }

    private static boolean hasGit() {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(dir -> Files.isExecutable(Path.of(dir, "git")));
    }

    private static String git(Path where, String... arguments) throws Exception {
        List<String> command = Stream.concat(ANN.stream(), Stream.of(arguments)).toList();
        Process git =
                new ProcessBuilder(command)
                        .directory(where.toFile())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, git.waitFor(), said);
        return said;
    }

    private void edit(String file, String from, String to) throws IOException {
        String text = Files.readString(rack.resolve(file));
        assertTrue(text.contains(from), text);
        Files.writeString(rack.resolve(file), text.replace(from, to));
    }

    private void push(String message) throws Exception {
        git(rack, "add", "--all");
        git(rack, "commit", "--quiet", "-m", message);
        git(rack, "push", "--quiet", "origin", "HEAD:main");
        git(rack, "branch", "--quiet", "--set-upstream-to", "origin/main");
    }

    private String approve() throws Failure {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        assertEquals(Exit.FINE, new Approving(options, out).run(Fleet.NOON));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private String plan(String from) throws Failure {
        PlanOptions asked = new PlanOptions();
        asked.range.path = rack;
        asked.range.from = from;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Planning.run(asked, Fleet.NOON, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whatIsTooMuchForOneCommitPassesOnceItIsApproved() throws Exception {
        String before = plan("HEAD~1");
        assertTrue(
                before.contains(
                        "node-01, node-02, node-03: drain, R15: this commit reimages 3 of"
                                + " profile worker, budgets.reimage.perCommit allows 1 (25%)\n"
                                + "  `bringup approve --reason TEXT` lets pass what R15 holds.\n"),
                before);
        String said = approve();
        assertTrue(
                said.matches(
                        """
                        approved:
                          node-01  v1:[0-9a-f]{8} -> v1:[0-9a-f]{8}
                          node-02  v1:[0-9a-f]{8} -> v1:[0-9a-f]{8}
                          node-03  v1:[0-9a-f]{8} -> v1:[0-9a-f]{8}
                        written: .*/approvals/approve-[0-9a-f]{12}.yaml
                        committed and pushed
                        """),
                said);
        assertEquals(
                "Approve: kernel fix: \"it was discussed\"\n",
                git(folder.resolve("rack.git"), "log", "-1", "--format=%s", "main"));
        assertEquals(Exit.FINE, Validation.of(rack).exitCode());
        String after = plan("HEAD~2");
        assertTrue(after.contains("3 disks are written again, 3 drain."), after);
        assertFalse(after.contains("bringup approve"), after);
    }

    /// Up, back and up again: what was approved before is used up.
    @Test
    void theSameAgainIsAnotherApproval() throws Exception {
        assertTrue(approve().contains("approved:"));
        edit("profiles/worker.yaml", "lab-os-2", "lab-os-1");
        push("Back");
        edit("profiles/worker.yaml", "lab-os-1", "lab-os-2");
        push("And up again");

        String said = approve();
        assertTrue(said.contains("  node-01  v1:"), said);
        assertTrue(said.contains("-2.yaml\ncommitted and pushed\n"), said);
        assertEquals(Exit.FINE, Validation.of(rack).exitCode());
    }

    @Test
    void whereNothingWaitsNothingIsWritten() throws Exception {
        options.from = "HEAD";
        assertTrue(approve().startsWith("nothing between HEAD ("));
        assertTrue(Files.notExists(rack.resolve("approvals")));
    }

    @Test
    void anApprovalThatCannotBePushedIsKept() throws Exception {
        git(rack, "remote", "set-url", "origin", folder.resolve("gone.git").toString());
        Failure failure = assertThrows(Failure.class, this::approve);
        assertEquals(Exit.WORLD_UNREACHABLE, failure.exitCode());
        assertTrue(
                failure.getMessage()
                        .startsWith(
                                "git push failed; the approval is written and committed, push it"
                                        + " yourself:"),
                failure::getMessage);
        try (Stream<Path> written = Files.list(rack.resolve("approvals"))) {
            assertEquals(1, written.count());
        }
    }
}
