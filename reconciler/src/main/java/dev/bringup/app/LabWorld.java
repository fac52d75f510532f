package dev.bringup.app;

import dev.bringup.cli.Exit;
import dev.bringup.cli.LabOptions;
import dev.bringup.cli.Program.Failure;
import dev.bringup.lab.api.LabApi;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The world of the lab as a process of its own: repository, Kubernetes API, rack. It outlives the
/// reconciler, so that killing that one is a real test.
final class LabWorld {

    /// As Kubernetes does it.
    private static final Duration NODE_GRACE = Duration.ofSeconds(40);

    /// A world that nobody wants any more ends by itself after this.
    private static final Duration ORPHANED = Duration.ofMinutes(10);

    /// Set by the lab that started this world: the process that it serves.
    static final String OWNER = "BRINGUP_LAB_OWNER";

    private LabWorld() {}

    static int run(LabOptions options, Shutdown shutdown) throws Failure {
        if (options.dataDir == null) {
            throw new Failure(Exit.WRONG_INPUT, "--world-only needs --data-dir DIR");
        }
        LabHome home = new LabHome(Settings.writable(options.dataDir));
        CountDownLatch end = new CountDownLatch(1);
        shutdown.then(end::countDown);
        try {
            if (home.running().isPresent()) {
                throw new Failure(
                        Exit.WORLD_UNREACHABLE,
                        "a lab is running in " + home.folder() + " already");
            }
            Files.createDirectories(home.world());
            Logs.toFile(home.world().resolve("world.log"));
            LabFiles.write(home);
            LabRepository.create(
                    home.repository(), options.machines, InstantSource.system().instant());
            try (LabApi api = api(home);
                    LabMachines rack = LabMachines.start(home, options)) {
                home.write(
                        new LabHome.Running(
                                ProcessHandle.current().pid(), api.kubeconfig(), options.machines));
                say(home, api);
                await(end, home);
                return rack.rack().machines().isEmpty() ? Exit.NOT_THERE_YET : Exit.FINE;
            } finally {
                home.forgetRunning();
            }
        } catch (IOException e) {
            boolean taken = String.valueOf(e.getMessage()).contains("Address already in use");
            throw new Failure(
                    Exit.WORLD_UNREACHABLE,
                    e.getMessage() + (taken ? "; does another lab run on this computer?" : ""));
        }
    }

    static LabApi api(LabHome home) throws IOException {
        return api(home, NODE_GRACE);
    }

    /// With a Node taken for Ready for that long after its last sign of life.
    static LabApi api(LabHome home, Duration grace) throws IOException {
        InetSocketAddress address =
                new InetSocketAddress(
                        InetAddress.getByAddress(LabRack.API.bytes()), LabRack.API_PORT);
        return LabApi.start(
                new LabApi.Settings(
                        address,
                        home.world().resolve("api"),
                        InstantSource.system(),
                        new SecureRandom(),
                        grace));
    }

    private static void say(LabHome home, LabApi api) {
        if (System.getenv(OWNER) != null) {
            return;
        }
        System.out.println("the world runs; a reconciler for it:");
        System.out.println("  " + runCommand(home, api.kubeconfig()));
    }

    static String runCommand(LabHome home, Path kubeconfig) {
        return String.join(
                " ",
                "bringup run --repo",
                home.repository().toUri().toString(),
                "--kubeconfig",
                kubeconfig.toString(),
                "--data-dir",
                home.reconciler().toString(),
                "--boot-files",
                home.bootFiles().toString(),
                "--address " + LabRack.SERVICES,
                "--dhcp-broadcast " + LabRack.BROADCAST,
                "--dhcp-port " + LabRack.DHCP_PORT,
                "--dhcp-client-port " + LabRack.DHCP_CLIENT_PORT,
                "--tftp-port " + LabRack.TFTP_PORT,
                "--http-port " + LabRack.HTTP_PORT,
                "--dns-port " + LabRack.DNS_PORT,
                "--ssh-port " + LabRack.SSH_PORT,
                "--poll 1s");
    }

    /// Until told to stop, or until the lab that wanted this world has been gone for long.
    private static void await(CountDownLatch end, LabHome home) throws IOException {
        boolean owned = System.getenv(OWNER) != null;
        long left = ORPHANED.toSeconds();
        try {
            while (!end.await(1, TimeUnit.SECONDS)) {
                boolean alone = owned && home.owner().filter(ProcessHandle::isAlive).isEmpty();
                left = alone ? left - 1 : ORPHANED.toSeconds();
                if (left <= 0) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
