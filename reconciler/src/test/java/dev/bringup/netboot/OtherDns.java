package dev.bringup.netboot;

import dev.bringup.netboot.dns.DnsCodec;
import dev.bringup.netboot.dns.DnsMessage;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/// Another DNS server on loopback, by UDP and TCP, that says what a test tells it to.
final class OtherDns implements AutoCloseable {

    /// From question to the packets that go back by UDP; the last is what TCP gets.
    volatile Function<DnsMessage, List<byte[]>> answers = _ -> List.of();

    final List<String> asked = new CopyOnWriteArrayList<>();
    private final DatagramSocket datagrams;
    private final ServerSocket connections;

    OtherDns() throws IOException {
        connections = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        datagrams = beside(connections.getLocalPort());
        Thread.ofVirtual().start(this::serveDatagrams);
        Thread.ofVirtual().start(this::serveConnections);
    }

    /// Somebody may have the same number by UDP for a moment.
    private static DatagramSocket beside(int port) throws IOException {
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", port);
        for (int i = 0; ; i++) {
            try {
                return new DatagramSocket(address);
            } catch (BindException e) {
                if (i == 100) {
                    throw e;
                }
                LockSupport.parkNanos(20_000_000);
            }
        }
    }

    InetSocketAddress address() {
        return new InetSocketAddress("127.0.0.1", datagrams.getLocalPort());
    }

    private List<byte[]> answer(String way, byte[] packet) {
        if (!(DnsCodec.decode(ByteBuffer.wrap(packet))
                instanceof DnsCodec.Decoded.Message(DnsMessage message))) {
            throw new AssertionError("a broken question");
        }
        asked.add(
                way
                        + " "
                        + message.questions().getFirst().name()
                        + message.edns().map(e -> " edns " + e.size()).orElse(""));
        return answers.apply(message);
    }

    private void serveDatagrams() {
        try {
            while (true) {
                DatagramPacket in = new DatagramPacket(new byte[2000], 2000);
                datagrams.receive(in);
                for (byte[] out : answer("udp", Arrays.copyOf(in.getData(), in.getLength()))) {
                    datagrams.send(new DatagramPacket(out, out.length, in.getSocketAddress()));
                }
            }
        } catch (SocketException _) {
            // Closed: the test is over.
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void serveConnections() {
        try {
            while (true) {
                try (Socket socket = connections.accept()) {
                    DataInputStream in = new DataInputStream(socket.getInputStream());
                    byte[] question = in.readNBytes(in.readUnsignedShort());
                    byte[] out = answer("tcp", question).getLast();
                    DataOutputStream to = new DataOutputStream(socket.getOutputStream());
                    to.writeShort(out.length);
                    to.write(out);
                }
            }
        } catch (SocketException _) {
            // Closed: the test is over.
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        datagrams.close();
        connections.close();
    }
}
