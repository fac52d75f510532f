package dev.bringup.cli;

import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Everything that `accept` can be told.
public final class AcceptOptions {

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
