package dev.bringup.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bringup.model.Addons;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.TreeMap;

/// What we leave on an object of addons, and what Kubernetes writes down about it.
final class Stamped {

    private Stamped() {}

    /// The manifest with our labels and its digest.
    static ObjectNode of(Addons.Step step, Addons.Manifest manifest) {
        ObjectNode object = (ObjectNode) Raw.parse(manifest.text());
        ObjectNode metadata = object.withObject("/metadata");
        metadata.withObject("/labels")
                .put(Marks.ADDONS, step.addons())
                .put(Marks.STEP, step.name());
        metadata.withObject("/annotations").put(Marks.DIGEST, manifest.digest().hex());
        return object;
    }

    /// The items of a list carry no kind.
    static JsonNode typed(JsonNode item, Catalogue.Served served) {
        return ((ObjectNode) item.deepCopy())
                .put("apiVersion", served.apiVersion())
                .put("kind", served.resource().getKind());
    }

    static Optional<String> digest(JsonNode live) {
        JsonNode digest = live.path("metadata").path("annotations").path(Marks.DIGEST);
        return Optional.of(digest.asText("")).filter(text -> !text.isEmpty());
    }

    /// The digest of the fields that are ours; empty when none are.
    static Optional<String> fields(JsonNode live) {
        for (JsonNode entry : live.path("metadata").path("managedFields")) {
            if (entry.path("manager").asText().equals(Marks.MANAGER)
                    && entry.path("operation").asText().equals("Apply")) {
                return Optional.of(sha256(sorted(entry.path("fieldsV1")).toString()));
            }
        }
        return Optional.empty();
    }

    private static JsonNode sorted(JsonNode node) {
        TreeMap<String, JsonNode> fields = new TreeMap<>();
        node.properties().forEach(e -> fields.put(e.getKey(), sorted(e.getValue())));
        ObjectNode sorted = JsonNodeFactory.instance.objectNode();
        fields.forEach(sorted::set);
        return sorted;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
