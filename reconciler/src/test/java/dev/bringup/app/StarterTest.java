package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.cli.Exit;
import dev.bringup.cli.InitOptions;
import dev.bringup.cli.Program.Failure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StarterTest {

    @TempDir Path folder;

    private final InitOptions options = new InitOptions();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @BeforeEach
    void aNewFolder() {
        options.folder = folder.resolve("rack");
    }

    private int run(String typed) throws Failure {
        return new Starter(
                        options,
                        new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8))
                .run();
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theDefaultsValidateAtOnce() throws Failure {
        options.yes = true;

        assertEquals(Exit.FINE, run(""));
        assertEquals(
                "fine: 1 machine of cluster lab\nnext: read "
                        + folder.resolve("rack/README.md")
                        + "\n",
                said());
    }

    @Test
    void whatIsNotSaidIsAskedAndHasADefault() throws Failure, IOException {
        options.name = "home";

        assertEquals(Exit.FINE, run("\n10.1.0.0/16\n\n52:54:00:aa:bb:cc\n\n"));
        assertTrue(
                said().startsWith(
                                "Version of Kubernetes [1.36.2]: Network of the machines [192.168.77.0/24]: Gateway [10.1.0.1]: MAC of the first machine [52:54:00:00:00:01]: Address of the first machine [10.1.0.11]: fine: 1 machine of cluster home\n"),
                said());
        String machine = Files.readString(folder.resolve("rack/machines/node-01.yaml"));
        assertTrue(machine.contains("52:54:00:aa:bb:cc"), machine);
        assertTrue(machine.contains("ipAddress: 10.1.0.11"), machine);
    }

    @Test
    void aWrongAnswerIsToldLikeAnyProblem() throws Failure {
        options.yes = true;
        options.ip = "10.9.9.9";

        assertEquals(Exit.WRONG_INPUT, run(""));
        assertTrue(
                said().contains(
                                "error BU1305: 10.9.9.9 is not in the cluster's network 192.168.77.0/24"),
                said());
    }

    @Test
    void whatIsThereIsNotOverwritten() throws IOException {
        Files.createDirectories(folder.resolve("rack"));
        Files.writeString(folder.resolve("rack/mine"), "x");

        assertEquals(
                folder.resolve("rack") + " holds files already; name a new folder",
                assertThrows(Failure.class, () -> run("")).getMessage());
        options.folder = folder.resolve("other");
        options.cidr = "nonsense";
        options.yes = true;
        assertEquals(
                "'nonsense' is not a network like 10.0.0.0/24",
                assertThrows(Failure.class, () -> run("")).getMessage());
    }
}
