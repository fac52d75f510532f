package dev.bringup.app;

import dev.bringup.cli.Exit;
import dev.bringup.cli.Program.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// This process's claim to a data directory. Two reconcilers with one journal would each undo what
/// the other does, and the second one's failure would end the world of the first. The system drops
/// the claim with the process, however that ends.
record Claim(FileChannel file) implements AutoCloseable {

    static Claim on(Path folder) throws Failure {
        Path lock = folder.resolve("lock");
        try {
            Files.createDirectories(folder);
            FileChannel file =
                    FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!isOurs(file)) {
                file.close();
                throw new Failure(
                        Exit.WORLD_UNREACHABLE,
                        "process "
                                + Files.readString(lock).strip()
                                + " works in "
                                + folder
                                + " already");
            }
            byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
            file.truncate(0).write(ByteBuffer.wrap(pid));
            return new Claim(file);
        } catch (IOException e) {
            throw new Failure(Exit.WRONG_INPUT, "cannot write to the data directory " + folder);
        }
    }

    private static boolean isOurs(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            // The lock is gone with the process at the latest.
        }
    }
}
