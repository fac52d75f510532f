package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.cli.AdoptOptions;
import dev.bringup.cli.DiscoveredOptions;
import dev.bringup.cli.Exit;
import dev.bringup.cli.Program.Failure;
import dev.bringup.model.Around;
import dev.bringup.model.BootRequest;
import dev.bringup.model.Discovered;
import dev.bringup.model.Identity;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.Observed;
import dev.bringup.model.Plan;
import dev.bringup.port.Status;
import dev.bringup.query.Board;
import dev.bringup.web.Console;
import dev.bringup.web.Consoles;
import dev.bringup.web.Posts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `discovered` shows and `adopt` writes, and when it does not.
class AdoptingTest {

    private static final Mac MAC = Mac.parse("52:54:00:00:00:99");
    private static final Mac OTHER = Mac.parse("52:54:00:00:00:98");

    @TempDir Path folder;

    private final AdoptOptions options = new AdoptOptions();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private Console console;

    private static Discovered found(Mac mac, String serial) {
        return new Discovered(
                mac,
                Ip4.parse("10.0.0.9"),
                Fleet.NOON,
                new Identity(Optional.empty(), Optional.of(serial)),
                new Discovered.Inventory(
                        "Acme",
                        "R1",
                        8,
                        64L << 30,
                        List.of(new Discovered.Card("eth0", mac)),
                        List.of(
                                new BootRequest.Disk(
                                        "nvme0n1",
                                        "D1",
                                        Optional.empty(),
                                        2L << 40,
                                        new BootRequest.Content.Foreign()))));
    }

    @BeforeEach
    void start() throws Exception {
        for (Map.Entry<String, byte[]> file : LabRepository.files(3).entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
        Board board = new Board(10);
        Observed none = Observed.nothing(Fleet.NOON);
        Observed observed =
                new Observed(
                        none.at(),
                        none.seen(),
                        none.inFlight(),
                        none.attempts(),
                        new TreeMap<>(),
                        List.of(),
                        Around.NOTHING.discovering(
                                List.of(found(MAC, "S9"), found(OTHER, "Default string"))));
        board.published(
                new Status(
                        Optional.of(Fleet.of(1, 1, 1)),
                        observed,
                        Plan.EMPTY,
                        new Status.Git(Optional.empty(), List.of(), Optional.empty())));
        console = Consoles.open(board, Posts.NONE, InstantSource.fixed(Fleet.NOON));
        options.daemon.server = "http://127.0.0.1:" + console.address().getPort();
        options.what = "S9";
        options.name = "node-09";
        options.profile = "worker";
        options.path = folder;
    }

    @AfterEach
    void stop() {
        console.close();
    }

    private void adopt() throws Failure {
        said.reset();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        assertEquals(Exit.FINE, new Adopting(options, out).run());
    }

    private String refusal() {
        return String.valueOf(assertThrows(Failure.class, this::adopt).getMessage());
    }

    private Path file() {
        return folder.resolve("machines/node-09.yaml");
    }

    @Test
    void theFileIsWrittenAndTheRepositoryIsFine() throws Exception {
        adopt();
        assertEquals(
                """
                apiVersion: bringup.dev/v1
                kind: Machine
                metadata:
                  name: node-09
                spec:
                  macAddress: 52:54:00:00:00:99
                  ipAddress: 127.77.1.4
                  identity: {serial: "S9"}
                  profile: worker
                  power: [{wol: {}}, {ssh: {}}]
                """,
                Files.readString(file()));
        assertTrue(Validation.of(folder).desired().isPresent());
        assertEquals(file() + " is there already; it is not overwritten", refusal());
    }

    @Test
    void anAddressMayBeGiven() throws Exception {
        options.ip = "127.77.9.9";
        adopt();
        assertTrue(Files.readString(file()).contains("ipAddress: 127.77.9.9"));
    }

    /// What firmware says when nobody told it anything is no identity.
    @Test
    void aNameForNothingIsLeftOut() throws Exception {
        options.what = OTHER.text();
        adopt();
        assertFalse(Files.readString(file()).contains("identity"));
    }

    @Test
    void whatBreaksTheRepositoryDoesNotStay() throws IOException {
        options.profile = "wroker";
        assertEquals("nothing is written", refusal());
        assertTrue(
                said.toString(StandardCharsets.UTF_8).contains("did you mean 'worker'?"),
                said::toString);
        assertFalse(Files.exists(file()));
        Files.writeString(folder.resolve("cluster.yaml"), "kind: Moon\n");
        assertEquals("the state repository is wrong already; nothing is written", refusal());
    }

    @Test
    void whatIsNotKnownIsSaid() {
        options.what = "S8";
        assertEquals("no machine 'S8' was discovered; there are 2", refusal());
        options.name = "Node 9";
        assertEquals("'Node 9' is not a DNS label", refusal());
        options.name = "node-09";
        options.daemon.server = "";
        assertEquals("say which reconciler: --server URL or BRINGUP_SERVER", refusal());
        options.path = folder.resolve("cluster.yaml");
        assertEquals(options.path + " is not a folder; a machine is a file of its own", refusal());
    }

    @Test
    void theTableHasARowForEach() throws Failure {
        DiscoveredOptions asked = new DiscoveredOptions();
        asked.daemon.server = options.daemon.server;
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        assertEquals(Exit.FINE, new Discovery(asked, out).run());
        assertEquals(
                """
                MAC                BOARD                     SERIAL            CPUS    MEMORY  DISKS
                52:54:00:00:00:99  Acme R1                   S9                   8    64 GiB  nvme0n1 2048 GiB foreign
                52:54:00:00:00:98  Acme R1                   Default string       8    64 GiB  nvme0n1 2048 GiB foreign
                """,
                said.toString(StandardCharsets.UTF_8));
    }
}
