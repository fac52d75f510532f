package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Commands;
import dev.bringup.model.Ip4;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// 100 MB by every TFTP client that Debian has and with every option that it knows, the same over a
/// line that loses a packet of ten each way, and HTTP under load for longer than a build has time
/// for.
class TransferLong {

    private static final Ip4 US = Ip4.parse("127.77.5.1");
    private static final Ip4 LINE = Ip4.parse("127.77.5.2");
    private static final int SIZE = 100_000_000;
    private static final Duration PATIENCE = Duration.ofMinutes(40);

    @TempDir Path folder;

    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    private Netboot netboot;

    @BeforeEach
    void start() throws IOException {
        netboot =
                Sample.netboot(US, new Settings.Folders(folder, folder), Optional::empty, blocking);
    }

    @AfterEach
    void stop() {
        netboot.close();
        blocking.close();
    }

    private byte[] file(String name, int size) throws IOException {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        Files.write(folder.resolve(name), content);
        return content;
    }

    /// A program and its options, with HOST, PORT, NAME and TO left open, and a space in a word as
    /// _.
    record Client(String command) {
        String[] at(Ip4 host, int port, String name, Path to) {
            return Stream.of(command.split(" "))
                    .map(word ->
                            word.replace('_', ' ')
                                    .replace("HOST", host + "")
                                    .replace("PORT", port + "")
                                    .replace("NAME", name)
                                    .replace("TO", to + ""))
                    .toArray(String[]::new);
        }

        @Override
        public String toString() {
            return command;
        }
    }

    private static Client atftp(String... options) {
        StringBuilder words = new StringBuilder("atftp");
        for (String option : options) {
            words.append(" --option ").append(option);
        }
        return new Client(words + " --get -r NAME -l TO HOST PORT");
    }

    private static Client busybox(String options) {
        return new Client("busybox tftp -g" + options + " -r NAME -l TO HOST PORT");
    }

    private static Client curl(String options) {
        return new Client("curl -s " + options + " -o TO tftp://HOST:PORT/NAME");
    }

    static Stream<Client> clients() {
        return Stream.of(
                new Client("tftp -m binary HOST PORT -c get NAME TO"),
                atftp(),
                atftp("blksize_1428"),
                atftp("blksize_65464"),
                atftp("tsize_0"),
                atftp("timeout_2", "blksize_1428"),
                atftp("windowsize_64", "blksize_1428"),
                atftp("windowsize_3", "blksize_512"),
                atftp("blksize_1428", "tsize_0", "timeout_2", "windowsize_16"),
                curl("--tftp-no-options"),
                curl("--tftp-blksize 512"),
                curl("--tftp-blksize 1428"),
                curl("--tftp-blksize 65464"),
                busybox(""),
                busybox(" -b 1428"),
                busybox(" -b 65464"));
    }

    private void fetched(Client client, Ip4 host, int port, String name, byte[] content)
            throws Exception {
        Path to = Files.createTempFile(folder, "got", "");
        String[] command = client.at(host, port, name, to);
        long from = System.nanoTime();
        Commands.Ran ran = Commands.run(PATIENCE, command);
        System.out.printf(
                "%6.1f s  %d bytes by %s of %s%n",
                (System.nanoTime() - from) / 1e9, content.length, client.command(), host);
        assertEquals(0, ran.status(), client + ran.output());
        assertArrayEquals(content, Files.readAllBytes(to), client + "");
        Files.delete(to);
    }

    @ParameterizedTest
    @MethodSource("clients")
    void aHundredMegabytesArriveWhole(Client client) throws Exception {
        fetched(client, US, netboot.ports().tftp(), "f100", file("f100", SIZE));
    }

    /// Debian's atftp gives up when its first acknowledgement of options is lost ("unexpected
    /// OACK", whatever the server), so each has a line of its own that loses other packets; on this
    /// one it is not the first that is lost.
    private static final int SEED = 3;

