package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.cli.Exit;
import dev.bringup.cli.Format;
import dev.bringup.cli.Program.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidationTest {

    @TempDir Path folder;

    @BeforeEach
    void writeTheLab() throws IOException {
        for (Map.Entry<String, byte[]> file : LabRepository.files(3).entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
    }

    private void edit(String file, String from, String to) throws IOException {
        Path path = folder.resolve(file);
        String before = Files.readString(path);
        assertTrue(before.contains(from), before);
        Files.writeString(path, before.replace(from, to));
    }

    @Test
    void whatIsFineSaysHowMuchItIs() throws Failure {
        Validation found = Validation.of(folder);

        assertEquals("fine: 3 machines of cluster lab\n", found.told(Format.TEXT, "1"));
        assertEquals("", found.told(Format.GITHUB, "1"));
        assertEquals(
                "{\"problems\":[],\"errors\":0,\"warnings\":0}\n", found.told(Format.JSON, "1"));
        assertEquals(Exit.FINE, found.exitCode());
    }

    @Test
    void anErrorIsToldByThePathFromHereAndEndsWithTwo() throws IOException, Failure {
        edit("machines/node-02.yaml", "profile: worker", "profile: wroker");
        Validation found = Validation.of(folder);

        assertEquals(
                """
                %s/machines/node-02.yaml:9:12: error BU1301: there is no Profile 'wroker'
                9 |   profile: wroker
                  |            ^
                  = help: did you mean 'worker'?
                1 error
                """
                        .formatted(folder),
                found.told(Format.TEXT, "1"));
        assertEquals(Exit.WRONG_INPUT, found.exitCode());
    }

    @Test
    void warningsAloneAreFine() throws IOException, Failure {
        edit(
                "cluster.yaml",
                "  policy:",
                "  lint: {allow: [{code: BU1703, reason: x}]}\n  policy:");
        Validation found = Validation.of(folder);

        assertEquals(
                """
                %s/cluster.yaml:17:25: warning BU1703: nothing in this repository is BU1703
                17 |   lint: {allow: [{code: BU1703, reason: x}]}
                   |                         ^
                   = help: take the line out
                1 warning
                fine: 3 machines of cluster lab
                """
                        .formatted(folder),
                found.told(Format.TEXT, "1"));
        assertEquals(Exit.FINE, found.exitCode());
    }

    @Test
    void oneFileIsARepositoryWithTheTemplatesBesideIt() throws IOException, Failure {
        StringBuilder all = new StringBuilder();
        for (Map.Entry<String, byte[]> file : LabRepository.files(3).entrySet()) {
            // What addons apply stays where it is.
            if (file.getKey().endsWith(".yaml") && !file.getKey().startsWith("addons/")) {
                all.append("---\n").append(Files.readString(folder.resolve(file.getKey())));
            }
        }
        Path one = folder.resolve("all.yaml");
        Files.writeString(one, all.toString());

        assertEquals(
                "fine: 3 machines of cluster lab\n", Validation.of(one).told(Format.TEXT, "1"));
        assertEquals(Exit.WRONG_INPUT, Validation.of(folder).exitCode());
    }

    @Test
    void whatIsNotThereIsOneSentence() {
        Failure failure = assertThrows(Failure.class, () -> Validation.of(Path.of("no/where")));
        assertEquals("there is no no/where", failure.getMessage());
    }
}
