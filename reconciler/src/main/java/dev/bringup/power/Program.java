package dev.bringup.power;

import dev.bringup.model.MachineSpec;
import dev.bringup.model.Rung;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Power by a program of the operator's. Git names it; what there is to be run is decided on the
/// reconciler's own host, by what lies in one folder.
record Program(Path folder) {

    private static final int MOST_SAID = 1000;

    /// The program gets the verb, the machine's name and its first MAC, and nothing of our
    /// environment but where programs are.
    void run(Rung.Command command, MachineSpec machine, Ladder.Verb verb) throws Unable {
        Optional<String> lack = lack(command);
        if (lack.isPresent()) {
            throw new Unable(lack.get(), Unable.Cure.HUMAN);
        }
        Path program = folder.resolve(command.run());
        try {
            Path said = Files.createTempFile("bringup-power", "");
            try {
                end(start(program, machine, verb, said), command, said);
            } finally {
                Files.deleteIfExists(said);
            }
        } catch (IOException e) {
            throw new Unable(
                    "program " + command.run() + " cannot be run: " + e.getMessage(),
                    Unable.Cure.HUMAN);
        }
    }

    Optional<String> lack(Rung.Command command) {
        Path program = folder.resolve(command.run());
        return Files.isExecutable(program) && !Files.isDirectory(program)
                ? Optional.empty()
                : Optional.of("there is no program " + command.run() + " to run in " + folder);
    }

    private static Process start(Path program, MachineSpec machine, Ladder.Verb verb, Path said)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        List.of(
                                "" + program,
                                verb.name().toLowerCase(Locale.ROOT),
                                machine.id().name(),
                                "" + machine.macs().getFirst()));
        builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
        builder.redirectInput(Path.of("/dev/null").toFile());
        builder.redirectErrorStream(true).redirectOutput(said.toFile());
        return builder.start();
    }

    private static void end(Process process, Rung.Command command, Path said)
            throws Unable, IOException {
        try {
            if (!process.waitFor(command.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Unable(
                        "program %s did not end within %d s"
                                .formatted(command.run(), command.timeout().toSeconds()),
                        Unable.Cure.TIME);
            }
            if (process.exitValue() != 0) {
                String text = text(said);
                throw new Unable(
                        "program %s exited with status %d%s"
                                .formatted(
                                        command.run(),
                                        process.exitValue(),
                                        text.isEmpty() ? "" : ": " + text),
                        Unable.Cure.TIME);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unable("interrupted", Unable.Cure.TIME);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String text(Path said) throws IOException {
        try (java.io.InputStream in = Files.newInputStream(said)) {
            return new String(in.readNBytes(MOST_SAID), StandardCharsets.UTF_8).strip();
        }
    }
}
