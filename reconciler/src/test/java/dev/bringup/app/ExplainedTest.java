package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.cli.Exit;
import dev.bringup.cli.ExplainOptions;
import dev.bringup.cli.Output;
import dev.bringup.cli.Program.Failure;
import dev.bringup.model.Attempt;
import dev.bringup.port.Entry;
import dev.bringup.port.Note;
import dev.bringup.query.Board;
import dev.bringup.query.Pictures;
import dev.bringup.web.Console;
import dev.bringup.web.Consoles;
import dev.bringup.web.Posts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class ExplainedTest {

    private final ExplainOptions options = new ExplainOptions();

    private String told(String what) throws Failure {
        options.what = what;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, false, StandardCharsets.UTF_8);
        assertEquals(Exit.FINE, new Explained(options, print).run());
        print.flush();
        return out.toString(StandardCharsets.UTF_8);
    }

    private Failure refused(String what) {
        return assertThrows(Failure.class, () -> told(what));
    }

    /// Runs `test` against the console of a reconciler that sees one machine of each sort.
    private void running(Scenario test) throws IOException, Failure {
        Board board = new Board(10);
        try (Console console =
                Consoles.open(board, Posts.NONE, Clock.fixed(Pictures.AT, ZoneOffset.UTC))) {
            options.daemon.server = "http://127.0.0.1:" + console.address().getPort();
            board.published(Pictures.everything(Pictures.AT));
            test.run(board);
        }
    }

    private interface Scenario {
        void run(Board board) throws Failure;
    }

    @Test
    void aCodeIsExplainedInAnyCase() throws Failure {
        assertTrue(told("bu1301").startsWith("BU1301: A name leads nowhere\n"));
        options.output = Output.JSON;
        assertTrue(told("bu1301").startsWith("{\"code\":\"BU1301\",\"text\":\"BU1301: A name"));
    }

    @Test
    void aRailIsExplainedWithItsDefaults() throws Failure {
        assertTrue(
                told("r4").startsWith("R4: budgets per verb; what is in flight counts.\n\n"),
                told("r4"));
        options.output = Output.JSON;
        assertTrue(told("operator").startsWith("{\"rail\":\"OPERATOR\",\"text\":\"OPERATOR: "));
    }

    @Test
    void whatIsNoneOfThemGetsTheNearestName() {
        options.path = Path.of("../examples/lab");

        Failure code = refused("BU1301x");
        assertEquals(
                "there is no machine, code or rail 'BU1301x'; did you mean 'BU1301'?",
                code.getMessage());
        assertEquals(Exit.WRONG_INPUT, code.exitCode());
        assertEquals(
                "there is no machine, code or rail 'R44'; did you mean 'R4'?",
                refused("R44").getMessage());
        assertEquals(
                "there is no machine, code or rail 'node-20'; did you mean 'node-02'?",
                refused("node-20").getMessage());
        assertEquals(
                "there is no machine, code or rail 'elephant'; machines are node-01, node-02,"
                        + " node-03",
                refused("elephant").getMessage());
        options.path = Path.of("no/where");
        assertEquals("there is no no/where", refused("node-01").getMessage());
    }

    @Test
    void aMachineOfARepositorySaysWhereEachValueComesFrom() throws Failure {
        options.path = Path.of("../examples/lab");
        String text = told("node-02");

        assertTrue(
                text.startsWith("node-02 of cluster lab, state joined\n  profile      worker\n"),
                text);
        assertTrue(text.contains("\n  image        lab-os-1, sha256 0e30efd3\n"), text);
        assertEquals(
                List.of(
                        "macAddress 52:54:00:77:00:02 identity ../examples/lab/machines/node-02.yaml:7",
                        "image lab-os-1 reimage ../examples/lab/profiles/worker.yaml:8",
                        "state Joined live default"),
                text.lines()
                        .filter(line -> line.matches("(macAddress|image|state) .*"))
                        .map(line -> line.replaceAll(" +", " "))
                        .toList());
    }

    @Test
    void theMachinesOwnValueWinsOverItsProfiles(@TempDir Path folder) throws Failure, IOException {
        for (Map.Entry<String, byte[]> file : LabRepository.files(2).entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
        Path machine = folder.resolve("machines/node-02.yaml");
        String before = Files.readString(machine);
        Files.writeString(machine, before + "  labels: {bringup.dev/profile: special}\n");
        options.path = folder;
        options.output = Output.JSON;
        String json = told("node-02");
        String labels = "{\"field\":\"labels.bringup.dev/profile\",\"value\":\"";

        assertTrue(json.startsWith("{\"machine\":\"node-02\",\"cluster\":\"lab\","), json);
        assertTrue(
                json.contains(
                        labels
                                + "special\",\"change\":\"live\",\"at\":\""
                                + machine
                                + ":"
                                + (before.lines().count() + 1)
                                + "\"}"),
                json);
        assertFalse(json.contains(labels + "worker"), json);
        assertTrue(
                json.contains("{\"field\":\"state\",\"value\":\"Joined\",\"change\":\"live\"}"),
                json);
    }

    @Test
    void aHeldMachineSaysByWhichRailAndSinceWhen() throws IOException, Failure {
        running(board -> {
            board.published(Pictures.everything(Pictures.AT.plusSeconds(60)));

            assertEquals(
                    """
                    node-03 is off
                      wanted     joined, profile worker, image lab-os-1, fingerprint v1:aaaaaaaa
                      commit     none yet
                      seen       power off
                      next       reimage is held by R4
                      held       reimage by R4 since 2026-09-01T12:00:00Z: 1 of 1 parallel reimage is taken by node-02; its turn comes at about 2026-09-01T12:01:00Z
                                 bringup explain R4 says more
                      served     its own disk: no installation is due
                      attempts   none since the reconciler started
                    """,
                    told("node-03"));
        });
    }

    @Test
    void aMachineThatInstallsSaysHowFarItIsAndWhatEndedBefore() throws IOException, Failure {
        running(board -> {
            Attempt before = Pictures.attempt(4, Pictures.AT.minusSeconds(500));
            board.noted(
                    new Note.AttemptClosed(
                            Pictures.AT.minusSeconds(400),
                            before,
                            "worker",
                            Entry.Ending.FAILED,
                            "nothing happened for too long",
                            Duration.ofSeconds(100)));
            String text = told("node-04");

            assertTrue(text.startsWith("node-04 is draining\n"), text);
            assertTrue(text.contains("\n  commit     a1b2c3d4\n"), text);
            assertTrue(text.contains("\n  next       drain is under way for 12 s\n"), text);
            assertTrue(
                    text.endsWith(
                            "  attempts   2026-09-01T11:51:40Z install for a1b2c3d4, failed after 1"
                                    + " min 40 s: nothing happened for too long\n"
                                    + "               ours: 25 s, 20% since"
                                    + " 2026-09-01T11:51:15Z (poll 5.0 s, queue R4 20 s)\n"),
                    text);
        });
    }

    @Test
    void aRailSaysWhatItHoldsNow() throws IOException, Failure {
        running(_ -> {
            assertTrue(
                    told("R6")
                            .endsWith(
                                    "\nIt holds now:\n  node-05: install since 2026-09-01T12:00:00Z:"
                                            + " disk vda (serial S3Z8NB0K) holds data of unknown"
                                            + " origin\n"),
                    told("R6"));
            assertTrue(told("R9").endsWith("\n\nIt holds nothing now.\n"), told("R9"));
            assertTrue(
                    told("R1")
                            .contains(
                                    "\nCommit eeeeeeee is rejected:\nmachines/node-04.yaml:8:3: error"
                                            + " BU1101: unknown field"
                                            + " 'profil' in 'spec'\n"),
                    told("R1"));
            options.output = Output.JSON;
            assertTrue(
                    told("R4")
                            .contains(
                                    ",\"holds\":[{\"machine\":\"node-03\",\"verb\":\"reimage\",\"rail\":\"R4\","),
                    told("R4"));
        });
    }

    @Test
    void aRunningReconcilerKnowsItsMachinesOnly() throws IOException, Failure {
        running(_ ->
                assertEquals(
                        "there is no machine, code or rail 'node-00'; did you mean 'node-01'?",
                        refused("node-00").getMessage()));
        Failure gone = refused("node-01");
        assertEquals(
                "no reconciler answers at "
                        + options.daemon.server
                        + "; is it running, and is that its console?",
                gone.getMessage());
        assertEquals(Exit.WORLD_UNREACHABLE, gone.exitCode());
    }
}
