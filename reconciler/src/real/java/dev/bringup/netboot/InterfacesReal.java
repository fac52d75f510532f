package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Commands;
import dev.bringup.model.AddressRange;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.Cidr;
import dev.bringup.model.ClusterSpec;
import dev.bringup.model.ClusterSpec.DhcpMode;
import dev.bringup.model.ClusterSpec.Extras;
import dev.bringup.model.ClusterSpec.Network;
import dev.bringup.model.ClusterSpec.Reach;
import dev.bringup.model.Desired;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.port.Tally;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two interfaces with a network each: whoever asks is answered where it asked, and told the
/// address that we have there.
class InterfacesReal {

    private static final Ip4 NEAR = Ip4.parse("10.88.1.1");
    private static final Ip4 FAR = Ip4.parse("10.88.2.1");
    private static final Mac STRANGER = Mac.parse("52:54:00:88:00:01");
    private static final String TAG = "bi" + ProcessHandle.current().pid() % 100_000;

    @TempDir Path folder;

    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    private Netboot netboot;

    private static String device(int n) {
        return TAG + "h" + n;
    }

    private static String space(int n) {
        return TAG + "n" + n;
    }

    @BeforeEach
    void start() throws Exception {
        Map<Integer, Mac> clients = new TreeMap<>(Map.of(1, STRANGER, 2, Sample.MAC));
        for (int n : clients.keySet()) {
            for (String command :
                    List.of(
                            "ip netns add " + space(n),
                            "ip link add %s type veth peer name nic netns %s"
                                    .formatted(device(n), space(n)),
                            "ip addr add 10.88.%d.1/24 dev %s".formatted(n, device(n)),
                            "ip link set %s up".formatted(device(n)),
                            "ip -n %s link set nic address %s".formatted(space(n), clients.get(n)),
                            "ip -n %s link set nic up".formatted(space(n)))) {
                assertEquals(new Commands.Ran(0, ""), Commands.run(command.split(" ")), command);
            }
        }
        Files.writeString(folder.resolve("undionly.kpxe"), "iPXE");
        Desired desired = desired();
        netboot =
                Netboot.start(
                        settings(),
                        () -> Optional.of(desired),
                        (_, reply) -> reply.accept(new BootAnswer.Refused("no")),
                        (_, text) -> text,
                        _ -> {},
                        Tally.NONE,
                        blocking);
    }

    /// The machine is in the second network; the first has addresses for strangers.
    private static Desired desired() {
        Desired plain =
                Sample.desired(
                        DhcpMode.AUTHORITATIVE,
                        "10.88.1.0/24",
                        Sample.machine(
                                Ip4.parse("10.88.2.11"), Sample.MACHINE.install().payload()));
        Network was = plain.cluster().network();
        ClusterSpec.Subnet subnet =
                new ClusterSpec.Subnet(
                        Cidr.parse("10.88.2.0/24"),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty());
        return Sample.in(
                new Network(
                        was.cidr(),
                        Optional.empty(),
                        was.nameservers(),
                        was.domain(),
                        DhcpMode.AUTHORITATIVE,
                        Extras.NONE,
                        new Reach(
                                Optional.of(AddressRange.parse("10.88.1.200-10.88.1.200")),
                                List.of(subnet),
                                List.of())),
                plain);
    }

    @AfterEach
    void stop() throws Exception {
        if (netboot != null) {
            netboot.close();
        }
        blocking.close();
        for (int n : List.of(1, 2)) {
            Commands.run("ip", "link", "del", device(n));
            Commands.run("ip", "netns", "del", space(n));
        }
    }

    private Commands.Ran inside(int n, String command) throws Exception {
        return Commands.run(("ip netns exec " + space(n) + " " + command).split(" "));
    }

    private String lease(int n) throws Exception {
        Path script =
                Commands.script(
                        folder,
                        "lease" + n,
                        List.of(
                                "#!/bin/sh",
                                "[ \"$1\" = deconfig ] ||"
                                        + " echo $ip from $serverid, $siaddr >"
                                        + folder
                                        + "/got"
                                        + n));
        Commands.Ran ran = inside(n, "udhcpc -i nic -n -q -f -t 5 -T 2 -s " + script);
        assertEquals(0, ran.status(), ran::output);
        return Files.readString(folder.resolve("got" + n)).strip();
    }

    @Test
    void eachIsAnsweredWhereItAsked() throws Exception {
        assertEquals("10.88.1.200 from 10.88.1.1,", lease(1));
        assertEquals("10.88.2.11 from 10.88.2.1,", lease(2));

        inside(2, "ip addr add 10.88.2.11/24 dev nic");
        Commands.Ran tftp =
                inside(2, "curl -s tftp://10.88.2.1:%d/x".formatted(netboot.ports().tftp()));
        assertEquals(68, tftp.status(), tftp::output);
        String http = "http://10.88.2.1:%d/".formatted(netboot.ports().http());
        Commands.Ran script = inside(2, "curl -sf " + http + "boot/autoexec.ipxe");
        assertTrue(script.output().contains("chain --replace " + http + "ipxe/"), script::output);
        assertEquals(FAR, settings().facing(Ip4.parse("10.88.2.11")));
        assertEquals(NEAR, settings().facing(Ip4.parse("10.99.0.1")));
    }

    private Settings settings() {
        return new Settings(
                NEAR,
                new Settings.Ports(67, 0, 0, 0),
                new Settings.Folders(folder, folder),
                Cable.dhcp(device(1)),
                Optional.empty(),
                Settings.Ipv6.SILENT,
                List.of(new Settings.Link(device(2), FAR, Cidr.parse("10.88.2.0/24"))));
    }
}
