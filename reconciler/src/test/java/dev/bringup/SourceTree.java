package dev.bringup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The project's own Java sources as text, for the tests that judge style.
final class SourceTree {

    record Source(String path, List<String> lines) {}

    private static final Path MODULE = Path.of("").toAbsolutePath();

    private SourceTree() {}

    static List<Source> main() {
        return under("src/main/java");
    }

    static List<Source> all() {
        List<Source> all = new ArrayList<>(main());
        all.addAll(under("src/test/java"));
        all.addAll(under("src/real/java"));
        all.addAll(under("src/sim/java"));
        return all;
    }

    static Path file(Source source) {
        return MODULE.resolve(source.path);
    }

    private static List<Source> under(String folder) {
        Path root = MODULE.resolve(folder);
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            List<Source> sources = new ArrayList<>();
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
                sources.add(
                        new Source(MODULE.relativize(file).toString(), Files.readAllLines(file)));
            }
            return sources;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
