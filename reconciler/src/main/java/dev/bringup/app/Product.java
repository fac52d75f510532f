package dev.bringup.app;

import dev.bringup.cli.SshOptions;
import dev.bringup.cli.PowerOptions;
import dev.bringup.cli.AcceptOptions;
import dev.bringup.cli.AdoptOptions;
import dev.bringup.cli.DiscoveredOptions;
import dev.bringup.cli.ApproveOptions;
import dev.bringup.cli.DoctorOptions;
import dev.bringup.cli.Exit;
import dev.bringup.cli.ExplainOptions;
import dev.bringup.cli.FetchOptions;
import dev.bringup.cli.InitOptions;
import dev.bringup.cli.KubeconfigOptions;
import dev.bringup.cli.CycleOptions;
import dev.bringup.cli.EventsOptions;
import dev.bringup.cli.HistoryOptions;
import dev.bringup.cli.InventoryOptions;
import dev.bringup.cli.StatusOptions;
import dev.bringup.cli.LabOptions;
import dev.bringup.cli.LogLevelOptions;
import dev.bringup.cli.Output;
import dev.bringup.cli.PkiOptions;
import dev.bringup.cli.PlanOptions;
import dev.bringup.cli.Program;
import dev.bringup.cli.RecordOptions;
import dev.bringup.cli.RehearseOptions;
import dev.bringup.cli.RenderOptions;
import dev.bringup.cli.RunOptions;
import dev.bringup.cli.SchemaOptions;
import dev.bringup.cli.ValidateOptions;
import dev.bringup.manifest.Crds;
import dev.bringup.manifest.Reference;
import dev.bringup.secrets.Issuer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// What the commands do. Each part is loaded by the command that needs it, so that `version` stays
/// quick.
final class Product implements Program {

    private final Shutdown shutdown;

    Product(Shutdown shutdown) {
        this.shutdown = shutdown;
    }

    @Override
    public String version() {
        String version = Product.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }

    @Override
    public int run(RunOptions options) throws Failure {
        Settings settings = Settings.of(options);
        Observers observers = settings.console().observers();
        Logs.toStandardError(observers.format());
        observers.level().ifPresent(level -> Logs.levels(Map.of("", level)));
        SettingsTable.print(settings, System.out);
        Fetching.advice(settings.netboot().folders().assets()).ifPresent(System.err::println);
        CountDownLatch end = new CountDownLatch(1);
        shutdown.then(end::countDown);
        try (Claim _ = Claim.on(settings.dataDir());
                Cockpit cockpit =
                        Cockpit.open(settings.console(), settings.dataDir(), version(), _ -> {});
                Daemon daemon = Daemon.start(settings, cockpit.windows(), Shutdown::crash)) {
            daemon.awake();
            System.out.println("console: " + cockpit.url());
            end.await();
            return Exit.FINE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Exit.NOT_THERE_YET;
        }
    }

    @Override
    public int lab(LabOptions options) throws Failure {
        return options.worldOnly
                ? LabWorld.run(options, shutdown)
                : new Lab(options, version()).run(shutdown);
    }

    @Override
    public int plan(PlanOptions options) throws Failure {
        return Planning.run(options, InstantSource.system().instant(), System.out);
    }

    @Override
    public int rehearse(RehearseOptions options) throws Failure {
        return new Rehearsing(options, System.out).run(InstantSource.system().instant());
    }

    @Override
    public int approve(ApproveOptions options) throws Failure {
        return new Approving(options, System.out).run(InstantSource.system().instant());
    }

    @Override
    public int discovered(DiscoveredOptions options) throws Failure {
        return new Discovery(options, System.out).run();
    }

    @Override
    public int status(StatusOptions options) throws Failure {
        return new Standing(options, Screens.of(System.getenv()), System.out).run();
    }

    @Override
    public int events(EventsOptions options) throws Failure {
        return new Happenings(options, Screens.of(System.getenv()), System.out).run();
    }

    @Override
    public int history(HistoryOptions options) throws Failure {
        return new History(options, Screens.of(System.getenv()), System.out).run();
    }

    @Override
    public int cycle(CycleOptions options) throws Failure {
        return new Cycling(options, InstantSource.system(), System.out, System.err).run();
    }

    @Override
    public int record(RecordOptions options) throws Failure {
        return new Recording(options, System.out).run();
    }

    @Override
    public int inventory(InventoryOptions options) throws Failure {
        return new Inventory(options, System.out).run();
    }

    @Override
    public int adopt(AdoptOptions options) throws Failure {
        return new Adopting(options, System.out).run();
    }

    @Override
    public int accept(AcceptOptions options) throws Failure {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        return new Accepting(options, in, System.out).run();
    }

    @Override
    public int logLevel(LogLevelOptions options) throws Failure {
        return new Levelling(options, System.out).run();
    }

    @Override
    public int power(PowerOptions options) throws Failure {
        return new Powering(options, System.out).run();
    }

    @Override
    public int ssh(SshOptions options) throws Failure {
        return new Shelling(options, System.out).run();
    }

    @Override
    public int validate(ValidateOptions options) throws Failure {
        Validation found = Validation.of(options.path);
        System.out.print(found.told(options.format, version()));
        return found.exitCode();
    }

    @Override
    public int explain(ExplainOptions options) throws Failure {
        return new Explained(options, System.out).run();
    }

    @Override
    public int render(RenderOptions options) throws Failure {
        return new Rendering(options, System.out).run();
    }

    @Override
    public int schema(SchemaOptions options) throws Failure {
        if (options.crds) {
            System.out.print(Crds.yaml());
        } else {
            System.out.print(options.docs ? Reference.page() : Schemas.of(options.kind));
        }
        return Exit.FINE;
    }

    @Override
    public int init(InitOptions options) throws Failure {
        return new Starter(options, System.in, System.out).run();
    }

    @Override
    public int fetch(FetchOptions options) throws Failure {
        boolean json = options.output == Output.JSON;
        return new Fetching(options, Path.of("/"), System.out, json ? System.err : System.out)
                .run();
    }

    @Override
    public int doctor(DoctorOptions options) throws Failure {
        return new Doctor(options, System.out, InstantSource.system(), new SecureRandom()).run();
    }

    @Override
    public int pki(PkiOptions options) throws Failure {
        return new RootsOfTrust(options, issuer(), System.out).run();
    }

    @Override
    public int kubeconfig(KubeconfigOptions options) throws Failure {
        return new Minting(options, issuer(), System.out).run();
    }

    private static Issuer issuer() {
        return new Issuer(InstantSource.system().instant(), new SecureRandom());
    }
}
