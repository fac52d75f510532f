package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/// Reads, merges and removes what the paths of [Fields] name.
final class FieldTree {

    private FieldTree() {}

    /// What is at a path; a missing node where there is nothing.
    static JsonNode find(JsonNode object, List<String> path) {
        JsonNode found = object;
        for (String step : path) {
            found = step(found, step);
        }
        return found;
    }

    private static JsonNode step(JsonNode node, String step) {
        String rest = step.substring(2);
        if (step.startsWith("f:")) {
            return node.path(rest);
        }
        JsonNode wanted = Json.parse(rest);
        for (JsonNode element : node) {
            if (step.startsWith("v:") ? element.equals(wanted) : matches(element, wanted)) {
                return element;
            }
        }
        return JsonNodeFactory.instance.missingNode();
    }

    private static boolean matches(JsonNode element, JsonNode identity) {
        List<String> keys = identity.properties().stream().map(e -> e.getKey()).toList();
        return Shape.identity(keys, element).equals(identity);
    }

    /// `live` with everything that `wanted` says. What it does not speak of stays.
    static ObjectNode merged(ObjectNode live, ObjectNode wanted, Shape shape) {
        ObjectNode after = live.deepCopy();
        wanted.properties()
                .forEach(field ->
                        after.set(
                                field.getKey(),
                                merged(
                                        field.getKey(),
                                        after.path(field.getKey()),
                                        field.getValue(),
                                        shape)));
        return after;
    }

    private static JsonNode merged(String field, JsonNode live, JsonNode wanted, Shape shape) {
        if (live instanceof ObjectNode before
                && wanted instanceof ObjectNode changes
                && shape.isOpen(field, wanted)) {
            return merged(before, changes, shape);
        }
        if (Shape.isSet(field) && live instanceof ArrayNode before) {
            ArrayNode union = before.deepCopy();
            for (JsonNode value : wanted) {
                if (find(union, List.of("v:" + value)).isMissingNode()) {
                    union.add(value);
                }
            }
            return union;
        }
        Optional<List<String>> keys = shape.keys(field, wanted);
        return keys.isPresent() && live instanceof ArrayNode before
                ? elements(before, wanted, keys.get(), shape)
                : wanted.deepCopy();
    }

    private static ArrayNode elements(
            ArrayNode live, JsonNode wanted, List<String> keys, Shape shape) {
        ArrayNode after = live.deepCopy();
        for (ObjectNode element : Json.objects(wanted)) {
            JsonNode identity = Shape.identity(keys, element);
            boolean known = false;
            for (int i = 0; i < after.size() && !known; i++) {
                if (after.get(i) instanceof ObjectNode before && matches(before, identity)) {
                    after.set(i, merged(before, element, shape));
                    known = true;
                }
            }
            if (!known) {
                after.add(element.deepCopy());
            }
        }
        return after;
    }

    /// Takes fields away that nobody wants any more, and then what they leave empty. An element of
    /// a list goes whole; if somebody holds something in it, it keeps the keys it is known by.
    static void remove(ObjectNode object, Fields gone, Fields held) {
        for (List<String> path : gone.paths()) {
            String last = path.getLast();
            JsonNode parent = find(object, path.subList(0, path.size() - 1));
            if (parent instanceof ObjectNode fields && !isKey(path)) {
                fields.remove(last.substring(2));
                tidy(object, path.subList(0, path.size() - 1));
            } else if (parent instanceof ArrayNode list && !held.hasBelow(path)) {
                JsonNode element = step(list, last);
                for (int i = list.size() - 1; i >= 0; i--) {
                    if (list.get(i).equals(element)) {
                        list.remove(i);
                    }
                }
                tidy(object, path.subList(0, path.size() - 1));
            }
        }
    }

    private static boolean isKey(List<String> path) {
        String above = path.size() < 2 ? "" : path.get(path.size() - 2);
        return above.startsWith("k:")
                && Json.parse(above.substring(2)).has(path.getLast().substring(2));
    }

    private static void tidy(ObjectNode object, List<String> path) {
        boolean inner = path.size() > 1 && path.getLast().startsWith("f:");
        if (inner && find(object, path).isEmpty()) {
            List<String> above = path.subList(0, path.size() - 1);
            if (find(object, above) instanceof ObjectNode parent) {
                parent.remove(path.getLast().substring(2));
                tidy(object, above);
            }
        }
    }
}
