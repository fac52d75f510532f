package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.model.Attempt;
import dev.bringup.model.Phase;
import dev.bringup.port.Entry;
import dev.bringup.query.Board;
import dev.bringup.query.Pictures;
import dev.bringup.store.SqliteJournal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// History is what the journal tells after a restart.
class RetoldTest {

    @TempDir Path folder;

    @Test
    void attemptsThatEndedAreKnownAgain() {
        Path file = folder.resolve("journal.db");
        Attempt done = Pictures.attempt(1, Pictures.AT, Phase.values());
        try (SqliteJournal journal = SqliteJournal.open(file, InstantSource.system())) {
            journal.append(new Entry.Open(Pictures.AT, Pictures.attempt(2, Pictures.AT)));
            journal.append(
                    new Entry.Closed(
                            Pictures.AT.plusSeconds(77), done, Entry.Ending.DONE, "Ready"));
        }
        Board board = new Board(10);
        try (SqliteJournal journal = SqliteJournal.open(file, InstantSource.system())) {
            List<Entry> all = new Retold(journal, board::recall).read();
            // Read a second time nothing is there twice.
            assertEquals(all, new Retold(journal, board::recall).read());
            assertEquals(2, all.size());
        }

        assertEquals(List.of("attempt-1"), board.attempts().stream().map(a -> a.id()).toList());
        assertEquals(
                Duration.ofSeconds(77),
                board.cycles().rows().getFirst().cycle().orElseThrow().median());
        assertEquals(8, board.cycles().rows().getFirst().phases().size());
    }
}
