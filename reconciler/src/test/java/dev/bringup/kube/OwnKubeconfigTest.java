package dev.bringup.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.Kubernetes;
import dev.bringup.model.MachineId;
import dev.bringup.secrets.AdminConfig;
import dev.bringup.secrets.Issuer;
import dev.bringup.secrets.Roots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is signed from the roots of trust is a kubeconfig that we can use, also while there is no
/// API yet.
class OwnKubeconfigTest {

    @TempDir Path folder;

    @Test
    void itOpensAndTheApiNeedNotBeThere() throws IOException {
        InstantSource clock = InstantSource.system();
        SecureRandom random = new SecureRandom();
        Issuer issuer = new Issuer(clock.instant(), random);
        Roots roots = issuer.make(List.of());
        String text =
                AdminConfig.text(
                        roots,
                        "rack",
                        "127.0.0.1:1",
                        issuer.client(roots, "us", "admins", Duration.ofHours(1)));
        Path file = Files.writeString(folder.resolve("admin.conf"), text);

        try (Kube kube = Kube.connect(text, clock, random);
                Kube same = Kube.connect(file, clock, random)) {
            for (Kube each : List.of(kube, same)) {
                Map<String, Instant> ends = each.certificates();
                assertEquals(Set.of("kubernetes-ca", "kubernetes-client"), ends.keySet());
                Instant soon = clock.instant().plus(Duration.ofHours(2));
                assertTrue(ends.get("kubernetes-client").isBefore(soon));
                assertTrue(ends.get("kubernetes-ca").isAfter(soon));
                assertEquals(
                        Optional.empty(),
                        each.mint(
                                new MachineId("n1"),
                                Duration.ofMinutes(1),
                                new Kubernetes("1.36.2")));
            }
        }
    }
}
