package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.AddressRange;
import dev.bringup.model.ClusterSpec.DhcpMode;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.Roster;
import dev.bringup.netboot.dhcp.DhcpMessage;
import dev.bringup.netboot.dhcp.MessageType;
import dev.bringup.netboot.dhcp.Octets;
import dev.bringup.netboot.dhcp.Options;
import dev.bringup.port.Trouble;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Other servers that answer our machines, and others that have their addresses.
class RivalsTest {

    private static final Ip4 US = Ip4.parse("127.77.0.1");
    private static final Ip4 OTHER = Ip4.parse("127.77.0.2");
    private static final Ip4 THIRD = Ip4.parse("127.77.0.3");
    private static final Mac STRANGER = Mac.parse("02:00:00:00:00:99");

    private final AtomicLong now = new AtomicLong();
    private final Rivals rivals = new Rivals(US, now::get);

    private static DhcpMessage message(
            DhcpMessage.Op op, MessageType type, Mac mac, Ip4 server, String file) {
        return new DhcpMessage(
                op,
                new DhcpMessage.Exchange(1, 0, 0, true),
                DhcpMessage.Addresses.NONE,
                Octets.of(mac.bytes()),
                new DhcpMessage.BootNames("", file),
                Options.NONE
                        .with(Options.TYPE, Octets.u8(type.code()))
                        .with(Options.SERVER, Octets.u32(server.bits())));
    }

    private static DhcpMessage offer(Ip4 server, String file) {
        return message(DhcpMessage.Op.REPLY, MessageType.OFFER, Sample.MAC, server, file);
    }

    private static DhcpMessage chosen(Ip4 server) {
        return message(DhcpMessage.Op.REQUEST, MessageType.REQUEST, Sample.MAC, server, "");
    }

    private Optional<Rivals.Conflict> heard(DhcpMode mode, DhcpMessage message) {
        return rivals.heard(message, Sample.roster(mode));
    }

    private static Optional<Rivals.Conflict> conflict(
            String kind, String how, String sentence, String remedy) {
        return Optional.of(
                new Rivals.Conflict(
                        kind, how, new Trouble(Optional.empty(), "other DHCP", sentence, remedy)));
    }

    @Test
    void whereWeGiveOutAddressesNobodyElseIsToAnswerOurMachines() {
        String sentence = "127.77.0.2 answers DHCP, too; machines take the answer that comes first";
        String remedy = "stop it, or set network.dhcp to proxy or off";
        assertEquals(
                conflict("server", "answered", sentence, remedy),
                heard(DhcpMode.AUTHORITATIVE, offer(OTHER, "")));
        assertEquals(
                conflict("server", "chosen", sentence, remedy),
                heard(DhcpMode.AUTHORITATIVE, chosen(OTHER)));
        assertEquals(
                conflict(
                        "boot",
                        "answered",
                        "127.77.0.2 answers machines with a file to boot, evil?.efi, as we do",
                        remedy),
                heard(DhcpMode.AUTHORITATIVE, offer(OTHER, "evil\u001b.efi")));
        assertEquals(Optional.empty(), heard(DhcpMode.AUTHORITATIVE, offer(US, "")));
        assertEquals(Optional.empty(), heard(DhcpMode.AUTHORITATIVE, chosen(US)));
        assertEquals(Optional.empty(), heard(DhcpMode.OFF, offer(OTHER, "a")));
    }

    @Test
    void besideAnotherServerOneIsAsItShouldBeAndASecondIsNot() {
        assertEquals(Optional.empty(), heard(DhcpMode.PROXY, offer(OTHER, "")));
        assertEquals(Optional.empty(), heard(DhcpMode.PROXY, chosen(OTHER)));
        assertEquals(
                conflict(
                        "boot",
                        "answered",
                        "127.77.0.2 answers machines with a file to boot, x, as we do",
                        "take the boot file out of its configuration"),
                heard(DhcpMode.PROXY, offer(OTHER, "x")));
        assertEquals(
                conflict(
                        "server",
                        "answered",
                        "127.77.0.2 and 127.77.0.3 give out addresses; beside us there is to be"
                                + " one server",
                        "stop all but one of them"),
                heard(DhcpMode.PROXY, offer(THIRD, "")));
        now.set(TimeUnit.MINUTES.toNanos(11));
        assertEquals(Optional.empty(), heard(DhcpMode.PROXY, offer(THIRD, "")));
    }

