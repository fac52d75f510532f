package dev.bringup.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.model.AttemptId;
import dev.bringup.model.Beginning;
import dev.bringup.port.Entry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How the cluster began comes back, and of each kind the last.
class BeginningJournalTest {

    @TempDir Path folder;

    @Test
    void whoeverForgetsItMightMakeASecondCluster() {
        Path file = folder.resolve("journal.db");
        InstantSource clock = InstantSource.fixed(Fleet.NOON);
        Entry.Founded founded = founded("a2");
        Entry.Fresh fresh =
                new Entry.Fresh(
                        Fleet.NOON, Fleet.id(1), Set.of(new AttemptId("a1"), new AttemptId("a2")));
        Entry.Met met = new Entry.Met(Fleet.NOON);
        try (SqliteJournal journal = SqliteJournal.open(file, clock)) {
            journal.append(new Entry.Fresh(Fleet.NOON, Fleet.id(1), Set.of(new AttemptId("a0"))));
            journal.append(fresh);
            journal.append(founded("a1"));
            journal.append(founded);
            journal.append(met);
        }
        try (SqliteJournal journal = SqliteJournal.open(file, clock)) {
            assertEquals(List.of(fresh, founded, met), journal.read());
        }
    }

    private static Entry.Founded founded(String attempt) {
        return new Entry.Founded(
                Fleet.NOON, new Beginning.Founder(Fleet.id(1), new AttemptId(attempt), Fleet.NOON));
    }
}
