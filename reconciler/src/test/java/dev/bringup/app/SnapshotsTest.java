package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bringup.model.Etcd;
import dev.bringup.model.MachineId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotsTest {

    private static final MachineId NODE = new MachineId("node-02");

    @TempDir Path data;

    private Instant now = Instant.parse("2030-01-01T12:00:00Z");

    private final Etcd.Snapshot kept(String text) throws IOException {
        try (Snapshots.Draft draft = new Snapshots(data, () -> now).begin()) {
            draft.write(text.getBytes(StandardCharsets.UTF_8));
            return draft.keep(NODE);
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("etcd"))) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void itIsKeptWholeAndForNobodyElse() throws Exception {
        Etcd.Snapshot snapshot = kept("all of it");

        assertEquals(9, snapshot.bytes());
        assertEquals(now, snapshot.at());
        assertEquals(NODE, snapshot.by());
        assertEquals("07630777646b9ad0ad5940c20f7703e5", snapshot.digest().hex().substring(0, 32));
        Path file = new Snapshots(data, () -> now).file(snapshot);
        assertEquals("all of it", Files.readString(file));
        assertEquals(List.of("20300101T120000.000Z-node-02-07630777646b.snapshot"), names());
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(
                "rwx------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("etcd"))));
    }

    @Test
    void whatWasNotKeptLeavesNothingBehind() throws Exception {
        try (Snapshots.Draft draft = new Snapshots(data, () -> now).begin()) {
            draft.write('x');
        }
        assertEquals("it is empty", assertThrows(IOException.class, () -> kept("")).getMessage());
        assertEquals(List.of(), names());
    }

    @Test
    void theLastFewAreKept() throws Exception {
        for (int n = 0; n < Snapshots.KEEP + 3; n++) {
            now = now.plusSeconds(1);
            kept("number " + n);
        }

        assertEquals(Snapshots.KEEP, names().size());
        assertEquals("20300101T120004", names().getFirst().substring(0, 15));
    }
}
