package dev.bringup.secrets;

import dev.bringup.model.SecretRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// Reads the operator's secrets from where the desired state says they are. A relative file is
/// below the secrets folder and may not lead out of it.
public final class Secrets {

    private final Path folder;
    private final Map<String, String> environment;
    private final Optional<Path> identities;
    private final Function<SecretRef.Kubernetes, Optional<String>> cluster;
    private final Mask mask;

    /// `identities` is a file of age keys; `cluster` reads a Secret of Kubernetes. What is read is
    /// told to `mask`.
    public Secrets(
            Path folder,
            Map<String, String> environment,
            Optional<Path> identities,
            Function<SecretRef.Kubernetes, Optional<String>> cluster,
            Mask mask) {
        this.folder = folder.toAbsolutePath().normalize();
        this.environment = Map.copyOf(environment);
        this.identities = identities;
        this.cluster = cluster;
        this.mask = mask;
    }

    public String read(SecretRef ref) {
        String secret = find(ref);
        mask.learn(secret);
        return secret;
    }

    /// Empty when it cannot be had, and why is told.
    public Optional<String> known(SecretRef ref, Consumer<String> why) {
        try {
            return Optional.of(read(ref));
        } catch (IllegalStateException | UncheckedIOException e) {
            why.accept(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private String find(SecretRef ref) {
        return switch (ref) {
            case SecretRef.Env(String name) -> fromEnvironment(name);
            case SecretRef.File(String path) -> fromFile(path);
            case SecretRef.Sops(String file, String key, String text) ->
                    Sops.value(file, text, key, ageKeys());
            case SecretRef.Kubernetes kubernetes ->
                    cluster.apply(kubernetes)
                            .map(String::strip)
                            .orElseThrow(() ->
                                    new IllegalStateException(
                                            "there is no '"
                                                    + kubernetes.key()
                                                    + "' in Secret "
                                                    + kubernetes.namespace()
                                                    + "/"
                                                    + kubernetes.name()));
        };
    }

    /// Read each time: whoever replaces the key file need not restart us.
    private List<String> ageKeys() {
        if (identities.isEmpty()) {
            return List.of();
        }
        List<String> keys = Age.identities(identities.get());
        keys.forEach(mask::learn);
        return keys;
    }

    private String fromEnvironment(String name) {
        String value = environment.get(name);
        if (value == null) {
            throw new IllegalStateException("the environment variable " + name + " is not set");
        }
        return value.strip();
    }

    private String fromFile(String path) {
        Path file = folder.resolve(path).normalize();
        if (!Path.of(path).isAbsolute() && !file.startsWith(folder)) {
            throw new IllegalStateException("the secret " + path + " leads out of " + folder);
        }
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the secret " + file, e);
        }
    }
}
