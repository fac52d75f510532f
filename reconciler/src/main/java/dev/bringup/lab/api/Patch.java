package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// The three patch formats that need no owner, by their content type; [ServerSideApply] is the
/// fourth.
final class Patch {

    private Patch() {}

    /// The object after the patch; the one given is left alone.
    static ObjectNode apply(String contentType, ObjectNode before, String body) {
        JsonNode patch = Json.parse(body);
        JsonNode after =
                switch (contentType) {
                    case "application/json-patch+json" -> JsonPatch.apply(before, patch);
                    case "application/merge-patch+json" -> merge(before, patch);
                    case "application/strategic-merge-patch+json" ->
                            StrategicPatch.apply(before, patch);
                    default -> throw Problem.unsupportedMedia(contentType);
                };
        if (after instanceof ObjectNode object) {
            return object;
        }
        throw Problem.badRequest("the patch leaves no object");
    }

    /// RFC 7396: objects merge, null removes, everything else replaces.
    static JsonNode merge(JsonNode before, JsonNode patch) {
        if (!(patch instanceof ObjectNode changes)) {
            return patch.deepCopy();
        }
        ObjectNode after = before instanceof ObjectNode object ? object.deepCopy() : Json.object();
        changes.properties()
                .forEach(change -> {
                    if (change.getValue().isNull()) {
                        after.remove(change.getKey());
                    } else {
                        after.set(
                                change.getKey(),
                                merge(after.path(change.getKey()), change.getValue()));
                    }
                });
        return after;
    }
}
