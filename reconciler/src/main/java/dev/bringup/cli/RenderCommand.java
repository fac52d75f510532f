package dev.bringup.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "render",
        description = "Print what a machine would be served, byte for byte.",
        footer = {
            "%nExamples:",
            "  bringup render node-01 --path examples/lab",
            "  bringup render node-01 --what user-data --at HEAD~1",
            "  bringup render --target switch-r1 --into out"
        })
final class RenderCommand implements Callable<Integer> {

    private final Workbench bench;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Mixin RenderOptions options = new RenderOptions();

    RenderCommand(Workbench bench) {
        this.bench = bench;
    }

    @Override
    public Integer call() throws Program.Failure {
        return bench.render(options);
    }
}
