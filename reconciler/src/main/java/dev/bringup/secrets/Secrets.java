package dev.bringup.secrets;

import dev.bringup.model.SecretRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Reads the operator's secrets from where the desired state says they are. A relative file is
/// below the secrets folder and may not lead out of it.
public final class Secrets {

    private final Path folder;
    private final Map<String, String> environment;

    public Secrets(Path folder, Map<String, String> environment) {
        this.folder = folder.toAbsolutePath().normalize();
        this.environment = Map.copyOf(environment);
    }

    public String read(SecretRef ref) {
        return switch (ref) {
            case SecretRef.Env(String name) -> fromEnvironment(name);
            case SecretRef.File(String path) -> fromFile(path);
        };
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
