package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Processes of a lab that are killed at the worst moment. One story; each test goes on where the
/// one before it ended.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(180)
class KillReal {

    private static final String PROFILE = "profiles/worker.yaml";
    private static final String BAY = "bay-01";

    private LabHome home;
    private DiskHistory disks;
    private Operator ann;
    private LabProcess lab;
    private int told;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        home = new LabHome(folder.resolve("lab"));
        lab = lab();
        disks = new DiskHistory(home.world());
        awaitReady("lab-os-1");
        ann = new Operator(home.repository(), folder.resolve("clone"));
    }

    @AfterAll
    void stop() throws Exception {
        lab.close();
        killWorld();
        disks.close();
        if (ann != null) {
            ann.close();
        }
    }

    private LabProcess lab() throws IOException {
        return LabProcess.start("lab", "--data-dir", home.folder().toString(), "--machines", "2");
    }

    private void killWorld() throws IOException, InterruptedException {
        ProcessHandle world =
                home.running().flatMap(running -> ProcessHandle.of(running.pid())).orElse(null);
        if (world != null) {
            world.destroyForcibly();
            await(false, world::isAlive);
        }
    }

    private void awaitReady(String image) throws Exception {
        await(
                List.of("node-01 is ready with " + image, "node-02 is ready with " + image),
                () -> lab.standing());
    }

    private void await(Object wanted, Callable<?> look) throws InterruptedException {
        try {
            Instant until = Instant.now().plusSeconds(100);
            Object found = look.call();
            while (!wanted.equals(found) && Instant.now().isBefore(until)) {
                Thread.sleep(5);
                found = look.call();
            }
            assertEquals(wanted, found, () -> String.join("\n", lab.output()));
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void step(int number) {
        assumeTrue(told == number - 1, "the story broke off earlier");
    }

    /// Pushes another image and comes back in the moment in which the first disk is written.
    private DiskHistory.Marked pushUntilWriting(String before, String after) throws Exception {
        long begun = disks.begun(BAY, after);
        ann.push(PROFILE, ann.read(PROFILE).replace(before, after), "Go to " + after);
        await(begun + 1, () -> disks.begun(BAY, after));
        await("installing", () -> disks.now(BAY).state());
        return disks.now(BAY);
    }

    private void assertNothingWrittenTwice() throws IOException {
        assertEquals(List.of(), disks.overwritten());
        assertEquals(List.of(), disks.overwrittenInLog());
    }

    @Test
    @Order(1)
    void anAttemptGoesOnAfterTheReconcilerWasKilledWhileADiskIsWritten() throws Exception {
        step(1);
        long world = home.running().orElseThrow().pid();
        DiskHistory.Marked half = pushUntilWriting("lab-os-1", "lab-os-2");
        lab.kill();
        assertEquals(half, disks.now(BAY));

        lab = lab();
        awaitReady("lab-os-2");

        assertEquals(
                new DiskHistory.Marked("installed", half.attempt(), half.fingerprint()),
                disks.now(BAY));
        assertEquals(world, home.running().orElseThrow().pid());
        assertEquals(1, disks.begun("bay-02", "lab-os-2"));
        assertNothingWrittenTwice();
        told = 1;
    }

    @Test
    @Order(2)
    void anAttemptGoesOnAfterEverythingWasKilledWhileADiskIsWritten() throws Exception {
        step(2);
        DiskHistory.Marked half = pushUntilWriting("lab-os-2", "lab-os-1");
        lab.kill();
        killWorld();
        assertEquals(half, disks.now(BAY));

        lab = lab();
        awaitReady("lab-os-1");

        assertEquals(
                new DiskHistory.Marked("installed", half.attempt(), half.fingerprint()),
                disks.now(BAY));
        assertEquals(2, disks.begun("bay-02", "lab-os-1"));
        assertNothingWrittenTwice();
        told = 2;
    }

    @Test
    @Order(3)
    void withoutTheJournalAHalfWrittenDiskIsInstalledUnderANewAttempt() throws Exception {
        step(3);
        DiskHistory.Marked half = pushUntilWriting("lab-os-1", "lab-os-2");
        lab.kill();
        for (String end : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(home.reconciler().resolve("journal.db" + end));
        }

        lab = lab();
        awaitReady("lab-os-2");

        DiskHistory.Marked whole = disks.now(BAY);
        assertEquals("installed", whole.state());
        assertEquals(half.fingerprint(), whole.fingerprint());
        assertNotEquals(half.attempt(), whole.attempt());
        assertNothingWrittenTwice();
        told = 3;
    }

    @Test
    @Order(4)
    void ctrlCEndsEverythingAndTheNextStartFindsItAsItWas() throws Exception {
        step(4);
        ProcessHandle world = ProcessHandle.of(home.running().orElseThrow().pid()).orElseThrow();
        lab.interrupt();
        assertEquals(0, lab.end(Duration.ofSeconds(10)));
        assertFalse(world.isAlive());

        lab = lab();
        awaitReady("lab-os-2");
        assertNothingWrittenTwice();
        told = 4;
    }

    @Test
    @Order(5)
    void aSecondLabInTheSameFolderIsRefusedAndHarmsNothing() throws Exception {
        step(5);
        try (LabProcess second = lab()) {
            assertEquals(3, second.end(Duration.ofSeconds(20)));
            assertEquals(1, second.output().size(), second.output()::toString);
            assertTrue(
                    second.output()
                            .getFirst()
                            .endsWith(" works in " + home.reconciler() + " already"),
                    second.output()::toString);
        }
        Thread.sleep(1000);
        assertTrue(lab.isAlive());
        assertTrue(home.running().isPresent());
        told = 5;
    }
}