    /// Other devices of a segment may well have a server of theirs.
    @Test
    void strangersAreOursOnlyWhereTheyGetAddressesOfUs() {
        DhcpMessage theirs = message(DhcpMessage.Op.REPLY, MessageType.ACK, STRANGER, OTHER, "");
        assertEquals(Optional.empty(), heard(DhcpMode.AUTHORITATIVE, theirs));
        Roster withPool =
                Roster.of(
                        Sample.inspecting(
                                Sample.desired(DhcpMode.AUTHORITATIVE),
                                "127.77.0.200-127.77.0.210"));
        assertTrue(rivals.heard(theirs, Optional.of(withPool)).isPresent());
        assertEquals(Optional.empty(), rivals.heard(theirs, Optional.empty()));
    }

    @Test
    void anAddressThatSomebodyElseUsesIsToldOfItsMachine() {
        DhcpMessage declined =
                message(DhcpMessage.Op.REQUEST, MessageType.DECLINE, Sample.MAC, US, "");
        String remedy = "find it with arping, and give one of the two another address";
        assertEquals(
                Optional.of(
                        new Rivals.Conflict(
                                "address",
                                "declined",
                                new Trouble(
                                        Optional.of(Sample.MACHINE.id()),
                                        "address",
                                        "somebody else uses %s, the address of node-01"
                                                .formatted(Sample.MACHINE.address()),
                                        remedy))),
                heard(DhcpMode.AUTHORITATIVE, declined));
        assertEquals(
                new Trouble(
                        Optional.of(Sample.MACHINE.id()),
                        "address",
                        "somebody else, 02:00:00:00:00:99, uses %s, the address of node-01"
                                .formatted(Sample.MACHINE.address()),
                        remedy),
                Rivals.taken(Sample.MACHINE, STRANGER).trouble());
    }

    @Test
    void whoAnswersAtAnAddressStandsInTheKernelsTable(@TempDir Path folder) throws Exception {
        Path table =
                Files.writeString(
                        folder.resolve("arp"),
                        """
                        IP address       HW type     Flags       HW address            Mask     Device
                        192.0.2.1        0x1         0x2         02:fc:00:00:00:05     *        eth0
                        192.0.2.2        0x1         0x0         00:00:00:00:00:00     *        eth0
                        broken
                        """);
        Neighbours neighbours = new Neighbours(table);
        assertEquals(
                Optional.of(Mac.parse("02:fc:00:00:00:05")), neighbours.at(Ip4.parse("192.0.2.1")));
        assertEquals(Optional.empty(), neighbours.at(Ip4.parse("192.0.2.2")));
        assertEquals(Optional.empty(), neighbours.at(Ip4.parse("192.0.2.3")));
        assertEquals(
                Optional.empty(),
                new Neighbours(folder.resolve("none")).at(Ip4.parse("192.0.2.1")));
    }

    @Test
    void anAddressOfThePoolThatIsInUseIsNotGivenAgain() {
        Leases leases = new Leases(now::get);
        AddressRange pool = AddressRange.parse("127.77.0.200-127.77.0.200");
        Ip4 only = Ip4.parse("127.77.0.200");
        assertEquals(Optional.of(only), leases.offer(STRANGER, pool));
        leases.occupied(only, Leases.DECLINED);
        assertFalse(leases.take(STRANGER, only, pool, Duration.ofHours(1)));
        assertEquals(Optional.empty(), leases.offer(STRANGER, pool));
    }
}
