package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.app.Finding.State;
import dev.bringup.cli.RunOptions;
import dev.bringup.model.Ip4;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Hosts that lack something, made of the files in which Linux says so.
class HostCheckTest {

    private static final String NONE = "CapEff:\t0000000000000000\n";
    private static final String ALL = "CapEff:\t000001ffffffffff\n";

    @TempDir Path folder;

    private int syslogPort = 514;

    private List<Finding> of(String about, String rights, String receive, String device)
            throws Exception {
        Path root = folder.resolve("root");
        write(root.resolve("proc/self/status"), "Name:\tjava\n" + rights);
        write(root.resolve("proc/sys/net/core/rmem_max"), receive + "\n");
        RunOptions options = new RunOptions();
        options.source.repo = folder.toString();
        options.home.kubeconfig = Files.writeString(folder.resolve("kubeconfig"), "");
        options.home.dataDir = folder.resolve("data");
        options.boot.syslogPort = syslogPort;
        options.boot.address = Ip4.parse("127.0.0.1");
        options.boot.devices = device.isEmpty() ? List.of() : List.of(device);
        return new HostCheck(Settings.of(options), root)
                .all().stream().filter(f -> f.about().equals(about)).toList();
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void rightsThatAreMissingAreNamed() throws Exception {
        assertEquals(
                List.of(
                        new Finding(
                                State.BROKEN,
                                "rights",
                                "ports below 1024 take CAP_NET_BIND_SERVICE, which this process"
                                        + " lacks",
                                "run as root, or with AmbientCapabilities=CAP_NET_BIND_SERVICE of"
                                        + " systemd"),
                        new Finding(
                                State.BROKEN,
                                "rights",
                                "serving one --interface takes CAP_NET_RAW, which this process"
                                        + " lacks",
                                "run as root, or with AmbientCapabilities=CAP_NET_RAW of"
                                        + " systemd")),
                of("rights", NONE, "4194304", "lo"));
        assertEquals(
                List.of(Finding.fine("rights", "all that are needed")),
                of("rights", ALL, "4194304", "lo"));
    }

    @Test
    void aSmallReceiveBufferIsAWarning() throws Exception {
        assertEquals(
                List.of(
                        new Finding(
                                State.WARNING,
                                "receive buffer",
                                "212,992 bytes are allowed; a rack that powers on at once needs"
                                        + " 4,194,304",
                                "sysctl -w net.core.rmem_max=4194304")),
                of("receive buffer", ALL, "212992", ""));
        assertEquals(
                List.of(Finding.fine("receive buffer", "4,194,304 bytes are allowed")),
                of("receive buffer", ALL, "4194304", ""));
    }

    @Test
    void anInterfaceIsUp() throws Exception {
        assertEquals(
                List.of(Finding.fine("interface", "lo is up")),
                of("interface", ALL, "4194304", "lo"));
    }

    /// A log server of the host's own is no reason not to run.
    @Test
    void aTakenPortForLogLinesIsAWarning() throws Exception {
        try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            syslogPort = taken.getLocalPort();
            assertEquals(
                    List.of(
                            new Finding(
                                    State.WARNING,
                                    "boot log",
                                    "syslog cannot listen at UDP 127.0.0.1:"
                                            + syslogPort
                                            + ": Address already in use; what machines log is not"
                                            + " kept",
                                    "stop what listens there, as dnsmasq or a DHCP server does,"
                                            + " or give another port")),
                    of("boot log", ALL, "4194304", ""));
        }
    }
}
