package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Objects in order, each write numbered, the last writes remembered so that a watch can begin in
/// the past. A stored tree is never changed: whoever wants to change one copies it first.
final class Store implements AutoCloseable {

    /// How far back a watch may begin; who comes later lists again.
    private static final int HISTORY = 4096;

    record Key(String resource, String namespace, String name) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::resource)
                        .thenComparing(Key::namespace)
                        .thenComparing(Key::name);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    enum Happened {
        ADDED,
        MODIFIED,
        DELETED
    }

    record Change(
            Happened what, Key key, ObjectNode object, Optional<ObjectNode> before, long version) {}

    private final NavigableMap<Key, ObjectNode> objects;
    private final ObjectLog log;
    private final Deque<Change> history = new ArrayDeque<>();
    private final Set<Consumer<Change>> watchers = new LinkedHashSet<>();
    private long version;

    /// Since when the history is whole.
    private long oldest;

    private Store(NavigableMap<Key, ObjectNode> objects, ObjectLog log, long version) {
        this.objects = objects;
        this.log = log;
        this.version = version;
        this.oldest = version;
    }

    static Store open(Path file) {
        NavigableMap<Key, ObjectNode> objects = new TreeMap<>();
        long version = ObjectLog.read(file, objects);
        return new Store(objects, ObjectLog.rewrite(file, version, objects), version);
    }

    /// What came before is no news any more: who asks for it lists again.
    void settle() {
        history.clear();
        oldest = version;
    }

    long version() {
        return version;
    }

    Optional<ObjectNode> get(Key key) {
        return Optional.ofNullable(objects.get(key));
    }

    /// All of a kind in order of namespace and name; an empty namespace means all namespaces.
    List<ObjectNode> list(Kind kind, String namespace) {
        return List.copyOf(
                after(new Key(kind.resource(), namespace, ""), kind, namespace).values());
    }

    /// What comes after `start`, for the next page of a list.
    NavigableMap<Key, ObjectNode> after(Key start, Kind kind, String namespace) {
        String lastNamespace = namespace.isEmpty() ? "\uffff" : namespace;
        Key end = new Key(kind.resource(), lastNamespace, "\uffff");
        return start.compareTo(end) >= 0
                ? new TreeMap<>()
                : objects.subMap(start, false, end, true);
    }

    /// Writes an object and returns it as stored. Writing what is there already is no write.
    ObjectNode put(Key key, ObjectNode wanted) {
        Optional<ObjectNode> before = get(key);
        ObjectNode object = wanted.deepCopy();
        if (before.isPresent()) {
            stamp(object, Json.text(before.get(), "metadata", "resourceVersion"));
            if (object.equals(before.get())) {
                return before.get();
            }
        }
        version++;
        stamp(object, Long.toString(version));
        objects.put(key, object);
        log.append(version, key, Optional.of(object));
        Happened what = before.isPresent() ? Happened.MODIFIED : Happened.ADDED;
        tell(new Change(what, key, object, before, version));
        return object;
    }

    /// Removes an object and returns it as it was, numbered by its removal.
    Optional<ObjectNode> remove(Key key) {
        Optional<ObjectNode> before = Optional.ofNullable(objects.remove(key));
        if (before.isEmpty()) {
            return before;
        }
        version++;
        ObjectNode last = before.get().deepCopy();
        stamp(last, Long.toString(version));
        log.append(version, key, Optional.empty());
        tell(new Change(Happened.DELETED, key, last, before, version));
        return Optional.of(last);
    }

    /// Everything that happened after `since`; empty when that is no longer known.
    Optional<List<Change>> since(long since) {
        if (since < oldest || since > version) {
            return Optional.empty();
        }
        return Optional.of(history.stream().filter(c -> c.version() > since).toList());
    }

    void watch(Consumer<Change> watcher) {
        watchers.add(watcher);
    }

    void unwatch(Consumer<Change> watcher) {
        watchers.remove(watcher);
    }

    private static void stamp(ObjectNode object, String resourceVersion) {
        Json.metadata(object).put("resourceVersion", resourceVersion);
    }

    private void tell(Change change) {
        history.add(change);
        if (history.size() > HISTORY) {
            oldest = history.remove().version();
        }
        log.shortenWhenLong(version, objects);
        new ArrayList<>(watchers).forEach(watcher -> watcher.accept(change));
    }

    @Override
    public void close() {
        log.close();
    }
}
