package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.cli.AcceptOptions;
import dev.bringup.cli.Exit;
import dev.bringup.cli.PlanOptions;
import dev.bringup.cli.Program.Failure;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Somebody rewrites the history of the branch, and an operator says that it is right.
@Timeout(100)
class AcceptingTest {

    private static final String WHY = "a password is out of the history";
    private static final String PROFILE = "profiles/worker.yaml";

    @TempDir private Path folder;
    private final AcceptOptions options = new AcceptOptions();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private LabBench lab;
    private Operator ann;
    private String first = "";

    @BeforeEach
    void start() throws Exception {
        lab = new LabBench(folder.resolve("lab"), 10);
        ann = new Operator(lab.home.repository(), folder.resolve("clone"));
        first = ann.head();
        lab.await(first, () -> lab.get("/api/v1/status").at("/commit/id").asText());
        options.daemon.server = lab.cockpit.url();
        options.token.file = lab.home.reconciler().resolve("api.token");
        options.path = folder.resolve("clone");
        options.commit = "HEAD";
        options.reason = WHY;
    }

    @AfterEach
    void stop() {
        ann.close();
        lab.close();
    }

    private int run(String typed) throws Failure {
        said.reset();
        return new Accepting(
                        options,
                        new BufferedReader(new StringReader(typed)),
                        new PrintStream(said, true, StandardCharsets.UTF_8))
                .run();
    }

    private String refused() {
        Failure failure = assertThrows(Failure.class, () -> run(""));
        assertEquals(Exit.WRONG_INPUT, failure.exitCode());
        return failure.getMessage();
    }

    private String status(String field) {
        return lab.get("/api/v1/status").at(field).asText();
    }

    @Test
    void theWholeWayOutOfRewrittenHistory() throws Exception {
        String other = ann.rewrite(PROFILE, ann.read(PROFILE), "The same, without a password");
        String unusable =
                "history was rewritten: %s does not descend from the accepted commit; if it is"
                        + " right, `bringup accept` puts it in force";
        lab.await(unusable.formatted(other.substring(0, 8)), () -> status("/git"));
        assertEquals(first, status("/commit/id"));

        assertEquals(Exit.NOT_THERE_YET, run("no\n"));
        assertTrue(
                said.toString(StandardCharsets.UTF_8)
                        .endsWith(
                                "Put %s in force instead? Machines that it does not have are"
                                                .formatted(other.substring(0, 8))
                                        + " released. [y/N] nothing was changed\n"),
                said.toString(StandardCharsets.UTF_8));
        assertEquals(first, status("/commit/id"));

        assertEquals(Exit.FINE, run("y\n"));
        assertEquals(
                "commit " + other.substring(0, 8) + " is in force",
                said.toString(StandardCharsets.UTF_8).strip().replaceFirst("(?s).*N] ", ""));
        lab.await(other, () -> status("/commit/id"));
        assertEquals(WHY, status("/commit/byHand"));
        assertEquals("", status("/git"));
        assertTrue(planned().contains(" (accepted by hand: " + WHY + ")"), planned());

        lab.restartReconciler();
        lab.await(other + " " + WHY, () -> status("/commit/id") + " " + status("/commit/byHand"));

        String next = ann.push(PROFILE, ann.read(PROFILE) + "# more\n", "On top of it");
        lab.await(next + " ", () -> status("/commit/id") + " " + status("/commit/byHand"));
    }

    private String planned() throws Failure {
        PlanOptions plan = new PlanOptions();
        plan.range.path = options.path;
        plan.server = options.daemon.server;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Planning.run(plan, Instant.now(), new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whatIsNotRightIsRefused() throws Exception {
        options.yes = true;
        assertEquals(
                "refused: commit " + first.substring(0, 8) + " is in force already", refused());
        String broken = ann.rewrite(PROFILE, "kind: Nothing\n", "Broken");
        assertTrue(
                refused()
                        .startsWith(
                                "refused: commit " + broken.substring(0, 8) + " does not load\n"),
                refused());
        options.commit = "f".repeat(40);
        assertEquals(
                "refused: commit ffffffff is not on branch 'main' of "
                        + lab.home.repository().toUri(),
                refused());
        options.reason = " ";
        assertEquals("say why: --reason TEXT", refused());
        options.reason = WHY;
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(options.token.file)));
        options.token.file = Files.writeString(folder.resolve("wrong"), "guessed\n");
        assertEquals(
                "%s does not take the token in %s"
                        .formatted(options.daemon.server, options.token.file),
                refused());
        options.token.file = folder.resolve("nowhere");
        assertEquals("cannot read the token file " + options.token.file, refused());
        options.token.file = null;
        assertEquals(
                "say where the token is: --token-file FILE or BRINGUP_TOKEN_FILE; it is api.token"
                        + " in the reconciler's data directory",
                refused());
        options.daemon.server = "";
        assertEquals("say which reconciler: --server URL or BRINGUP_SERVER", refused());
        assertEquals(first, status("/commit/id"));
    }
}
