package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.cli.Exit;
import dev.bringup.cli.PlanOptions;
import dev.bringup.cli.Program.Failure;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a reviewer reads of a tombstone.
class WipePlanTest {

    @TempDir Path folder;

    @Test
    void theDiskThatIsLostStandsInThePlan() throws Exception {
        for (Map.Entry<String, byte[]> file : LabRepository.files(3).entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
        try (Git git = Git.init().setInitialBranch("main").setDirectory(folder.toFile()).call()) {
            git.add().addFilepattern(".").call();
            git.commit().setAuthor("ann", "a@b.example").setMessage("Rack").setSign(false).call();
        }
        Files.delete(folder.resolve("machines/node-03.yaml"));
        Files.writeString(
                folder.resolve("goodbye.yaml"),
                """
                apiVersion: bringup.dev/v1
                kind: Decommission
                metadata: {name: goodbye}
                spec: {machine: node-03, identity: {serial: S3}, method: overwrite, expires: 2999-01-01}
                """);
        PlanOptions options = new PlanOptions();
        options.range.path = folder;
        assertEquals(
                """
                lab, 2 machines: HEAD (HASHHASH) -> worktree

                What differs
                  identity  machine              removed
                            node-03; machines/node-03.yaml:2:1, not committed yet

                What would happen
                    at once  drain    node-03        workload it left Git
                      2 min  release  node-03        workload it left Git and is drained
                  2 min 5 s  powerOff node-03        workload it left Git and its Node is gone
                  3 min 5 s  wipe     node-03        DISK     overwrite: tombstone goodbye asks for it

                1 disk is wiped, which nothing undoes, 1 drain, 1 release, 1 powerOff.
                The last of 4 steps begins after about 3 min 5 s; at the lowest 2 of 2 Nodes serve.
                """,
                told(options, PlanOptions.Format.TEXT).replaceAll("[0-9a-f]{8}", "HASHHASH"));
        String json = told(options, PlanOptions.Format.JSON).replaceAll("\\s", "");
        assertTrue(
                json.contains(
                        "\"verb\":\"wipe\",\"blast\":\"disk\",\"write\":{\"wipe\":\"overwrite\"}"),
                json);
    }

    private static String told(PlanOptions options, PlanOptions.Format format) throws Failure {
        options.format = format;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        assertEquals(Exit.FINE, Planning.run(options, Fleet.NOON, out));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
