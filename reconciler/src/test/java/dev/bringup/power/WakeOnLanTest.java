package dev.bringup.power;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bringup.Fleet;
import dev.bringup.model.Ip4;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Power;
import dev.bringup.model.Rung;
import dev.bringup.model.SecretRef;
import dev.bringup.model.Sighting;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WakeOnLanTest {

    private static final String EVERYBODY = "127.77.255.255";
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final MachineSpec MACHINE = Fleet.machine(1, 1);
    private static final String PACKET =
            "ff".repeat(6) + HexFormat.of().formatHex(MACHINE.macs().getFirst().bytes()).repeat(16);

    private Optional<String> password = Optional.empty();
    private Optional<Thread> task = Optional.empty();
    private final Executor threads = run -> task = Optional.of(Thread.ofVirtual().start(run));
    private DatagramSocket segment;

    @BeforeEach
    void start() throws IOException {
        segment = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(EVERYBODY), 0));
        segment.setSoTimeout(20_000);
    }

    @AfterEach
    void stop() {
        segment.close();
    }

    private WakeOnLan wol(Duration pause, int packets) {
        return new WakeOnLan(_ -> password, threads, new WakeOnLan.Timing(pause, packets));
    }

    private Rung.Wol rung(Optional<String> device, Optional<SecretRef> secureOn) {
        return new Rung.Wol(
                Optional.of(Ip4.parse(EVERYBODY)), segment.getLocalPort(), device, secureOn);
    }

    private Rung.Wol plain() {
        return rung(Optional.empty(), Optional.empty());
    }

    private String heard() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[200], 200);
        segment.receive(packet);
        return HexFormat.of().formatHex(packet.getData(), 0, packet.getLength());
    }

    private void ended() throws InterruptedException {
        task.orElseThrow().join();
    }

    private void nothingMore() throws IOException {
        segment.setSoTimeout(50);
        assertThrows(SocketTimeoutException.class, this::heard);
    }

    @Test
    void aPacketIsRepeatedButNotForEver() throws Exception {
        assertEquals(Optional.empty(), wol(Duration.ofMillis(2), 4).wake(plain(), MACHINE));
        for (int i = 0; i < 4; i++) {
            assertEquals(PACKET, heard());
        }
        ended();
        nothingMore();
    }

    /// 1 + 2 + 4 + 8 + 16 + 32 seconds: less than the time after which the engine wakes it again.
    @Test
    void theLastPacketLeavesWithinTwoMinutes() {
        WakeOnLan.Timing usual = WakeOnLan.Timing.USUAL;
        long last = usual.pause().toSeconds() * ((1L << (usual.packets() - 1)) - 1);
        assertEquals(63, last);
    }

    @Test
    void whoShowsItselfIsLeftAlone() throws Exception {
        for (Sighting life :
                new Sighting[] {
                    new Sighting.PacketSeen(
                            MACHINE.macs().getFirst(), Sighting.Packet.FIRMWARE_DHCP, "DISCOVER"),
                    new Sighting.ShellSeen(MACHINE.id(), "boot", Optional.empty()),
                    new Sighting.PowerSeen(MACHINE.id(), Power.ON, "bmc")
                }) {
            WakeOnLan wol = wol(LONG, 7);
            assertEquals(Optional.empty(), wol.wake(plain(), MACHINE));
            assertEquals(PACKET, heard());
            wol.seen(new Sighting.PowerSeen(MACHINE.id(), Power.OFF, "bmc"));
            assertEquals(true, task.orElseThrow().isAlive(), "still off");
            wol.seen(life);
            ended();
        }
        nothingMore();
    }

    @Test
    void anotherCommandEndsTheWake() throws Exception {
        WakeOnLan wol = wol(LONG, 7);
        assertEquals(Optional.empty(), wol.wake(plain(), MACHINE));
        Thread first = task.orElseThrow();
        assertEquals(Optional.empty(), wol.wake(plain(), MACHINE));
        first.join();
        wol.stop(MACHINE.id());
        ended();
    }

    @Test
    void thePasswordComesLast() throws Exception {
        Rung.Wol rung = rung(Optional.empty(), Optional.of(new SecretRef.Env("W")));
        WakeOnLan wol = wol(LONG, 1);
        password = Optional.of("00:1a:2B:3c:4d:5e\n");
        assertEquals(Optional.empty(), wol.wake(rung, MACHINE));
        assertEquals(PACKET + "001a2b3c4d5e", heard());
        password = Optional.of("192.168.1.2");
        assertEquals(Optional.empty(), wol.wake(rung, MACHINE));
        assertEquals(PACKET + "c0a80102", heard());
        for (String wrong : new String[] {"", "00:1a:2b:3c:4d", "hunter22"}) {
            password = Optional.of(wrong);
            assertEquals(
                    "the SecureOn password of n1 is neither six bytes, as in"
                            + " 00:1a:2b:3c:4d:5e, nor four, as in 192.168.1.1",
                    assertThrows(Unable.class, () -> wol.wake(rung, MACHINE)).because());
        }
        password = Optional.empty();
        assertEquals(
                "the SecureOn password of n1 is missing",
                assertThrows(Unable.class, () -> wol.wake(rung, MACHINE)).because());
    }

    @Test
    void whereNoFrameCanBeSentUdpIsTakenAndItSaysSo() throws Exception {
        WakeOnLan wol = wol(LONG, 1);
        assertEquals(
                Optional.of("by UDP, since by nowhere0: there is no interface nowhere0 here"),
                wol.wake(rung(Optional.of("nowhere0"), Optional.empty()), MACHINE));
        assertEquals(PACKET, heard());
        assertEquals(
                Optional.of("by UDP, since by lo: interface lo is none of Ethernet"),
                wol.wake(rung(Optional.of("lo"), Optional.empty()), MACHINE));
        assertEquals(PACKET, heard());
    }
}
