package dev.bringup.lab.wire;

import dev.bringup.model.Ip4;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A UDP socket and the thread that listens on it.
final class Ear implements AutoCloseable {

    interface Hearer {
        void heard(byte[] packet, SocketAddress from) throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Ear.class);

    private final DatagramSocket socket;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean listening;

    private Ear(DatagramSocket socket) {
        this.socket = socket;
    }

    static Ear open(Ip4 address, int port) throws IOException {
        return new Ear(Addresses.datagrams(address, port));
    }

    void listen(Executor executor, Hearer hearer) {
        listening = true;
        executor.execute(() -> run(hearer));
    }

    private void run(Hearer hearer) {
        byte[] buffer = new byte[4096];
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        while (!socket.isClosed()) {
            try {
                packet.setLength(buffer.length);
                socket.receive(packet);
                hearer.heard(Arrays.copyOf(buffer, packet.getLength()), packet.getSocketAddress());
            } catch (IOException e) {
                LOG.debug("nothing heard: {}", e.toString());
            }
        }
        ended.countDown();
    }

    void send(ByteBuffer content, SocketAddress to) throws IOException {
        byte[] bytes = new byte[content.remaining()];
        content.duplicate().get(bytes);
        socket.send(new DatagramPacket(bytes, bytes.length, to));
    }

    /// The port is free when this returns: the JDK keeps it until the listening thread has noticed.
    @Override
    public void close() {
        socket.close();
        try {
            if (listening && !ended.await(2, TimeUnit.SECONDS)) {
                LOG.debug("the thread of {} does not end", socket);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
