package dev.bringup.store;

import java.util.Set;
import java.util.EnumSet;
import java.time.ZoneId;
import java.time.Duration;
import java.time.DayOfWeek;
import dev.bringup.model.Hours;
import dev.bringup.model.Approval;
import dev.bringup.model.Observed;
import dev.bringup.model.Policy;
import dev.bringup.model.Remembered;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Attempt;
import dev.bringup.model.Attempt.Goal;
import dev.bringup.model.AttemptId;
import dev.bringup.model.Image;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Payload;
import dev.bringup.model.Permit.Stage;
import dev.bringup.model.Phase;
import dev.bringup.model.Rail;
import dev.bringup.model.Rung;
import dev.bringup.model.SecretRef;
import dev.bringup.model.Taint;
import dev.bringup.port.Entry;
import dev.bringup.port.Entry.Ending;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is written comes back, from another process too; what is damaged is set aside, not lost.
class SqliteJournalTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Fleet.NOON);
    private static final MachineSpec N1 = Fleet.machine(1, 1);

    @TempDir Path folder;
    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("journal.db");
    }

    static Stream<Entry> everyEntryComesBack() {
        Attempt fresh = Scene.attempt(N1, Scene.install(N1));
        Attempt walked =
                fresh.with(
                                fresh.timeline()
                                        .with(Phase.WAKE, Fleet.NOON.plusMillis(1), "switched on")
                                        .with(Phase.IMAGE, Fleet.NOON.plusSeconds(9), "written"))
                        .at(Stage.WRITTEN);
        return Stream.of(
                new Entry.Accepted(Fleet.NOON, Fleet.commit(1).id(), Optional.empty()),
                new Entry.Accepted(Fleet.NOON, Fleet.commit(1).id(), Optional.of(Policy.SAFE)),
                new Entry.Accepted(Fleet.NOON, Fleet.commit(1).id(), Optional.of(timed())),
                new Entry.Overridden(Fleet.NOON, Fleet.commit(1).id(), "a cleaned history"),
                new Entry.Quarantined(
                        Fleet.NOON,
                        new Remembered.Quarantine("worker", Fleet.commit(1).id(), "it failed")),
                new Entry.Approved(
                        Fleet.NOON,
                        new Remembered.Spent(
                                given(),
                                new Approval.Step(Fleet.id(1), Approval.NOTHING, "reboot"),
                                Fleet.commit(1).id())),
                new Entry.Given(Fleet.NOON, given()),
                new Entry.Commanded(
                        Fleet.NOON,
                        new Observed.Past(
                                N1.id(),
                                "powerOff",
                                N1.fingerprint(),
                                Fleet.commit(1).id(),
                                Fleet.NOON,
                                Observed.Result.DONE,
                                Fleet.NOON)),
                new Entry.Open(Fleet.NOON, fresh),
                new Entry.Open(Fleet.NOON, walked),
                new Entry.Open(Fleet.NOON, fresh.stoppedBy(Rail.R6, "the disk is not ours")),
                new Entry.Open(Fleet.NOON, Scene.attempt(N1, Scene.reimage(N1))),
                new Entry.Open(Fleet.NOON, cure()),
                new Entry.Open(Fleet.NOON, Scene.attempt(N1, new Goal.Awake())),
                new Entry.Open(Fleet.NOON, Scene.attempt(N1, new Goal.Rebooted("2026-09-01a"))),
                new Entry.Open(Fleet.NOON, Scene.attempt(complete(), Scene.install(N1))),
                new Entry.Closed(Fleet.NOON, walked, Ending.DONE, "its Node is Ready"),
                new Entry.Closed(Fleet.NOON, walked, Ending.FAILED, "nothing happened"),
                new Entry.Closed(Fleet.NOON, fresh, Ending.SUPERSEDED, "it left Git"),
                new Entry.Leaving(Fleet.NOON, complete()));
    }

    private static Remembered.Given given() {
        return new Remembered.Given("a", "sha256:00", Optional.of(Fleet.commit(1).id()));
    }

    private static Attempt cure() {
        Goal goal = new Goal.Installed(N1.fingerprint(), Goal.Over.EVEN_THE_GOAL);
        Attempt open = Scene.attempt(N1, goal);
        return new Attempt(
                open.id(),
                N1,
                goal,
                new Attempt.Origin(open.commit(), "away", Optional.of(Policy.Cure.REIMAGE)),
                open.timeline(),
                open.permit(),
                Optional.empty());
    }

    /// A journal that an older program wrote.
    @Test
    void whatAnOlderProgramDidNotWriteHasItsUsualValue() throws Exception {
        Entry policy =
                new Entry.Accepted(Fleet.NOON, Fleet.commit(1).id(), Optional.of(Policy.SAFE));
        Entry attempt = new Entry.Open(Fleet.NOON, Scene.attempt(N1, Scene.install(N1)));
        try (SqliteJournal journal = open()) {
            journal.append(policy);
            journal.append(attempt);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            int changed =
                    statement.executeUpdate(
                            "UPDATE entry SET json = json_remove(json,"
                                    + " '$.before.retries.remediation',"
                                    + " '$.attempt.origin.cure',"
                                    + " '$.attempt.spec.install.image.kubernetes')");
            assertEquals(2, changed);
            // An image was its disk.
            statement.executeUpdate(
                    "UPDATE entry SET json = json_remove(json_set(json,"
                            + " '$.attempt.spec.install.image.url', 'os-1.img',"
                            + " '$.attempt.spec.install.image.digest', json_extract(json,"
                            + " '$.attempt.spec.install.image.boot.file.digest'),"
                            + " '$.attempt.spec.install.image.format', 'RAW'),"
                            + " '$.attempt.spec.install.image.boot') WHERE kind = 'open'");
        }
        try (SqliteJournal again = open()) {
            assertEquals(List.of(policy, attempt), again.read());
        }
    }

    @ParameterizedTest
    @MethodSource
    void everyEntryComesBack(Entry entry) {
        try (SqliteJournal journal = open()) {
            journal.append(entry);
        }
        try (SqliteJournal again = open()) {
            assertEquals(List.of(entry), again.read());
        }
    }

    @Test
    void theLastEntryOfAKindAndKeyWins() {
        Attempt attempt = Scene.attempt(N1, Scene.install(N1));
        try (SqliteJournal journal = open()) {
            journal.append(new Entry.Accepted(Fleet.NOON, Fleet.commit(1).id(), Optional.empty()));
            journal.append(new Entry.Open(Fleet.NOON, attempt));
            journal.append(new Entry.Accepted(Fleet.NOON, Fleet.commit(2).id(), Optional.empty()));
            journal.append(new Entry.Open(Fleet.NOON, attempt.at(Stage.WRITING)));

            assertEquals(
                    List.of(
                            new Entry.Accepted(Fleet.NOON, Fleet.commit(2).id(), Optional.empty()),
                            new Entry.Open(Fleet.NOON, attempt.at(Stage.WRITING))),
                    journal.read());
        }
    }

    @Test
    void aClosedAttemptIsNotOpen() {
        Attempt attempt = Scene.attempt(N1, Scene.install(N1));
        Entry closed = new Entry.Closed(Fleet.NOON, attempt, Ending.DONE, "its Node is Ready");
        try (SqliteJournal journal = open()) {
            journal.append(new Entry.Open(Fleet.NOON, attempt));
            journal.append(closed);

            assertEquals(List.of(closed), journal.read());
        }
    }

    @Test
    void closedAttemptsOfOneMachineAreAllKept() {
        try (SqliteJournal journal = open()) {
            for (int i = 0; i < 3; i++) {
                journal.append(
                        new Entry.Closed(
                                Fleet.NOON.plusSeconds(i),
                                named(Scene.attempt(N1, new Goal.Awake()), "a" + i),
                                Ending.FAILED,
                                "again"));
            }
            assertEquals(3, journal.read().size());
        }
    }

    @Test
    void whatHasLeftIsForgotten() {
        try (SqliteJournal journal = open()) {
            journal.append(new Entry.Leaving(Fleet.NOON, N1));
            journal.append(new Entry.Left(Fleet.NOON, N1.id()));

            assertEquals(List.of(), journal.read());
        }
    }

    @Test
    void aDamagedFileIsSetAside() throws IOException {
        byte[] garbage = "not a database, but somebody's letter".repeat(99).getBytes(utf8());
        Files.write(file, garbage);
        try (SqliteJournal journal = open()) {
            assertEquals(List.of(), journal.read());
            journal.append(new Entry.Accepted(Fleet.NOON, Fleet.commit(1).id(), Optional.empty()));
        }
        try (SqliteJournal again = open()) {
            assertEquals(1, again.read().size());
            assertEquals(Optional.empty(), again.damage());
        }
        Path aside = folder.resolve("journal.db.broken-" + Fleet.NOON.getEpochSecond());
        assertEquals(new String(garbage, utf8()), Files.readString(aside));
    }

    @Test
    void aFileWithDamagedPagesIsSetAside() throws IOException {
        try (SqliteJournal journal = open()) {
            for (int n = 1; n <= 200; n++) {
                journal.append(new Entry.Leaving(Fleet.NOON, Fleet.machine(n, 1)));
            }
        }
        byte[] bytes = Files.readAllBytes(file);
        assertTrue(bytes.length > 8192);
        for (int i = 5000; i < bytes.length; i += 7) {
            bytes[i] = (byte) 0xa5;
        }
        Files.write(file, bytes);

        try (SqliteJournal journal = open()) {
            assertEquals(List.of(), journal.read());
            assertTrue(
                    journal.damage().orElseThrow().contains("is set aside as journal.db.broken"));
        }
        assertTrue(
                Files.exists(folder.resolve("journal.db.broken-" + Fleet.NOON.getEpochSecond())));
    }

    @Test
    void aFileThatCannotBeOpenedIsLeftWhereItIs() throws IOException {
        Files.createDirectory(file);

        SqliteJournal.Unusable refused = assertThrows(SqliteJournal.Unusable.class, this::open);

        assertTrue(
                refused.getMessage().startsWith("cannot open the journal " + file + ": "),
                refused.getMessage());
        assertTrue(Files.isDirectory(file));
    }

    @Test
    void aNewerFileIsRefusedAndLeftAlone() throws SQLException {
        open().close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = 2");
        }

        SqliteJournal.Unusable refused = assertThrows(SqliteJournal.Unusable.class, this::open);

        assertEquals(
                file + " was written by a newer version (format 2, this one knows 1)",
                refused.getMessage());
        assertFalse(
                Files.exists(folder.resolve("journal.db.broken-" + Fleet.NOON.getEpochSecond())));
    }

    private SqliteJournal open() {
        return SqliteJournal.open(file, CLOCK);
    }

    /// A machine that uses every optional part there is.
    private static MachineSpec complete() {
        Ip4 bmc = Ip4.parse("10.0.9.2");
        return new MachineSpec(
                Fleet.id(1),
                new MachineSpec.Hardware(
                        List.of(Mac.parse("52:54:00:77:00:01"), Mac.parse("52:54:00:77:00:02")),
                        Optional.of("uuid-1"),
                        Optional.of("S-1"),
                        List.of(
                                Rung.Wol.byUdp(Optional.of(Ip4.parse("127.77.255.255")), 9009),
                                new Rung.Ipmi(
                                        new Rung.Bmc(
                                                "bmc-1",
                                                bmc,
                                                623,
                                                new SecretRef.Env("BMC_PASSWORD"),
                                                17)),
                                new Rung.Ipmi(
                                        new Rung.Bmc(
                                                "bmc-2", bmc, 623, new SecretRef.File("bmc"), 3)),
                                new Rung.Pdu(
                                        List.of(
                                                new Rung.Feed(
                                                        new Rung.Strip(
                                                                "pdu-a",
                                                                bmc,
                                                                80,
                                                                Rung.Dialect.CLASSIC,
                                                                new SecretRef.Env("PDU_A"),
                                                                Duration.ofSeconds(10),
                                                                Optional.empty()),
                                                        3))),
                                new Rung.Ssh()),
                        new MachineSpec.DiskHints(
                                Optional.of("wwn-1"), Optional.of(1L << 40), Optional.of("S-9")),
                        Optional.of("r1")),
                Ip4.parse("200.1.2.3"),
                "worker",
                new MachineSpec.Install(
                        new Image(
                                "os-1",
                                Image.Arch.ARM64,
                                "http://image",
                                N1.install().image().assets().getFirst().digest(),
                                Image.Format.RAW_ZST),
                        new Payload(
                                Payload.Kind.IGNITION,
                                new TreeMap<>(Map.of("config.ign", "{\"a\": \"ü\\n\"}")),
                                new TreeMap<>(Map.of("%%secret.a%%", new SecretRef.Env("TOKEN")))),
                        List.of("console=ttyS0", "quiet"),
                        N1.fingerprint()),
                new MachineSpec.NodeSpec(
                        new TreeMap<>(Map.of("a.b/c", "d")),
                        List.of(
                                new Taint("k", "v", Taint.Effect.NO_SCHEDULE),
                                new Taint("k", "", Taint.Effect.NO_EXECUTE))),
                new MachineSpec.Intent(
                        MachineSpec.Want.RELEASED, Optional.of("on loan"), Optional.of("g1")));
    }

    private static Attempt named(Attempt attempt, String id) {
        return new Attempt(
                new AttemptId(id),
                attempt.spec(),
                attempt.goal(),
                attempt.origin(),
                attempt.timeline(),
                attempt.permit(),
                attempt.stopped());
    }

    private static Charset utf8() {
        return StandardCharsets.UTF_8;
    }

    private static Policy timed() {
        Hours hours =
                new Hours(
                        EnumSet.of(DayOfWeek.SATURDAY),
                        120,
                        360,
                        ZoneId.of("Europe/Berlin"),
                        "Sat 02:00-06:00 Europe/Berlin");
        Set<Policy.Budgeted> verbs = Set.of(Policy.Budgeted.REIMAGE);
        return Policy.SAFE.with(
                new Policy.Timing(
                        List.of(new Policy.Window(verbs, hours, Policy.Overrun.HOLD)),
                        List.of(
                                new Policy.Freeze(
                                        verbs, Fleet.NOON, Fleet.NOON.plusSeconds(1), "now")),
                        Policy.Sleep.NEVER,
                        Optional.of(new Policy.AlertGate("http://10.0.0.9:9090", "up == 0"))),
                Optional.of(new Policy.Canary(List.of(Fleet.id(1)), Duration.ofMinutes(10))));
    }
}
