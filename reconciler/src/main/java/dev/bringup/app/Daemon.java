package dev.bringup.app;

import dev.bringup.cli.Exit;
import dev.bringup.cli.Program.Failure;
import dev.bringup.engine.Engine;
import dev.bringup.engine.World;
import dev.bringup.forge.Reviews;
import dev.bringup.git.StateRepository;
import dev.bringup.kube.Kube;
import dev.bringup.kube.Leadership;
import dev.bringup.model.Desired;
import dev.bringup.model.MachineId;
import dev.bringup.model.SecretRef;
import dev.bringup.model.Sighting;
import dev.bringup.netboot.Netboot;
import dev.bringup.port.Entry;
import dev.bringup.port.Message;
import dev.bringup.port.Note;
import dev.bringup.port.Status;
import dev.bringup.port.Tally;
import dev.bringup.port.Witness;
import dev.bringup.power.Ladder;
import dev.bringup.power.WakeOnLan;
import dev.bringup.query.Orders;
import dev.bringup.secrets.CertRequests;
import dev.bringup.secrets.Filler;
import dev.bringup.secrets.Issuer;
import dev.bringup.secrets.Mask;
import dev.bringup.secrets.RootKey;
import dev.bringup.secrets.Secrets;
import dev.bringup.ssh.Ssh;
import dev.bringup.store.SqliteJournal;
import dev.bringup.template.Templates;
import dev.bringup.view.FleetView;
import dev.bringup.view.PlanMarkdown;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The reconciler, put together in the order in which its parts need each other, and running until
/// it is closed.
final class Daemon implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

    /// What of it the outside sees, and where it takes orders from.
    record Windows(
            Witness witness,
            Tally tally,
            Supplier<Optional<Status>> status,
            Supplier<Optional<FleetView>> fleet,
            Mask mask,
            Consumer<Orders> orders,
            Consumer<Entry.Closed> past) {}

    private final InstantSource wall = InstantSource.system();
    private final HostClock clock;
    private final SecureRandom random = new SecureRandom();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Loop loop;
    private final Deque<AutoCloseable> parts = new ConcurrentLinkedDeque<>();
    private final Repository repository;
    private final Thread engine;

    /// What is put together when everything is there.
    private record Assembled(Thread engine, Doors doors) {}

    private Daemon(Settings settings, Windows windows, Runnable onDeath) throws Failure {
        Path data = settings.dataDir();
        clock = HostClock.load(data);
        loop = new Loop(clock, () -> clock.keep(data));
        repository =
                new Repository(
                        new StateRepository(
                                settings.dataDir().resolve("state.git"),
                                settings.remote(),
                                settings.signatures().map(Settings.Signers::keys)),
                        new Templates(clock)::render,
                        new Repository.Watch(windows.tally(), clock));
        Doors doors;
        try {
            Assembled made = assemble(settings, windows, onDeath);
            engine = made.engine();
            doors = made.doors();
        } catch (IOException | UncheckedIOException | SqliteJournal.Unusable e) {
            closeParts();
            throw new Failure(Exit.WORLD_UNREACHABLE, String.valueOf(e.getMessage()));
        }
        engine.start();
        Branches branches = new Branches(windows.fleet(), repository.branches(), clock);
        threads.execute(branches::run);
        windows.orders()
                .accept(
                        new FrontDesk(
                                loop,
                                threads,
                                repository,
                                review(settings, windows),
                                branches,
                                doors));
    }

    /// Requests are reviewed on a thread of their own: a forge may take its time.
    private Optional<Reviewing> review(Settings settings, Windows windows) {
        Optional<Reviewing> reviewing =
                settings.forge()
                        .map(where -> {
                            windows.mask().learn(where.token());
                            return new Reviewing(
                                    new Reviews(
                                            where,
                                            settings.remote().branch(),
                                            PlanMarkdown.MARK,
                                            wall),
                                    () ->
                                            windows.status()
                                                    .get()
                                                    .flatMap(Status::desired)
                                                    .map(d -> d.commit().id()),
                                    repository::pair,
                                    repository.branches(),
                                    clock);
                        });
        reviewing.ifPresent(r -> threads.execute(r::run));
        return reviewing;
    }

    /// `onDeath` is run when the engine cannot go on; then the process should end.
    static Daemon start(Settings settings, Windows windows, Runnable onDeath) throws Failure {
        return new Daemon(settings, windows, onDeath);
    }

    private Assembled assemble(Settings settings, Windows windows, Runnable onDeath)
            throws IOException {
        Files.createDirectories(settings.secrets());
        Files.createDirectories(settings.netboot().folders().assets());
        SqliteJournal journal =
                keep(SqliteJournal.open(settings.dataDir().resolve("journal.db"), wall));
        journal.damage()
                .map(text -> new Note.Alarm(clock.instant(), Optional.empty(), text))
                .ifPresent(windows.witness()::noted);
        // A second of loading classes and reading files, in which the rest gets ready.
        Future<Kube> connecting =
                threads.submit(() -> keep(connect(settings, journal, windows.mask())));
        RootKey root = RootKey.load(settings.dataDir().resolve("root.key"), random);
        HostKeys hosts = new HostKeys(root, settings.ageIdentity(), windows.mask(), wall);
        Supplier<Optional<Desired>> desired = new Served(windows.status());
        Secrets secrets =
                new Secrets(
                        settings.secrets(),
                        System.getenv(),
                        settings.ageIdentity(),
                        ref -> inCluster(connecting, ref),
                        windows.mask());
        Function<SecretRef, Optional<String>> known = ref -> secrets.known(ref, LOG::error);
        WakeOnLan wol = new WakeOnLan(known, threads, WakeOnLan.Timing.USUAL);
        keep(
                netboot(
                        settings,
                        windows,
                        desired,
                        Filling.by(settings.netboot(), hosts, desired, secrets),
                        wol));
        Kube kube = connected(connecting);
        kube.certificates().forEach(windows.tally()::expires);
        Leadership leadership = keep(kube.leadership(name(root), System::nanoTime));
        Joining joining = new Joining(kube, settings.ageIdentity(), windows.mask());
        Map<MachineId, Hands.Login> logins = Hands.noLogins();
        Hands hands =
                hands(
                        settings,
                        windows,
                        new Keys(hosts, logins),
                        new Hands.Cluster(kube, leadership, joining),
                        secrets,
                        power(settings, known, wol));
        threads.execute(() -> kube.watch(loop::sighted));
        threads.execute(
                new Certifying(
                                kube.requests(CertRequests::read),
                                leadership,
                                windows.status(),
                                loop::tell)
                        ::run);
        threads.execute(new Mirroring(kube.mirror(), windows.status())::run);
        Telling telling = new Telling(windows.witness(), windows.status(), windows.mask()::hide);
        threads.execute(() -> telling.run(kube.events()::tell));
        Engine fresh =
                new Engine(
                        new World(
                                hands,
                                new Retold(journal, windows.past()),
                                telling,
                                new RandomChance(random, root),
                                settings.poll(),
                                World.Rivals.POSSIBLE));
        return new Assembled(
                Thread.ofPlatform()
                        .name("engine")
                        .unstarted(() -> run(fresh, journal, windows, onDeath)),
                new Doors(windows.status(), logins, root, settings.ssh().port()));
    }

    private Netboot netboot(
            Settings settings,
            Windows windows,
            Supplier<Optional<Desired>> desired,
            Filler filler,
            WakeOnLan wol)
            throws IOException {
        return Netboot.start(
                settings.netboot(),
                desired,
                loop,
                filler::fill,
                ((Consumer<Sighting>) wol::seen).andThen(loop::sighted),
                windows.tally(),
                threads);
    }

    private PowerParts power(
            Settings settings, Function<SecretRef, Optional<String>> known, WakeOnLan wol) {
        return new PowerParts(
                known,
                random,
                clock,
                wol,
                new Hypervisors(new Ssh(threads), known),
                settings.dataDir().resolve("power"));
    }

    private Kube connect(Settings settings, SqliteJournal journal, Mask mask) throws IOException {
        return settings.kubeconfig().isPresent()
                ? Kube.connect(settings.kubeconfig().get(), wall, clock, random)
                : Kube.connect(
                        OwnCluster.kubeconfig(
                                repository,
                                journal.read(),
                                settings.ageIdentity(),
                                mask,
                                new Issuer(wall.instant(), random)),
                        wall,
                        clock,
                        random);
    }

    /// As others see who leads. One data directory is one reconciler, so after a crash it goes on
    /// at once; a copy of it on another host is another one.
    private static String name(RootKey root) {
        try {
            String host = Sysctl.read(Path.of("/proc/sys/kernel/hostname"));
            return host + "/" + root.name();
        } catch (IOException _) {
            return "bringup/" + root.name();
        }
    }

    private static Optional<String> inCluster(Future<Kube> kube, SecretRef.Kubernetes ref) {
        try {
            return connected(kube).secret(ref);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Kube connected(Future<Kube> connecting) throws IOException {
        try {
            return connecting.get();
        } catch (ExecutionException e) {
            Throwable why = e.getCause() == null ? e : e.getCause();
            throw new IOException(why.getMessage(), why);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /// Of what machines run.
    private record Keys(HostKeys hosts, Map<MachineId, Hands.Login> logins) {}

    private Hands hands(
            Settings settings,
            Windows windows,
            Keys keys,
            Hands.Cluster cluster,
            Secrets secrets,
            PowerParts power) {
        Map<MachineId, Hands.Login> logins = keys.logins();
        Machines machines =
                new Machines(
                        new Ssh(threads),
                        keys.hosts(),
                        settings.ssh(),
                        new Machines.Discreet(
                                secrets::read, windows.mask()::hide, windows.tally().tape()),
                        new Snapshots(settings.dataDir(), clock));
        Ladder.Shell shell =
                (machine, command, next) -> {
                    Hands.Login login = logins.get(machine.id());
                    return login == null
                            ? Optional.of("ssh: nobody knows yet what runs on " + machine.id())
                            : machines.power(machine, login, command, next);
                };
        return new Hands(
                threads,
                repository,
                cluster,
                power.ladder(shell, this::please, windows.tally()),
                machines,
                logins,
                message -> {
                    if (message instanceof Message.Sighted(Sighting sighting)) {
                        power.wol().seen(sighting);
                    }
                    loop.tell(message);
                });
    }

    private void please(MachineId machine, String what) {
        loop.tell(new Message.Doubted(Optional.of(machine), what));
    }

    private void run(Engine fresh, SqliteJournal journal, Windows windows, Runnable onDeath) {
        try {
            loop.run(fresh, windows.tally());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SqliteJournal.Unusable e) {
            standstill(e, journal, windows, onDeath);
        } catch (RuntimeException e) {
            LOG.error("the engine cannot go on; a restart takes up where it was", e);
            onDeath.run();
        }
    }

    private void standstill(
            SqliteJournal.Unusable why, SqliteJournal journal, Windows windows, Runnable onDeath) {
        try {
            Standstill standstill =
                    new Standstill(loop, journal::isWritable, windows.witness(), windows.status());
            if (standstill.outlast(why, clock.instant())) {
                onDeath.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private <T extends AutoCloseable> T keep(T part) {
        parts.push(part);
        return part;
    }

    /// Looks at once instead of at the next tick.
    void awake() {
        loop.tell(new Message.Tick());
    }

    @Override
    public void close() {
        loop.stop();
        try {
            engine.join(5000);
            repository.rest();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.shutdownNow();
        closeParts();
    }

    private void closeParts() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("closing {}: {}", part, e.getMessage());
            }
        }
    }
}
