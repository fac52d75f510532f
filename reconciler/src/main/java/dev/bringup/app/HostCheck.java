package dev.bringup.app;

import dev.bringup.cli.Program.Failure;
import dev.bringup.model.Ip4;
import dev.bringup.netboot.Settings.Link;
import dev.bringup.netboot.Settings.Ports;
import dev.bringup.netboot.installer.Assembly;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What this host must have for the reconciler. `root` is `/`.
record HostCheck(Settings settings, Path root) {

    /// As much as a thousand machines send at once.
    private static final long RECEIVE = 4 << 20;

    /// An image, its seed, and a journal that may grow.
    private static final long DISK = 2L << 30;

    private static final int NET_BIND_SERVICE = 10;
    private static final int NET_RAW = 13;
    private static final int PRIVILEGED = 1024;

    List<Finding> all() {
        List<Finding> all = new ArrayList<>();
        all.addAll(ports());
        all.addAll(rights());
        settings.devices().forEach(name -> all.addAll(device(name)));
        all.add(receiveBuffer());
        all.add(disk());
        all.addAll(files());
        return all;
    }

    /// A reconciler that runs here has them.
    private List<Finding> ports() {
        try (Claim _ = Claim.on(settings.dataDir())) {
            List<Finding> all = new ArrayList<>();
            Ports ports = settings.netboot().ports();
            Ip4 us = settings.netboot().address();
            udp(all, "DHCP", settings.netboot().dhcp().listen(), ports.dhcp());
            udp(all, "PXE", us, ports.pxe());
            udp(all, "TFTP", us, ports.tftp());
            tcp(all, "boot HTTP", us, ports.http());
            for (Link link : settings.netboot().more()) {
                udp(all, "TFTP", link.address(), ports.tftp());
                tcp(all, "boot HTTP", link.address(), ports.http());
            }
            ports.dns().ifPresent(port -> udp(all, "DNS", us, port));
            ports.dns().ifPresent(port -> tcp(all, "DNS", us, port));
            if (all.isEmpty()) {
                all.add(Finding.fine("ports", "all of them are free"));
            }
            ports.syslog().ifPresent(port -> logs(all, us, port));
            return all;
        } catch (Failure e) {
            return List.of(Finding.fine("ports", "held by the reconciler: " + e.getMessage()));
        }
    }

    private static void udp(List<Finding> all, String service, Ip4 address, int port) {
        try (DatagramSocket socket = new DatagramSocket(null)) {
            socket.setReuseAddress(false);
            socket.bind(at(address, port));
        } catch (IOException e) {
            all.add(taken("UDP", service, address + ":" + port, e));
        }
    }

    /// Machines boot without it.
    private static void logs(List<Finding> all, Ip4 address, int port) {
        List<Finding> taken = new ArrayList<>();
        udp(taken, "syslog", address, port);
        taken.forEach(f ->
                all.add(
                        Finding.warning(
                                "boot log",
                                f.sentence() + "; what machines log is not kept",
                                f.remedy())));
    }

