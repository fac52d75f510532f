package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// One watch: what it selects and how it shows it. It turns changes into events and sends nothing.
record Watch(
        View view,
        String namespace,
        Predicate<JsonNode> selected,
        Optional<Long> since,
        Bookmarks bookmarks,
        Duration timeout) {

    enum Bookmarks {
        NONE,
        WANTED,
        /// One of them says where the objects that were there already end.
        WANTED_WITH_INITIAL_END
    }

    private static final long LONG = 1800;

    static Watch of(Call call, Target target, Store store) {
        boolean initial = call.isSet("sendInitialEvents");
        Bookmarks bookmarks =
                !call.isSet("allowWatchBookmarks")
                        ? Bookmarks.NONE
                        : initial ? Bookmarks.WANTED_WITH_INITIAL_END : Bookmarks.WANTED;
        return new Watch(
                View.of(call, target.kind(), store),
                target.namespace(),
                Lists.selected(call, target),
                Optional.of(call.number("resourceVersion", 0)).filter(v -> v > 0 && !initial),
                bookmarks,
                Duration.ofSeconds(call.number("timeoutSeconds", LONG)));
    }

    /// What is sent before anything new happens. Without a version it is all that is there.
    List<ObjectNode> first(Store store, Instant now) {
        List<ObjectNode> events = new ArrayList<>();
        if (since.isPresent()) {
            Optional<List<Store.Change>> missed = store.since(since.get());
            missed.ifPresentOrElse(
                    changes -> changes.forEach(c -> on(c, now).ifPresent(events::add)),
                    () -> events.add(tooOld(since.get(), store.version())));
            return events;
        }
        store.list(view.kind(), namespace).stream()
                .filter(selected)
                .forEach(o -> events.add(event("ADDED", view.one(o, now))));
        if (bookmarks == Bookmarks.WANTED_WITH_INITIAL_END) {
            ObjectNode end = bookmark(store.version());
            Json.child(Json.metadata(Json.child(end, "object")), "annotations")
                    .put("k8s.io/initial-events-end", "true");
            events.add(end);
        }
        return events;
    }

    boolean isTooOld(Store store) {
        return since.isPresent() && store.since(since.get()).isEmpty();
    }

    /// An object that begins or ceases to be selected appears or disappears for the watcher.
    Optional<ObjectNode> on(Store.Change change, Instant now) {
        boolean mine =
                change.key().resource().equals(view.kind().resource())
                        && (namespace.isEmpty() || change.key().namespace().equals(namespace));
        if (!mine) {
            return Optional.empty();
        }
        boolean was = change.before().filter(selected).isPresent();
        boolean is = change.what() != Store.Happened.DELETED && selected.test(change.object());
        if (!was && !is) {
            return Optional.empty();
        }
        String type = !was ? "ADDED" : is ? "MODIFIED" : "DELETED";
        return Optional.of(event(type, view.one(change.object(), now)));
    }

    ObjectNode bookmark(long version) {
        ObjectNode object = Json.object();
        object.put("kind", view.kind().kind()).put("apiVersion", view.kind().apiVersion());
        Json.metadata(object).put("resourceVersion", Long.toString(version));
        return event("BOOKMARK", object);
    }

    private static ObjectNode tooOld(long since, long version) {
        Problem gone = Problem.gone("too old resource version: %d (%d)".formatted(since, version));
        return event("ERROR", gone.status());
    }

    private static ObjectNode event(String type, ObjectNode object) {
        ObjectNode event = Json.object().put("type", type);
        event.set("object", object);
        return event;
    }
}
