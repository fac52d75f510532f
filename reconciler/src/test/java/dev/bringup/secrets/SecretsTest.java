package dev.bringup.secrets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bringup.model.SecretRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where the operator's secrets are read, and where they are not.
class SecretsTest {

    @TempDir Path folder;

    @Test
    void aSecretIsReadWhereItIsSaidToBe() throws IOException {
        Path inside = Files.createDirectory(folder.resolve("secrets"));
        Files.writeString(inside.resolve("bmc"), "admin:from a file\n");
        Path absolute = Files.writeString(folder.resolve("elsewhere"), "absolute\n");
        Secrets secrets = new Secrets(inside, Map.of("BMC", "from the environment\n"));

        assertEquals("from the environment", secrets.read(new SecretRef.Env("BMC")));
        assertEquals("admin:from a file", secrets.read(new SecretRef.File("bmc")));
        assertEquals("absolute", secrets.read(new SecretRef.File(absolute.toString())));
    }

    @Test
    void whatIsMissingIsNamed() {
        Secrets secrets = new Secrets(folder, Map.of());

        assertEquals(
                "the environment variable BMC is not set",
                assertThrows(
                                IllegalStateException.class,
                                () -> secrets.read(new SecretRef.Env("BMC")))
                        .getMessage());
        assertEquals(
                "cannot read the secret " + folder.resolve("bmc"),
                assertThrows(
                                UncheckedIOException.class,
                                () -> secrets.read(new SecretRef.File("bmc")))
                        .getMessage());
    }

    /// Whoever may push must not read the reconciler's files.
    @Test
    void aRelativeFileDoesNotLeadOutOfTheFolder() throws IOException {
        Path inside = Files.createDirectory(folder.resolve("secrets"));
        Files.writeString(folder.resolve("root.key"), "not for you");

        assertEquals(
                "the secret ../root.key leads out of " + inside,
                assertThrows(
                                IllegalStateException.class,
                                () ->
                                        new Secrets(inside, Map.of())
                                                .read(new SecretRef.File("../root.key")))
                        .getMessage());
    }
}
