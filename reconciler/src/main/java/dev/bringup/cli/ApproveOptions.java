package dev.bringup.cli;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Everything that `approve` can be told.
@Command(
        name = "approve",
        description =
                "Let pass what rail R15 holds: write an Approval that lists just those steps,"
                        + " commit it and push it.",
        footer = {
            "%nExamples:",
            "  bringup approve --reason \"kernel fix, discussed in the meeting\"",
            "  bringup approve --from origin/main --reason \"new rack\" --write-only"
        })
public final class ApproveOptions {

    @Mixin public Help help = new Help();

    @Mixin public OutputOption form = new OutputOption();

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
