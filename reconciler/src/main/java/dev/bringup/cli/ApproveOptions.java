package dev.bringup.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Everything that `approve` can be told.
public final class ApproveOptions {

    @Parameters(
            arity = "0..1",
            paramLabel = "PATH",
            description = "Folder of the state repository (default: here).")
    public Path path = Path.of(".");

    @Option(
            names = "--from",
            paramLabel = "REV",
            description =
                    "What is done already (default: ${DEFAULT-VALUE}, so that the last commit is"
                            + " what is approved).")
    public String from = "HEAD~1";

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Why this may pass; it stands in the approval and in the commit.")
    public String reason = "";

    @Option(names = "--write-only", description = "Write the file, and neither commit nor push it.")
    public boolean write;
}
