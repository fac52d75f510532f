package dev.bringup.netboot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/// The files of one folder and nothing outside it, whatever a request calls them and wherever links
/// lead.
record ServedFolder(Path root) {

    /// The regular file that a request names. Firmware writes leading slashes, and backslashes.
    Optional<Path> find(String name) {
        try {
            Path real = root.toRealPath();
            String relative = name.replace('\\', '/').replaceFirst("^/+", "");
            Path file = real.resolve(relative).toRealPath();
            return file.startsWith(real) && Files.isRegularFile(file) && Files.isReadable(file)
                    ? Optional.of(file)
                    : Optional.empty();
        } catch (IOException | InvalidPathException _) {
            return Optional.empty();
        }
    }
}
