package dev.bringup.cli;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Everything that `explain` can be told.
@Command(
        name = "explain",
        description = {
            "Say more about a machine, a code or a rail:",
            "  a machine: with --server how it stands, what is next or held and why; without,"
                    + " where each of its values comes from and what changing it costs;",
            "  a code of a problem: what it means, and how to get rid of it;",
            "  a rail: what it is, its defaults, what to do; with --server what it holds now."
        },
        footer = {
            "%nExamples:",
            "  bringup explain node-02 --path examples/lab",
            "  bringup explain node-02 --server http://127.0.0.1:8080",
            "  bringup explain BU1301",
            "  bringup explain R4"
        })
public final class ExplainOptions {

    @Mixin public Help help = new Help();

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
