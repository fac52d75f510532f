package dev.bringup.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Commands;
import dev.bringup.Sshd;
import dev.bringup.model.Ip4;
import dev.bringup.secrets.SshKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Our SSH client against OpenSSH's server.
class SshReal {

    private static final Duration SOON = Duration.ofSeconds(20);

    /// For what waits for processors or for a line.
    private static final Duration CROWDED = Duration.ofMinutes(2);

    private static final String NOTHING = "0 threads, 0 sockets";
    private static final Duration PAUSE = Duration.ofMillis(250);

    @TempDir Path folder;

    @Test
    void commandsRunOnOpenSshAndItsKeyIsPinned() throws Exception {
        SshKey ours = SshKey.of(new byte[32], "bringup");
        try (Sshd server = Sshd.start(folder, "127.77.1.9", ours.publicText());
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            int port = server.port();
            Ssh ssh = new Ssh(executor);
            Target target = target(port, server.hostKey(), ours);
            Files.writeString(folder.resolve("ours"), ours.privateText());
            Commands.run("chmod", "600", "" + folder.resolve("ours"));
            assertEquals(
                    new Commands.Ran(0, ours.publicText().replace(" bringup", "\n")),
                    Commands.run("ssh-keygen", "-y", "-f", "" + folder.resolve("ours")));
            assertEquals(
                    new Ran.Exited(4, "hello\n", "oops\n"),
                    ssh.exec(target, "echo hello; echo oops >&2; exit 4", SOON));
            Ran.Exited much =
                    assertInstanceOf(
                            Ran.Exited.class,
                            ssh.exec(
                                    target,
                                    "head -c 9000000 /dev/zero >&2; head -c 9000000 /dev/zero",
                                    SOON));
            assertEquals(0, much.status());
            assertEquals(
                    new Ran.TimedOut(Duration.ofSeconds(1)),
                    ssh.exec(target, "sleep 60", Duration.ofSeconds(1)));
            Target wrong = target(port, server.otherKey(), ours);
            assertInstanceOf(Ran.WrongKey.class, ssh.exec(wrong, "touch ran", SOON));
            SshKey stranger =
                    SshKey.of(
                            new byte[] {
                                1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3,
                                4, 5, 6, 7, 8, 9, 0, 1, 2
                            },
                            "stranger");
            Target denied = target(port, server.hostKey(), stranger);
            assertEquals(
                    new Ran.Denied("127.77.1.9 does not let root in with our key"),
                    ssh.exec(denied, "true", SOON));
            assertTrue(
                    ssh.exec(target, "kill -9 $PPID", SOON) instanceof Ran.Lost,
                    "what a reboot looks like");
        }
    }

    /// Each of them alone opens the door: the reconciler's own key is not known there.
    @Test
    void certificatesAndAgentsLogIn() throws Exception {
        SshKey nobody = SshKey.of(new byte[32], "bringup");
        Path signed = made("signed", "ed25519");
        Path held = made("held", "rsa");
        String known = Files.readString(Path.of(held + ".pub"));
        try (Sshd server = Sshd.start(folder, "127.77.1.9", known);
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
                Agent agent = Agent.start(folder.resolve("agent"))) {
            Commands.run(
                    "ssh-keygen",
                    "-q",
                    "-s",
                    "" + folder.resolve("users"),
                    "-I",
                    "bringup",
                    "-n",
                    "root",
                    "" + signed + ".pub");
            Credential certified =
                    Credential.certified(
                            Files.readString(signed),
                            Files.readString(Path.of(signed + "-cert.pub")));
            Ssh ssh = new Ssh(executor);
            Credential own = new Credential.Key(nobody.pair());
            Credential plain = new Credential.Key(Credential.pair(Files.readString(signed)));
            Credential.Agent asked = new Credential.Agent(agent.socket());
            Ran denied = new Ran.Denied("127.77.1.9 does not let root in with our key");
            assertEquals(denied, in(ssh, server, List.of(own, plain, asked)));
            assertEquals(new Ran.Exited(0, "in\n", ""), in(ssh, server, List.of(own, certified)));
            agent.add(held);
            assertEquals(new Ran.Exited(0, "in\n", ""), in(ssh, server, List.of(own, asked)));
        }
        Credential.Agent gone = new Credential.Agent(folder.resolve("nowhere"));
        assertEquals(List.of(), Logins.of(List.of(gone), Runnable::run));
    }

