package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Who manages which fields of an object: `metadata.managedFields`.
record Managers(List<Entry> entries) {

    enum Operation {
        APPLY("Apply"),
        UPDATE("Update");

        private final String text;

        Operation(String text) {
            this.text = text;
        }

        static Operation of(String text) {
            return text.equals("Apply") ? APPLY : UPDATE;
        }
    }

    record Entry(
            String manager, Operation operation, String apiVersion, String time, Fields fields) {

        private Entry having(Fields other, String at) {
            return other.equals(fields)
                    ? this
                    : new Entry(manager, operation, apiVersion, at, other);
        }

        private boolean is(String who, Operation how) {
            return manager.equals(who) && operation == how;
        }
    }

    static Managers of(ObjectNode object) {
        List<Entry> entries = new ArrayList<>();
        for (JsonNode entry : Json.at(object, "metadata", "managedFields")) {
            entries.add(
                    new Entry(
                            Json.text(entry, "manager"),
                            Operation.of(Json.text(entry, "operation")),
                            Json.text(entry, "apiVersion"),
                            Json.text(entry, "time"),
                            Fields.read(entry.path("fieldsV1"))));
        }
        return new Managers(entries);
    }

    void write(ObjectNode object) {
        ObjectNode metadata = Json.metadata(object);
        metadata.remove("managedFields");
        if (entries.isEmpty()) {
            return;
        }
        ArrayNode all = metadata.putArray("managedFields");
        for (Entry entry : entries) {
            ObjectNode one = all.addObject().put("manager", entry.manager);
            one.put("operation", entry.operation.text).put("apiVersion", entry.apiVersion);
            one.put("time", entry.time).put("fieldsType", "FieldsV1");
            one.set("fieldsV1", entry.fields.write());
        }
    }

    Fields applied(String manager) {
        return entry(manager, Operation.APPLY).map(Entry::fields).orElseGet(Fields::none);
    }

    private Optional<Entry> entry(String manager, Operation operation) {
        return entries.stream().filter(e -> e.is(manager, operation)).findFirst();
    }

    /// All that anybody but this applier holds.
    Managers others(String applier) {
        return new Managers(entries.stream().filter(e -> !e.is(applier, Operation.APPLY)).toList());
    }

    Fields all() {
        return entries.stream().map(Entry::fields).reduce(Fields.none(), Fields::plus);
    }

    Managers without(Fields lost, Instant now) {
        return new Managers(
                entries.stream()
                        .map(e -> e.having(e.fields.minus(lost), seconds(now)))
                        .filter(e -> !e.fields.isEmpty())
                        .toList());
    }

    /// With exactly these fields in this manager's hand.
    Managers having(
            String manager, Operation operation, String apiVersion, Fields fields, Instant now) {
        Entry entry =
                entry(manager, operation)
                        .map(e -> e.having(fields, seconds(now)))
                        .orElseGet(() ->
                                new Entry(manager, operation, apiVersion, seconds(now), fields));
        List<Entry> all = new ArrayList<>(entries);
        all.removeIf(e -> e.is(manager, operation));
        if (!fields.isEmpty()) {
            all.add(entry);
        }
        return new Managers(all);
    }

    /// After a write that was no apply: what it changed is its own from here, and what it took away
    /// is nobody's.
    static void track(Call call, Target target, ObjectNode before, ObjectNode after, Instant now) {
        if (target.kind().equals(Kind.LEASE)
                || target.kind().equals(Kind.EVENT)
                || !target.subresource().isEmpty()) {
            return; // heartbeats: who wrote them last is of no interest to anybody
        }
        Shape shape = Shape.of(target.kind());
        Fields had = Fields.of(before, shape);
        Fields has = Fields.of(after, shape);
        Fields changed =
                Fields.with(
                        has.paths().stream().filter(p -> isNew(p, had, before, after)).toList());
        Managers left = of(before).without(had.minus(has).plus(changed), now);
        String manager = call.manager().isEmpty() ? "unknown" : call.manager();
        Fields own =
                left.entry(manager, Operation.UPDATE)
                        .map(Entry::fields)
                        .orElseGet(Fields::none)
                        .plus(changed);
        left.having(manager, Operation.UPDATE, target.kind().apiVersion(), own, now).write(after);
    }

    private static boolean isNew(
            List<String> path, Fields had, ObjectNode before, ObjectNode after) {
        return !had.paths().contains(path)
                || (!path.getLast().startsWith("k:")
                        && !FieldTree.find(before, path).equals(FieldTree.find(after, path)));
    }

    private static String seconds(Instant now) {
        return now.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
