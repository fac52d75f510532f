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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real clients on addresses of loopback: whole files, over a bad line too, and among those who
/// only hold connections open.
class TransferReal {

    private static final Ip4 US = Ip4.parse("127.77.3.1");
    private static final Ip4 LINE = Ip4.parse("127.77.3.2");

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

    /// Each with another set of options.
    private static List<List<String>> clients(Ip4 host, int port, String name, Path to) {
        return List.of(
                List.of("tftp", "-m", "binary", host + "", port + "", "-c", "get", name, to + ""),
                List.of("atftp", "--get", "-r", name, "-l", to + "", host + "", port + ""),
                List.of(
                        "atftp",
                        "--option",
                        "blksize 1428",
                        "--option",
                        "tsize 0",
                        "--option",
                        "timeout 1",
                        "--option",
                        "windowsize 8",
                        "--get",
                        "-r",
                        name,
                        "-l",
                        to + "",
                        host + "",
                        port + ""),
                List.of(
                        "curl",
                        "-s",
                        "--tftp-blksize",
                        "1428",
                        "-o",
                        to + "",
                        "tftp://%s:%d/%s".formatted(host, port, name)),
                List.of(
                        "busybox", "tftp", "-g", "-b", "1428", "-r", name, "-l", to + "", host + "",
                        port + ""));
    }

    private void fetched(Ip4 host, int port, String name, byte[] content, int... which)
            throws Exception {
        List<Future<String>> all = new ArrayList<>();
        for (int i : which) {
            Path to = folder.resolve(name + ".got" + i);
            List<String> client = clients(host, port, name, to).get(i);
            all.add(
                    blocking.submit(() -> {
                        Commands.Ran ran = Commands.run(client.toArray(String[]::new));
                        assertEquals(0, ran.status(), client + ran.output());
                        assertArrayEquals(content, Files.readAllBytes(to), client + "");
                        return client.getFirst();
                    }));
        }
        for (Future<String> one : all) {
            assertTrue(!one.get().isEmpty());
        }
    }

    @Test
    void filesOfAllSizesArriveWhole() throws Exception {
        for (int size : new int[] {1, 512, 1024, 1428, 14_280, 1_000_001}) {
            String name = "f" + size;
            fetched(US, netboot.ports().tftp(), name, file(name, size), 0, 1, 2, 3, 4);
        }
    }

    @Test
    void aHundredMegabytesArriveWhole() throws Exception {
        byte[] content = file("f100", 100_000_000);
        Path to = folder.resolve("got");
        Commands.Ran ran =
                Commands.run(
                        "curl",
                        "-s",
                        "--tftp-blksize",
                        "65464",
                        "-o",
                        to + "",
                        "tftp://%s:%d/f100".formatted(US, netboot.ports().tftp()));
        assertEquals(new Commands.Ran(0, ""), ran);
        assertArrayEquals(content, Files.readAllBytes(to));
    }

    /// One packet of ten is lost, in each direction. Debian's atftp is left out with options: when
    /// its acknowledgement of them is lost and they come once more, it ends with "unexpected OACK",
    /// whatever the server (tftpd-hpa was tried on the same line).
    @Test
    void filesArriveWholeOverABadLine() throws Exception {
        byte[] content = file("f20k", 20_000);
        try (BadLine line = BadLine.open(LINE, US, netboot.ports().tftp(), 10)) {
            fetched(LINE, line.port(), "f20k", content, 0, 1, 3, 4);
            assertTrue(line.lost() > 5, line.lost() + " packets were lost");
        }
    }

    private String url(String name) {
        return "http://%s:%d/assets/%s".formatted(US, netboot.ports().http(), name);
    }

    @Test
    void wgetAndCurlGoOnWhereTheyWereAndAskForParts() throws Exception {
        byte[] content = file("image", 3_000_001);
        Path to = folder.resolve("image.got");
        Files.write(to, Arrays.copyOf(content, 1_234_567));
        Commands.Ran wget = Commands.run("wget", "-q", "-c", "-O", to + "", url("image"));
        assertEquals(new Commands.Ran(0, ""), wget);
        assertArrayEquals(content, Files.readAllBytes(to));

        Path part = folder.resolve("part");
        Commands.Ran curl =
                Commands.run("curl", "-sf", "-r", "1000-1999", "-o", part + "", url("image"));
        assertEquals(new Commands.Ran(0, ""), curl);
        assertArrayEquals(Arrays.copyOfRange(content, 1000, 2000), Files.readAllBytes(part));

        String head = Commands.run("curl", "-sfI", url("image")).output();
        assertTrue(head.contains("content-length: 3000001\r\n"), head);
        assertTrue(head.contains("accept-ranges: bytes\r\n"), head);
    }

    @Test
    void wrkFindsNoErrorInSevenSeconds() throws Exception {
        byte[] _ = file("small", 1024);
        String said = Commands.run("wrk", "-t1", "-c64", "-d7s", url("small")).output();
        System.out.println(said);
        assertTrue(said.contains("Requests/sec:"), said);
        assertTrue(!said.contains("Non-2xx") && !said.contains("Socket errors"), said);
    }

    /// From forty addresses: more than there may be, and each sends a little of a request.
    @Test
    void tenThousandWhoHoldConnectionsOpenKeepNoMachineOut() throws Exception {
        byte[] content = file("kernel", 1_000_000);
        List<Socket> held = new ArrayList<>();
        try {
            for (int i = 0; i < 10_000; i++) {
                Socket socket = new Socket();
                held.add(socket);
                socket.bind(Sockets.address(new Ip4(US.bits() + 100 + i % 40), 0));
                socket.connect(Sockets.address(US, netboot.ports().http()), 5000);
                if (i % 2 == 0) {
                    socket.getOutputStream()
                            .write("GET /x HTTP/1.1\r\nX: ".getBytes(StandardCharsets.US_ASCII));
                }
            }
            Path to = folder.resolve("kernel.got");
            long from = System.nanoTime();
            Commands.Ran ran = Commands.run("curl", "-sf", "-o", to + "", url("kernel"));
            long millis = (System.nanoTime() - from) / 1_000_000;
            assertEquals(new Commands.Ran(0, ""), ran);
            assertArrayEquals(content, Files.readAllBytes(to));
            assertTrue(millis < 2000, millis + " ms");
        } finally {
            for (Socket socket : held) {
                socket.close();
            }
        }
    }
}
