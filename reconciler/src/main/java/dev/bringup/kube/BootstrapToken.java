package dev.bringup.kube;

import dev.bringup.model.MachineId;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// A token with which one machine may join, as kubeadm writes them: `abcdef.0123456789abcdef`.
record BootstrapToken(String id, String secret) {

    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

    static BootstrapToken fresh(SecureRandom random) {
        return new BootstrapToken(letters(random, 6), letters(random, 16));
    }

    /// `groups` are what its holder may do until it has a certificate of its own.
    Secret object(MachineId machine, Instant expiration, String groups) {
        return new SecretBuilder()
                .withNewMetadata()
                .withName("bootstrap-token-" + id)
                .withNamespace("kube-system")
                .addToAnnotations(Marks.MACHINE, machine.name())
                .endMetadata()
                .withType("bootstrap.kubernetes.io/token")
                .addToStringData("token-id", id)
                .addToStringData("token-secret", secret)
                .addToStringData(
                        "expiration", expiration.truncatedTo(ChronoUnit.SECONDS).toString())
                .addToStringData("usage-bootstrap-authentication", "true")
                // Without it `kubeadm join` finds no signature by this token to believe.
                .addToStringData("usage-bootstrap-signing", "true")
                .addToStringData("auth-extra-groups", groups)
                .build();
    }

    /// What is put in the joining machine's hand; `toString` keeps it to itself.
    String text() {
        return id + "." + secret;
    }

    private static String letters(SecureRandom random, int count) {
        StringBuilder letters = new StringBuilder();
        random.ints(count, 0, ALPHABET.length()).forEach(i -> letters.append(ALPHABET.charAt(i)));
        return letters.toString();
    }

    @Override
    public String toString() {
        return "BootstrapToken[" + id + "]";
    }
}
