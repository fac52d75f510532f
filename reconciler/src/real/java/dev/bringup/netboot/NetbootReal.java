package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Commands;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.ClusterSpec.DhcpMode;
import dev.bringup.model.Desired;
import dev.bringup.model.Ip4;
import dev.bringup.model.MachineSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real clients in a network namespace of their own, one cable away from our servers.
class NetbootReal {

    private static final Ip4 US = Ip4.parse("10.88.0.1");
    private static final String TAG = "bu" + ProcessHandle.current().pid() % 100_000;

    @TempDir Path folder;

    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    private final byte[] image = new byte[3_000_001];
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private Netboot netboot;

    @BeforeEach
    void start() throws Exception {
        for (String command :
                List.of(
                        "ip netns add " + TAG,
                        "ip link add " + TAG + "h type veth peer name " + TAG + "c netns " + TAG,
                        "ip addr add 10.88.0.1/24 dev " + TAG + "h",
                        "ip link set " + TAG + "h up",
                        "ip -n " + TAG + " link set " + TAG + "c address " + Sample.MAC,
                        "ip -n " + TAG + " link set " + TAG + "c up",
                        "ip -n " + TAG + " link set lo up")) {
            assertEquals(new Commands.Ran(0, ""), Commands.run(command.split(" ")), command);
        }
        new Random(1).nextBytes(image);
        Files.createDirectories(folder.resolve("boot"));
        Files.createDirectories(folder.resolve("assets"));
        Files.write(folder.resolve("boot/undionly.kpxe"), image);
        Files.write(folder.resolve("assets/image.raw"), image);
        MachineSpec machine =
                Sample.machine(Ip4.parse("10.88.0.7"), Sample.MACHINE.install().payload());
        Desired desired = Sample.desired(DhcpMode.AUTHORITATIVE, "10.88.0.0/24", machine);
        netboot =
                Netboot.start(
                        new Settings(
                                US,
                                new Settings.Ports(67, 0, 0, 0, Optional.empty(), Optional.of(514)),
                                new Settings.Folders(
                                        folder.resolve("boot"), folder.resolve("assets")),
                                Cable.dhcp(TAG + "h")),
                        () -> Optional.of(desired),
                        (_, reply) -> reply.accept(new BootAnswer.Refused("no")),
                        (_, text) -> text,
                        _ -> {},
                        new Kept(said),
                        blocking);
    }

    @AfterEach
    void stop() throws Exception {
        if (netboot != null) {
            netboot.close();
        }
        blocking.close();
        Commands.run("ip", "link", "del", TAG + "h");
        Commands.run("ip", "netns", "del", TAG);
    }

    private Commands.Ran inside(String... command) throws Exception {
        List<String> line = new ArrayList<>(List.of("ip", "netns", "exec", TAG));
        line.addAll(List.of(command));
        return Commands.run(line.toArray(String[]::new));
    }

    /// Writes its environment down, as the scripts of DHCP clients get their lease.
    private Path leaseWriter() {
        return Commands.script(
                folder,
                "lease.sh",
                List.of(
                        "#!/bin/sh",
                        "[ \"$1$reason\" != deconfig ] && env >>" + folder + "/lease"));
    }

    private List<String> lease(String... names) throws Exception {
        TreeSet<String> found = new TreeSet<>();
        for (String line : Files.readAllLines(folder.resolve("lease"))) {
            if (List.of(names).contains(line.split("=", 2)[0])) {
                found.add(line);
            }
        }
        return List.copyOf(found);
    }

    @Test
    void udhcpcAsPxeFirmwareGetsItsAddressAndWhatToBoot() throws Exception {
        Commands.Ran ran =
                inside(
                        "udhcpc",
                        "-i",
                        TAG + "c",
                        "-n",
                        "-q",
                        "-f",
                        "-s",
                        leaseWriter().toString(),
                        "-V",
                        "PXEClient:Arch:00000:UNDI:002001",
                        "-x",
                        "0x5d:0000",
                        "-O",
                        "bootfile",
                        "-O",
                        "tftp");
        assertEquals(0, ran.status(), ran::output);
        assertEquals(
                List.of(
                        "boot_file=undionly.kpxe",
                        "domain=lab.example",
                        "hostname=node-01",
                        "ip=10.88.0.7",
                        "lease=3600",
                        "serverid=10.88.0.1",
                        "siaddr=10.88.0.1",
                        "subnet=255.255.255.0"),
                lease(
                        "boot_file",
                        "domain",
                        "hostname",
                        "ip",
                        "lease",
                        "serverid",
                        "siaddr",
                        "subnet"));
    }

    @Test
    void dhclientAsAnInstalledSystemGetsAPlainLease() throws Exception {
        Commands.Ran ran =
                inside(
                        "dhclient",
                        "-1",
                        "-d",
                        "-v",
                        "--no-pid",
                        "-cf",
                        Files.writeString(folder.resolve("conf"), "").toString(),
                        "-lf",
                        folder.resolve("leases").toString(),
                        "-sf",
                        leaseWriterThatEnds().toString(),
                        TAG + "c");
        assertTrue(ran.output().contains("DHCPACK of 10.88.0.7 from 10.88.0.1"), ran::output);
        assertEquals(
                List.of(
                        "new_dhcp_lease_time=3600",
                        "new_host_name=node-01",
                        "new_ip_address=10.88.0.7",
                        "new_subnet_mask=255.255.255.0"),
                lease(
                        "new_dhcp_lease_time",
                        "new_host_name",
                        "new_ip_address",
                        "new_subnet_mask",
                        "new_filename"));
    }

