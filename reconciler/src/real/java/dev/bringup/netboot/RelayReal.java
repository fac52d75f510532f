package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Commands;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.Desired;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.port.Tally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real clients behind a real relay, dnsmasq's, in network namespaces: us - relay - client.
class RelayReal {

    private static final Ip4 US = Ip4.parse("10.88.1.1");
    private static final String TAG = "br" + ProcessHandle.current().pid() % 100_000;
    private static final String CLIENT = TAG + "x";

    @TempDir Path folder;

    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    private Netboot netboot;
    private Process relay;

    @BeforeEach
    void start() throws Exception {
        for (String command :
                List.of(
                        "ip netns add " + TAG,
                        "ip netns add " + CLIENT,
                        "ip link add " + TAG + "h type veth peer name " + TAG + "u netns " + TAG,
                        "ip -n " + TAG + " link add lan type veth peer name nic netns " + CLIENT,
                        "ip addr add 10.88.1.1/24 dev " + TAG + "h",
                        "ip link set " + TAG + "h up",
                        "ip -n " + TAG + " addr add 10.88.1.2/24 dev " + TAG + "u",
                        "ip -n " + TAG + " link set " + TAG + "u up",
                        "ip -n " + TAG + " addr add " + SubnetsTest.RELAY + "/24 dev lan",
                        "ip -n " + TAG + " link set lan up",
                        "ip -n " + TAG + " link set lo up",
                        "ip -n " + CLIENT + " link set nic up",
                        "ip route add 10.5.0.0/24 via 10.88.1.2 dev " + TAG + "h")) {
            assertEquals(new Commands.Ran(0, ""), Commands.run(command.split(" ")), command);
        }
        serve(SubnetsTest.far("10.88.1.0/24", List.of(SubnetsTest.RELAY)));
        relay =
                new ProcessBuilder(
                                "ip",
                                "netns",
                                "exec",
                                TAG,
                                "dnsmasq",
                                "--keep-in-foreground",
                                "--conf-file=/dev/null",
                                "--port=0",
                                "--pid-file",
                                "--user=root",
                                "--dhcp-relay=" + SubnetsTest.RELAY + "," + US)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("relay.log").toFile())
                        .start();
    }

    private void serve(Desired desired) throws IOException {
        netboot =
                Netboot.start(
                        new Settings(
                                US,
                                new Settings.Ports(67, 0, 0, 0),
                                new Settings.Folders(folder, folder),
                                Cable.dhcp(TAG + "h")),
                        () -> Optional.of(desired),
                        (_, reply) -> reply.accept(new BootAnswer.Refused("no")),
                        (_, text) -> text,
                        _ -> {},
                        Tally.NONE,
                        blocking);
    }

    @AfterEach
    void stop() throws Exception {
        if (relay != null) {
            relay.destroy();
            assertTrue(relay.waitFor(10, TimeUnit.SECONDS));
        }
        if (netboot != null) {
            netboot.close();
        }
        blocking.close();
        Commands.run("ip", "link", "del", TAG + "h");
        Commands.run("ip", "netns", "del", CLIENT);
        Commands.run("ip", "netns", "del", TAG);
    }

    /// What udhcpc hands to its script for an interface with this hardware address.
    private List<String> lease(Mac mac, String... names) throws Exception {
        Commands.run("ip", "-n", CLIENT, "link", "set", "nic", "address", mac.text());
        Path script =
                Commands.script(
                        folder,
                        "lease.sh",
                        List.of(
                                "#!/bin/sh",
                                "[ \"$1\" != deconfig ] && env >>" + folder + "/lease"));
        Commands.Ran ran =
                Commands.run(
                        "ip",
                        "netns",
                        "exec",
                        CLIENT,
                        "udhcpc",
                        "-i",
                        "nic",
                        "-n",
                        "-q",
                        "-f",
                        "-t",
                        "8",
                        "-T",
                        "1",
                        "-s",
                        script.toString(),
                        "-V",
                        "PXEClient:Arch:00007:UNDI:003000",
                        "-x",
                        "0x5d:0007",
                        "-O",
                        "bootfile",
                        "-O",
                        "mtu");
        assertEquals(0, ran.status(), () -> ran.output() + relayed());
        return Files.readAllLines(folder.resolve("lease")).stream()
                .filter(line -> List.of(names).contains(line.split("=", 2)[0]))
                .sorted()
                .distinct()
                .toList();
    }

    private String relayed() {
        try {
            return Files.readString(folder.resolve("relay.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void aMachineBehindARelayGetsItsAddressAndWhatToBoot() throws Exception {
        assertEquals(
                List.of(
                        "boot_file=snponly.efi",
                        "ip=10.5.0.11",
                        "mtu=1400",
                        "router=10.5.0.1",
                        "serverid=10.88.1.1",
                        "siaddr=10.88.1.1",
                        "subnet=255.255.255.0"),
                lease(
                        Sample.MAC,
                        "boot_file",
                        "ip",
                        "mtu",
                        "router",
                        "serverid",
                        "siaddr",
                        "subnet"));
    }

    @Test
    void aStrangerBehindARelayGetsAnAddressOfThePoolAndNothingToBoot() throws Exception {
        List<String> lease = lease(Sample.STRANGER, "boot_file", "ip", "router", "siaddr");

        assertEquals(2, lease.size(), lease::toString);
        assertTrue(lease.getFirst().matches("ip=10\\.5\\.0\\.10[01]"), lease::toString);
        assertEquals("router=10.5.0.1", lease.getLast());
    }
}
