package dev.bringup.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A setting of the kernel. It is there for one read only: who takes a byte first, as
/// `Files.readString` does of a file whose size is said to be 0, never gets the rest.
final class Sysctl {

    private static final int LONGEST = 4096;

    private Sysctl() {}

    static String read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = new byte[LONGEST];
            int length = Math.max(in.read(bytes), 0);
            return new String(bytes, 0, length, StandardCharsets.UTF_8).strip();
        }
    }
}
