package dev.bringup.notify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The file of what lasts and was told. To lose it costs a notice that was sent before.
final class Told {

    private static final Logger LOG = LoggerFactory.getLogger(Told.class);

    private Told() {}

    static SortedSet<String> read(Path file) {
        try {
            return Files.exists(file)
                    ? new TreeSet<>(Files.readAllLines(file))
                    : Collections.emptySortedSet();
        } catch (IOException e) {
            LOG.warn("what was told already cannot be read: {}", e.getMessage());
            return Collections.emptySortedSet();
        }
    }

    /// What is kept now.
    static SortedSet<String> keep(Path file, SortedSet<String> kept, SortedSet<String> now) {
        if (now.equals(kept)) {
            return kept;
        }
        try {
            Path next = file.resolveSibling(file.getFileName() + ".next");
            Files.write(next, now);
            Files.move(
                    next,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("what was told cannot be written down: {}", e.getMessage());
        }
        return now;
    }
}
