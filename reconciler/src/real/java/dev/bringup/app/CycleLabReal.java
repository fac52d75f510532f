package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bringup.cli.CycleOptions;
import dev.bringup.cli.Exit;
import dev.bringup.cli.Listing;
import dev.bringup.cli.Program.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `bringup cycle` against the lab, as somebody with a clone runs it.
@Timeout(120)
class CycleLabReal {

    @TempDir Path folder;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final ByteArrayOutputStream aside = new ByteArrayOutputStream();
    private final CycleOptions options = new CycleOptions();

    private int run() throws Failure {
        return new Cycling(
                        options,
                        InstantSource.system(),
                        new PrintStream(said, true, StandardCharsets.UTF_8),
                        new PrintStream(aside, true, StandardCharsets.UTF_8))
                .run();
    }

    private void git(String... arguments) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of("git", "-C", folder.toString()));
        command.addAll(List.of(arguments));
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
    }

    @Test
    void machinesAreInstalledAnewAndTheirTimesTold() throws Exception {
        try (LabBench lab = new LabBench(folder.resolve("lab"), 10)) {
            git("clone", "--quiet", lab.home.repository().toString(), "clone");
            git("-C", "clone", "config", "user.name", "Ann");
            git("-C", "clone", "config", "user.email", "ann@lab.example");
            options.path = folder.resolve("clone");
            options.daemon.server = lab.cockpit.url();
            options.machines = List.of("node-01", "node-02");
            Map<String, String> ready =
                    Map.of("node-01", "ready", "node-02", "ready", "node-03", "ready");
            lab.await(new java.util.TreeMap<>(ready), lab::states);

            assertEquals(Exit.FINE, run());

            String text =
                    said.toString(StandardCharsets.UTF_8)
                            .replaceAll("pushed [0-9a-f]{8}", "pushed COMMIT")
                            .replaceAll("\\d+(\\.\\d)? (s|min)( \\d+ s)?", "TIME");
            assertTrue(text.startsWith("pushed COMMIT: cycle node-01, node-02\n"), text);
            for (String line :
                    List.of(
                            "node-01: image took TIME",
                            "node-01: cycle time TIME",
                            "node-02: drain is held by R4: budgets.reimage.parallel is 1",
                            "node-02: cycle time TIME",
                            "2 done: min TIME, median TIME, max TIME",
                            "before, install of worker with lab-os-1: min TIME, median TIME, max TIME of 3")) {
                assertTrue(text.contains("\n" + line), line + " is not in\n" + text);
            }
            assertTrue(
                    text.matches("(?s).*\nnode-01 +lab-os-1 +done +TIME +.*ready TIME\n.*"), text);
            assertEquals("", aside.toString(StandardCharsets.UTF_8));
            ofAProfileForPrograms();
        }
    }

    private void ofAProfileForPrograms() throws Exception {
        said.reset();
        options.machines = List.of();
        options.profile = "worker";
        options.output = Listing.JSON;
        assertEquals(Exit.FINE, run());

        com.fasterxml.jackson.databind.JsonNode runs =
                new ObjectMapper().readTree(said.toString(StandardCharsets.UTF_8));
        assertEquals(3, runs.at("/cycle/count").asInt());
        assertEquals("reimage", runs.at("/runs/0/opening/goal").asText());
        assertEquals(List.of("install", "reimage"), runs.at("/before").findValuesAsText("action"));
        assertTrue(aside.toString(StandardCharsets.UTF_8).contains("node-03: cycle time "));
    }

    @Test
    void whatCannotBeCycledIsOneSentence() {
        options.path = Path.of("../examples/lab");
        assertEquals(
                "say which reconciler: --server URL or BRINGUP_SERVER",
                assertThrows(Failure.class, this::run).getMessage());
        options.daemon.server = "http://127.0.0.1:1";
        assertEquals(
                "say which: MACHINE... or --profile PROFILE",
                assertThrows(Failure.class, this::run).getMessage());
        options.machines = List.of("node-33");
        assertEquals(
                "there is no machine 'node-33'; did you mean 'node-03'?",
                assertThrows(Failure.class, this::run).getMessage());
        options.machines = List.of();
        options.profile = "workers";
        assertEquals(
                "there is no profile with a machine that is to be Joined 'workers'; did you mean"
                        + " 'worker'?",
                assertThrows(Failure.class, this::run).getMessage());
        options.path = Path.of("../pom.xml");
        assertEquals(
                "../pom.xml is not a folder; a cycle is a commit",
                assertThrows(Failure.class, this::run).getMessage());
    }
}
