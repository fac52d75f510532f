package dev.bringup.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "accept",
        description = {
            "Put a commit in force that does not descend from the one that is: the way out of"
                    + " rewritten history (rail R1).",
            "It must be on the branch, load, carry a signature where one is required, and not take"
                    + " away more machines than R2 lets go."
        },
        footer = {
            "%nExit code: 0 when it is in force, 1 when you said no, 2 when it was refused, 3 when"
                    + " no reconciler answers.",
            "%nExample:",
            "  bringup accept origin/main --reason \"secrets taken out of the history\" \\",
            "    --server http://127.0.0.1:8080 --token-file /var/lib/bringup/api.token"
        })
final class AcceptCommand implements Callable<Integer> {

    private final Workbench bench;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Mixin AcceptOptions options = new AcceptOptions();

    AcceptCommand(Workbench bench) {
        this.bench = bench;
    }

    @Override
    public Integer call() throws Program.Failure {
        return bench.accept(options);
    }
}
