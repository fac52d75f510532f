package dev.bringup.app;

import dev.bringup.cli.Exit;
import dev.bringup.cli.LabOptions;
import dev.bringup.cli.Program.Failure;
import dev.bringup.model.KubeVersion;
import dev.bringup.secrets.Age;
import dev.bringup.secrets.Issuer;
import dev.bringup.secrets.Roots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
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
            begin(home, options);
            try (LabCluster cluster = LabCluster.open(home, NODE_GRACE);
                    LabMachines rack = LabMachines.start(home, options, cluster)) {
                home.write(
                        new LabHome.Running(
                                ProcessHandle.current().pid(),
                                home.kubeconfig(),
                                options.machines));
                say(home);
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

    /// The repository at its first start; afterwards it is the operator's.
    static void begin(LabHome home, LabOptions options) throws IOException {
        if (Files.exists(home.repository().resolve("HEAD"))) {
            return;
        }
        Instant now = InstantSource.system().instant();
        if (!options.fromNothing) {
            LabRepository.create(home.repository(), options.machines, now);
            return;
        }
        SecureRandom random = new SecureRandom();
        String identity = Age.generate(random);
        Roots roots = new Issuer(now, random).make(List.of(Age.recipient(identity)));
        LabRepository.create(
                home.repository(),
                LabFounding.files(
                        options.machines, roots.sealed(), KubeVersion.parse(options.kubernetes)),
                now);
        Files.createFile(
                home.identity(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(home.identity(), identity + "\n");
    }

    private static void say(LabHome home) {
        if (System.getenv(OWNER) != null) {
            return;
        }
        System.out.println("the world runs; a reconciler for it:");
        System.out.println("  " + runCommand(home));
    }

    static String runCommand(LabHome home) {
        return String.join(
                " ",
                "bringup run --repo",
                home.repository().toUri().toString(),
                home.isFromNothing()
                        ? "--age-identity " + home.identity()
                        : "--kubeconfig " + home.kubeconfig(),
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
                "--syslog-port " + LabRack.SYSLOG_PORT,
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
