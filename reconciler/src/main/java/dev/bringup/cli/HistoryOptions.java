package dev.bringup.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Everything that `history` can be told.
@Command(
        name = "history",
        description = {
            "How long installations, reboots and wake-ups took.",
            "Of all machines, by action, profile and image, with the median and p95 of each phase;"
                    + " or of one machine, each attempt with its phases. Restarts of the"
                    + " reconciler lose nothing of it."
        },
        footer = {
            "%nExamples:",
            "  bringup history --server http://127.0.0.1:8080",
            "  bringup history node-02 --limit 5"
        })
public final class HistoryOptions {

    @Mixin public Help help = new Help();

    @Parameters(arity = "0..1", paramLabel = "MACHINE", description = "One of them.")
    public String machine = "";

    @Mixin public ServerOptions daemon = new ServerOptions();

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "How many attempts of a machine (default: ${DEFAULT-VALUE}).")
    public int limit = 20;

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            description = "table, json or yaml (default: ${DEFAULT-VALUE}).")
    public Listing output = Listing.TABLE;
}
