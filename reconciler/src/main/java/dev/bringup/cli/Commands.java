package dev.bringup.cli;

import dev.bringup.model.Ip4;
import dev.bringup.view.Json;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// The commands of `bringup`.
public final class Commands {

    private Commands() {}

    /// Runs what was typed and gives the exit code.
    public static int execute(Program program, Map<String, String> environment, String... args) {
        CommandLine line = new CommandLine(new Bringup());
        Map<Object, Verb<?>> verbs = new HashMap<>();
        for (Verb<?> verb : verbs(program)) {
            line.addSubcommand(verb.options());
            verbs.put(verb.options(), verb);
        }
        line.setExecutionStrategy(typed -> Verb.run(typed, verbs));
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

    private static List<Verb<?>> verbs(Program program) {
        return List.of(
                new Verb<>(new LabOptions(), program::lab),
                new Verb<>(new RunOptions(), program::run),
                new Verb<>(new VersionOptions(), typed -> version(typed, program)),
                new Verb<>(new PlanOptions(), program::plan),
                new Verb<>(new RehearseOptions(), program::rehearse),
                new Verb<>(new ApproveOptions(), program::approve),
                new Verb<>(new AcceptOptions(), program::accept),
                new Verb<>(new PowerOptions(), program::power),
                new Verb<>(new LogLevelOptions(), program::logLevel),
                new Verb<>(new SshOptions(), program::ssh),
                new Verb<>(new StatusOptions(), program::status),
                new Verb<>(new EventsOptions(), program::events),
                new Verb<>(new HistoryOptions(), program::history),
                new Verb<>(new CycleOptions(), program::cycle),
                new Verb<>(new RecordOptions(), program::record),
                new Verb<>(new InventoryOptions(), program::inventory),
                new Verb<>(new DiscoveredOptions(), program::discovered),
                new Verb<>(new AdoptOptions(), program::adopt),
                new Verb<>(new ValidateOptions(), program::validate),
                new Verb<>(new ExplainOptions(), program::explain),
                new Verb<>(new RenderOptions(), program::render),
                new Verb<>(new SchemaOptions(), program::schema),
                new Verb<>(new InitOptions(), program::init),
                new Verb<>(new FetchOptions(), program::fetch),
                new Verb<>(new DoctorOptions(), program::doctor),
                new Verb<>(new PkiOptions(), program::pki),
                new Verb<>(new KubeconfigOptions(), program::kubeconfig),
                new Verb<>(new CompletionOptions(), Commands::completion),
                new Verb<>(new ManualOptions(), Commands::manual));
    }

    private static int version(VersionOptions typed, Program program) {
        String text =
                typed.form.isJson()
                        ? Json.of(Map.of("version", program.version()))
                        : "bringup " + program.version();
        typed.spec.commandLine().getOut().println(text);
        return Exit.FINE;
    }

    private static int completion(CompletionOptions typed) {
        CommandLine all = typed.spec.root().commandLine();
        all.getOut().println(AutoComplete.bash("bringup", all));
        return Exit.FINE;
    }

    private static int manual(ManualOptions typed) {
        CommandLine all = typed.spec.root().commandLine();
        all.getOut().print(Manual.of(all.getCommandSpec()));
        all.getOut().flush();
        return Exit.FINE;
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
            synopsisSubcommandLabel = "COMMAND",
            footer = "%nStart with: bringup lab")
    static final class Bringup {
        @Mixin Help help = new Help();
    }
}
