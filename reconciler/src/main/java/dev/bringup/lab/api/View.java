package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bringup.lab.api.Columns.Column;
import java.time.Instant;
import java.util.List;

/// How objects leave the API: as they are, or as the rows of a `Table` when `kubectl` asks for one.
record View(Kind kind, Form form, String includeObject, List<Column> columns) {

    enum Form {
        OBJECTS,
        TABLE
    }

    static View of(Call call, Kind kind, Store store) {
        return new View(
                kind,
                call.wantsTable() ? Form.TABLE : Form.OBJECTS,
                call.param("includeObject"),
                Columns.of(kind, store));
    }

    ObjectNode one(ObjectNode object, Instant now) {
        return switch (form) {
            case OBJECTS -> shown(object);
            case TABLE -> {
                ObjectNode metadata = Json.object();
                metadata.put("resourceVersion", Json.text(object, "metadata", "resourceVersion"));
                yield table(List.of(object), metadata, now);
            }
        };
    }

    ObjectNode list(List<ObjectNode> objects, ObjectNode metadata, Instant now) {
        return switch (form) {
            case OBJECTS -> {
                ObjectNode list = Json.object();
                list.put("kind", kind.kind() + "List").put("apiVersion", kind.apiVersion());
                list.set("metadata", metadata);
                ArrayNode items = list.putArray("items");
                objects.forEach(o -> items.add(shown(o)));
                yield list;
            }
            case TABLE -> table(objects, metadata, now);
        };
    }

    private ObjectNode shown(ObjectNode object) {
        return kind.group().equals("events.k8s.io") ? Events.toNew(object) : object;
    }

    private ObjectNode table(List<ObjectNode> objects, ObjectNode metadata, Instant now) {
        ObjectNode table = Json.object();
        table.put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
        table.set("metadata", metadata);
        ArrayNode definitions = table.putArray("columnDefinitions");
        for (Column column : columns) {
            ObjectNode definition = definitions.addObject();
            String format = column.name().equals("Name") ? "name" : "";
            definition.put("name", column.name()).put("type", "string").put("format", format);
            definition.put("description", "");
            definition.put("priority", column.width() == Columns.Width.WIDE ? 1 : 0);
        }
        ArrayNode rows = table.putArray("rows");
        for (ObjectNode object : objects) {
            ObjectNode row = rows.addObject();
            ArrayNode cells = row.putArray("cells");
            columns.forEach(c -> cells.add(c.cell().apply(object, now)));
            row.set("object", rowObject(object));
        }
        return table;
    }

    /// By default a row carries the metadata only: enough for a namespace column and for sorting.
    private JsonNode rowObject(ObjectNode object) {
        return switch (includeObject) {
            case "Object" -> shown(object);
            case "None" -> Json.object().nullNode();
            default -> {
                ObjectNode partial = Json.object();
                partial.put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
                partial.set("metadata", object.path("metadata"));
                yield partial;
            }
        };
    }
}
