package dev.bringup.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Everything that `log-level` can be told.
@Command(
        name = "log-level",
        description = {
            "Change how much the running reconciler logs, until it restarts; with no LEVEL, show"
                    + " it.",
            "A package of ours is named by its last part (power, netboot, kube...), any other"
                    + " logger in full; with no name all that is ours is meant."
        },
        footer = {
            "%nExit code: 0 when it is so, 2 when a level or the token is wrong, 3 when no"
                    + " reconciler answers.",
            "%nExample:",
            "  bringup log-level power=debug --server http://127.0.0.1:8080 \\",
            "    --token-file /var/lib/bringup/api.token"
        })
public final class LogLevelOptions {

    @Mixin public Help help = new Help();

    @Parameters(
            arity = "0..*",
            paramLabel = "[NAME=]LEVEL",
            description = "error, warn, info, debug, trace or off.")
    public List<String> levels = new ArrayList<>();

    @Mixin public ServerOptions daemon = new ServerOptions();

    @Mixin public TokenOptions token = new TokenOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    public Output output = Output.TEXT;
}
