package dev.bringup.netboot;

import dev.bringup.netboot.dns.DnsCodec;
import dev.bringup.netboot.dns.DnsMessage;
import dev.bringup.netboot.dns.DnsMessage.Edns;
import dev.bringup.netboot.dns.DnsMessage.Flag;
import dev.bringup.netboot.dns.DnsMessage.Header;
import dev.bringup.netboot.dns.DnsMessage.Question;
import dev.bringup.netboot.dns.DnsMessage.Sections;
import dev.bringup.netboot.dns.ForeignReply;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The servers that know the rest of the world, asked one after the other. Each question has a port
/// and an id that nobody can guess, so that a forged answer does not fit.
record Upstream(Settings.Others others, LongSupplier nanos) {

    private static final Duration PATIENCE = Duration.ofMillis(1500);

    /// Whoever asked us gives up after some five seconds.
    private static final int TRIES = 3;

    private static final int SIZE = 1232;
    private static final Logger LOG = LoggerFactory.getLogger(Upstream.class);

    /// Blocks. Empty when no server had an answer.
    Optional<ForeignReply> ask(DnsMessage asked) {
        Optional<ForeignReply> last = Optional.empty();
        List<InetSocketAddress> servers = others.servers();
        for (int i = 0; i < Math.max(TRIES, servers.size()); i++) {
            InetSocketAddress server = servers.get(i % servers.size());
            try {
                last = datagram(server, asked);
                if (last.filter(ForeignReply::isTruncated).isPresent()) {
                    last = connection(server, asked);
                }
            } catch (IOException e) {
                LOG.debug("{} does not answer", server, e);
            }
            if (last.filter(r -> r.rcode() != DnsPolicy.SERVFAIL).isPresent()) {
                return last;
            }
        }
        return last;
    }

    private Optional<ForeignReply> datagram(InetSocketAddress server, DnsMessage asked)
            throws IOException {
        int id = others.ids().nextInt(1 << 16);
        byte[] question = question(asked, id);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(server);
            socket.send(new DatagramPacket(question, question.length));
            DatagramPacket packet = new DatagramPacket(new byte[SIZE + 1], SIZE + 1);
            long end = nanos.getAsLong() + PATIENCE.toNanos();
            // What does not fit may be forged, or late: the right one may come yet.
            for (long left = PATIENCE.toMillis();
                    left > 0;
                    left = Duration.ofNanos(end - nanos.getAsLong()).toMillis()) {
                socket.setSoTimeout((int) left);
                socket.receive(packet);
                byte[] reply = Arrays.copyOf(packet.getData(), packet.getLength());
                Optional<ForeignReply> fits = ForeignReply.of(reply, id, first(asked));
                if (fits.isPresent()) {
                    return fits;
                }
            }
            return Optional.empty();
        }
    }

    private Optional<ForeignReply> connection(InetSocketAddress server, DnsMessage asked)
            throws IOException {
        int id = others.ids().nextInt(1 << 16);
        byte[] question = question(asked, id);
        try (Socket socket = new Socket()) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.connect(server, (int) PATIENCE.toMillis());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            ByteBuffer framed = ByteBuffer.allocate(question.length + 2);
            framed.putShort((short) question.length).put(question);
            out.write(framed.array());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] reply = new byte[in.readUnsignedShort()];
            in.readFully(reply);
            return ForeignReply.of(reply, id, first(asked));
        }
    }

    private static Question first(DnsMessage asked) {
        return asked.questions().getFirst();
    }

    /// Only what matters for the answer: options of EDNS say something about the one who asks.
    private static byte[] question(DnsMessage asked, int id) {
        Set<Flag> flags = EnumSet.of(Flag.RECURSION_DESIRED);
        if (asked.header().has(Flag.CHECKING_DISABLED)) {
            flags.add(Flag.CHECKING_DISABLED);
        }
        List<DnsMessage.Entry> edns =
                asked.edns().map(e -> new Edns(SIZE, 0, 0, e.dnssec()).entry()).stream().toList();
        ByteBuffer packet =
                DnsCodec.encode(
                        new DnsMessage(
                                new Header(id, 0, flags, 0),
                                asked.questions(),
                                new Sections(List.of(), List.of(), edns)));
        byte[] bytes = new byte[packet.remaining()];
        packet.get(bytes);
        return bytes;
    }
}
