package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.AddressRange;
import dev.bringup.model.ClusterSpec.DhcpMode;
import dev.bringup.model.Desired;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.MachineSpec;
import dev.bringup.port.Trouble;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Another DHCP server on a segment, Debian's dnsmasq, is found by asking.
class OtherServersReal {

    private static final Ip4 US = Ip4.parse("10.88.0.1");

    @TempDir Path folder;

    private static Netboot ours(Cable cable, Path folder, List<Trouble> troubles) throws Exception {
        return ours(cable, folder, troubles, Optional.empty());
    }

    private static Netboot ours(
            Cable cable, Path folder, List<Trouble> troubles, Optional<String> pool)
            throws Exception {
        MachineSpec machine =
                Sample.machine(Ip4.parse("10.88.0.7"), Sample.MACHINE.install().payload());
        Desired known = Sample.desired(DhcpMode.AUTHORITATIVE, "10.88.0.0/24", machine);
        Desired desired = pool.map(all -> Sample.inspecting(known, all)).orElse(known);
        return Netboot.start(
                new Settings(
                        US,
                        new Settings.Ports(67, 4011, 0, 0),
                        new Settings.Folders(folder, folder),
                        Cable.dhcp(cable.device())),
                () -> Optional.of(desired),
                (_, _) -> {},
                (_, text) -> text,
                _ -> {},
                new Kept(new ArrayList<>(), troubles),
                task -> Thread.ofVirtual().start(task));
    }

    private static void await(List<Trouble> troubles, String sentence) throws Exception {
        Instant until = Instant.now().plusSeconds(30);
        while (troubles.stream().noneMatch(t -> t.sentence().equals(sentence))) {
            assertTrue(Instant.now().isBefore(until), () -> "we saw " + troubles);
            Thread.sleep(100);
        }
    }

    /// A machine of ours asks on a segment where another server answers, too, and where somebody
    /// has its address.
    @Test
    void anotherServerAndAnotherOwnerOfAnAddressAreNoticedWhileWeServe() throws Exception {
        List<Trouble> troubles = new CopyOnWriteArrayList<>();
        try (Cable cable = Cable.lay();
                Netboot _ = ours(cable, folder, troubles)) {
            Process dnsmasq = dnsmasq(cable);
            Process client = client(cable, "ip addr add 10.88.0.7/24 dev br0");
            try {
                await(
                        troubles,
                        "10.88.0.2 answers machines with a file to boot, evil.efi, as we do");
                await(
                        troubles,
                        "somebody else, %s, uses 10.88.0.7, the address of node-01"
                                .formatted(cable.bridgeMac()));
            } finally {
                client.destroy();
                client.waitFor();
                dnsmasq.destroy();
                dnsmasq.waitFor();
            }
        }
    }

    /// A machine of ours behind the switch, which asks again and again.
    private Process client(Cable cable, String before) throws Exception {
        return cable.start(
                folder.resolve("client"),
                List.of(
                        "sh",
                        "-c",
                        String.join(
                                " && ",
                                "ip link add probe type veth peer name probep",
                                "ip link set probep master br0 up",
                                "ip link set probe address " + Sample.MAC,
                                "ip link set probe arp off up",
                                before,
                                "exec udhcpc -f -B -i probe -t 30 -T 2 -s /bin/true")));
    }

    /// Somebody was given by hand what a stranger would be offered.
    @Test
    void aStrangerIsNotOfferedWhatSomebodyHas() throws Exception {
        List<Trouble> troubles = new CopyOnWriteArrayList<>();
        String pool = "10.88.0.100-10.88.0.101";
        Mac stranger =
                IntStream.range(1, 200)
                        .mapToObj("02:00:00:00:01:%02x"::formatted)
                        .map(Mac::parse)
                        .filter(mac ->
                                new Leases(() -> 0)
                                        .offer(mac, AddressRange.parse(pool))
                                        .equals(Optional.of(Ip4.parse("10.88.0.100"))))
                        .findFirst()
                        .orElseThrow();
        Path script = folder.resolve("script");
        Files.writeString(script, "#!/bin/sh\necho \"$1 $ip\"\n");
        assertTrue(script.toFile().setExecutable(true));
        try (Cable cable = Cable.lay();
                Netboot _ = ours(cable, folder, troubles, Optional.of(pool))) {
            Process client =
                    cable.start(
                            folder.resolve("client"),
                            List.of(
                                    "sh",
                                    "-c",
                                    String.join(
                                            " && ",
                                            "ip addr add 10.88.0.100/24 dev br0",
                                            "ip link add probe type veth peer name probep",
                                            "ip link set probep master br0 up",
                                            "ip link set probe address " + stranger.text(),
                                            "ip link set probe arp off up",
                                            "exec udhcpc -f -q -n -i probe -s " + script)));
            try {
                assertTrue(client.waitFor(30, TimeUnit.SECONDS));
                String said = Files.readString(folder.resolve("client"));
                assertTrue(said.contains("bound 10.88.0.101"), said);
                await(
                        troubles,
                        "somebody, %s, uses 10.88.0.100 of network.pool without having it from us"
                                .formatted(cable.bridgeMac()));
            } finally {
                client.destroy();
                client.waitFor();
            }
        }
    }

