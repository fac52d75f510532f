package dev.bringup.power;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;

/// A bad line to a BMC: each packet arrives twice, and between the two the one before it once more,
/// in both directions.
final class Stuttering implements AutoCloseable {

    private final DatagramSocket near;
    private final DatagramSocket far;
    private volatile SocketAddress console = new InetSocketAddress(0);

    Stuttering(String here, int bmc) throws IOException {
        near = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(here), 0));
        far = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(here), 0));
        InetSocketAddress there = new InetSocketAddress(InetAddress.getByName(here), bmc);
        Thread.ofVirtual().start(() -> pass(near, far, there));
        Thread.ofVirtual().start(() -> pass(far, near, console));
    }

    int port() {
        return near.getLocalPort();
    }

    private void pass(DatagramSocket from, DatagramSocket to, SocketAddress fixed) {
        byte[] before = {};
        while (!from.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
                from.receive(packet);
                byte[] bytes = Arrays.copyOf(packet.getData(), packet.getLength());
                if (from == near) {
                    console = packet.getSocketAddress();
                }
                SocketAddress there = from == near ? fixed : console;
                for (byte[] one : new byte[][] {bytes, before, bytes}) {
                    if (one.length > 0) {
                        to.send(new DatagramPacket(one, one.length, there));
                    }
                }
                before = bytes;
            } catch (IOException _) {
                // Closed, or nobody there.
            }
        }
    }

    @Override
    public void close() {
        near.close();
        far.close();
    }
}
