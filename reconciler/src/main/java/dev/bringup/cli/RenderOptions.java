package dev.bringup.cli;

import dev.bringup.model.Ip4;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Everything that `render` can be told.
@Command(
        name = "render",
        description = "Print what a machine would be served, byte for byte.",
        footer = {
            "%nExamples:",
            "  bringup render node-01 --path examples/lab",
            "  bringup render node-01 --what user-data --at HEAD~1",
            "  bringup render --target switch-r1 --into out"
        })
public final class RenderOptions {

    @Mixin public Help help = new Help();

    @Mixin public OutputOption form = new OutputOption();

    @Parameters(arity = "0..1", paramLabel = "MACHINE", description = "The name of a machine.")
    public String machine = "";

    @Option(
            names = "--target",
            paramLabel = "NAME",
            description = "Render a Target instead of a machine.")
    public String target = "";

    @Option(
            names = "--into",
            paramLabel = "DIR",
            description = "Write the Target's file below this folder (default: print it).")
    public @Nullable Path into;

    @Option(
            names = "--what",
            paramLabel = "WHAT",
            description =
                    "dhcp, dns (as lines of a zone file), ipxe, install (what the installer is"
                            + " told), a file of the payload (user-data, meta-data, network-config,"
                            + " ignition, talos, script) or all"
                            + " (default: ${DEFAULT-VALUE}).")
    public String what = "all";

    @Option(
            names = "--path",
            paramLabel = "PATH",
            description = "Folder or file of the state repository (default: here).")
    public Path path = Path.of(".");

    @Option(
            names = "--at",
            paramLabel = "REV",
            description = "A revision of the clone (default: the files as they lie there).")
    public String at = "";

    @Option(
            names = "--address",
            paramLabel = "IP",
            description =
                    "The reconciler's address as machines see it (default: the first of the"
                            + " network).")
    public @Nullable Ip4 address;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description = "Its port for boot scripts and payloads (default: ${DEFAULT-VALUE}).")
    public int httpPort = 8081;

    @Option(
            names = "--reveal",
            description =
                    "Show keys and nonces, made from the root key in --data-dir, and secrets. What"
                            + " a Secret of the cluster holds is named instead.")
    public boolean reveal;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "The reconciler's data directory, for --reveal.")
    public @Nullable Path dataDir;

    @Option(
            names = "--age-identity",
            paramLabel = "FILE",
            description = "Age keys for secrets of SOPS, for --reveal.")
    public @Nullable Path ageIdentity;
}
