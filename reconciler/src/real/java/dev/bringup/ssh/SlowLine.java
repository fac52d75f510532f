package dev.bringup.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Hands a connection on with a pause before everything that is said, and can be cut.
final class SlowLine implements AutoCloseable {

    private final ServerSocket server;
    private final String address;
    private final int port;
    private final Duration pause;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    SlowLine(String address, int port, Duration pause) throws IOException {
        this.address = address;
        this.port = port;
        this.pause = pause;
        server = new ServerSocket(0, 50, InetAddress.getByName(address));
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                Socket far = new Socket(address, port);
                open.add(near);
                open.add(far);
                Thread.ofVirtual().start(() -> hand(near, far));
                Thread.ofVirtual().start(() -> hand(far, near));
            } catch (IOException _) {
                // Closed, or nobody at the far end.
            }
        }
    }

    private void hand(Socket from, Socket to) {
        byte[] buffer = new byte[16_384];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                Thread.sleep(pause);
                out.write(buffer, 0, n);
            }
        } catch (IOException | InterruptedException _) {
            // Cut.
        }
    }

    /// As when a switch dies.
    void cut() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }
}
