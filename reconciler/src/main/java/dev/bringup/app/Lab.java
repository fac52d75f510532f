package dev.bringup.app;

import dev.bringup.cli.Exit;
import dev.bringup.cli.LabOptions;
import dev.bringup.cli.LogFormat;
import dev.bringup.cli.Program.Failure;
import dev.bringup.git.Remote;
import dev.bringup.model.Ip4;
import dev.bringup.model.KubeVersion;
import dev.bringup.netboot.Settings.Dhcp;
import dev.bringup.netboot.Settings.Folders;
import dev.bringup.netboot.Settings.Ports;
import dev.bringup.view.Condition;
import dev.bringup.view.MachineView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// `bringup lab`: the world as a child, the reconciler here, and somebody who watches.
final class Lab {

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration LEASE = Duration.ofMinutes(10);

    /// For `--once`: a rack that is not up by then has a problem.
    private static final Duration ONCE = Duration.ofMinutes(10);

    private final LabOptions options;
    private final String version;

    Lab(LabOptions options, String version) {
        this.options = options;
        this.version = version;
    }

    int run(Shutdown shutdown) throws Failure {
        if (options.machines < 1 || options.machines > LabRack.MOST - LabRepository.SPARES) {
            throw new Failure(
                    Exit.WRONG_INPUT,
                    "--machines is 1 to " + (LabRack.MOST - LabRepository.SPARES));
        }
        fits();
        CountDownLatch end = new CountDownLatch(1);
        shutdown.then(end::countDown);
        Path folder = options.dataDir == null ? temporary() : Settings.writable(options.dataDir);
        LabHome home = new LabHome(folder);
        try {
            Files.createDirectories(home.reconciler());
            Logs.toFile(home.reconciler().resolve("bringup.log"));
            return live(home, end);
        } catch (IOException e) {
            throw new Failure(Exit.WORLD_UNREACHABLE, String.valueOf(e.getMessage()));
        } finally {
            if (options.dataDir == null) {
                remove(folder);
            }
        }
    }

    /// How a lab begins cannot be chosen later.
    private void fits() throws Failure {
        List<String> versions = LabFiles.KUBERNETES.stream().map(KubeVersion::toString).toList();
        if (!versions.contains(options.kubernetes)) {
            throw new Failure(
                    Exit.WRONG_INPUT,
                    "--kubernetes %s: the lab has images with %s"
                            .formatted(options.kubernetes, String.join(" and ", versions)));
        }
        if (!options.fromNothing && !options.kubernetes.equals(versions.getLast())) {
            throw new Failure(
                    Exit.WRONG_INPUT,
                    "--kubernetes %s needs --from-nothing: the lab's own API is %s"
                            .formatted(options.kubernetes, versions.getLast()));
        }
        if (!options.fromNothing) {
            return;
        }
        if (options.kubeconfig != null) {
            throw new Failure(
                    Exit.WRONG_INPUT,
                    "--from-nothing and --kubeconfig: the machines make the cluster, or it is"
                            + " there already");
        }
        Optional<LabHome> known =
                Optional.ofNullable(options.dataDir)
                        .map(LabHome::new)
                        .filter(home -> Files.exists(home.repository()))
                        .filter(home -> !home.isFromNothing());
        if (known.isPresent()) {
            throw new Failure(
                    Exit.WRONG_INPUT,
                    "the lab in "
                            + known.get().folder()
                            + " began with a cluster; --from-nothing needs another --data-dir");
        }
    }

    private int live(LabHome home, CountDownLatch end) throws Failure, IOException {
        Ticker ticker = Ticker.on(System.out);
        Settings.Console where =
                new Settings.Console(
                        Ip4.parse("127.0.0.1"),
                        options.port,
                        Optional.empty(),
                        new Observers(
                                LogFormat.TEXT,
                                Optional.empty(),
                                Optional.empty(),
                                Notifying.of(options.notify, home.secrets())));
        try (Claim _ = Claim.on(home.reconciler());
                Cockpit cockpit = Cockpit.open(where, home.reconciler(), version, ticker::line);
                LabChild world = LabChild.findOrStart(home, options)) {
            // A lab that was there before has all that the reconciler needs: both start at once.
            if (!Files.exists(home.kubeconfig()) && !home.isFromNothing()) {
                world.await();
            }
            return reconcile(home, world, cockpit, ticker, end);
        }
    }