    /// A host that nobody knows is known by who signed for it, and only for its own address.
    @Test
    void aHostIsKnownByItsCertificate() throws Exception {
        SshKey ours = SshKey.of(new byte[32], "bringup");
        Path authority = made("authority", "ed25519");
        String trusted = Files.readString(Path.of(authority + ".pub"));
        try (Sshd server = Sshd.start(folder, "127.77.1.9", ours.publicText());
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Ssh ssh = new Ssh(executor, Duration.ZERO);
            HostTrust signed = new HostTrust(Optional.empty(), List.of(trusted));
            assertInstanceOf(Ran.WrongKey.class, on(ssh, server, signed, ours), "no certificate");
            sign(server, authority, "-h", "127.77.1.9,node-09");
            assertEquals(new Ran.Exited(0, "in\n", ""), on(ssh, server, signed, ours));
            HostTrust pinned = new HostTrust(Optional.of(server.hostKey()), List.of(trusted));
            assertEquals(new Ran.Exited(0, "in\n", ""), on(ssh, server, pinned, ours));
            HostTrust others =
                    new HostTrust(
                            Optional.of(server.otherKey()),
                            List.of(Files.readString(folder.resolve("users.pub"))));
            assertInstanceOf(Ran.WrongKey.class, on(ssh, server, others, ours));
            sign(server, authority, "-h", "127.77.1.8");
            assertInstanceOf(Ran.WrongKey.class, on(ssh, server, signed, ours), "another's");
            sign(server, authority, "-h", "");
            assertInstanceOf(Ran.WrongKey.class, on(ssh, server, signed, ours), "for everybody");
        }
    }

    private static Ran on(Ssh ssh, Sshd server, HostTrust host, SshKey ours) {
        List<Credential> with = List.of(new Credential.Key(ours.pair()));
        return ssh.exec(
                new Target(Ip4.parse("127.77.1.9"), server.port(), "root", host, with),
                "echo in",
                SOON);
    }

