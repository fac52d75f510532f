package dev.bringup.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Everything that `cycle` can be told.
@Command(
        name = "cycle",
        description = {
            "Installs machines anew and measures it: writes a new reimage.generation into a clone"
                    + " of the state repository, commits and pushes it through your own git, and"
                    + " follows the machines to Ready. Budgets, windows and all other rails hold as"
                    + " for any commit.",
            "Ends with 0 when all are Ready, with 1 when one failed or the time was over."
        },
        footer = {
            "%nExamples:",
            "  bringup cycle node-01 node-02 --path ~/rack --server http://127.0.0.1:8080",
            "  bringup cycle --profile worker --timeout 4h"
        })
public final class CycleOptions {

    @Mixin public Help help = new Help();

    @Parameters(arity = "0..*", paramLabel = "MACHINE", description = "These machines.")
    public List<String> machines = new ArrayList<>();

    @Option(
            names = "--profile",
            paramLabel = "PROFILE",
            description = "All machines of a profile: its own reimage.generation is set.")
    public String profile = "";

    @Option(
            names = "--path",
            paramLabel = "PATH",
            description = "Folder of a clone of the state repository (default: here).")
    public Path path = Path.of(".");

    @Mixin public ServerOptions daemon = new ServerOptions();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "Stop following after this; the reconciler goes on (default: 2h).")
    public Duration timeout = Duration.ofHours(2);

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            description =
                    "How the runs are listed at the end: table, json or yaml (default:"
                            + " ${DEFAULT-VALUE}). Progress goes to standard error then.")
    public Listing output = Listing.TABLE;
}
