package dev.bringup.power;

import dev.bringup.model.Ip4;
import dev.bringup.model.Rung;
import dev.bringup.model.SecretRef;
import dev.bringup.power.ipmi.BmcSide;
import dev.bringup.power.ipmi.Bytes;
import dev.bringup.power.ipmi.SimpleBoard;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Our BMC behind a real socket.
final class BmcOnLoopback implements AutoCloseable {

    final SimpleBoard board = new SimpleBoard();

    /// That many packets are not heard.
    final AtomicInteger deaf = new AtomicInteger();

    /// Every answer comes twice, and the one before it once more.
    final AtomicBoolean stutters = new AtomicBoolean();

    private byte[] before = new byte[0];
    private final DatagramSocket socket;
    private final BmcSide bmc =
            new BmcSide(new BmcSide.Login("admin", "secret"), board, new Random(1));

    BmcOnLoopback() throws IOException {
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName("127.77.2.1"), 0));
        Thread.ofVirtual().start(this::serve);
    }

    private void send(byte[] bytes, DatagramPacket to) throws IOException {
        socket.send(new DatagramPacket(bytes, bytes.length, to.getSocketAddress()));
    }

    private void serve() {
        byte[] buffer = new byte[2048];
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        while (!socket.isClosed()) {
            try {
                packet.setLength(buffer.length);
                socket.receive(packet);
                if (deaf.get() > 0) {
                    deaf.decrementAndGet();
                    continue;
                }
                Bytes heard = Bytes.copy(buffer, 0, packet.getLength());
                for (Bytes answer : bmc.on(heard).stream().toList()) {
                    byte[] bytes = answer.array();
                    if (stutters.get()) {
                        send(before, packet);
                        send(bytes, packet);
                    }
                    send(bytes, packet);
                    before = bytes;
                }
            } catch (IOException _) {
                // Closed, or the console went away.
            }
        }
    }

    Rung.Bmc at(int suite) {
        return new Rung.Bmc(
                "bmc-01",
                Ip4.parse("127.77.2.1"),
                socket.getLocalPort(),
                new SecretRef.Env("BMC"),
                suite);
    }

    @Override
    public void close() {
        socket.close();
    }
}
