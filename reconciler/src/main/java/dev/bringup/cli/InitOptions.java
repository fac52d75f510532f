package dev.bringup.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Everything that `init` can be told. What is not said is asked, unless `--yes`.
@Command(
        name = "init",
        description = "Write a small state repository to start from.",
        footer = {
            "%nExamples:",
            "  bringup init rack",
            "  bringup init rack --yes --cidr 10.0.0.0/24 --mac 52:54:00:11:22:33"
        })
public final class InitOptions {

    @Mixin public Help help = new Help();

    @Mixin public OutputOption form = new OutputOption();

    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            description = "Where; it may not hold files yet (default: here).")
    public Path folder = Path.of(".");

    @Option(names = "--yes", description = "Ask nothing, take the defaults.")
    public boolean yes;

    @Option(names = "--name", paramLabel = "NAME", description = "The cluster's name.")
    public @Nullable String name;

    @Option(
            names = "--kubernetes",
            paramLabel = "VERSION",
            description = "The version of the cluster that machines join.")
    public @Nullable String kubernetes;

    @Option(names = "--cidr", paramLabel = "CIDR", description = "The machines' network.")
    public @Nullable String cidr;

    @Option(names = "--gateway", paramLabel = "IP", description = "Their default route.")
    public @Nullable String gateway;

    @Option(names = "--mac", paramLabel = "MAC", description = "The first machine's MAC.")
    public @Nullable String mac;

    @Option(names = "--ip", paramLabel = "IP", description = "The first machine's address.")
    public @Nullable String ip;
}
