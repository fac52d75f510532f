package dev.bringup.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Everything that `plan` can be told.
@Command(
        name = "plan",
        description = "What merging would do: every step in order, what it costs, what is held.",
        footer = {
            "%nExamples:",
            "  bringup plan",
            "  bringup plan --from origin/main --to HEAD --format markdown",
            "  bringup plan --server http://127.0.0.1:8080",
            "  bringup plan examples/lab --exit-code"
        })
public final class PlanOptions {

    @Mixin public Help help = new Help();

    public enum Format {
        TEXT,
        MARKDOWN,
        JSON
    }

    @Mixin public RangeOptions range = new RangeOptions();

    @Option(
            names = "--server",
            paramLabel = "URL",
            description =
                    "Plan from the fleet as this reconciler sees it now, and from the commit that"
                            + " is in force there, instead of from --from.")
    public String server = "";

    @Option(
            names = {"--format", "--output"},
            paramLabel = "FORMAT",
            description = "text, markdown (for a comment on a pull request) or json.")
    public Format format = Format.TEXT;

    @Option(names = "--exit-code", description = "End with 1 when something would happen.")
    public boolean exitCode;
}
