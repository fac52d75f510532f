package dev.bringup.power;

import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Wake-on-LAN: six bytes of ones, sixteen times the address, and the password that some network
/// cards ask for.
final class MagicPacket {

    private static final int MAC_BYTES = 6;
    private static final int TIMES = 16;
    private static final byte[] WAKE_ON_LAN = {0x08, 0x42};
    private static final Pattern SIX_BYTES =
            Pattern.compile("([0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}");

    private MagicPacket() {}

    static byte[] of(Mac mac, byte[] password) {
        byte[] packet = new byte[MAC_BYTES + TIMES * MAC_BYTES + password.length];
        Arrays.fill(packet, 0, MAC_BYTES, (byte) 0xff);
        for (int i = 1; i <= TIMES; i++) {
            System.arraycopy(mac.bytes(), 0, packet, i * MAC_BYTES, MAC_BYTES);
        }
        System.arraycopy(password, 0, packet, packet.length - password.length, password.length);
        return packet;
    }

    /// To everybody on the segment: a switch has forgotten where a machine is that is off for long.
    static byte[] frame(byte[] source, byte[] packet) {
        byte[] frame = new byte[2 * MAC_BYTES + WAKE_ON_LAN.length + packet.length];
        Arrays.fill(frame, 0, MAC_BYTES, (byte) 0xff);
        System.arraycopy(source, 0, frame, MAC_BYTES, MAC_BYTES);
        System.arraycopy(WAKE_ON_LAN, 0, frame, 2 * MAC_BYTES, WAKE_ON_LAN.length);
        System.arraycopy(packet, 0, frame, frame.length - packet.length, packet.length);
        return frame;
    }

    /// A SecureOn password as it is written: six bytes like a MAC, or four like an address.
    static Optional<byte[]> password(String written) {
        String text = written.strip();
        if (SIX_BYTES.matcher(text).matches()) {
            return Optional.of(HexFormat.of().parseHex(text.replaceAll("[:-]", "")));
        }
        try {
            return Optional.of(Ip4.parse(text).bytes());
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// Done when at least one packet left this machine; more cannot be known.
    static void broadcast(List<byte[]> packets, Optional<Ip4> named, int port) throws IOException {
        String problem = "no interface has a broadcast address";
        int left = 0;
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setBroadcast(true);
            for (InetAddress to : targets(named)) {
                for (byte[] packet : packets) {
                    try {
                        socket.send(new DatagramPacket(packet, packet.length, to, port));
                        left++;
                    } catch (IOException e) {
                        problem = to.getHostAddress() + ": " + e.getMessage();
                    }
                }
            }
        }
        if (left == 0) {
            throw new IOException(problem);
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
