package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Every write as one line of JSON, so that objects survive the death of the process. It is not
/// forced to disk: a lab that loses its machine's power has lost its machines as well.
final class ObjectLog implements AutoCloseable {

    /// A log this much longer than what lives is written anew.
    private static final int SLACK = 4;

    private static final int SHORT = 2000;

    /// More than is written between a snapshot and its return.
    private static final long BUMP = 1_000_000;

    private final Path file;
    private FileChannel channel;
    private long lines;

    private ObjectLog(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /// Fills `objects` and returns the version of the last write. A torn last line is what a kill
    /// leaves behind: that write was never answered.
    static long read(Path file, Map<Store.Key, ObjectNode> objects) {
        if (!Files.exists(file)) {
            return 0;
        }
        long version = 0;
        try {
            for (String line : Files.readAllLines(file)) {
                ObjectNode entry = Json.parseObject(line);
                version = entry.path("v").asLong();
                apply(entry, objects);
            }
        } catch (Problem torn) {
            return version;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return version;
    }

    /// The same objects, at a version that nobody has seen.
    static void bump(Path file) {
        NavigableMap<Store.Key, ObjectNode> objects = new TreeMap<>();
        long version = read(file, objects);
        rewrite(file, version + BUMP, objects).close();
    }

    private static void apply(ObjectNode entry, Map<Store.Key, ObjectNode> objects) {
        if (!entry.has("r")) {
            return;
        }
        Store.Key key =
                new Store.Key(Json.text(entry, "r"), Json.text(entry, "ns"), Json.text(entry, "n"));
        if (entry.get("o") instanceof ObjectNode object) {
            objects.put(key, object);
        } else {
            objects.remove(key);
        }
    }

    /// Starts the log anew with what lives.
    static ObjectLog rewrite(Path file, long version, SortedMap<Store.Key, ObjectNode> objects) {
        ObjectLog log = new ObjectLog(file, write(file, version, objects));
        log.lines = objects.size();
        return log;
    }

    void append(long version, Store.Key key, Optional<ObjectNode> object) {
        append(channel, entry(version, key, object));
        lines++;
    }

    void shortenWhenLong(long version, SortedMap<Store.Key, ObjectNode> objects) {
        if (lines > SHORT + (long) SLACK * objects.size()) {
            close();
            channel = write(file, version, objects);
            lines = objects.size();
        }
    }

    private static FileChannel write(
            Path file, long version, SortedMap<Store.Key, ObjectNode> objects) {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(next);
            FileChannel channel =
                    FileChannel.open(
                            next,
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            SecretFile.OWNER_ONLY);
            objects.forEach(
                    (key, object) -> append(channel, entry(version, key, Optional.of(object))));
            append(channel, Json.object().put("v", version));
            Files.move(
                    next,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            return channel;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode entry(long version, Store.Key key, Optional<ObjectNode> object) {
        ObjectNode entry = Json.object();
        entry.put("v", version).put("r", key.resource());
        entry.put("ns", key.namespace()).put("n", key.name());
        object.ifPresent(o -> entry.set("o", o));
        return entry;
    }

    private static void append(FileChannel channel, ObjectNode entry) {
        byte[] json = Json.bytes(entry);
        ByteBuffer line = ByteBuffer.allocate(json.length + 1);
        line.put(json).put("\n".getBytes(StandardCharsets.UTF_8)).flip();
        try {
            while (line.hasRemaining()) {
                channel.write(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
