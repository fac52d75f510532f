package dev.bringup.cli;

import dev.bringup.model.Ip4;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The commands of `bringup`.
public final class Commands {

    private Commands() {}

    /// Runs what was typed and gives the exit code.
    public static int execute(Program program, Map<String, String> environment, String... args) {
        CommandLine line =
                new CommandLine(new Bringup())
                        .addSubcommand(new Lab(program))
                        .addSubcommand(new Run(program))
                        .addSubcommand(new Version(program));
        WorkbenchCommands.all(program).forEach(line::addSubcommand);
        for (CommandLine each : line.getSubcommands().values()) {
            each.registerConverter(Ip4.class, Commands::address);
            each.registerConverter(Duration.class, Durations::parse);
        }
        ServerOptions.attach(line, environment);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUnmatchedOptionsArePositionalParams(false);
        line.setParameterExceptionHandler((e, _) -> misunderstood(e));
        line.setExecutionExceptionHandler((e, at, _) -> explain(e, at));
        SettingsFile.attach(line, environment, args);
        return line.execute(args);
    }

    private static Ip4 address(String text) {
        try {
            return Ip4.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.TypeConversionException(String.valueOf(e.getMessage()));
        }
    }

    /// One sentence, a guess at what was meant, and where to read more.
    private static int misunderstood(CommandLine.ParameterException e) {
        CommandLine at = e.getCommandLine();
        PrintWriter err = at.getErr();
        String sentence = String.valueOf(e.getMessage());
        err.println(
                "bringup: "
                        + sentence.substring(0, 1).toLowerCase(Locale.ROOT)
                        + sentence.substring(1));
        CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
        err.println("see: " + at.getCommandSpec().qualifiedName() + " --help");
        return Exit.WRONG_INPUT;
    }

    /// A failure that was foreseen is one sentence; anything else is a bug and shows its trace.
    private static int explain(Exception e, CommandLine at) throws Exception {
        if (e instanceof Program.Failure failure) {
            at.getErr().println("bringup: " + failure.getMessage());
            return failure.exitCode();
        }
        throw e;
    }

    @Command(
            name = "bringup",
            description = "Merge a pull request, get a Kubernetes node.",
            mixinStandardHelpOptions = false,
            synopsisSubcommandLabel = "COMMAND",
            footer = "%nStart with: bringup lab")
    static final class Bringup implements Runnable {
        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "Show this help.")
        boolean help;

        @Spec CommandSpec spec = CommandSpec.create();

        @Override
        public void run() {
            throw new CommandLine.ParameterException(spec.commandLine(), "Which command?");
        }
    }

    @Command(
            name = "lab",
            description =
                    "Try everything on this machine: a virtual rack, a Git repository, a small"
                            + " Kubernetes API and the reconciler. Needs no root.",
            footer = {
                "%nExamples:",
                "  bringup lab",
                "  bringup lab --once --machines 10",
                "  bringup lab --data-dir ~/lab --faults 20"
            })
    static final class Lab implements Callable<Integer> {
        private final Program program;

        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "Show this help.")
        boolean help;

        @Mixin LabOptions options = new LabOptions();

        Lab(Program program) {
            this.program = program;
        }

        @Override
        public Integer call() throws Program.Failure {
            return program.lab(options);
        }
    }

    @Command(
            name = "run",
            description = "Make the machines what the repository says, and keep them so.",
            footer = {
                "%nExample:",
                "  bringup run --repo https://git.example/rack.git --interface eth1 \\",
                "    --kubeconfig admin.conf --data-dir /var/lib/bringup"
            })
    static final class Run implements Callable<Integer> {
        private final Program program;

        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "Show this help.")
        boolean help;

        @Option(
                names = "--config",
                paramLabel = "FILE",
                description = "Options as lines of NAME = VALUE.")
        Path config = Path.of("");

        @Mixin RunOptions options = new RunOptions();

        Run(Program program) {
            this.program = program;
        }

        @Override
        public Integer call() throws Program.Failure {
            return program.run(options);
        }
    }

    @Command(
            name = "version",
            description = "Print the version.",
            footer = {"%nExample:", "  bringup version"})
    static final class Version implements Callable<Integer> {
        private final Program program;

        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "Show this help.")
        boolean help;

        @Spec CommandSpec spec = CommandSpec.create();

        Version(Program program) {
            this.program = program;
        }

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            out.println("bringup " + program.version());
            return Exit.FINE;
        }
    }
}
