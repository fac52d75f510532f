package dev.bringup.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "explain",
        description = {
            "Say more about one thing:",
            "  a machine: with --server how it stands, what is next or held and why; without,"
                    + " where each of its values comes from and what changing it costs;",
            "  a code of a problem: what it means, and how to get rid of it;",
            "  a rail: what it is, its defaults, what to do; with --server what it holds now."
        },
        footer = {
            "%nExamples:",
            "  bringup explain node-02 --path examples/lab",
            "  bringup explain node-02 --server http://127.0.0.1:8080",
            "  bringup explain BU1301",
            "  bringup explain R4"
        })
final class ExplainCommand implements Callable<Integer> {

    private final Workbench bench;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Mixin ExplainOptions options = new ExplainOptions();

    ExplainCommand(Workbench bench) {
        this.bench = bench;
    }

    @Override
    public Integer call() throws Program.Failure {
        return bench.explain(options);
    }
}
