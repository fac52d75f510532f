package dev.bringup.netboot.installer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/// Kernel modules lie packed on some systems: by gzip, by xz or by zstd, of which Java knows one.
final class Packed {

    private Packed() {}

    static byte[] read(Path file) throws IOException, Lacking {
        String name = file.toString();
        if (name.endsWith(".xz")) {
            return unpacked(file, "xz", "xz-utils");
        }
        if (name.endsWith(".zst")) {
            return unpacked(file, "zstd", "zstd");
        }
        byte[] content = Files.readAllBytes(file);
        if (!name.endsWith(".gz")) {
            return content;
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(content))) {
            return in.readAllBytes();
        }
    }

    private static byte[] unpacked(Path file, String program, String debian)
            throws IOException, Lacking {
        Process process;
        try {
            process =
                    new ProcessBuilder(List.of(program, "-dcq", file.toString()))
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
        } catch (IOException e) {
            throw new Lacking(
                    "%s is packed, and there is no %s to unpack it: apt-get install %s"
                            .formatted(file, program, debian));
        }
        try (InputStream unpacked = process.getInputStream()) {
            byte[] content = unpacked.readAllBytes();
            if (process.waitFor() != 0) {
                throw new IOException(file + " cannot be unpacked by " + program);
            }
            return content;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
