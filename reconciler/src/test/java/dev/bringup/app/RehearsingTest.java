package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bringup.Fleet;
import dev.bringup.cli.Exit;
import dev.bringup.cli.Output;
import dev.bringup.cli.Program.Failure;
import dev.bringup.cli.RehearseOptions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `bringup rehearse` as who is about to merge sees it.
class RehearsingTest {

    @TempDir Path folder;

    private final RehearseOptions options = new RehearseOptions();

    @BeforeEach
    void describe() throws Exception {
        for (Map.Entry<String, byte[]> file : LabRepository.files(3).entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
        try (Git git = Git.init().setDirectory(folder.toFile()).call()) {
            git.add().addFilepattern(".").call();
            git.commit().setSign(false).setMessage("Describe the rack").call();
        }
        options.range.path = folder;
    }

    private void edit(String file, String from, String to) throws Exception {
        String text = Files.readString(folder.resolve(file));
        assertTrue(text.contains(from), text);
        Files.writeString(folder.resolve(file), text.replace(from, to));
    }

    private String said(int exit) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PrintStream to = new PrintStream(out, true, StandardCharsets.UTF_8)) {
            assertEquals(exit, new Rehearsing(options, to).run(Fleet.NOON));
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aNewGenerationIsToldStepByStep() throws Exception {
        edit("machines/node-02.yaml", "spec:\n", "spec:\n  reimage: {generation: \"2\"}\n");
        String said = said(Exit.FINE);

        assertTrue(said.startsWith("lab: HEAD ("), said);
        assertTrue(said.contains("  00:06  node-02: drain: it runs v1:"), said);
        assertTrue(said.contains("node-02: image took "), said);
        assertTrue(said.contains("node-02: reimage done after "), said);
        assertTrue(said.lines().noneMatch(line -> line.contains("node-01:")), said);
        assertTrue(said.contains("\nIt ends as Git asks for, after "), said);
    }

    @Test
    void whatIsHeldIsSaidWithTheWayOut() throws Exception {
        edit("profiles/worker.yaml", "spec:\n", "spec:\n  reimage: {generation: \"2\"}\n");
        edit("cluster.yaml", "perCommit: 100%", "perCommit: 25%");
        String said = said(Exit.NOT_THERE_YET);

        assertTrue(
                said.endsWith(
                        """
                        Held still:
                          drain of node-01, node-02, node-03 by R15: this commit reimages 3 of\
                         profile worker, budgets.reimage.perCommit allows 1 (25%)
                          To let it pass: bringup approve
                        """),
                said);
    }

    @Test
    void aProgramReadsItAsJson() throws Exception {
        edit("machines/node-02.yaml", "spec:\n", "spec:\n  reimage: {generation: \"2\"}\n");
        options.output = Output.JSON;
        JsonNode json = new ObjectMapper().readTree(said(Exit.FINE));

        assertTrue(json.path("arrived").asBoolean(), json::toString);
        assertEquals(1, json.path("seed").asInt());
        assertTrue(json.path("seconds").asDouble() > 30, json::toString);
        assertTrue(json.path("timeline").size() > 10, json::toString);
    }

    @Test
    void whatCannotBeIsSaid() {
        options.faults = 500;
        assertEquals(
                "--faults is 0 to 200 of a thousand, not 500",
                assertThrows(Failure.class, () -> said(Exit.FINE)).getMessage());
        options.faults = 0;
        options.speed = "fast";
        assertEquals(
                "--speed is a number like 60, or max, not 'fast'",
                assertThrows(Failure.class, () -> said(Exit.FINE)).getMessage());
    }
}
