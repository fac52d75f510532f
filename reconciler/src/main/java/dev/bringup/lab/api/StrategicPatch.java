package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/// Kubernetes' own merge patch: some lists merge by the key of their elements, and `$patch`
/// directives say what plain data cannot.
final class StrategicPatch {

    /// The lists that merge, by field name, as the Go types' `patchMergeKey` tags have it. What is
    /// not here is replaced whole; a Node's taints are such a list, and kubectl relies on it.
    private static final Map<String, String> MERGE_KEYS =
            Map.ofEntries(
                    Map.entry("conditions", "type"),
                    Map.entry("addresses", "type"),
                    Map.entry("containers", "name"),
                    Map.entry("initContainers", "name"),
                    Map.entry("ephemeralContainers", "name"),
                    Map.entry("volumes", "name"),
                    Map.entry("env", "name"),
                    Map.entry("imagePullSecrets", "name"),
                    Map.entry("volumeMounts", "mountPath"),
                    Map.entry("ports", "containerPort"),
                    Map.entry("podIPs", "ip"),
                    Map.entry("ownerReferences", "uid"));

    private StrategicPatch() {}

    static JsonNode apply(JsonNode before, JsonNode patch) {
        if (!(patch instanceof ObjectNode changes)) {
            return patch.deepCopy();
        }
        if (Json.text(changes, "$patch").equals("replace")) {
            return changes.deepCopy().without("$patch");
        }
        ObjectNode after = before instanceof ObjectNode object ? object.deepCopy() : Json.object();
        changes.properties().forEach(c -> field(after, c.getKey(), c.getValue()));
        return after;
    }

    private static void field(ObjectNode after, String name, JsonNode change) {
        if (name.startsWith("$deleteFromPrimitiveList/")) {
            String list = name.substring(name.indexOf('/') + 1);
            change.forEach(gone -> removePrimitive(after.path(list), gone));
        } else if (name.startsWith("$")) {
            return; // $setElementOrder and $retainKeys: order is cosmetic here
        } else if (change.isNull() || Json.text(change, "$patch").equals("delete")) {
            after.remove(name);
        } else if (change instanceof ArrayNode list) {
            after.set(name, list(name, after.path(name), list));
        } else {
            after.set(name, apply(after.path(name), change));
        }
    }

    private static JsonNode list(String name, JsonNode before, ArrayNode change) {
        String key = MERGE_KEYS.get(name);
        if (name.equals("finalizers")) {
            return union(before, change);
        }
        if (key == null || !(before instanceof ArrayNode) || replaces(change)) {
            return withoutDirectives(change);
        }
        ArrayNode after = before.deepCopy();
        for (ObjectNode element : Json.objects(change)) {
            merge(after, key, element);
        }
        return after;
    }

    private static void merge(ArrayNode list, String key, ObjectNode element) {
        Optional<Integer> found = Optional.empty();
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).path(key).equals(element.path(key))) {
                found = Optional.of(i);
            }
        }
        if (Json.text(element, "$patch").equals("delete")) {
            found.ifPresent(i -> list.remove((int) i));
        } else if (found.isPresent()) {
            list.set(found.get(), apply(list.get(found.get()), element));
        } else {
            list.add(apply(Json.object(), element));
        }
    }

    private static boolean replaces(ArrayNode change) {
        for (JsonNode element : change) {
            if (Json.text(element, "$patch").equals("replace")) {
                return true;
            }
        }
        return false;
    }

    private static ArrayNode withoutDirectives(ArrayNode change) {
        ArrayNode after = Json.array();
        change.forEach(element -> {
            if (!element.has("$patch")) {
                after.add(element.deepCopy());
            }
        });
        return after;
    }

    private static ArrayNode union(JsonNode before, ArrayNode change) {
        ArrayNode after = before instanceof ArrayNode list ? list.deepCopy() : Json.array();
        for (JsonNode value : change) {
            removePrimitive(after, value);
            after.add(value);
        }
        return after;
    }

    private static void removePrimitive(JsonNode list, JsonNode gone) {
        if (list instanceof ArrayNode array) {
            for (int i = array.size() - 1; i >= 0; i--) {
                if (array.get(i).equals(gone)) {
                    array.remove(i);
                }
            }
        }
    }
}
