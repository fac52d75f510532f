package dev.bringup.lab.wire;

import dev.bringup.model.Ip4;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/// Our addresses as the JDK's, without a resolver.
final class Addresses {

    private Addresses() {}

    static InetSocketAddress of(Ip4 address, int port) throws IOException {
        return new InetSocketAddress(InetAddress.getByAddress(address.bytes()), port);
    }

    static DatagramPacket packet(ByteBuffer content, InetSocketAddress to) {
        byte[] bytes = new byte[content.remaining()];
        content.duplicate().get(bytes);
        return new DatagramPacket(bytes, bytes.length, to);
    }

    /// A UDP socket; the message of a failure names what is taken.
    static DatagramSocket datagrams(Ip4 address, int port) throws IOException {
        try {
            return new DatagramSocket(of(address, port));
        } catch (IOException e) {
            throw new IOException(
                    "UDP port %d of %s cannot be opened: %s"
                            .formatted(port, address, e.getMessage()),
                    e);
        }
    }
}
