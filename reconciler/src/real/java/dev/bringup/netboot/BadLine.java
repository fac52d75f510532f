package dev.bringup.netboot;

import dev.bringup.model.Ip4;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A wire between TFTP clients and their server that loses packets, in both directions, always the
/// same number of them. Each conversation has two sockets, as the server opens a port for it.
final class BadLine implements AutoCloseable {

    private static final int LARGEST = 70_000;

    private final DatagramSocket front;
    private final InetSocketAddress server;
    private final int percent;
    private final int seed;
    private final Map<InetSocketAddress, DatagramSocket> known = new ConcurrentHashMap<>();
    private final List<DatagramSocket> all = new ArrayList<>();
    private final AtomicInteger lost = new AtomicInteger();

    private BadLine(DatagramSocket front, InetSocketAddress server, int percent, int seed) {
        this.front = front;
        this.server = server;
        this.percent = percent;
        this.seed = seed;
    }

    static BadLine open(Ip4 at, Ip4 server, int port, int percent) throws SocketException {
        return open(at, server, port, percent, 1);
    }

    /// Which packets are lost is a function of `seed`.
    static BadLine open(Ip4 at, Ip4 server, int port, int percent, int seed)
            throws SocketException {
        BadLine line =
                new BadLine(
                        new DatagramSocket(Sockets.address(at, 0)),
                        Sockets.address(server, port),
                        percent,
                        seed);
        Thread.ofVirtual().start(line::requests);
        return line;
    }

    int port() {
        return front.getLocalPort();
    }

    int lost() {
        return lost.get();
    }

    private void requests() {
        Random random = new Random(11);
        Map<InetSocketAddress, Integer> asked = new HashMap<>();
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
                front.receive(packet);
                InetSocketAddress client = (InetSocketAddress) packet.getSocketAddress();
                boolean isFirst = asked.merge(client, 1, Integer::sum) == 1;
                if (isFirst && random.nextInt(100) < percent) {
                    lost.incrementAndGet();
                    continue;
                }
                DatagramSocket back = known.get(client);
                if (back == null) {
                    back = conversation(client);
                    known.put(client, back);
                }
                back.send(new DatagramPacket(packet.getData(), packet.getLength(), server));
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    /// Towards the server; what the client is answered from is another one.
    private synchronized DatagramSocket conversation(InetSocketAddress client) throws IOException {
        DatagramSocket back = new DatagramSocket(new InetSocketAddress(front.getLocalAddress(), 0));
        DatagramSocket there =
                new DatagramSocket(new InetSocketAddress(front.getLocalAddress(), 0));
        all.addAll(List.of(back, there));
        Map<String, InetSocketAddress> peer = new ConcurrentHashMap<>();
        Thread.ofVirtual()
                .start(() ->
                        pass(back, from -> peer.put("server", from), there, () -> client, seed));
        Thread.ofVirtual()
                .start(() ->
                        pass(
                                there,
                                _ -> {},
                                back,
                                () -> peer.getOrDefault("server", server),
                                seed + 1));
        return back;
    }

    private interface To {
        InetSocketAddress get();
    }

    private interface From {
        void met(InetSocketAddress from);
    }

    private void pass(DatagramSocket in, From from, DatagramSocket out, To to, int seed) {
        Random random = new Random(seed);
        try {
            byte[] room = new byte[LARGEST];
            while (true) {
                DatagramPacket packet = new DatagramPacket(room, LARGEST);
                in.receive(packet);
                from.met((InetSocketAddress) packet.getSocketAddress());
                if (random.nextInt(100) < percent) {
                    lost.incrementAndGet();
                } else {
                    out.send(new DatagramPacket(packet.getData(), packet.getLength(), to.get()));
                }
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    @Override
    public synchronized void close() {
        front.close();
        all.forEach(DatagramSocket::close);
    }
}
