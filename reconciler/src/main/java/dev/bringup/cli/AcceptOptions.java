package dev.bringup.cli;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Everything that `accept` can be told.
@Command(
        name = "accept",
        description = {
            "Put a commit in force that does not descend from the one that is: the way out of"
                    + " rewritten history (rail R1).",
            "It must be on the branch, load, carry a signature where one is required, and not take"
                    + " away more machines than R2 lets go."
        },
        footer = {
            "%nExit code: 0 when it is in force, 1 when you said no, 2 when it was refused, 3 when"
                    + " no reconciler answers.",
            "%nExample:",
            "  bringup accept origin/main --reason \"secrets taken out of the history\" \\",
            "    --server http://127.0.0.1:8080 --token-file /var/lib/bringup/api.token"
        })
public final class AcceptOptions {

    @Mixin public Help help = new Help();

    @Mixin public OutputOption form = new OutputOption();

    @Parameters(
            paramLabel = "COMMIT",
            description = "All 40 digits, or a revision of the clone at --path.")
    public String commit = "";

    @Mixin public ServerOptions daemon = new ServerOptions();

    @Mixin public TokenOptions token = new TokenOptions();

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Why this is right; it is journaled and shown with the commit.")
    public String reason = "";

    @Option(
            names = "--path",
            paramLabel = "PATH",
            description = "A clone, to look a revision up in (default: here).")
    public Path path = Path.of(".");

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    public boolean yes;
}
