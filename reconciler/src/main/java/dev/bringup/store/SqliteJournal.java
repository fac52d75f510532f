package dev.bringup.store;

import java.time.Instant;
import dev.bringup.model.PowerOrder;
import dev.bringup.model.CommitId;
import dev.bringup.model.Decommission;
import dev.bringup.model.Direction;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Observed;
import dev.bringup.model.Remembered;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.bringup.model.Attempt;
import dev.bringup.port.Entry;
import dev.bringup.port.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The journal in one SQLite file. An entry is on disk when `append` returns: write-ahead log, full
/// synchronisation, one writer. A file that is damaged is set aside, never repaired by guessing:
/// everything in it can be seen again in the world.
public final class SqliteJournal implements Journal, AutoCloseable {

    /// Raised with each change of the tables; an older program refuses a newer file.
    private static final int VERSION = 1;

    /// Of SQLite's result codes those that say that the file itself is damaged.
    private static final int CORRUPT = 11;

    private static final int NOT_A_DATABASE = 26;

    /// Closed attempts kept for history. Beyond it the oldest go.
    private static final int KEEP_CLOSED = 100_000;

    /// Machines that left and may still be wiped.
    private static final int KEEP_DEPARTED = 10_000;

    /// Bytes of the disk that are needed to go on after it was full.
    private static final long ROOM = 8_000_000;

    /// What operators did by hand.
    private static final int KEEP_POWERED = 10_000;

    /// The journal cannot be used, and why.
    public static final class Unusable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unusable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(SqliteJournal.class);

    private final Connection connection;
    private final Path file;
    private final Optional<String> damage;

    private SqliteJournal(Connection connection, Path file, Optional<String> damage) {
        this.connection = connection;
        this.file = file;
        this.damage = damage;
    }

    /// Why there is less in it than there was, if that is so.
    public Optional<String> damage() {
        return damage;
    }

    public static SqliteJournal open(Path file, InstantSource clock) {
        try {
            return opened(file, Optional.empty());
        } catch (SQLException broken) {
            if (!isDamage(broken)) {
                throw new Unusable(
                        "cannot open the journal " + file + ": " + broken.getMessage(), broken);
            }
            Path aside =
                    file.resolveSibling(
                            file.getFileName() + ".broken-" + clock.instant().getEpochSecond());
            String text =
                    "the journal %s is damaged (%s); it is set aside as %s and what it held is"
                                    .formatted(file, broken.getMessage(), aside.getFileName())
                            + " looked up again";
            LOG.error(text);
            try {
                Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
                Files.deleteIfExists(file.resolveSibling(file.getFileName() + "-wal"));
                Files.deleteIfExists(file.resolveSibling(file.getFileName() + "-shm"));
                return opened(file, Optional.of(text));
            } catch (IOException | SQLException e) {
                throw new Unusable("cannot start a new journal at " + file, e);
            }
        }
    }

    /// A full disk or a folder that may not be written says nothing about the file.
    private static boolean isDamage(SQLException e) {
        int code = e.getErrorCode() & 0xff;
        return code == CORRUPT || code == NOT_A_DATABASE;
    }

