package dev.bringup.power;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Commands;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.Rung;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Our magic packets beside those of other people's programs, byte by byte.
class WolReal {

    private static final String EVERYBODY = "127.77.255.255";
    private static final Mac MAC = Mac.parse("52:54:00:77:01:0a");

    /// Of an Ethernet frame: both addresses and the type 0842.
    private static final int HEADER = 14;

    private static String heard(DatagramSocket segment) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
        segment.receive(packet);
        return HexFormat.of().formatHex(packet.getData(), 0, packet.getLength());
    }

    @Test
    void theyAreWhatWakeonlanAndEtherwakeSend() throws Exception {
        try (DatagramSocket segment =
                new DatagramSocket(new InetSocketAddress(InetAddress.getByName(EVERYBODY), 0))) {
            segment.setSoTimeout(20_000);
            int port = segment.getLocalPort();
            MagicPacket.send(new Rung.Wol(Optional.of(Ip4.parse(EVERYBODY)), port), List.of(MAC));
            String ours = heard(segment);

            Commands.Ran sent =
                    Commands.run("wakeonlan", "-i", EVERYBODY, "-p", "" + port, "" + MAC);
            assertEquals(0, sent.status(), sent::output);
            assertEquals(heard(segment), ours);

            Commands.Ran raw = Commands.run("etherwake", "-D", "-b", "-i", "lo", "" + MAC);
            assertEquals(0, raw.status(), raw::output);
            Matcher frame = Pattern.compile("Packet is ((?: [0-9a-f]{2})+)").matcher(raw.output());
            assertTrue(frame.find(), raw::output);
            assertEquals(frame.group(1).replace(" ", "").substring(2 * HEADER), ours, raw::output);
        }
    }
}
