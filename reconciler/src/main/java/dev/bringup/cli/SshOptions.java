package dev.bringup.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Everything that `ssh` can be told.
@Command(
        name = "ssh",
        description = {
            "Log in to a machine, or run a command on it, with your own keys by OpenSSH's client.",
            "The reconciler says where it is and which host key its installation was given; no"
                    + " other key is ever taken, and nothing is asked or remembered."
        },
        footer = {
            "%nExit code: that of the command; 255 when ssh itself failed, 2 when the machine is"
                    + " not known, 3 when no reconciler answers.",
            "%nExamples:",
            "  bringup ssh node-02",
            "  bringup ssh node-02 -- journalctl -u kubelet -n 20"
        })
public final class SshOptions {

    @Mixin public Help help = new Help();

    @Parameters(index = "0", paramLabel = "MACHINE", description = "Its name in Git.")
    public String machine = "";

    @Parameters(
            index = "1..*",
            paramLabel = "CMD",
            arity = "0..*",
            description = "What to run there, behind --; a shell without it.")
    public List<String> command = List.of();

    @Option(
            names = {"-i", "--identity"},
            paramLabel = "FILE",
            description = "Your private key (default: what ssh finds by itself, also an agent's).")
    public @Nullable Path identity;

    @Mixin public ServerOptions daemon = new ServerOptions();

    @Mixin public TokenOptions token = new TokenOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "With json: print address, user and host key, and do not log in.")
    public Output output = Output.TEXT;
}
