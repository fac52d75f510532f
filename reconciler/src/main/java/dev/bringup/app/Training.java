package dev.bringup.app;

import dev.bringup.cli.Program.Failure;
import dev.bringup.git.Remote;
import dev.bringup.lab.api.LabApi;
import dev.bringup.model.Ip4;
import dev.bringup.netboot.Settings.Dhcp;
import dev.bringup.netboot.Settings.Folders;
import dev.bringup.netboot.Settings.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// What the launcher's class cache is made of: most of a start is loading classes, so this one goes
/// through all the parts once, and the JVM remembers. It uses free ports, an own folder and a rack
/// without machines, so that it disturbs nothing that runs.
final class Training {

    private static final Ip4 HERE = Ip4.parse("127.0.0.1");
    private static final Duration ENOUGH = Duration.ofSeconds(20);
    private static final Duration LIFE = Duration.ofMinutes(1);

    private Training() {}

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("bringup-training-");
        LabHome home = new LabHome(folder);
        Files.createDirectories(home.bootFiles());
        Files.createDirectories(home.reconciler());
        Logs.toFile(home.reconciler().resolve("log"));
        LabRepository.create(home.repository(), 0, InstantSource.system().instant());
        try (LabApi api = api(home)) {
            reconcile(settings(home, api.kubeconfig()));
        } finally {
            Lab.remove(folder);
        }
        System.exit(0);
    }

    private static void reconcile(Settings settings) throws Failure, InterruptedException {
        try (Cockpit cockpit =
                        Cockpit.open(settings.console(), settings.dataDir(), "training", _ -> {});
                Daemon daemon = Daemon.start(settings, cockpit.windows(), Shutdown::crash)) {
            daemon.awake();
            long until = System.nanoTime() + ENOUGH.toNanos();
            while (cockpit.board().latest().isEmpty() && System.nanoTime() < until) {
                Thread.sleep(100);
            }
            String _ = cockpit.meters().scrape();
        }
    }

    private static LabApi api(LabHome home) throws IOException {
        return LabApi.start(
                new LabApi.Settings(
                        new InetSocketAddress(InetAddress.getByAddress(HERE.bytes()), 0),
                        home.world().resolve("api"),
                        InstantSource.system(),
                        new SecureRandom(),
                        LIFE));
    }

    private static Settings settings(LabHome home, Path kubeconfig) {
        return new Settings(
                new Remote(home.repository().toUri().toString(), "main", "", Remote.Access.NONE),
                Optional.empty(),
                LIFE,
                home.reconciler(),
                Optional.of(kubeconfig),
                home.secrets(),
                Optional.empty(),
                new Settings.Console(HERE, 0),
                new SshAccess(0),
                Optional.empty(),
                new dev.bringup.netboot.Settings(
                        HERE,
                        new Ports(0, 0, 0, 0, Optional.of(0), Optional.of(0)),
                        new Folders(home.bootFiles(), home.assets()),
                        new Dhcp(HERE, Optional.empty(), HERE, 0, LIFE)));
    }
}