    private int reconcile(
            LabHome home, LabChild world, Cockpit cockpit, Ticker ticker, CountDownLatch end)
            throws Failure, IOException {
        Settings.Console where = new Settings.Console(Ip4.parse("127.0.0.1"), options.port);
        try (Daemon daemon =
                Daemon.start(
                        settings(home, kubeconfig(home), where),
                        cockpit.windows(),
                        Shutdown::crash)) {
            LabHome.Running running = world.await();
            daemon.awake();
            ticker.intro(Introduction.of(home, running, cockpit.url()));
            return options.once ? untilReady(cockpit, ticker, end) : watch(cockpit, ticker, end);
        }
    }

    /// None where the machines make the cluster: the reconciler signs its own.
    private Optional<Path> kubeconfig(LabHome home) {
        return home.isFromNothing()
                ? Optional.empty()
                : Optional.ofNullable(options.kubeconfig).or(() -> Optional.of(home.kubeconfig()));
    }

    static Settings settings(LabHome home, Optional<Path> kubeconfig, Settings.Console where) {
        return new Settings(
                new Remote(home.repository().toUri().toString(), "main", "", Remote.Access.NONE),
                Optional.empty(),
                POLL,
                home.reconciler(),
                kubeconfig,
                home.secrets(),
                Optional.of(home.identity()).filter(Files::exists),
                where,
                new SshAccess(LabRack.SSH_PORT),
                Optional.empty(),
                new dev.bringup.netboot.Settings(
                        LabRack.SERVICES,
                        new Ports(
                                LabRack.DHCP_PORT,
                                LabRack.PXE_PORT,
                                LabRack.TFTP_PORT,
                                LabRack.HTTP_PORT,
                                Optional.of(LabRack.DNS_PORT),
                                Optional.of(LabRack.SYSLOG_PORT)),
                        new Folders(home.bootFiles(), home.assets()),
                        new Dhcp(
                                LabRack.SERVICES,
                                Optional.empty(),
                                LabRack.BROADCAST,
                                LabRack.DHCP_CLIENT_PORT,
                                LEASE)));
    }

    private static int watch(Cockpit cockpit, Ticker ticker, CountDownLatch end) {
        try {
            while (!end.await(300, TimeUnit.MILLISECONDS)) {
                ticker.show(cockpit.board().machines());
            }
            ticker.bye();
            return Exit.FINE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Exit.NOT_THERE_YET;
        }
    }

    private static int untilReady(Cockpit cockpit, Ticker ticker, CountDownLatch end) {
        long steps = ONCE.toMillis() / 200;
        try {
            for (long i = 0; i < steps && !end.await(200, TimeUnit.MILLISECONDS); i++) {
                List<MachineView> machines = cockpit.board().machines();
                ticker.show(machines);
                if (!machines.isEmpty() && machines.stream().allMatch(Lab::isReady)) {
                    ticker.line(machines.size() + " machines are Ready");
                    return Exit.FINE;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        cockpit.board().machines().stream()
                .filter(m -> !isReady(m))
                .forEach(m -> ticker.line(Introduction.reason(m)));
        return Exit.NOT_THERE_YET;
    }

    private static boolean isReady(MachineView machine) {
        return machine.state() == Condition.READY;
    }

    private static Path temporary() throws Failure {
        try {
            return Files.createTempDirectory("bringup-lab-");
        } catch (IOException e) {
            throw new Failure(Exit.WRONG_INPUT, "cannot make a folder: " + e.getMessage());
        }
    }

    static void remove(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            System.err.println("bringup: could not remove " + folder + ": " + e.getMessage());
        }
    }
}
