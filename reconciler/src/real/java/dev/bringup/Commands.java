package dev.bringup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Runs other people's programs.
public final class Commands {

    public record Ran(int status, String output) {}

    private Commands() {}

    /// Both outputs as one; more than a minute is a failure.
    public static Ran run(String... command) throws IOException, InterruptedException {
        return run(Duration.ofMinutes(1), command);
    }

    /// The same, with so much time.
    public static Ran run(Duration most, String... command)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                        .start();
        Thread deadline =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                if (!process.waitFor(most)) {
                                    process.destroyForcibly();
                                }
                            } catch (InterruptedException _) {
                                // It ended in time.
                            }
                        });
        byte[] output = process.getInputStream().readAllBytes();
        int status = process.waitFor();
        deadline.interrupt();
        return new Ran(status, new String(output, StandardCharsets.UTF_8));
    }

    /// A file that a program can run.
    public static Path script(Path folder, String name, List<String> lines) {
        try {
            Path file = folder.resolve(name);
            Files.write(file, lines);
            if (!file.toFile().setExecutable(true)) {
                throw new IOException(file + " cannot be made executable");
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
