package dev.bringup.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Everything that `record` can be told.
@Command(
        name = "record",
        description = {
            "Save what the flight recorder has of one attempt of a machine: its phases, events,"
                    + " DHCP and TFTP packets, boot requests, what the machine logged, power"
                    + " commands, SSH output and its payload.",
            "Secrets are masked, so that it may be sent to somebody who helps. The recorder is"
                    + " bounded and in memory: a restart of the reconciler empties it."
        },
        footer = {
            "%nExit code: 0 when it is saved, 2 when there is no such machine or attempt, 3 when no"
                    + " reconciler answers.",
            "%nExample:",
            "  bringup record node-02 -o node-02.tar.gz --server http://127.0.0.1:8080 \\",
            "    --token-file /var/lib/bringup/api.token"
        })
public final class RecordOptions {

    @Mixin public Help help = new Help();

    @Mixin public OutputOption form = new OutputOption();

    @Parameters(paramLabel = "MACHINE", description = "Of which machine.")
    public String machine = "";

    @Option(
            names = "--attempt",
            paramLabel = "N",
            description =
                    "Which attempt: its id as the console shows it, or counted back from the last"
                            + " (default: 1, the last).")
    public String attempt = "";

    @Option(
            names = {"-o", "--file"},
            paramLabel = "FILE",
            description = "Where to (default: MACHINE-ATTEMPT.tar.gz here).")
    public @Nullable Path file;

    @Mixin public ServerOptions daemon = new ServerOptions();

    @Mixin public TokenOptions token = new TokenOptions();
}
