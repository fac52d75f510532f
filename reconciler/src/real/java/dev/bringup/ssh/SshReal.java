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
import java.util.List;
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
        for (int i = 0; i < 200 && !left.equals(NOTHING); i++) {
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
