package dev.bringup.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "init",
        description = "Write a small state repository to start from.",
        footer = {
            "%nExamples:",
            "  bringup init rack",
            "  bringup init rack --yes --cidr 10.0.0.0/24 --mac 52:54:00:11:22:33"
        })
final class InitCommand implements Callable<Integer> {

    private final Workbench bench;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Mixin InitOptions options = new InitOptions();

    InitCommand(Workbench bench) {
        this.bench = bench;
    }

    @Override
    public Integer call() throws Program.Failure {
        return bench.init(options);
    }
}
