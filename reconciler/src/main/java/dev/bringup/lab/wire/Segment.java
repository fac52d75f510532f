package dev.bringup.lab.wire;

import dev.bringup.model.Mac;
import dev.bringup.netboot.dhcp.DhcpCodec;
import dev.bringup.netboot.dhcp.DhcpMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/// The switch of the rack. On loopback a broadcast address is one more local address, so the switch
/// opens it once for all machines and hands each packet to the one it is for.
final class Segment implements AutoCloseable {

    /// More packets than this that a machine has not looked at are lost, as on a real card.
    private static final int QUEUE = 64;

    private final NetworkPlan plan;
    private final Ear dhcp;
    private final Ear wake;
    private final Map<Mac, BlockingQueue<DhcpMessage>> listening = new ConcurrentHashMap<>();

    private Segment(NetworkPlan plan, Ear dhcp, Ear wake) {
        this.plan = plan;
        this.dhcp = dhcp;
        this.wake = wake;
    }

    static Segment open(NetworkPlan plan, Executor executor, Consumer<Mac> woken)
            throws IOException {
        Ear dhcp = Ear.open(plan.broadcast(), plan.ports().dhcpClient());
        try {
            Ear wake = Ear.open(plan.broadcast(), plan.ports().wake());
            Segment segment = new Segment(plan, dhcp, wake);
            dhcp.listen(executor, (packet, _) -> segment.onDhcp(packet));
            wake.listen(executor, (packet, _) -> onWake(packet, woken));
            return segment;
        } catch (IOException e) {
            dhcp.close();
            throw e;
        }
    }

    NetworkPlan plan() {
        return plan;
    }

    private void onDhcp(byte[] packet) {
        if (DhcpCodec.decode(ByteBuffer.wrap(packet))
                instanceof DhcpCodec.Decoded.Message(DhcpMessage message)) {
            BlockingQueue<DhcpMessage> queue =
                    listening.get(Mac.of(message.hardwareAddress().bytes()));
            if (queue != null) {
                boolean _ = queue.offer(message);
            }
        }
    }

    /// Six ones and sixteen times an address, anywhere in the packet.
    private static void onWake(byte[] packet, Consumer<Mac> woken) {
        for (int at = 0; at + 102 <= packet.length; at++) {
            int start = at;
            boolean magic = true;
            for (int i = 0; i < 102 && magic; i++) {
                byte expected = i < 6 ? (byte) 0xff : packet[start + 6 + i % 6];
                magic = packet[start + i] == expected;
            }
            if (magic) {
                woken.accept(Mac.of(Arrays.copyOfRange(packet, start + 6, start + 12)));
                return;
            }
        }
    }

    /// Opens a machine's ear for DHCP.
    Port plugIn(Mac mac) {
        BlockingQueue<DhcpMessage> queue = new LinkedBlockingQueue<>(QUEUE);
        listening.put(mac, queue);
        return new Port(mac, queue);
    }

    /// A machine's end of the cable.
    final class Port implements AutoCloseable {

        private final Mac mac;
        private final BlockingQueue<DhcpMessage> heard;

        private Port(Mac mac, BlockingQueue<DhcpMessage> heard) {
            this.mac = mac;
            this.heard = heard;
        }

        BlockingQueue<DhcpMessage> heard() {
            return heard;
        }

        void send(DhcpMessage message) throws IOException {
            dhcp.send(
                    DhcpCodec.encode(message),
                    Addresses.of(plan.dhcpServer(), plan.ports().dhcpServer()));
        }

        @Override
        public void close() {
            listening.remove(mac, heard);
        }
    }

    @Override
    public void close() {
        dhcp.close();
        wake.close();
    }
}