    /// dhclient in the foreground goes on for ever: its script ends it once it is bound.
    private Path leaseWriterThatEnds() {
        return Commands.script(
                folder,
                "lease-once.sh",
                List.of(
                        "#!/bin/sh",
                        "[ \"$reason\" = BOUND ] || exit 0",
                        "env >>" + folder + "/lease",
                        "(sleep 0.3; kill $PPID) >/dev/null 2>&1 &"));
    }

    @Test
    void theUsualClientsFetchWholeFiles() throws Exception {
        inside("ip", "addr", "add", "10.88.0.7/24", "dev", TAG + "c");
        String tftp = "" + netboot.ports().tftp();
        String file = folder.resolve("fetched").toString();
        List<List<String>> clients =
                List.of(
                        List.of(
                                "tftp",
                                "-m",
                                "binary",
                                "10.88.0.1",
                                tftp,
                                "-c",
                                "get",
                                "undionly.kpxe",
                                file),
                        atftp(tftp, file),
                        atftp(tftp, file, "--option", "blksize 1432", "--option", "tsize 0"),
                        atftp(tftp, file, "--option", "blksize 1468", "--option", "windowsize 4"),
                        List.of(
                                "curl",
                                "-s",
                                "-o",
                                file,
                                "tftp://10.88.0.1:" + tftp + "/undionly.kpxe"),
                        List.of(
                                "curl",
                                "-sf",
                                "-o",
                                file,
                                "http://10.88.0.1:"
                                        + netboot.ports().http()
                                        + "/assets/image.raw"));
        for (List<String> client : clients) {
            Files.deleteIfExists(Path.of(file));
            Commands.Ran ran = inside(client.toArray(String[]::new));
            assertEquals(0, ran.status(), client + ran.output());
            assertArrayEquals(image, Files.readAllBytes(Path.of(file)), client::toString);
        }
    }

    /// As util-linux writes them, by both standards.
    @Test
    void loggersLinesAreKept() throws Exception {
        inside("ip", "addr", "add", "10.88.0.7/24", "dev", TAG + "c");
        for (List<String> more :
                List.<List<String>>of(
                        List.of("--rfc3164"), List.of(), List.of("--rfc5424=notime,nohost"))) {
            List<String> command =
                    new ArrayList<>(
                            List.of(
                                    "logger",
                                    "-n",
                                    "10.88.0.1",
                                    "-d",
                                    "-t",
                                    "anaconda",
                                    "-p",
                                    "daemon.err"));
            command.addAll(more);
            command.add("no space left");
            assertEquals(new Commands.Ran(0, ""), inside(command.toArray(String[]::new)));
            assertEquals(
                    "node-01 BOOT error: anaconda: no space left",
                    said.poll(10, TimeUnit.SECONDS),
                    more::toString);
        }
    }

    /// iPXE asks for it where it came from.
    @Test
    void autoexecLeadsToTheScriptByTftpAndByHttp() throws Exception {
        inside("ip", "addr", "add", "10.88.0.7/24", "dev", TAG + "c");
        int http = netboot.ports().http();
        Commands.Ran tftp =
                inside(
                        "curl",
                        "-s",
                        "tftp://10.88.0.1:" + netboot.ports().tftp() + "/autoexec.ipxe");
        Commands.Ran web =
                inside("curl", "-sf", "http://10.88.0.1:" + http + "/boot/autoexec.ipxe");

        assertTrue(
                tftp.output()
                        .contains("http://10.88.0.1:" + http + "/ipxe/${netX/mac:hexhyp}?uuid="),
                tftp::output);
        assertEquals(tftp.output().strip(), web.output().strip());
    }

    @Test
    void aHundredMegabytesArriveByWindowsOfTftp() throws Exception {
        inside("ip", "addr", "add", "10.88.0.7/24", "dev", TAG + "c");
        byte[] large = new byte[100_000_000];
        new Random(2).nextBytes(large);
        Files.write(folder.resolve("boot/undionly.kpxe"), large);
        Path file = folder.resolve("fetched");
        List<String> client =
                atftp(
                        "" + netboot.ports().tftp(),
                        file.toString(),
                        "--option",
                        "blksize 1468",
                        "--option",
                        "windowsize 16");
        long start = System.nanoTime();
        Commands.Ran ran = inside(client.toArray(String[]::new));
        System.out.printf(
                "100 MB by windows of 16: %d MB/s%n",
                100_000 / Math.max(1, (System.nanoTime() - start) / 1_000_000));
        assertEquals(0, ran.status(), ran.output());
        assertArrayEquals(large, Files.readAllBytes(file));
    }

    private static List<String> atftp(String port, String file, String... options) {
        List<String> command = new ArrayList<>(List.of("atftp"));
        command.addAll(List.of(options));
        command.addAll(List.of("--get", "-r", "undionly.kpxe", "-l", file, "10.88.0.1", port));
        return command;
    }

    @Test
    void curlResumesABrokenDownload() throws Exception {
        inside("ip", "addr", "add", "10.88.0.7/24", "dev", TAG + "c");
        Path file = folder.resolve("fetched");
        Files.write(file, java.util.Arrays.copyOf(image, 1_000_000));
        Commands.Ran ran =
                inside(
                        "curl",
                        "-sf",
                        "-C",
                        "-",
                        "-o",
                        file.toString(),
                        "http://10.88.0.1:" + netboot.ports().http() + "/assets/image.raw");
        assertEquals(new Commands.Ran(0, ""), ran);
        assertArrayEquals(image, Files.readAllBytes(file));
    }
}
