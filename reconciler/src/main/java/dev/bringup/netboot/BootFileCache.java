package dev.bringup.netboot;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Boot files in memory, shared by all transfers: a whole rack that powers on asks for the same 100
/// KB a thousand times. A changed file is read again.
final class BootFileCache {

    private record Kept(FileTime changed, long size, ByteBuffer content) {}

    /// Larger things are not sent block by block: HTTP is for them.
    private static final long LARGEST = 64L << 20;

    private final ServedFolder folder;
    private final Map<Path, SoftReference<Kept>> kept = new ConcurrentHashMap<>();

    BootFileCache(ServedFolder folder) {
        this.folder = folder;
    }

    /// Reads the disk: not for an event loop.
    Optional<ByteBuffer> content(String name) {
        return folder.find(name).flatMap(this::content);
    }

    private Optional<ByteBuffer> content(Path file) {
        try {
            FileTime changed = Files.getLastModifiedTime(file);
            long size = Files.size(file);
            SoftReference<Kept> reference = kept.get(file);
            Kept known = reference == null ? null : reference.get();
            if (known != null && known.changed.equals(changed) && known.size == size) {
                return Optional.of(known.content);
            }
            if (size > LARGEST) {
                return Optional.empty();
            }
            ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file)).asReadOnlyBuffer();
            kept.put(file, new SoftReference<>(new Kept(changed, size, content)));
            return Optional.of(content);
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
