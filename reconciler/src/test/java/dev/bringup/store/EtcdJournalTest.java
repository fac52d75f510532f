package dev.bringup.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.model.AttemptId;
import dev.bringup.model.Etcd;
import dev.bringup.model.Sha256;
import dev.bringup.port.Entry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What was kept of etcd and who left it comes back, of each machine the last.
class EtcdJournalTest {

    @TempDir Path folder;

    @Test
    void whoeverForgetsItMightTrustWhatLeft() {
        Path file = folder.resolve("journal.db");
        InstantSource clock = InstantSource.fixed(Fleet.NOON);
        Entry.Saved saved =
                new Entry.Saved(
                        Fleet.NOON,
                        new Etcd.Snapshot(
                                Fleet.NOON, Fleet.id(2), new Sha256("a".repeat(64)), 4096));
        Entry.Unmembered first = new Entry.Unmembered(Fleet.NOON, Fleet.id(1), new AttemptId("a1"));
        Entry.Unmembered again = new Entry.Unmembered(Fleet.NOON, Fleet.id(1), new AttemptId("a2"));
        Entry.Parted parted =
                new Entry.Parted(
                        Fleet.NOON,
                        new Etcd.Lost(
                                Fleet.id(2), Optional.of(new AttemptId("a1")), saved.snapshot()));
        try (SqliteJournal journal = SqliteJournal.open(file, clock)) {
            journal.append(saved);
            journal.append(first);
            journal.append(parted);
            journal.append(again);
        }
        try (SqliteJournal journal = SqliteJournal.open(file, clock)) {
            assertEquals(Set.of(saved, parted, again), Set.copyOf(journal.read()));
            journal.append(new Entry.Whole(Fleet.NOON));
        }
        try (SqliteJournal journal = SqliteJournal.open(file, clock)) {
            assertEquals(Set.of(saved, again), Set.copyOf(journal.read()));
        }
    }
}