    private static void tcp(List<Finding> all, String service, Ip4 address, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(at(address, port));
        } catch (IOException e) {
            all.add(taken("TCP", service, address + ":" + port, e));
        }
    }

    private static InetSocketAddress at(Ip4 address, int port) throws IOException {
        return new InetSocketAddress(InetAddress.getByAddress(address.bytes()), port);
    }

    private static Finding taken(String kind, String service, String where, IOException e) {
        String because = String.valueOf(e.getMessage());
        String remedy =
                because.toLowerCase(Locale.ROOT).contains("permission")
                        ? "run as root, or give CAP_NET_BIND_SERVICE"
                        : e instanceof BindException && because.contains("assign")
                                ? "give an --address that this host has"
                                : "stop what listens there, as dnsmasq or a DHCP server does, or"
                                        + " give another port";
        return Finding.broken(
                "ports",
                "%s cannot listen at %s %s: %s".formatted(service, kind, where, because),
                remedy);
    }

    private List<Finding> rights() {
        long rights;
        try {
            rights =
                    Files.readAllLines(root.resolve("proc/self/status")).stream()
                            .filter(line -> line.startsWith("CapEff:"))
                            .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                            .findFirst()
                            .orElse(0L);
        } catch (IOException e) {
            return List.of();
        }
        List<Finding> all = new ArrayList<>();
        Ports ports = settings.netboot().ports();
        boolean low = ports.dhcp() < PRIVILEGED || ports.tftp() < PRIVILEGED;
        if (low && (rights >> NET_BIND_SERVICE & 1) == 0) {
            all.add(
                    Finding.broken(
                            "rights",
                            "ports below 1024 take CAP_NET_BIND_SERVICE, which this process lacks",
                            "run as root, or with AmbientCapabilities=CAP_NET_BIND_SERVICE of"
                                    + " systemd"));
        }
        boolean bound = settings.netboot().dhcp().device().isPresent();
        if (bound && (rights >> NET_RAW & 1) == 0) {
            all.add(
                    Finding.broken(
                            "rights",
                            "serving one --interface takes CAP_NET_RAW, which this process lacks",
                            "run as root, or with AmbientCapabilities=CAP_NET_RAW of systemd"));
        }
        return all.isEmpty() ? List.of(Finding.fine("rights", "all that are needed")) : all;
    }

    private static List<Finding> device(String name) {
        try {
            NetworkInterface device = NetworkInterface.getByName(name);
            if (device == null || !device.isUp()) {
                return List.of(
                        Finding.broken(
                                "interface",
                                name + " is down or has no cable",
                                "plug it in, and: ip link set " + name + " up"));
            }
            return List.of(Finding.fine("interface", name + " is up"));
        } catch (SocketException e) {
            return List.of(
                    Finding.broken("interface", name + " cannot be read: " + e.getMessage(), ""));
        }
    }

    private Finding receiveBuffer() {
        try {
            Path file = root.resolve("proc/sys/net/core/rmem_max");
            long most = Long.parseLong(Sysctl.read(file));
            return most >= RECEIVE
                    ? Finding.fine("receive buffer", "%,d bytes are allowed".formatted(most))
                    : Finding.warning(
                            "receive buffer",
                            "%,d bytes are allowed; a rack that powers on at once needs %,d"
                                    .formatted(most, RECEIVE),
                            "sysctl -w net.core.rmem_max=" + RECEIVE);
        } catch (IOException | NumberFormatException e) {
            return Finding.warning("receive buffer", "nobody knows how much is allowed", "");
        }
    }

    private Finding disk() {
        try {
            long free = Files.getFileStore(settings.dataDir()).getUsableSpace();
            String text = "%,d MB are free for %s".formatted(free >> 20, settings.dataDir());
            return free >= DISK
                    ? Finding.fine("disk", text)
                    : Finding.warning(
                            "disk",
                            text,
                            "make room: without it nothing destructive can be journaled");
        } catch (IOException e) {
            return Finding.warning("disk", "nobody knows how much is free", "");
        }
    }

    private List<Finding> files() {
        List<Finding> all = new ArrayList<>();
        Map<String, String> files =
                new TreeMap<>(
                        Map.of(
                                "undionly.kpxe", "BIOS machines",
                                "snponly.efi", "UEFI machines"));
        Path folder = settings.netboot().folders().bootFiles();
        files.forEach((file, whom) -> {
            if (!Files.isReadable(folder.resolve(file))) {
                all.add(
                        Finding.broken(
                                "boot files",
                                "%s cannot boot: there is no %s"
                                        .formatted(whom, folder.resolve(file)),
                                "install Debian's package ipxe, or give --boot-files"));
            }
        });
        if (all.isEmpty()) {
            all.add(Finding.fine("boot files", "iPXE for BIOS and UEFI is in " + folder));
        }
        all.addAll(new SecureBootCheck(folder).all());
        Path assets = settings.netboot().folders().assets();
        all.add(
                Assembly.missing(assets).isEmpty()
                        ? Finding.fine("installer", "it is in " + assets)
                        : Finding.broken(
                                "installer",
                                "no machine can be installed: it is not in " + assets,
                                "bringup fetch --installer --assets " + assets));
        return all;
    }
}