    /// The switch lets through what it says, and nothing that is said to everybody.
    @Test
    void aMachineThatDoesNotHearUsIsNoticed() throws Exception {
        List<Trouble> troubles = new CopyOnWriteArrayList<>();
        try (Cable cable = Cable.lay();
                Netboot _ = ours(cable, folder, troubles)) {
            Process client = client(cable, "bridge link set dev probep bcast_flood off");
            try {
                await(
                        troubles,
                        "node-01 asks for an address again and again, and takes none that it is"
                                + " offered: our offers do not reach it");
            } finally {
                client.destroy();
                client.waitFor();
            }
        }
    }

    /// Its side of the wire takes only short packets, as behind a tunnel that nobody thought of.
    /// Firmware asks for blocks that fill Ethernet's usual ones.
    @Test
    void aTransferWhosePacketsAreTooLongForTheWireIsNamedWhileItIsStuck() throws Exception {
        List<Trouble> troubles = new CopyOnWriteArrayList<>();
        Files.write(folder.resolve("snponly.efi"), new byte[100_000]);
        try (Cable cable = Cable.lay();
                Netboot netboot = ours(cable, folder, troubles)) {
            Process client =
                    cable.start(
                            folder.resolve("client"),
                            List.of(
                                    "sh",
                                    "-c",
                                    "ip addr flush dev br0 && ip addr add 10.88.0.7/24 dev br0"
                                            + " && ip link set "
                                            + cable.name()
                                            + "c mtu 1300"
                                            + " && exec atftp --tftp-timeout 2"
                                            + " --option 'blksize 1468' --get -r snponly.efi -l"
                                            + " /dev/null 10.88.0.1 "
                                            + netboot.ports().tftp()));
            try {
                await(
                        troubles,
                        "node-01 stopped at block 1 of 69 of snponly.efi, with blocks of 1468"
                                + " bytes");
                assertEquals(
                        "packets of that size do not arrive: make the MTU the same all the way",
                        troubles.getFirst().remedy());
            } finally {
                client.destroy();
                client.waitFor();
            }
        }
    }

    private Process dnsmasq(Cable cable) throws Exception {
        return cable.start(
                folder.resolve("log"),
                List.of(
                        "/usr/sbin/dnsmasq",
                        "--keep-in-foreground",
                        "--conf-file=/dev/null",
                        "--port=0",
                        "--no-ping",
                        "--interface=br0",
                        "--bind-interfaces",
                        "--dhcp-range=10.88.0.50,10.88.0.50",
                        "--dhcp-boot=evil.efi",
                        "--dhcp-leasefile=" + folder.resolve("leases")));
    }

    @Test
    void dnsmasqIsFoundWithWhatItOffers() throws Exception {
        try (Cable cable = Cable.lay()) {
            OtherServers others = new OtherServers(Cable.dhcp(cable.device()), 67, US);
            assertEquals(List.of(), others.offers(0x1234567890abL, Duration.ofSeconds(1)));
            Process dnsmasq = dnsmasq(cable);
            try {
                List<OtherServers.Offer> offers = List.of();
                for (int i = 0; i < 10 && offers.isEmpty(); i++) {
                    offers = others.offers(0x1234567890abL, Duration.ofSeconds(1));
                }
                assertEquals(
                        List.of(
                                new OtherServers.Offer(
                                        Ip4.parse("10.88.0.2"),
                                        Ip4.parse("10.88.0.50"),
                                        "evil.efi")),
                        offers);
            } finally {
                dnsmasq.destroy();
                dnsmasq.waitFor();
            }
        }
    }
}
