package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `kill -9` at moments that nobody chose, again and again, while ten machines are installed anew.
/// `-Dbringup.kills=50` for more of them.
class KillsReal {

    private static final int KILLS = Integer.getInteger("bringup.kills", 10);
    private static final int SIZE = 10;
    private static final Duration BOUND = Duration.ofMinutes(8);

    @Test
    @Timeout(1500)
    void whateverTheMomentTheRackComesToStandAndNothingIsWrittenTwice(@TempDir Path folder)
            throws Exception {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        LabHome home = new LabHome(folder.resolve("lab"));
        LabProcess lab = lab(home);
        try (DiskHistory disks = new DiskHistory(home.world());
                Operator ann = ready(lab, home, folder)) {
            ann.push(
                    "profiles/worker.yaml",
                    ann.read("profiles/worker.yaml").replace("lab-os-1", "lab-os-2"),
                    "Go to lab-os-2");
            for (int i = 0; i < KILLS; i++) {
                Thread.sleep(random.nextInt(200, 4000));
                lab.kill();
                assertEquals("ok", integrity(home.reconciler().resolve("journal.db")));
                lab = lab(home);
            }
            await(lab, "lab-os-2");
            assertEquals(List.of(), disks.overwritten(), () -> "seed " + seed);
            assertEquals(List.of(), disks.overwrittenInLog(), () -> "seed " + seed);
            for (int n = 1; n <= SIZE; n++) {
                String bay = "bay-%02d".formatted(n);
                assertEquals("installed", disks.now(bay).state(), bay);
            }
        } finally {
            lab.interrupt();
            lab.end(Duration.ofSeconds(20));
            lab.close();
        }
    }

    private static LabProcess lab(LabHome home) throws Exception {
        return LabProcess.start(
                "lab", "--data-dir", home.folder().toString(), "--machines", "" + SIZE);
    }

    private static Operator ready(LabProcess lab, LabHome home, Path folder) throws Exception {
        await(lab, "lab-os-1");
        return new Operator(home.repository(), folder.resolve("clone"));
    }

    private static void await(LabProcess lab, String image) throws InterruptedException {
        List<String> wanted =
                IntStream.rangeClosed(1, SIZE)
                        .mapToObj("node-%02d is ready with "::formatted)
                        .map(text -> text + image)
                        .toList();
        Instant until = Instant.now().plus(BOUND);
        List<String> found = lab.standing();
        while (!wanted.equals(found) && Instant.now().isBefore(until)) {
            Thread.sleep(200);
            found = lab.standing();
        }
        assertEquals(wanted, found, () -> String.join("\n", lab.output()));
    }

    private static String integrity(Path journal) throws SQLException {
        try (Connection file = DriverManager.getConnection("jdbc:sqlite:" + journal);
                Statement statement = file.createStatement();
                ResultSet answer = statement.executeQuery("PRAGMA integrity_check")) {
            answer.next();
            return answer.getString(1);
        }
    }
}
