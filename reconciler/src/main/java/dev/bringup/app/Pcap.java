package dev.bringup.app;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.List;

/// UDP packets as a file for Wireshark: the format of libpcap, each as the IPv4 datagram that it
/// was. What we see of them is their content, so the headers are made again.
final class Pcap {

    private static final int MAGIC_MICROS = 0xa1b2c3d4;
    private static final int RAW_IPV4 = 228;
    private static final int LONGEST = 65_535;
    private static final int HEADER = 24;
    private static final int RECORD = 16;
    private static final int IP = 20;
    private static final int UDP = 8;
    private static final int PROTOCOL_UDP = 17;

    private Pcap() {}

    static byte[] of(List<FlightRecorder.Packet> packets) {
        int size = packets.stream().mapToInt(p -> RECORD + IP + UDP + p.data().remaining()).sum();
        ByteBuffer out = ByteBuffer.allocate(HEADER + size).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(MAGIC_MICROS).putShort((short) 2).putShort((short) 4);
        out.putInt(0).putInt(0).putInt(LONGEST).putInt(RAW_IPV4);
        packets.forEach(packet -> record(out, packet));
        return out.array();
    }

    private static void record(ByteBuffer out, FlightRecorder.Packet packet) {
        Instant at = packet.at();
        int udp = UDP + packet.data().remaining();
        out.putInt((int) at.getEpochSecond()).putInt(at.getNano() / 1000);
        out.putInt(IP + udp).putInt(IP + udp);
        out.order(ByteOrder.BIG_ENDIAN);
        int start = out.position();
        out.put((byte) 0x45).put((byte) 0).putShort((short) (IP + udp));
        out.putInt(0).put((byte) 64).put((byte) PROTOCOL_UDP).putShort((short) 0);
        out.put(address(packet.from())).put(address(packet.to()));
        out.putShort(start + 10, checksum(out, start));
        out.putShort((short) packet.from().getPort()).putShort((short) packet.to().getPort());
        // 0 says that there is no checksum.
        out.putShort((short) udp).putShort((short) 0).put(packet.data().duplicate());
        out.order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] address(InetSocketAddress socket) {
        return socket.getAddress() instanceof Inet4Address four ? four.getAddress() : new byte[4];
    }

    /// Of the header of IPv4, RFC 1071.
    private static short checksum(ByteBuffer out, int start) {
        int sum = 0;
        for (int i = 0; i < IP; i += 2) {
            sum += Short.toUnsignedInt(out.getShort(start + i));
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (short) ~sum;
    }
}
