package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.ClusterSpec.DhcpMode;
import dev.bringup.model.Ip4;
import dev.bringup.model.MachineId;
import dev.bringup.netboot.dhcp.DhcpMessage;
import dev.bringup.netboot.dhcp.MessageType;
import dev.bringup.netboot.dhcp.Octets;
import dev.bringup.netboot.dhcp.Options;
import dev.bringup.port.Tally;
import dev.bringup.port.Tape;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What machines log while they boot is kept for the machine that sent it, and they are told where.
@Timeout(20)
class BootLogTest {

    private static final Ip4 US = Ip4.parse("127.77.0.1");
    private static final Ip4 BORROWED = Ip4.parse("127.77.9.9");
    private static final Here USUAL = new Here("127.77.0.1:8081", Optional.of("127.77.0.1:514"));
    private static final Here ODD = new Here("127.77.0.1:8081", Optional.of("127.77.0.1:5514"));

    @TempDir Path folder;

    private final BlockingQueue<String> kept = new LinkedBlockingQueue<>();

    private final Tally tally =
            new Tally() {
                @Override
                public void add(String series, String kind, String outcome, long more) {
                    if (series.equals("syslog_lines") && !outcome.equals("kept")) {
                        kept.add(kind + " " + outcome);
                    }
                }

                @Override
                public void time(String series, String kind, String outcome, Duration took) {}

                @Override
                public Tape tape() {
                    return new Tape() {
                        @Override
                        public void line(MachineId machine, Track track, String text) {
                            kept.add(machine + " " + track + " " + text);
                        }

                        @Override
                        public void packet(
                                MachineId machine,
                                InetSocketAddress from,
                                InetSocketAddress to,
                                ByteBuffer data) {}
                    };
                }
            };

    private static void send(Ip4 from, int port, String line) throws Exception {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        try (DatagramSocket socket = new DatagramSocket(Sockets.address(from, 0))) {
            socket.send(new DatagramPacket(bytes, bytes.length, Sockets.address(US, port)));
        }
    }

    private String next() throws Exception {
        return String.valueOf(kept.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void linesAreKeptForTheMachineThatHasTheAddress() throws Exception {
        Settings settings =
                new Settings(
                        US,
                        new Settings.Ports(0, 0, 0, 0, Optional.empty(), Optional.of(0)),
                        new Settings.Folders(folder, folder),
                        new Settings.Dhcp(US, Optional.empty(), US, 0, Duration.ofHours(1)));
        try (Netboot netboot =
                Netboot.start(
                        settings,
                        () -> Optional.of(Sample.desired(DhcpMode.PROXY)),
                        (_, _) -> {},
                        (_, text) -> text,
                        _ -> {},
                        tally,
                        Runnable::run)) {
            int port = netboot.ports().syslog().orElseThrow();
            send(Sample.MACHINE.address(), port, "<27>node-01 ipxe: no \u001blink\n");
            assertEquals("node-01 BOOT error: ipxe: no  link", next());
            send(Sample.MACHINE.address(), port, "\n");
            assertEquals("unknown malformed", next());
            send(BORROWED, port, "<27>ipxe: I am node-01");
            assertEquals("unknown ignored", next());
        }
    }

    /// Another DHCP server may give it any address; it is known by the script that it asks for.
    @Test
    void aMachineAtAnotherAddressIsKnownByItsMac() {
        Watch watch = new Watch(() -> Optional.of(Sample.desired(DhcpMode.PROXY)), _ -> {}, tally);
        watch.log(BORROWED, "early");
        assertFalse(watch.isMachine(BORROWED));
        watch.met(Sample.MAC, BORROWED);
        watch.log(BORROWED, "late");
        assertEquals(List.of("node-01 BOOT late"), List.copyOf(kept));
    }

    @Test
    void aFloodIsBoundedBySenderAndSecond() {
        AtomicLong now = new AtomicLong();
        LogLimit limit = new LogLimit(now::get);
        int allowed = 0;
        for (int i = 0; i < 10_000; i++) {
            allowed += limit.allows(BORROWED) ? 1 : 0;
        }
        assertEquals(2000, allowed);
        assertTrue(limit.allows(US));
        now.set(TimeUnit.SECONDS.toNanos(1));
        assertTrue(limit.allows(BORROWED));
    }

    private static Options told(Here here) {
        DhcpMessage asked =
                new DhcpMessage(
                        DhcpMessage.Op.REQUEST,
                        new DhcpMessage.Exchange(42, 0, 0, false),
                        DhcpMessage.Addresses.NONE,
                        Octets.of(Sample.MAC.bytes()),
                        DhcpMessage.BootNames.NONE,
                        Options.NONE.with(Options.TYPE, Octets.u8(MessageType.DISCOVER.code())));
        DhcpPolicy.Self self = new DhcpPolicy.Self(US, here, Duration.ofHours(1));
        return DhcpPolicy.answer(asked, Sample.roster(DhcpMode.AUTHORITATIVE), self)
                        instanceof DhcpPolicy.Answer.Send(DhcpMessage reply, _)
                ? reply.options()
                : Options.NONE;
    }

    @Test
    void dhcpSaysWhereToLogToWhenThatIsTheUsualPort() {
        assertEquals(Optional.of(US.bits()), told(USUAL).u32(Options.LOG_SERVERS));
        assertEquals(Optional.empty(), told(ODD).get(Options.LOG_SERVERS));
        assertEquals(Optional.empty(), told(new Here("h")).get(Options.LOG_SERVERS));
    }

    private static String script(Here here) {
        return BootReply.of(
                        new BootRequest.Script(
                                Sample.MAC,
                                Sample.MACHINE.address(),
                                Optional.empty(),
                                Optional.empty()),
                        new BootAnswer.StartInstaller(Sample.MACHINE, Sample.PERMIT),
                        here,
                        image -> AssetStore.declared(image, "h"),
                        (_, text) -> text)
                .body();
    }

    @Test
    void scriptsAndTheInstallerAreToldToo() {
        assertTrue(
                script(USUAL).startsWith("#!ipxe\nset syslog 127.77.0.1 ||\necho "),
                () -> script(USUAL));
        assertTrue(
                script(USUAL).contains(" bringup.log=127.77.0.1:514 BOOTIF="), () -> script(USUAL));
        assertTrue(script(ODD).startsWith("#!ipxe\necho "), () -> script(ODD));
        assertTrue(script(ODD).contains(" bringup.log=127.77.0.1:5514 BOOTIF="), () -> script(ODD));
        assertTrue(
                new Virtual(USUAL)
                        .find("autoexec.ipxe")
                        .orElseThrow()
                        .startsWith("#!ipxe\nset syslog 127.77.0.1 ||\n:again\n"));
    }
}
