package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.cli.DoctorOptions;
import dev.bringup.cli.Exit;
import dev.bringup.cli.Output;
import dev.bringup.cli.Program.Failure;
import dev.bringup.lab.api.LabApi;
import dev.bringup.lab.api.Sample;
import dev.bringup.model.Ip4;
import dev.bringup.model.MachineId;
import dev.bringup.port.Trouble;
import dev.bringup.query.Board;
import dev.bringup.web.Console;
import dev.bringup.web.Consoles;
import dev.bringup.web.Posts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A whole examination, of a real repository and a real API on loopback.
@Timeout(60)
class DoctorTest {

    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2026-09-01T12:00:00Z"), ZoneOffset.UTC);

    @TempDir Path folder;
    private final DoctorOptions options = new DoctorOptions();
    private LabApi api;

    @BeforeEach
    void aHealthyRack() throws IOException {
        api = Sample.api(folder.resolve("api"), 0);
        Path bare = folder.resolve("state.git");
        LabRepository.create(bare, 3, Instant.parse("2026-09-01T12:00:00Z"));
        options.run.source.repo = bare.toUri().toString();
        options.run.home.kubeconfig = api.kubeconfig();
        options.run.home.dataDir = folder.resolve("data");
        options.run.home.port = 1;
        options.run.boot.address = Ip4.parse("127.77.0.1");
        options.run.boot.dhcpPort = 0;
        options.run.boot.pxePort = 0;
        options.run.boot.tftpPort = 0;
        options.run.boot.httpPort = 0;
        options.run.boot.syslogPort = 0;
        options.run.boot.bootFiles = Files.createDirectories(folder.resolve("ipxe"));
        Files.createFile(folder.resolve("ipxe/undionly.kpxe"));
        Files.createFile(folder.resolve("ipxe/snponly.efi"));
        Path installer = Files.createDirectories(folder.resolve("data/assets/installer"));
        Files.createFile(installer.resolve("vmlinuz"));
        Files.createFile(installer.resolve("initrd"));
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private String examine(int code) throws Failure {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        assertEquals(
                code,
                new Doctor(options, out, InstantSource.system(), new SecureRandom()).run(),
                () -> bytes.toString(StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static void has(String said, String... lines) {
        for (String line : lines) {
            assertTrue(said.contains(line + "\n"), () -> "no '" + line + "' in:\n" + said);
        }
    }

    @Test
    void whatIsThereIsFineAndBmcsThatAreSilentAreNot() throws Exception {
        String said = examine(Exit.WORLD_UNREACHABLE);

        has(
                said,
                "fine     ports           all of them are free",
                "fine     boot files      iPXE for BIOS and UEFI is in " + folder + "/ipxe",
                "fine     installer       it is in " + folder + "/data/assets",
                "fine     Kubernetes      it answers, and shows its Nodes",
                "fine     address         127.77.0.1 is in the Cluster's network",
                "broken   power           node-01, ipmi by bmc-01 at 127.77.2.1:6230: the"
                        + " credentials of BMC bmc-01 are missing",
                "                         -> look at its address, its cable and its credentials");
        assertTrue(said.contains(": 3 machines, 0 warnings\n"), said);
        try (var left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertFalse(left.anyMatch(f -> f.toString().contains("bringup-doctor")));
        }
    }

    @Test
    void whatIsMissingIsSaidWithWhatToDo() throws Exception {
        Files.delete(folder.resolve("ipxe/undionly.kpxe"));
        Files.delete(folder.resolve("data/assets/installer/initrd"));
        options.run.home.kubeconfig = Files.createFile(folder.resolve("empty"));
        options.run.source.branch = "nobody";
        String said = examine(Exit.WORLD_UNREACHABLE);

        has(
                said,
                "broken   boot files      BIOS machines cannot boot: there is no "
                        + folder
                        + "/ipxe/undionly.kpxe",
                "                         -> install Debian's package ipxe, or give --boot-files",
                "broken   installer       no machine can be installed: it is not in "
                        + folder
                        + "/data/assets",
                "                         -> bringup fetch --installer --assets "
                        + folder
                        + "/data/assets",
                "broken   Kubernetes      the kubeconfig "
                        + folder
                        + "/empty cannot be read, or is none",
                "                         -> look at --branch, --path");
        assertTrue(said.contains("broken   repository      "), said);
    }

    @Test
    void anotherProgramAtAPortOfOursIsSaid() throws Exception {
        InetAddress us = InetAddress.getByName("127.77.0.1");
        try (DatagramSocket other = new DatagramSocket(0, us)) {
            options.run.boot.tftpPort = other.getLocalPort();
            String said = examine(Exit.WORLD_UNREACHABLE);

            has(
                    said,
                    "broken   ports           TFTP cannot listen at UDP 127.77.0.1:"
                            + other.getLocalPort()
                            + ": Address already in use",
                    "                         -> stop what listens there, as dnsmasq or a DHCP"
                            + " server does, or give another port");
        }
    }

    @Test
    void aReconcilerThatRunsHoldsItsPorts() throws Exception {
        try (Claim _ = Claim.on(folder.resolve("data"))) {
            String said = examine(Exit.WORLD_UNREACHABLE);

            assertTrue(said.contains("fine     ports           held by the reconciler: "), said);
            has(
                    said,
                    "warning  network         the reconciler that runs here cannot be asked what it"
                            + " saw: no reconciler answers at http://127.0.0.1:1; is it running, and"
                            + " is that its console?",
                    "                         -> give its --listen and --port");
        }
    }

    /// As the daemon of the same data directory tells them.
    @Test
    void whatTheReconcilerSawIsTold() throws Exception {
        Troubles troubles = new Troubles(CLOCK, _ -> {});
        Board board = new Board(1);
        FlightRecorder recorder = new FlightRecorder(CLOCK, text -> text);
        try (Claim _ = Claim.on(folder.resolve("data"));
                Console console =
                        Consoles.open(
                                board,
                                Posts.NONE.with(
                                        new Bundles(
                                                board,
                                                new Bundles.Kept(recorder, troubles),
                                                text -> text,
                                                CLOCK,
                                                Runnable::run)),
                                CLOCK)) {
            options.run.home.port = console.address().getPort();
            has(
                    examine(Exit.WORLD_UNREACHABLE),
                    "fine     network         the reconciler saw nothing wrong within the last"
                            + " hour");
            Trouble trouble =
                    new Trouble(
                            Optional.of(new MachineId("node-01")),
                            "address",
                            "somebody else uses 127.77.1.1, the address of node-01",
                            "find it");
            troubles.add(trouble);
            troubles.add(trouble);
            has(
                    examine(Exit.WORLD_UNREACHABLE),
                    "warning  address         node-01: somebody else uses 127.77.1.1, the address"
                            + " of node-01 (2 times, last at 2026-09-01T12:00:00Z)",
                    "                         -> find it");
            troubles.add(
                    new Trouble(
                            Optional.of(new MachineId("node-02")),
                            "TFTP",
                            "node-02 stopped at block 1 of 40 of snponly.efi, with blocks of 1468"
                                    + " bytes",
                            "packets of that size do not arrive: make the MTU the same all the"
                                    + " way"));
            has(
                    examine(Exit.WORLD_UNREACHABLE),
                    "warning  TFTP            node-02 stopped at block 1 of 40 of snponly.efi, with"
                            + " blocks of 1468 bytes (once, at 2026-09-01T12:00:00Z)",
                    "                         -> packets of that size do not arrive: make the MTU"
                            + " the same all the way");
        }
    }

    @Test
    void programsGetTheSameAsJson() throws Exception {
        options.output = Output.JSON;
        String said = examine(Exit.WORLD_UNREACHABLE);

        assertTrue(
                said.contains(
                        "{\"state\":\"fine\",\"about\":\"ports\",\"sentence\":\"all of them are"
                                + " free\","),
                said);
    }
}
