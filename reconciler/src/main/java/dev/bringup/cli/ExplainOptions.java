package dev.bringup.cli;

import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Everything that `explain` can be told.
public final class ExplainOptions {

    @Parameters(
            paramLabel = "MACHINE|CODE|RAIL",
            description = "A machine, a code of bringup validate, or a rail of bringup plan.")
    public String what = "";

    @Mixin public ServerOptions daemon = new ServerOptions();

    @Option(
            names = "--path",
            paramLabel = "PATH",
            description = "Folder or file of the state repository (default: here).")
    public Path path = Path.of(".");

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            description = "text or json (default: ${DEFAULT-VALUE}).")
    public Output output = Output.TEXT;
}