    /// atftp, and busybox, leave unanswered what comes twice, and send their own acknowledgement
    /// again after seconds: with a packet in ten lost, 100 MB in blocks of 512 bytes would take
    /// them hours with any server. They get as many bytes as fit a minute or two.
    private static boolean isSlow(Client client) {
        String command = client.command();
        boolean isLarge = command.contains("65464") || command.contains("windowsize_64");
        return !isLarge && (command.startsWith("atftp") || command.startsWith("busybox"));
    }

    /// All at once: each of them waits most of the time.
    @Test
    void aHundredMegabytesArriveWholeOverABadLine() throws Exception {
        byte[] large = file("f100", SIZE);
        byte[] small = file("f200k", 200_000);
        List<Future<?>> all = new ArrayList<>();
        List<BadLine> lines = new ArrayList<>();
        try {
            for (Client client : clients().toList()) {
                BadLine line = BadLine.open(LINE, US, netboot.ports().tftp(), 10, SEED);
                lines.add(line);
                all.add(
                        blocking.submit(() -> {
                            if (isSlow(client)) {
                                fetched(client, LINE, line.port(), "f200k", small);
                            } else {
                                fetched(client, LINE, line.port(), "f100", large);
                            }
                            assertTrue(line.lost() > 10, client + " lost " + line.lost());
                            return client;
                        }));
            }
            for (Future<?> one : all) {
                assertTrue(one.get() != null);
            }
        } finally {
            lines.forEach(BadLine::close);
        }
    }

    private String url(String name) {
        return "http://%s:%d/assets/%s".formatted(US, netboot.ports().http(), name);
    }

    @ParameterizedTest
    @MethodSource("loads")
    void wrkFindsNoErrorInThirtySeconds(int size, int connections) throws Exception {
        byte[] _ = file("f", size);
        String said = Commands.run("wrk", "-t1", "-c" + connections, "-d30s", url("f")).output();
        System.out.println(said);
        assertTrue(said.contains("Requests/sec:"), said);
        assertTrue(!said.contains("Non-2xx") && !said.contains("Socket errors"), said);
    }

    static Stream<Arguments> loads() {
        return Stream.of(
                Arguments.of(1024, 64), Arguments.of(1024, 240), Arguments.of(10_000_000, 16));
    }

    /// Half of them say nothing, half say a little of a request each second, as slowloris does, and
    /// all come again when they are put out. From forty addresses: more than there may be.
    @Test
    void tenThousandWhoHoldConnectionsOpenForAMinuteKeepNoMachineOut() throws Exception {
        byte[] content = file("kernel", 1_000_000);
        Socket[] held = new Socket[10_000];
        long slowest = 0;
        try {
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            for (int i = 0; i < held.length; i++) {
                held[i] = hold(i);
            }
            while (System.nanoTime() < end) {
                for (int i = 0; i < held.length; i += 2) {
                    drip(held, i);
                }
                Path to = folder.resolve("kernel.got");
                long from = System.nanoTime();
                Commands.Ran ran = Commands.run("curl", "-sf", "-o", to + "", url("kernel"));
                slowest = Math.max(slowest, System.nanoTime() - from);
                assertEquals(new Commands.Ran(0, ""), ran);
                assertArrayEquals(content, Files.readAllBytes(to));
            }
        } finally {
            for (Socket socket : held) {
                if (socket != null) {
                    socket.close();
                }
            }
        }
        long millis = slowest / 1_000_000;
        System.out.println("the slowest of a real client's requests took " + millis + " ms");
        assertTrue(millis < 3000, millis + " ms");
    }

    private Socket hold(int i) throws IOException {
        Socket socket = new Socket();
        socket.bind(Sockets.address(new Ip4(US.bits() + 100 + i % 40), 0));
        socket.connect(Sockets.address(US, netboot.ports().http()), 5000);
        return socket;
    }

    private void drip(Socket[] held, int i) throws IOException {
        try {
            held[i].getOutputStream().write("GET".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException _) {
            held[i].close();
            held[i] = hold(i);
        }
    }
}
