package dev.bringup.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.Graveyard;
import dev.bringup.model.Decommission.Method;
import dev.bringup.model.Departed;
import dev.bringup.model.MachineSpec;
import dev.bringup.port.Entry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is kept of machines that left and of what wiped them.
class TombstoneJournalTest {

    private static final MachineSpec N3 = Fleet.machine(3, 1);
    private static final Entry DEPARTED = new Entry.Departed(Fleet.NOON, N3);
    private static final Entry WIPED = new Entry.Wiped(Fleet.NOON, Graveyard.tombstone(3));

    @TempDir Path folder;

    private SqliteJournal journal() {
        return SqliteJournal.open(folder.resolve("journal.db"), InstantSource.fixed(Fleet.NOON));
    }

    private List<Entry> written(Entry... entries) {
        try (SqliteJournal journal = journal()) {
            for (Entry entry : entries) {
                journal.append(entry);
            }
        }
        try (SqliteJournal journal = journal()) {
            return journal.read();
        }
    }

    @Test
    void itComesBack() {
        Entry first =
                new Entry.Identified(
                        Fleet.NOON,
                        N3.id(),
                        new Departed.FirstSeen(N3.mac(), Graveyard.serial("S3")));
        Entry wiping = new Entry.Open(Fleet.NOON, Graveyard.wiping(3, Method.SECURE));
        assertEquals(
                List.of(first, DEPARTED, WIPED, wiping), written(first, DEPARTED, WIPED, wiping));
    }

    @Test
    void whoCameBackIsNotGone() {
        assertEquals(List.of(), written(DEPARTED, new Entry.Returned(Fleet.NOON, N3.id())));
    }

    @Test
    void everyTombstoneIsOneOfItsOwn() {
        Entry other = new Entry.Wiped(Fleet.NOON, Graveyard.tombstone(3, Method.OVERWRITE));
        assertEquals(List.of(other, WIPED), written(WIPED, other, WIPED));
    }
}
