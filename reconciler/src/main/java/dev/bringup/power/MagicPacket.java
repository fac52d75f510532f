package dev.bringup.power;

import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.Rung;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Wake-on-LAN: six bytes of ones and sixteen times the address, by UDP broadcast.
final class MagicPacket {

    private MagicPacket() {}

    static byte[] of(Mac mac) {
        byte[] packet = new byte[6 + 16 * 6];
        for (int i = 0; i < packet.length; i++) {
            packet[i] = i < 6 ? (byte) 0xff : mac.bytes()[i % 6];
        }
        return packet;
    }

    /// Done when at least one packet left this machine; more cannot be known.
    static void send(Rung.Wol wol, List<Mac> macs) throws Unable {
        String problem = "no interface has a broadcast address";
        int left = 0;
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setBroadcast(true);
            for (InetAddress to : targets(wol.broadcast())) {
                for (Mac mac : macs) {
                    byte[] packet = of(mac);
                    try {
                        socket.send(new DatagramPacket(packet, packet.length, to, wol.port()));
                        left++;
                    } catch (IOException e) {
                        problem = to.getHostAddress() + ": " + e.getMessage();
                    }
                }
            }
        } catch (IOException e) {
            problem = String.valueOf(e.getMessage());
        }
        if (left == 0) {
            throw new Unable("no magic packet could be sent: " + problem, Unable.Cure.TIME);
        }
    }

    /// Every network we are on, unless one is named: 255.255.255.255 alone fails on machines
    /// without a default route.
    private static List<InetAddress> targets(Optional<Ip4> named) throws IOException {
        if (named.isPresent()) {
            return List.of(InetAddress.getByAddress(named.get().bytes()));
        }
        List<InetAddress> targets = new ArrayList<>();
        for (NetworkInterface device :
                NetworkInterface.networkInterfaces().filter(MagicPacket::isUsable).toList()) {
            for (InterfaceAddress address : device.getInterfaceAddresses()) {
                if (address.getBroadcast() != null) {
                    targets.add(address.getBroadcast());
                }
            }
        }
        return targets;
    }

    private static boolean isUsable(NetworkInterface device) {
        try {
            return device.isUp() && !device.isLoopback();
        } catch (IOException _) {
            return false;
        }
    }
}
