package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {

    private static final int SIZE = 300_000;

    @TempDir Path folder;

    private final byte[] content = new byte[SIZE];
    private Path file;
    private Path half;
    private Sha256 digest;

    @BeforeEach
    void prepare() throws IOException {
        new Random(7).nextBytes(content);
        file = folder.resolve("sha256/os");
        half = folder.resolve("sha256/os.part");
        digest = Download.digest(Files.write(folder.resolve("content"), content));
    }

    private void fetch(FileServer server) throws Exception {
        new Download().fetch(server.url("/os.raw"), digest, file, (_, _) -> {});
    }

    private String fails(FileServer server) {
        return String.valueOf(assertThrows(IOException.class, () -> fetch(server)).getMessage());
    }

    @Test
    void theWholeFileGetsItsNameAndSaysHowFarItIs() throws Exception {
        long[] last = new long[2];
        try (FileServer server = new FileServer(content)) {
            new Download()
                    .fetch(
                            server.url("/os.raw"),
                            digest,
                            file,
                            (bytes, of) -> {
                                last[0] = bytes;
                                last[1] = of;
                            });
        }
        assertArrayEquals(content, Files.readAllBytes(file));
        assertArrayEquals(new long[] {SIZE, SIZE}, last);
        assertFalse(Files.exists(half));
    }

    /// The JDK's client forgets what it had not handed on when a connection ends early.
    @Test
    void whatBrokeOffGoesOnWhereItWas() throws Exception {
        try (FileServer server = new FileServer(content).breakingAfter(100_000)) {
            String why = fails(server);
            long kept = Files.size(half);
            assertTrue(why.startsWith("the download broke off after " + kept + " bytes: "), why);
            assertTrue(kept > 0 && kept <= 100_000, "kept " + kept);
            assertFalse(Files.exists(file));
            server.breakingAfter(SIZE);
            fetch(server);
            assertEquals(List.of("all", "bytes=" + kept + "-"), server.ranges());
        }
        assertArrayEquals(content, Files.readAllBytes(file));
    }

    @Test
    void aServerThatKnowsNoPartsSendsItAllAgain() throws Exception {
        Files.createDirectories(folder.resolve("sha256"));
        Files.write(half, Arrays.copyOf(content, 5));
        try (FileServer server = new FileServer(content).knowingNoParts()) {
            fetch(server);
        }
        assertArrayEquals(content, Files.readAllBytes(file));
    }

    @Test
    void aPartThatIsLongerThanTheFileIsForgotten() throws Exception {
        Files.createDirectories(folder.resolve("sha256"));
        Files.write(half, new byte[SIZE + 1]);
        try (FileServer server = new FileServer(content)) {
            fetch(server);
            assertEquals(List.of("bytes=300001-", "all"), server.ranges());
        }
        assertArrayEquals(content, Files.readAllBytes(file));
    }

    @Test
    void anotherDigestIsAnotherFileAndNothingOfItIsKept() throws Exception {
        Sha256 right = digest;
        digest = new Sha256("00".repeat(32));
        try (FileServer server = new FileServer(content)) {
            assertEquals(
                    "the digest of %s is %s, not %s"
                            .formatted(server.url("/os.raw"), right.hex(), digest.hex()),
                    fails(server));
        }
        assertFalse(Files.exists(file));
        assertFalse(Files.exists(half));
    }

    @Test
    void aFileThatIsNotThereIsSaidByItsUrl() throws Exception {
        try (FileServer server = new FileServer(content)) {
            assertEquals(
                    server.url("/other") + " answers 404",
                    assertThrows(
                                    IOException.class,
                                    () ->
                                            new Download()
                                                    .fetch(
                                                            server.url("/other"),
                                                            digest,
                                                            file,
                                                            (_, _) -> {}))
                            .getMessage());
        }
    }
}
