package dev.bringup.secrets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bringup.model.SecretRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where the operator's secrets are read, and where they are not.
class SecretsTest {

    @TempDir Path folder;

    private final Mask mask = new Mask();

    private Secrets secrets(Path inside, Map<String, String> environment) {
        return new Secrets(
                inside,
                environment,
                Optional.empty(),
                ref -> Optional.of(ref.toString()).filter(_ -> ref.key().equals("there")),
                mask);
    }

    @Test
    void aSecretOfTheCluster() {
        Secrets secrets = secrets(folder, Map.of());

        assertEquals(
                "Kubernetes[namespace=ns, name=bmc, key=there]",
                secrets.read(new SecretRef.Kubernetes("ns", "bmc", "there")));
        assertEquals(
                "there is no 'nothere' in Secret ns/bmc",
                assertThrows(
                                IllegalStateException.class,
                                () ->
                                        secrets.read(
                                                new SecretRef.Kubernetes("ns", "bmc", "nothere")))
                        .getMessage());
    }

    @Test
    void whatWasReadIsHidden() {
        Secrets secrets =
                secrets(folder, Map.of("BMC", "admin:hunter22", "KEY", "line one\nline \"two\"\n"));

        assertEquals("admin:hunter22", mask.hide("admin:hunter22"));
        secrets.read(new SecretRef.Env("BMC"));
        secrets.read(new SecretRef.Env("KEY"));

        assertEquals(
                "ipmi: *** for admin: ***", mask.hide("ipmi: admin:hunter22 for admin: hunter22"));
        assertEquals(
                "{\"t\": \"*** and ***\"}",
                mask.hide("{\"t\": \"line \\\"two\\\" and line one\"}"));
        assertEquals("nothing to hide", mask.hide("nothing to hide"));
    }

    @Test
    void aSecretIsReadWhereItIsSaidToBe() throws IOException {
        Path inside = Files.createDirectory(folder.resolve("secrets"));
        Files.writeString(inside.resolve("bmc"), "admin:from a file\n");
        Path absolute = Files.writeString(folder.resolve("elsewhere"), "absolute\n");
        Secrets secrets = secrets(inside, Map.of("BMC", "from the environment\n"));

        assertEquals("from the environment", secrets.read(new SecretRef.Env("BMC")));
        assertEquals("admin:from a file", secrets.read(new SecretRef.File("bmc")));
        assertEquals("absolute", secrets.read(new SecretRef.File(absolute.toString())));
    }

    @Test
    void whatIsMissingIsNamed() {
        Secrets secrets = secrets(folder, Map.of());

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
                                        secrets(inside, Map.of())
                                                .read(new SecretRef.File("../root.key")))
                        .getMessage());
    }
}
