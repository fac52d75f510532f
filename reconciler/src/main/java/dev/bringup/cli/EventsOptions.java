package dev.bringup.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Everything that `events` can be told.
@Command(
        name = "events",
        description =
                "What happened, the oldest first, as far back as the running reconciler remembers.",
        footer = {
            "%nExamples:",
            "  bringup events --server http://127.0.0.1:8080",
            "  bringup events -f --machine node-02"
        })
public final class EventsOptions {

    @Mixin public Help help = new Help();

    @Mixin public ServerOptions daemon = new ServerOptions();

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what happens next, also when the reconciler restarts.")
    public boolean follow;

    @Option(names = "--machine", paramLabel = "MACHINE", description = "Only of this machine.")
    public String machine = "";

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            description = "text, or json: an object on each line (default: ${DEFAULT-VALUE}).")
    public Output output = Output.TEXT;
}
