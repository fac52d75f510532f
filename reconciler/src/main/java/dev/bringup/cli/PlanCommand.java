package dev.bringup.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "plan",
        description = "What merging would do: every step in order, what it costs, what is held.",
        footer = {
            "%nExamples:",
            "  bringup plan",
            "  bringup plan --from origin/main --to HEAD --format markdown",
            "  bringup plan --server http://127.0.0.1:8080",
            "  bringup plan examples/lab --exit-code"
        })
final class PlanCommand implements Callable<Integer> {

    private final Workbench bench;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Mixin PlanOptions options = new PlanOptions();

    PlanCommand(Workbench bench) {
        this.bench = bench;
    }

    @Override
    public Integer call() throws Program.Failure {
        return bench.plan(options);
    }
}
