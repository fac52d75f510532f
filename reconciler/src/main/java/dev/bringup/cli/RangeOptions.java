package dev.bringup.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which two states of a repository are set against each other.
public final class RangeOptions {

    @Parameters(
            arity = "0..1",
            paramLabel = "PATH",
            description = "Folder or file of the state repository (default: here).")
    public Path path = Path.of(".");

    @Option(
            names = "--from",
            paramLabel = "REV",
            description = "What is in force: a revision (default: ${DEFAULT-VALUE}).")
    public String from = "HEAD";

    @Option(
            names = "--to",
            paramLabel = "REV",
            description = "What is asked for: a revision (default: the files as they lie there).")
    public String to = "";
}
