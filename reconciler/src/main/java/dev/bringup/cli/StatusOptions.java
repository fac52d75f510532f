package dev.bringup.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Everything that `status` can be told.
@Command(
        name = "status",
        description =
                "How everything stands: the commit in force, each machine, what is next or held.",
        footer = {
            "%nExamples:",
            "  bringup status --server http://127.0.0.1:8080",
            "  bringup status -w",
            "  bringup status --output json | jq '.machines[] | select(.state != \"ready\").name'"
        })
public final class StatusOptions {

    @Mixin public Help help = new Help();

    @Mixin public ServerOptions daemon = new ServerOptions();

    @Option(
            names = {"-w", "--watch"},
            description = "Go on, and show it anew whenever it changes.")
    public boolean watch;

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            description = "table, json or yaml (default: ${DEFAULT-VALUE}).")
    public Listing output = Listing.TABLE;
}
