package dev.bringup.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "approve",
        description =
                "Let pass what rail R15 holds: write an Approval that lists just those steps,"
                        + " commit it and push it.",
        footer = {
            "%nExamples:",
            "  bringup approve --reason \"kernel fix, discussed in the meeting\"",
            "  bringup approve --from origin/main --reason \"new rack\" --write-only"
        })
final class ApproveCommand implements Callable<Integer> {

    private final Workbench bench;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Mixin ApproveOptions options = new ApproveOptions();

    ApproveCommand(Workbench bench) {
        this.bench = bench;
    }

    @Override
    public Integer call() throws Program.Failure {
        return bench.approve(options);
    }
}
