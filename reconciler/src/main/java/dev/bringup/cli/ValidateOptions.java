package dev.bringup.cli;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Everything that `validate` can be told.
@Command(
        name = "validate",
        description = "Check a state repository: every problem at once, with its place.",
        footer = {
            "%nExit code: 2 when there is an error, 0 when there are only warnings.",
            "%nExamples:",
            "  bringup validate examples/lab",
            "  bringup validate --format github"
        })
public final class ValidateOptions {

    @Mixin public Help help = new Help();

    @Option(
            names = {"--format", "--output"},
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    public Format format = Format.TEXT;

    @Parameters(
            arity = "0..1",
            paramLabel = "PATH",
            description = "Folder or file (default: here).")
    public Path path = Path.of(".");
}
