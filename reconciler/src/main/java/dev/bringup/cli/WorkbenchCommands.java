package dev.bringup.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The commands that work on a state repository and need no daemon.
final class WorkbenchCommands {

    private WorkbenchCommands() {}

    static List<Callable<Integer>> all(Workbench bench) {
        return List.of(
                new PlanCommand(bench),
                new ApproveCommand(bench),
                new AcceptCommand(bench),
                new Validate(bench),
                new ExplainCommand(bench),
                new RenderCommand(bench),
                new SchemaCommand(bench),
                new InitCommand(bench));
    }

    @Command(
            name = "validate",
            description = "Check a state repository: every problem at once, with its place.",
            footer = {
                "%nExit code: 2 when there is an error, 0 when there are only warnings.",
                "%nExamples:",
                "  bringup validate examples/lab",
                "  bringup validate --format github"
            })
    static final class Validate implements Callable<Integer> {
        private final Workbench bench;

        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "Show this help.")
        boolean help;

        @Option(
                names = "--format",
                paramLabel = "FORMAT",
                description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
        Format format = Format.TEXT;

        @Parameters(
                arity = "0..1",
                paramLabel = "PATH",
                description = "Folder or file (default: here).")
        Path path = Path.of(".");

        Validate(Workbench bench) {
            this.bench = bench;
        }

        @Override
        public Integer call() throws Program.Failure {
            return bench.validate(path, format);
        }
    }
}
