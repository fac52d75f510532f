package dev.bringup.lab.wire;

import dev.bringup.model.Ip4;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/// Free ports, so that tests do not meet a lab that runs on this computer.
final class Ports {

    NetworkPlan plan(int dhcpServer, int tftp) throws IOException {
        return new NetworkPlan(
                Ip4.parse("127.77.255.255"),
                Ip4.parse("127.77.0.1"),
                new NetworkPlan.Ports(
                        dhcpServer,
                        udp("127.77.255.255"),
                        tftp,
                        udp("127.77.255.255"),
                        udp("127.77.2.1"),
                        tcp("127.77.1.1"),
                        tcp("127.77.2.1")));
    }

    private static int udp(String address) throws IOException {
        try (DatagramSocket socket =
                new DatagramSocket(new InetSocketAddress(InetAddress.getByName(address), 0))) {
            return socket.getLocalPort();
        }
    }

    static int tcp(String address) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            return socket.getLocalPort();
        }
    }
}
