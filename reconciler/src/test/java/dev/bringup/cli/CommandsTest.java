package dev.bringup.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.Ip4;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {

    /// Remembers what it was asked to do.
    private static final class Recorder extends Judged {
        final List<RunOptions> runs = new ArrayList<>();
        final List<LabOptions> labs = new ArrayList<>();
        final List<Format> formats = new ArrayList<>();
        final List<PlanOptions> plans = new ArrayList<>();
        final List<FetchOptions> fetched = new ArrayList<>();
        final List<PkiOptions> pkis = new ArrayList<>();
        final List<KubeconfigOptions> minted = new ArrayList<>();
        final List<ExplainOptions> explained = new ArrayList<>();

        @Override
        public int doctor(DoctorOptions options) {
            runs.add(options.run);
            return Exit.FINE;
        }

        @Override
        public int run(RunOptions options) {
            runs.add(options);
            return Exit.FINE;
        }

        @Override
        public int lab(LabOptions options) throws Failure {
            labs.add(options);
            if (options.machines == 13) {
                throw new Failure(Exit.WORLD_UNREACHABLE, "thirteen is too many");
            }
            return Exit.FINE;
        }

        @Override
        public int rehearse(RehearseOptions options) {
            return options.faults;
        }

        @Override
        public int plan(PlanOptions options) {
            plans.add(options);
            return options.exitCode ? Exit.NOT_THERE_YET : Exit.FINE;
        }

        @Override
        public int power(PowerOptions options) {
            return options.machine.equals("node-02") && !options.daemon.server.isEmpty()
                    ? Exit.FINE
                    : Exit.WRONG_INPUT;
        }

        @Override
        public int ssh(SshOptions options) {
            return options.command.equals(List.of("ls", "-l")) ? Exit.FINE : Exit.WRONG_INPUT;
        }

        @Override
        public int accept(AcceptOptions options) {
            return options.yes && "t".equals(String.valueOf(options.token.file))
                    ? Exit.FINE
                    : Exit.WRONG_INPUT;
        }

        @Override
        public int status(StatusOptions options) {
            return options.watch && options.output == Listing.YAML ? Exit.FINE : Exit.WRONG_INPUT;
        }

        @Override
        public int events(EventsOptions options) {
            return options.follow && options.machine.equals("node-01")
                    ? Exit.FINE
                    : Exit.WRONG_INPUT;
        }

        @Override
        public int history(HistoryOptions options) {
            return options.limit == 3 && options.daemon.server.equals("http://there:1")
                    ? Exit.FINE
                    : Exit.WRONG_INPUT;
        }

        @Override
        public int record(RecordOptions options) {
            return options.attempt.equals("2") ? Exit.FINE : Exit.WRONG_INPUT;
        }

        @Override
        public int cycle(CycleOptions options) {
            boolean both = options.machines.equals(List.of("node-01", "node-02"));
            return both && options.timeout.toHours() == 4 ? Exit.FINE : Exit.WRONG_INPUT;
        }

        @Override
        public int inventory(InventoryOptions options) {
            return options.asked.list ? Exit.FINE : Exit.NOT_THERE_YET;
        }

        @Override
        public int validate(ValidateOptions options) {
            formats.add(options.format);
            return options.path.equals(Path.of("bad")) ? Exit.WRONG_INPUT : Exit.FINE;
        }

        @Override
        public int render(RenderOptions options) {
            return options.machine.equals("node-01") ? Exit.FINE : Exit.WRONG_INPUT;
        }

        @Override
        public int schema(SchemaOptions options) {
            if (options.docs) {
                return Exit.NOT_THERE_YET;
            }
            if (options.crds) {
                return Exit.WORLD_UNREACHABLE;
            }
            return options.kind.isEmpty() ? Exit.FINE : Exit.WRONG_INPUT;
        }

        @Override
        public int fetch(FetchOptions options) {
            fetched.add(options);
            return options.installer ? Exit.FINE : Exit.WRONG_INPUT;
        }

        @Override
        public int pki(PkiOptions options) {
            pkis.add(options);
            return Exit.FINE;
        }

        @Override
        public int kubeconfig(KubeconfigOptions options) {
            minted.add(options);
            return Exit.FINE;
        }

        @Override
        public int init(InitOptions options) {
            return options.yes ? Exit.FINE : Exit.WRONG_INPUT;
        }

        @Override
        public int explain(ExplainOptions options) {
            explained.add(options);
            return options.what.equals("BU1301") ? Exit.FINE : Exit.WRONG_INPUT;
        }

        @Override
        public String version() {
            return "1.2.3";
        }
    }

    @TempDir Path folder;

    private final Recorder program = new Recorder();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    private int execute(Map<String, String> environment, String... args) {
        PrintStream before = System.err;
        System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
        try {
            return Commands.execute(program, environment, args);
        } finally {
            System.setErr(before);
        }
    }

    private String said() {
        return errors.toString(StandardCharsets.UTF_8);
    }

    @Test
    void fetchTakesWhereItsKernelIs() {
        assertEquals(Exit.WRONG_INPUT, execute(Map.of(), "fetch"));
        assertEquals(
                Exit.FINE,
                execute(Map.of(), "fetch", "--installer", "--kernel", "k", "--assets", "a"));
        FetchOptions fetched = program.fetched.getLast();
        assertEquals(Optional.of(Path.of("k")), fetched.kernel());
        assertEquals(Optional.empty(), fetched.modules());
        assertEquals(Path.of("a"), fetched.assets);
    }

    @Test
    void pkiAndKubeconfigTakeWhereTheRootsAre() {
        execute(Map.of(), "pki", "rotate", "rack", "--what", "service-accounts");
        execute(Map.of(), "pki", "init", "--recipient", "age1a", "--recipient", "age1b");
        execute(Map.of(), "kubeconfig", "rack", "--for", "30m", "-o", "admin.conf");
        execute(Map.of(), "kubeconfig");

        assertEquals(PkiOptions.Task.ROTATE, program.pkis.getFirst().task);
        assertEquals(Path.of("rack"), program.pkis.getFirst().path);
        assertEquals(PkiOptions.What.SERVICE_ACCOUNTS, program.pkis.getFirst().what);
        assertEquals(List.of("age1a", "age1b"), program.pkis.getLast().recipients);
        assertEquals(Duration.ofMinutes(30), program.minted.getFirst().goodFor);
        assertEquals(Path.of("admin.conf"), program.minted.getFirst().into);
        assertEquals(Duration.ofHours(8), program.minted.getLast().goodFor);
        assertEquals(Exit.WRONG_INPUT, execute(Map.of(), "pki"));
        assertTrue(said().contains("missing required parameter: 'TASK'"), said());
    }

    @Test
    void planTakesAFormatInAnyCaseAndItsExitCodeGoesOut() {
        assertEquals(
                Exit.NOT_THERE_YET,
                execute(Map.of(), "plan", "rack", "--format", "Markdown", "--exit-code"));
        PlanOptions asked = program.plans.getFirst();
        assertEquals(Path.of("rack"), asked.range.path);
        assertEquals(PlanOptions.Format.MARKDOWN, asked.format);
        assertEquals("HEAD", asked.range.from);
        assertEquals("", asked.range.to);
    }

    @Test
    void anUnknownOptionIsOneSentenceWithASuggestion() {
        assertEquals(Exit.WRONG_INPUT, execute(Map.of(), "lab", "--machine", "4"));
        assertTrue(
                said().startsWith(
                                "bringup: unknown options: '--machine', '4'\nPossible solutions:"),
                said());
        assertTrue(said().endsWith("see: bringup lab --help\n"), said());
    }

    @Test
    void anUnknownCommandIsOneSentenceWithASuggestion() {
        assertEquals(Exit.WRONG_INPUT, execute(Map.of(), "valdate"));
        assertEquals(
                "bringup: unmatched argument at index 0: 'valdate'\n"
                        + "Did you mean: bringup validate or bringup manual?\n"
                        + "see: bringup --help\n",
                said());
    }

    @Test
    void aForeseenFailureIsOneSentenceAndItsOwnCode() {
        assertEquals(Exit.WORLD_UNREACHABLE, execute(Map.of(), "lab", "--machines", "13"));
        assertEquals("bringup: thirteen is too many\n", said());
    }

    @Test
    void commandsGiveTheProgramsExitCode() {
        assertEquals(Exit.WRONG_INPUT, execute(Map.of(), "validate", "bad"));
        assertEquals(Exit.FINE, execute(Map.of(), "validate", "good"));
        assertEquals(Exit.FINE, execute(Map.of(), "explain", "BU1301"));
        assertEquals(Exit.FINE, execute(Map.of(), "render", "node-01"));
        assertEquals(Exit.FINE, execute(Map.of(), "schema"));
        assertEquals(Exit.WRONG_INPUT, execute(Map.of(), "schema", "Machine"));
        assertEquals(Exit.NOT_THERE_YET, execute(Map.of(), "schema", "--docs"));
        assertEquals(Exit.WORLD_UNREACHABLE, execute(Map.of(), "schema", "--crds"));
        assertEquals(Exit.FINE, execute(Map.of(), "init", "--yes"));
    }

    @Test
    void theReconcilerIsTypedOrFoundInTheEnvironment() {
        Map<String, String> environment = Map.of("BRINGUP_SERVER", "http://found:8080");
        execute(environment, "explain", "node-01");
        execute(environment, "explain", "node-01", "--server", "http://typed:8080");
        execute(Map.of(), "explain", "node-01", "--output", "json");

        assertEquals(
                List.of("http://found:8080", "http://typed:8080", ""),
                program.explained.stream().map(options -> options.daemon.server).toList());
        assertEquals(Output.JSON, program.explained.getLast().output);
    }

    @Test
    void aMachineIsSwitchedByAVerbAndItsName() {
        Map<String, String> environment = Map.of("BRINGUP_SERVER", "http://found:8080");
        assertEquals(Exit.FINE, execute(environment, "power", "status", "node-02"));
        assertEquals(Exit.WRONG_INPUT, execute(Map.of(), "power", "status", "node-02"));
        assertEquals(Exit.WRONG_INPUT, execute(environment, "power", "status"));
        assertEquals(Exit.WRONG_INPUT, execute(environment, "power", "of", "node-02"));
        assertEquals(Exit.FINE, execute(environment, "ssh", "node-02", "--", "ls", "-l"));
        assertEquals(Exit.WRONG_INPUT, execute(environment, "ssh", "node-02"));
        assertEquals(Exit.WRONG_INPUT, execute(environment, "ssh"));
    }

    @Test
    void aCommitIsAcceptedWithAReasonAndAToken() {
        Map<String, String> environment = Map.of("BRINGUP_TOKEN_FILE", "t");
        assertEquals(Exit.FINE, execute(environment, "accept", "HEAD", "--reason", "why", "--yes"));
        assertEquals(
                Exit.WRONG_INPUT, execute(Map.of(), "accept", "HEAD", "--reason", "why", "-y"));
        assertEquals(Exit.WRONG_INPUT, execute(environment, "accept", "HEAD"));
        assertTrue(said().contains("missing required option: '--reason=TEXT'"), said());
    }

    @Test
    void aFormatIsWrittenInAnyCase() {
        assertEquals(Exit.FINE, execute(Map.of(), "validate", "--format", "sarif"));
        assertEquals(Exit.FINE, execute(Map.of(), "validate"));
        assertEquals(List.of(Format.SARIF, Format.TEXT), program.formats);
        assertEquals(Exit.WRONG_INPUT, execute(Map.of(), "validate", "--format", "xml"));
        assertTrue(said().contains("expected one of [TEXT, GITHUB, SARIF, JSON]"), said());
    }

    @Test
    void whatIsTypedWinsOverTheEnvironmentAndThatOverTheFile() throws IOException {
        Path file = folder.resolve("bringup.conf");
        Files.writeString(file, "branch = from-file\npath = from-file\npoll = 3s\n");
        Map<String, String> environment =
                Map.of("BRINGUP_BRANCH", "from-environment", "BRINGUP_PATH", "from-environment");
        int code =
                execute(
                        environment,
                        "run",
                        "--config",
                        file.toString(),
                        "--branch",
                        "typed",
                        "--address",
                        "10.0.0.1");
        assertEquals(Exit.FINE, code, said());
        RunOptions options = program.runs.getFirst();
        assertEquals("typed", options.source.branch);
        assertEquals("from-environment", options.source.path);
        assertEquals(Duration.ofSeconds(3), options.source.poll);
        assertEquals(Ip4.parse("10.0.0.1"), options.boot.address);
    }

    @Test
    void anUnknownLineInTheFileIsAnError() throws IOException {
        Path file = folder.resolve("bringup.conf");
        Files.writeString(file, "brnach = main\n");
        assertEquals(Exit.WRONG_INPUT, execute(Map.of(), "run", "--config", file.toString()));
        assertTrue(said().contains("there is no option 'brnach'; see bringup run --help"), said());
    }

    @Test
    void timesAndAddressesAreChecked() {
        assertEquals(Exit.WRONG_INPUT, execute(Map.of(), "run", "--poll", "often"));
        assertTrue(said().contains("'often' is not a time like 10s, 5m or 1h"), said());
        assertEquals(Exit.WRONG_INPUT, execute(Map.of(), "run", "--address", "here"));
        assertTrue(said().contains("'here' is not an IPv4 address"), said());
    }

    @Test
    void whatLooksAtARunningReconcilerFindsItByTheEnvironmentToo() {
        Map<String, String> there = Map.of("BRINGUP_SERVER", "http://there:1");
        Recorder recorder = new Recorder();

        assertEquals(
                Exit.FINE, Commands.execute(recorder, there, "status", "-w", "--output", "yaml"));
        assertEquals(
                Exit.FINE,
                Commands.execute(recorder, there, "events", "-f", "--machine", "node-01"));
        assertEquals(
                Exit.FINE, Commands.execute(recorder, there, "history", "node-01", "--limit", "3"));
        assertEquals(
                Exit.WRONG_INPUT,
                Commands.execute(recorder, Map.of(), "history", "node-01", "--limit", "3"));
        assertEquals(
                Exit.FINE,
                Commands.execute(
                        recorder, there, "cycle", "node-01", "node-02", "--timeout", "4h"));
        assertEquals(Exit.FINE, Commands.execute(recorder, Map.of(), "inventory", "--list"));
        assertEquals(
                Exit.NOT_THERE_YET,
                Commands.execute(recorder, Map.of(), "inventory", "--host", "node-01"));
        assertEquals(Exit.WRONG_INPUT, Commands.execute(recorder, Map.of(), "inventory"));
    }
}
