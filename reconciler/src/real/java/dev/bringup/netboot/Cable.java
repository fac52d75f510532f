package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Commands;
import dev.bringup.model.Ip4;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A network namespace with a switch in it, at whose other end we are: 10.88.0.1/24.
record Cable(String name) implements AutoCloseable {

    static Cable lay() throws Exception {
        String name = "bq" + ProcessHandle.current().pid() % 100_000;
        Cable cable = new Cable(name);
        cable.root("ip netns add " + name);
        cable.root("ip link add %1$sh type veth peer name %1$sc netns %1$s".formatted(name));
        cable.root("ip addr add 10.88.0.1/24 dev " + name + "h");
        cable.root("ip link set " + name + "h up");
        // Without snooping off, a switch swallows multicast for its first seconds.
        cable.root("ip -n " + name + " link add br0 type bridge mcast_snooping 0");
        cable.root("ip -n %1$s link set %1$sc master br0".formatted(name));
        cable.root("ip -n " + name + " tuntap add tap0 mode tap");
        cable.root("ip -n " + name + " link set tap0 master br0");
        for (String device : List.of("lo", "br0", "tap0", name + "c")) {
            cable.root("ip -n " + name + " link set " + device + " up");
        }
        cable.root("ip -n " + name + " addr add 10.88.0.2/24 dev br0");
        return cable;
    }

    /// DHCP as on a real segment, by the device at our end of it.
    static Settings.Dhcp dhcp(String device) {
        return new Settings.Dhcp(
                Ip4.parse("0.0.0.0"),
                Optional.of(device),
                Ip4.parse("255.255.255.255"),
                68,
                Duration.ofHours(1));
    }

    private void root(String command) throws Exception {
        assertEquals(new Commands.Ran(0, ""), Commands.run(command.split(" ")), command);
    }

    /// Of the switch, which is a host as well.
    String bridgeMac() throws IOException, InterruptedException {
        return Commands.run("ip", "netns", "exec", name, "cat", "/sys/class/net/br0/address")
                .output()
                .strip();
    }

    /// The device at our end.
    String device() {
        return name + "h";
    }

    /// Starts a program at the other end; what it says goes to a file.
    Process start(Path output, List<String> command) throws IOException {
        List<String> line = new ArrayList<>(List.of("ip", "netns", "exec", name));
        line.addAll(command);
        return new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
    }

    @Override
    public void close() throws IOException {
        try {
            Commands.run("ip", "link", "del", device());
            Commands.run("ip", "netns", "del", name);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
