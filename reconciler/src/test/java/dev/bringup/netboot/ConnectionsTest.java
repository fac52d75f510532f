package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.Ip4;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionsTest {

    private static final Ip4 US = Ip4.parse("127.77.0.1");
    private static final Ip4 MACHINE = Ip4.parse("127.77.1.1");
    private static final byte[] GET =
            "GET /assets/a HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    @TempDir Path folder;

    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    private Netboot netboot;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(folder.resolve("a"), "FILE-A");
        netboot =
                Sample.netboot(US, new Settings.Folders(folder, folder), Optional::empty, blocking);
    }

    @AfterEach
    void stop() {
        netboot.close();
        blocking.close();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.bind(Sockets.address(MACHINE, 0));
        socket.connect(Sockets.address(US, netboot.ports().http()));
        socket.setSoTimeout(5000);
        return socket;
    }

    private static String fetch(Socket socket) throws IOException {
        socket.getOutputStream().write(GET);
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /// Whoever keeps connections open keeps nobody out, not even somebody at the same address.
    @Test
    void oneSenderHoldsOnlySoManyConnections() throws Exception {
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                idle.add(connect());
            }
            try (Socket another = connect()) {
                assertTrue(fetch(another).endsWith("FILE-A"));
            }
            // Another thread ends it than the one that let the last one in.
            int ended = 0;
            for (int tries = 0; tries < 10 && ended < 45; tries++) {
                ended = ended(idle.subList(0, 299));
            }
            // 301 less 256.
            assertEquals(45, ended, "the eldest went");
            idle.getLast().setSoTimeout(5000);
            assertTrue(fetch(idle.getLast()).endsWith("FILE-A"));
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    private static int ended(List<Socket> sockets) throws IOException {
        int ended = 0;
        for (Socket socket : sockets) {
            ended += isEnded(socket) ? 1 : 0;
        }
        return ended;
    }

    private static boolean isEnded(Socket socket) throws IOException {
        socket.setSoTimeout(2);
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException _) {
            return false;
        }
    }
}