    /// sshd reads it anew for each connection, since it runs itself again for each.
    private void sign(Sshd server, Path authority, String kind, String names) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of("ssh-keygen", "-q", "-s", "" + authority, "-I", "host", kind));
        if (!names.isEmpty()) {
            command.addAll(List.of("-n", names));
        }
        command.add("" + server.folder().resolve("host.pub"));
        Commands.run(command.toArray(String[]::new));
    }

    private Path made(String name, String type) throws Exception {
        Path file = folder.resolve(name);
        Commands.run("ssh-keygen", "-q", "-t", type, "-N", "", "-f", "" + file);
        return file;
    }

    private static Ran in(Ssh ssh, Sshd server, List<Credential> with) throws Exception {
        Target target =
                new Target(
                        Ip4.parse("127.77.1.9"),
                        server.port(),
                        "root",
                        new HostTrust(server.hostKey()),
                        with);
        return ssh.exec(target, "echo in", SOON);
    }

    /// The outputs take turns, and whoever lets the server send more is interrupted by others
    /// before it has noted so: the server must not be taken for one that sends too much.
    @Test
    void outputsThatTakeTurnsOnABusyMachineArrive() throws Exception {
        SshKey ours = SshKey.of(new byte[32], "bringup");
        try (Sshd server = Sshd.start(folder, "127.77.1.9", ours.publicText());
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
                Burners _ = Burners.onAllProcessors()) {
            Ran ran =
                    new Ssh(executor)
                            .exec(
                                    target(server.port(), server.hostKey(), ours),
                                    """
                                    i=0
                                    while [ $i -lt 60 ]; do
                                        head -c 1600000 /dev/zero >&2
                                        head -c 600000 /dev/zero
                                        i=$((i + 1))
                                    done
                                    """,
                                    Duration.ofMinutes(2));
            assertEquals(0, assertInstanceOf(Ran.Exited.class, ran, ran::text).status());
        }
    }

    @Test
    void aSlowLoginSucceedsAndACutLineIsLost() throws Exception {
        SshKey ours = SshKey.of(new byte[32], "bringup");
        try (Sshd server = Sshd.start(folder, "127.77.1.9", ours.publicText());
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
                SlowLine line = new SlowLine("127.77.1.9", server.port(), PAUSE)) {
            Ssh ssh = new Ssh(executor);
            Target target = target(line.port(), server.hostKey(), ours);
            assertEquals(new Ran.Exited(0, "hello\n", ""), ssh.exec(target, "echo hello", CROWDED));
            CountDownLatch began = new CountDownLatch(1);
            Future<Ran> cut =
                    executor.submit(() ->
                            ssh.exec(
                                    target,
                                    "echo began; sleep 600",
                                    CROWDED,
                                    _ -> began.countDown()));
            assertTrue(began.await(60, TimeUnit.SECONDS));
            line.cut();
            Ran ran = cut.get(60, TimeUnit.SECONDS);
            assertInstanceOf(Ran.Lost.class, ran, ran::text);
        }
    }

    /// A rack that comes up at once; and nothing is left of it when it is done.
    @Test
    void twoHundredAtOnceAreServedAndLeaveNothingOpen() throws Exception {
        SshKey ours = SshKey.of(new byte[32], "bringup");
        try (Sshd server = Sshd.start(folder, "127.77.1.9", ours.publicText());
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Ssh ssh = new Ssh(executor);
            // What other tests of this class keep for the next command ends first.
            assertEquals(NOTHING, left(server.port()));
            Target target = target(server.port(), server.hostKey(), ours);
            Future<Ran> one =
                    executor.submit(() -> ssh.feed(target, "head -c 1; sleep 1", "x", CROWDED));
            List<String> seen = new CopyOnWriteArrayList<>();
            while (!one.isDone()) {
                seen.add(open(server.port()));
            }
            assertTrue(seen.contains("1 threads, 1 sockets"), seen::toString);
            List<Future<Ran>> crowd =
                    IntStream.rangeClosed(1, 200)
                            .mapToObj(n ->
                                    executor.submit(() -> ssh.exec(target, "echo " + n, CROWDED)))
                            .toList();
            for (int n = 1; n <= 200; n++) {
                assertEquals(
                        new Ran.Exited(0, n + "\n", ""), crowd.get(n - 1).get(3, TimeUnit.MINUTES));
            }
            assertEquals(NOTHING, left(server.port()));
        }
    }

    /// What is still there after a while.
    private static String left(int port) throws Exception {
        String left = open(port);
        for (int i = 0; i < 600 && !left.equals(NOTHING); i++) {
            Thread.sleep(50);
            left = open(port);
        }
        return left;
    }

    /// Threads and connections of ours.
    private static String open(int port) throws Exception {
        long threads =
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().contains("sshj"))
                        .count();
        String process = "pid=" + ProcessHandle.current().pid() + ",";
        long sockets =
                Commands.run("ss", "-tnpH", "dst", "127.77.1.9:" + port)
                        .output()
                        .lines()
                        .filter(line -> line.contains(process))
                        .count();
        return threads + " threads, " + sockets + " sockets";
    }

    private static Target target(int port, String hostKey, SshKey ours) {
        return new Target(Ip4.parse("127.77.1.9"), port, "root", hostKey, ours.pair());
    }
}
