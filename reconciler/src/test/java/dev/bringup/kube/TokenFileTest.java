package dev.bringup.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.lab.api.LabApi;
import dev.bringup.lab.api.Sample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFileTest {

    @TempDir Path folder;

    @Test
    void aTokenInAFileIsReadAnewForEachRequest() throws Exception {
        try (LabApi api = Sample.api(folder.resolve("api"), 0)) {
            String written = Files.readString(api.kubeconfig());
            String token = written.replaceFirst("(?s).*token: \"?([^\\s\"}]+).*", "$1");
            Path file = Files.writeString(folder.resolve("token"), token + "\n");
            Path kubeconfig =
                    Files.writeString(
                            folder.resolve("kubeconfig"),
                            written.replaceFirst("token: \"?[^\\s\"}]+\"?", "tokenFile: token"));

            try (Kube kube = Kube.connect(kubeconfig, InstantSource.system(), new SecureRandom())) {
                assertEquals(Optional.empty(), kube.trouble());
                Files.writeString(file, "of yesterday");
                assertTrue(kube.trouble().isPresent());
                Files.writeString(file, token);
                assertEquals(Optional.empty(), kube.trouble());
            }
        }
    }
}
