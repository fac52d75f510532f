package dev.bringup.secrets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Commands;
import dev.bringup.Commands.Ran;
import dev.bringup.model.AttemptId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// OpenSSH reads the keys that we write.
class RootKeyReal {

    @TempDir Path folder;

    @Test
    void aHostKeyIsReadByOpenSsh() throws IOException, InterruptedException {
        RootKey root = RootKey.load(folder.resolve("root.key"), new SecureRandom());
        reads(root.hostKey(new AttemptId("a1")));
    }

    @Test
    void ourOwnKeyIsReadByOpenSsh() throws IOException, InterruptedException {
        reads(RootKey.load(folder.resolve("root.key"), new SecureRandom()).clientKey());
    }

    private void reads(SshKey key) throws IOException, InterruptedException {
        Path written = folder.resolve("key");
        Files.writeString(written, key.privateText());
        Files.setPosixFilePermissions(written, PosixFilePermissions.fromString("rw-------"));
        Ran ran = Commands.run("ssh-keygen", "-y", "-f", written.toString());

        assertEquals(new Ran(0, withoutComment(key.publicText())), bare(ran));
    }

    private static Ran bare(Ran ran) {
        return new Ran(ran.status(), withoutComment(ran.output().strip()));
    }

    private static String withoutComment(String key) {
        String[] parts = key.split(" ");
        return parts[0] + " " + parts[1];
    }
}
