package dev.bringup.lab.api;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// RFC 6902.
final class JsonPatch {

    private JsonPatch() {}

    static JsonNode apply(JsonNode before, JsonNode operations) {
        if (!operations.isArray()) {
            throw Problem.badRequest("a JSON patch is a list of operations");
        }
        JsonNode after = before.deepCopy();
        for (JsonNode operation : operations) {
            after = step(after, operation);
        }
        return after;
    }

    private static JsonNode step(JsonNode document, JsonNode operation) {
        JsonPointer path = pointer(Json.text(operation, "path"));
        JsonNode value = operation.path("value").deepCopy();
        return switch (Json.text(operation, "op")) {
            case "add" -> add(document, path, value);
            case "remove" -> remove(document, path);
            case "replace" -> add(remove(document, path), path, value);
            case "move" -> {
                JsonPointer from = pointer(Json.text(operation, "from"));
                JsonNode moved = existing(document, from);
                yield add(remove(document, from), path, moved);
            }
            case "copy" -> {
                JsonPointer from = pointer(Json.text(operation, "from"));
                yield add(document, path, existing(document, from).deepCopy());
            }
            case "test" -> {
                if (!document.at(path).equals(value)) {
                    throw Problem.badRequest("the test of " + path + " failed");
                }
                yield document;
            }
            default ->
                    throw Problem.badRequest(
                            "unknown JSON patch operation '" + Json.text(operation, "op") + "'");
        };
    }

    private static JsonNode add(JsonNode document, JsonPointer path, JsonNode value) {
        if (path.matches()) {
            return value;
        }
        String last = path.last().getMatchingProperty();
        switch (existing(document, path.head())) {
            case ObjectNode object -> object.set(last, value);
            case ArrayNode array when last.equals("-") -> array.add(value);
            case ArrayNode array when index(path) <= array.size() ->
                    array.insert(index(path), value);
            default -> throw missing(path);
        }
        return document;
    }

    private static JsonNode remove(JsonNode document, JsonPointer path) {
        existing(document, path);
        switch (document.at(path.head())) {
            case ObjectNode object -> object.remove(path.last().getMatchingProperty());
            case ArrayNode array -> array.remove(index(path));
            default -> throw missing(path);
        }
        return document;
    }

    private static int index(JsonPointer path) {
        int index = path.last().getMatchingIndex();
        if (index < 0) {
            throw missing(path);
        }
        return index;
    }

    private static JsonNode existing(JsonNode document, JsonPointer path) {
        JsonNode found = document.at(path);
        if (found.isMissingNode()) {
            throw missing(path);
        }
        return found;
    }

    private static JsonPointer pointer(String text) {
        try {
            return JsonPointer.compile(text);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("'" + text + "' is not a JSON pointer");
        }
    }

    private static Problem missing(JsonPointer path) {
        return Problem.badRequest("the patch names " + path + ", which does not exist");
    }
}
