package dev.bringup.netboot;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Boot files in memory, shared by all transfers: a whole rack that powers on asks for the same 100
/// KB a thousand times. A changed file is read again.
final class BootFileCache {

    private record Kept(FileTime changed, long size, ByteBuffer content) {}

    /// Larger ones are left to the kernel's cache, and are mapped.
    private static final long KEPT = 16L << 20;

    private static final long LARGEST = Integer.MAX_VALUE;

    private final ServedFolder folder;
    private final Map<Path, SoftReference<Kept>> kept = new ConcurrentHashMap<>();

    BootFileCache(ServedFolder folder) {
        this.folder = folder;
    }

    /// A Raspberry Pi looks first in a folder of its own, by its serial number.
    private static final Pattern OWN_FOLDER = Pattern.compile("/*[0-9a-f]{8}/(.+)");

    /// Reads the disk: not for an event loop.
    Optional<ByteBuffer> content(String name) {
        return folder.find(name).or(() -> shared(name)).flatMap(this::content);
    }

    private Optional<Path> shared(String name) {
        Matcher own = OWN_FOLDER.matcher(name);
        return own.matches() ? folder.find(own.group(1)) : Optional.empty();
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
            ByteBuffer content = size > KEPT ? mapped(file) : read(file);
            kept.put(file, new SoftReference<>(new Kept(changed, size, content)));
            return Optional.of(content);
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static ByteBuffer read(Path file) throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(file)).asReadOnlyBuffer();
    }

    private static ByteBuffer mapped(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
        }
    }
}
