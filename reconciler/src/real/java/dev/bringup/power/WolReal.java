package dev.bringup.power;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Commands;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Our magic packets beside those of other people's programs, byte by byte.
class WolReal {

    private static final String EVERYBODY = "127.77.255.255";
    private static final Mac MAC = Mac.parse("52:54:00:77:01:0a");
    private static final byte[] PASSWORD = {0, 0x11, 0x22, 0x33, 0x44, 0x55};
    private static final byte[] SHORT = {10, 0, 0, 7};
    private static final byte[] NONE = {};

    @TempDir Path folder;

    /// Sends one frame by the interface of its first argument, without more rights than it has.
    public static void main(String[] args) throws IOException {
        RawEthernet.send(
                args[0],
                List.of(MagicPacket.frame(RawEthernet.source(args[0]), MagicPacket.of(MAC, NONE))));
    }

    private static String heard(DatagramSocket segment) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
        segment.receive(packet);
        return HexFormat.of().formatHex(packet.getData(), 0, packet.getLength());
    }

    private static void root(String command) throws Exception {
        Commands.Ran ran = Commands.run(command.split(" "));
        assertEquals(0, ran.status(), ran::output);
    }

    @Test
    void byUdpTheyAreWhatWakeonlanSends() throws Exception {
        try (DatagramSocket segment =
                new DatagramSocket(new InetSocketAddress(InetAddress.getByName(EVERYBODY), 0))) {
            segment.setSoTimeout(20_000);
            int port = segment.getLocalPort();
            MagicPacket.broadcast(
                    List.of(MagicPacket.of(MAC, NONE)), Optional.of(Ip4.parse(EVERYBODY)), port);
            String ours = heard(segment);

            Commands.Ran sent =
                    Commands.run("wakeonlan", "-i", EVERYBODY, "-p", "" + port, "" + MAC);
            assertEquals(0, sent.status(), sent::output);
            assertEquals(heard(segment), ours);
        }
    }

    /// A cable whose other end lies in a namespace of its own, where tcpdump listens.
    @Test
    void asFramesTheyAreWhatEtherwakeSends() throws Exception {
        String name = "bw" + ProcessHandle.current().pid() % 100_000;
        root("ip netns add " + name);
        try {
            root("ip link add %1$sh type veth peer name %1$sc netns %1$s".formatted(name));
            root("ip link set %sh up".formatted(name));
            root("ip -n %1$s link set %1$sc up".formatted(name));
            Path seen = folder.resolve("seen.pcap");
            Process listening =
                    new ProcessBuilder(
                                    List.of(
                                            ("ip netns exec %1$s tcpdump -i %1$sc -U -c 6 -w %2$s"
                                                            + " ether proto 0x0842")
                                                    .formatted(name, seen)
                                                    .split(" ")))
                            .redirectErrorStream(true)
                            .start();
            try (BufferedReader said = listening.inputReader()) {
                assertTrue(said.readLine().contains("listening on"));
                send(name + "h");
                assertTrue(listening.waitFor(20, TimeUnit.SECONDS), "six frames arrive");
            } finally {
                listening.destroyForcibly();
            }
            same(frames(seen));
            decoded(seen);
            withoutTheRight(name + "h");
        } finally {
            Commands.run("ip", "link", "del", name + "h");
            Commands.run("ip", "netns", "del", name);
        }
    }

    private static void send(String device) throws Exception {
        byte[] source = RawEthernet.source(device);
        for (byte[] password : List.of(NONE, PASSWORD, SHORT)) {
            RawEthernet.send(
                    device, List.of(MagicPacket.frame(source, MagicPacket.of(MAC, password))));
        }
        root("etherwake -b -i " + device + " " + MAC);
        root("etherwake -b -i " + device + " -p 00:11:22:33:44:55 " + MAC);
        root("etherwake -b -i " + device + " -p 10.0.0.7 " + MAC);
    }

    private static List<String> frames(Path seen) throws Exception {
        List<String> frames = new ArrayList<>();
        Commands.Ran read = Commands.run("tcpdump", "-t", "-xx", "-r", "" + seen);
        for (String line : read.output().split("\n")) {
            if (line.startsWith("\t0x")) {
                String bytes = line.substring(line.indexOf(':') + 1).replace(" ", "");
                frames.set(frames.size() - 1, frames.getLast() + bytes);
            } else if (line.contains("0x0842")) {
                frames.add("");
            }
        }
        return frames;
    }

    private static void same(List<String> frames) {
        assertEquals(6, frames.size(), frames::toString);
        assertEquals(frames.subList(3, 6), frames.subList(0, 3));
        assertEquals(
                List.of(116, 122, 120), frames.stream().limit(3).map(f -> f.length() / 2).toList());
    }

    /// By a program that never saw ours.
    private static void decoded(Path seen) throws Exception {
        Commands.Ran read = Commands.run("tshark", "-r", "" + seen, "-c", "3", "-O", "wol");
        List<String> said =
                read.output()
                        .lines()
                        .filter(line -> line.startsWith("Wake On LAN"))
                        .map(line -> line.replaceAll(".*\\((.*)\\)", "$1"))
                        .toList();
        assertEquals(
                List.of(
                        "" + MAC,
                        MAC + ", password: 00:11:22:33:44:55",
                        MAC + ", password: 10.0.0.7"),
                said,
                read::output);
    }

    private static void withoutTheRight(String device) throws Exception {
        Commands.Ran ran =
                Commands.run(
                        "setpriv",
                        "--bounding-set=-net_raw",
                        "--inh-caps=-net_raw",
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WolReal.class.getName(),
                        device);
        assertTrue(
                ran.output()
                        .startsWith(
                                "Exception in thread \"main\" java.io.IOException: the kernel gives"
                                        + " no raw socket; it takes CAP_NET_RAW"),
                ran::output);
    }
}
