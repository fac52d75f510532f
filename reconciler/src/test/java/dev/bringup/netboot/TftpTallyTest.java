package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.model.ClusterSpec.DhcpMode;
import dev.bringup.model.Ip4;
import dev.bringup.netboot.tftp.TftpCodec;
import dev.bringup.netboot.tftp.TftpPacket;
import dev.bringup.port.Tally;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Each transfer is counted once, by how it ended.
@Timeout(20)
class TftpTallyTest {

    private static final Ip4 US = Ip4.parse("127.77.0.1");

    @TempDir Path folder;

    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

    private final Tally tally =
            new Tally() {
                @Override
                public void add(String series, String kind, String outcome, long more) {
                    if (series.equals("tftp_requests")) {
                        ends.add(outcome);
                    }
                }

                @Override
                public void time(String series, String kind, String outcome, Duration took) {}
            };

    /// A client that goes away as soon as it has said `last` to the first answer.
    private void ask(int port, Map<String, String> options, TftpPacket last) throws Exception {
        try (DatagramSocket socket = new DatagramSocket(Sockets.address(US, 0))) {
            socket.setSoTimeout(10_000);
            send(socket, port, new TftpPacket.Read("file", "octet", options));
            DatagramPacket answer = new DatagramPacket(new byte[2048], 2048);
            socket.receive(answer);
            send(socket, answer.getPort(), last);
        }
    }

    private static void send(DatagramSocket socket, int port, TftpPacket packet) throws Exception {
        ByteBuffer bytes = TftpCodec.encode(packet);
        socket.send(
                new DatagramPacket(bytes.array(), bytes.remaining(), Sockets.address(US, port)));
    }

    @Test
    void whatIsCompleteOrOnlyAskedForItsLengthDidNotFail() throws Exception {
        Files.writeString(folder.resolve("file"), "iPXE");
        try (Netboot netboot =
                Sample.netboot(
                        US,
                        new Settings.Folders(folder, folder),
                        () -> Optional.of(Sample.desired(DhcpMode.PROXY)),
                        tally,
                        Runnable::run)) {
            int port = netboot.ports().tftp();
            ask(port, Map.of(), new TftpPacket.Acknowledge(1));
            assertEquals("complete", ends.poll(10, TimeUnit.SECONDS));
            TftpPacket enough = new TftpPacket.Failure(TftpPacket.Code.UNDEFINED, "aborted");
            ask(port, new TreeMap<>(Map.of("tsize", "0", "blksize", "1468")), enough);
            assertEquals("probed", ends.poll(10, TimeUnit.SECONDS));
            ask(port, Map.of(), enough);
            assertEquals("abandoned", ends.poll(10, TimeUnit.SECONDS));
        }
        // Closed, so that nothing more is said.
        assertEquals(0, ends.size(), ends::toString);
    }
}
