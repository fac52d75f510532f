package dev.bringup.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.model.Direction;
import dev.bringup.model.Remembered;
import dev.bringup.port.Entry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What operators directed comes back in its order; a quarantine that was lifted does not.
class DirectedJournalTest {

    @TempDir Path folder;

    @Test
    void whatWasDirectedLastCounts() {
        InstantSource clock = InstantSource.fixed(Fleet.NOON);
        Remembered.Quarantine quarantine =
                new Remembered.Quarantine("worker", Fleet.commit(1).id(), "it failed");
        Entry suspended = new Entry.Directed(Fleet.NOON, new Direction.Suspend("fire"));
        Entry resumed =
                new Entry.Directed(Fleet.NOON.plusSeconds(1), new Direction.Resume("it is out"));
        Entry retried =
                new Entry.Directed(
                        Fleet.NOON.plusSeconds(2), new Direction.Retry(Fleet.id(1), "again"));
        Path file = folder.resolve("journal.db");
        try (SqliteJournal journal = SqliteJournal.open(file, clock)) {
            journal.append(new Entry.Quarantined(Fleet.NOON, quarantine));
            journal.append(suspended);
            journal.append(resumed);
            journal.append(new Entry.Lifted(Fleet.NOON, quarantine));
            journal.append(retried);
        }
        try (SqliteJournal journal = SqliteJournal.open(file, clock)) {
            assertEquals(List.of(suspended, resumed, resumed, retried), journal.read());
        }
    }
}