    private static SqliteJournal opened(Path file, Optional<String> damage) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = FULL");
            try (ResultSet check = statement.executeQuery("PRAGMA quick_check(1)")) {
                if (!check.next() || !check.getString(1).equals("ok")) {
                    throw new SQLException("quick_check says " + check.getString(1), null, CORRUPT);
                }
            }
            migrate(statement, file);
            return new SqliteJournal(connection, file, damage);
        } catch (SQLException | Unusable e) {
            connection.close();
            throw e;
        }
    }

    private static void migrate(Statement statement, Path file) throws SQLException {
        int version;
        try (ResultSet result = statement.executeQuery("PRAGMA user_version")) {
            version = result.getInt(1);
        }
        if (version > VERSION) {
            throw new Unusable(
                    "%s was written by a newer version (format %d, this one knows %d)"
                            .formatted(file, version, VERSION),
                    new SQLException());
        }
        statement.execute(
                """
                CREATE TABLE IF NOT EXISTS entry (
                  seq INTEGER PRIMARY KEY AUTOINCREMENT,
                  kind TEXT NOT NULL,
                  key TEXT NOT NULL,
                  json TEXT NOT NULL,
                  UNIQUE (kind, key))
                """);
        statement.execute("PRAGMA user_version = " + VERSION);
    }

    @Override
    public synchronized List<Entry> read() {
        List<Entry> entries = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT json FROM entry ORDER BY seq")) {
            while (rows.next()) {
                entries.add(EntryJson.read(rows.getString(1)));
            }
            return entries;
        } catch (SQLException | JsonProcessingException e) {
            throw new Unusable("cannot read the journal " + file, e);
        }
    }

    @Override
    public synchronized void append(Entry entry) {
        try {
            connection.setAutoCommit(false);
            switch (entry) {
                case Entry.Accepted _ -> put("accepted", "", entry);
                case Entry.Overridden(_, CommitId commit, _) ->
                        put("overridden", commit.hex(), entry);
                case Entry.Approved(_, Remembered.Spent spent) ->
                        put("approved", spent.approval().approval() + " " + spent.step(), entry);
                case Entry.Commanded(_, Observed.Past past) ->
                        put("commanded", past.verb() + " " + past.machine(), entry);
                case Entry.Given(_, Remembered.Given approval) ->
                        put("given", approval.approval(), entry);
                case Entry.Quarantined(_, Remembered.Quarantine quarantine) ->
                        put("quarantined", quarantine.profile(), entry);
                case Entry.Lifted(_, Remembered.Quarantine quarantine) ->
                        remove("quarantined", quarantine.profile());
                case Entry.Open(_, Attempt attempt) -> put("open", attempt.machine().name(), entry);
                case Entry.Closed(_, Attempt attempt, _, _) -> {
                    remove("open", attempt.machine().name());
                    put("closed", attempt.id().text(), entry);
                    prune("closed", KEEP_CLOSED);
                }
                case Entry.Powered(Instant at, PowerOrder order) -> {
                    put("powered", at + " " + order.machine(), entry);
                    prune("powered", KEEP_POWERED);
                }
                case Entry.Directed(Instant at, Direction direction) -> {
                    put("directed", at + " " + direction, entry);
                    prune("directed", KEEP_POWERED);
                    // However long ago that was.
                    if (!(direction instanceof Direction.Retry)) {
                        put("suspended", "", entry);
                    }
                }
                case Entry.Leaving(_, MachineSpec machine) ->
                        put("leaving", machine.id().name(), entry);
                case Entry.Met _ -> put("met", "", entry);
                case Entry.Founded _ -> put("founded", "", entry);
                case Entry.Saved _ -> put("saved", "", entry);
                case Entry.Unmembered(_, MachineId machine, _) ->
                        put("unmembered", machine.name(), entry);
                case Entry.Parted _ -> put("parted", "", entry);
                case Entry.Whole _ -> remove("parted", "");
                case Entry.Fresh(_, MachineId machine, _) -> put("fresh", machine.name(), entry);
                case Entry.Left(_, MachineId machine) -> remove("leaving", machine.name());
                case Entry.Departed(_, MachineSpec machine) -> {
                    put("departed", machine.id().name(), entry);
                    prune("departed", KEEP_DEPARTED);
                }
                case Entry.Returned(_, MachineId machine) -> remove("departed", machine.name());
                case Entry.Identified(_, MachineId machine, _) ->
                        put("identified", machine.name(), entry);
                case Entry.Wiped(_, Decommission tombstone) ->
                        put("wiped", tombstone.toString(), entry);
            }
            connection.commit();
        } catch (SQLException e) {
            rollback();
            throw new Unusable("cannot write the journal " + file + ": " + e.getMessage(), e);
        }
    }

    /// Whether it can be written by now. A disk that has room for one more page is full in a
    /// moment.
    public synchronized boolean isWritable() {
        try (Statement statement = connection.createStatement()) {
            connection.setAutoCommit(true);
            statement.execute("PRAGMA user_version = " + VERSION);
            return Files.getFileStore(file).getUsableSpace() > ROOM;
        } catch (SQLException | IOException e) {
            LOG.debug("the journal cannot be written: {}", e.getMessage());
            return false;
        }
    }

    private void rollback() {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // SQLite does that by itself when the disk is full.
            LOG.debug("rolling back: {}", e.getMessage());
        }
    }

    private void put(String kind, String key, Entry entry) throws SQLException {
        try (PreparedStatement put =
                connection.prepareStatement(
                        "INSERT OR REPLACE INTO entry (kind, key, json) VALUES (?, ?, ?)")) {
            put.setString(1, kind);
            put.setString(2, key);
            put.setString(3, EntryJson.write(entry));
            put.executeUpdate();
        }
    }

    private void remove(String kind, String key) throws SQLException {
        try (PreparedStatement remove =
                connection.prepareStatement("DELETE FROM entry WHERE kind = ? AND key = ?")) {
            remove.setString(1, kind);
            remove.setString(2, key);
            remove.executeUpdate();
        }
    }

    private void prune(String kind, int keep) throws SQLException {
        try (PreparedStatement prune =
                connection.prepareStatement(
                        """
                        DELETE FROM entry WHERE kind = ?1 AND seq <=
                          (SELECT seq FROM entry WHERE kind = ?1
                           ORDER BY seq DESC LIMIT 1 OFFSET ?2)
                        """)) {
            prune.setString(1, kind);
            prune.setInt(2, keep);
            prune.executeUpdate();
        }
    }

    @Override
    public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.warn("closing the journal: {}", e.getMessage());
        }
    }
}
