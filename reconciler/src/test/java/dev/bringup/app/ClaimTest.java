package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bringup.cli.Exit;
import dev.bringup.cli.Program.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimTest {

    @TempDir Path folder;

    @Test
    void aDataDirectoryHasOneProcessAtATime() throws Exception {
        try (Claim _ = Claim.on(folder)) {
            Failure second = assertThrows(Failure.class, () -> Claim.on(folder));

            assertEquals(
                    "process " + ProcessHandle.current().pid() + " works in " + folder + " already",
                    second.getMessage());
            assertEquals(Exit.WORLD_UNREACHABLE, second.exitCode());
        }
        Claim.on(folder).close();
    }

    @Test
    void aFolderThatCannotBeIsOneSentence() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        Failure failure = assertThrows(Failure.class, () -> Claim.on(file.resolve("sub")));

        assertEquals(
                "cannot write to the data directory " + file.resolve("sub"), failure.getMessage());
        assertEquals(Exit.WRONG_INPUT, failure.exitCode());
    }
}
