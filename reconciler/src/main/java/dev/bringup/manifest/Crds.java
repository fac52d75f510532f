package dev.bringup.manifest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/// CustomResourceDefinitions made from the schemas. Kubernetes takes structural schemas only: a
/// type everywhere, no references, no keyword that it does not know, and no `additionalProperties`
/// beside `properties`. What a schema of ours says beyond that is left out; our own validator still
/// says it.
public final class Crds {

    private static final String GROUP = "bringup.dev";
    private static final String VERSION = "v1";
    private static final String ANYTHING = "x-kubernetes-preserve-unknown-fields";

    /// Keywords that mean the same there.
    private static final List<String> SAME =
            List.of(
                    "description",
                    "pattern",
                    "minimum",
                    "maximum",
                    "minLength",
                    "maxLength",
                    "minItems",
                    "maxItems",
                    "minProperties",
                    "maxProperties");

    private Crds() {}

    /// One YAML document per kind, for `kubectl apply -f -`.
    public static String yaml() {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setWidth(100);
        // What is the same twice is written twice: people read this.
        options.setDereferenceAliases(true);
        Yaml yaml = new Yaml(options);
        return Schema.load().entrySet().stream()
                .map(kind -> yaml.dump(definition(kind.getKey(), kind.getValue())))
                .collect(Collectors.joining("---\n"));
    }

    private static Map<String, Object> definition(Kind kind, Schema schema) {
        String plural = kind.plural().toLowerCase(Locale.ROOT);
        return ordered(
                "apiVersion",
                "apiextensions.k8s.io/v1",
                "kind",
                "CustomResourceDefinition",
                "metadata",
                ordered("name", plural + "." + GROUP),
                "spec",
                ordered(
                        "group",
                        GROUP,
                        "scope",
                        "Cluster",
                        "names",
                        ordered(
                                "kind",
                                kind.text(),
                                "listKind",
                                kind.text() + "List",
                                "plural",
                                plural,
                                "singular",
                                kind.text().toLowerCase(Locale.ROOT)),
                        "versions",
                        List.of(version(kind, schema))));
    }

    private static Map<String, Object> version(Kind kind, Schema schema) {
        Map<String, Object> properties =
                ordered(
                        "apiVersion",
                        ordered("type", "string"),
                        "kind",
                        ordered("type", "string"),
                        "metadata",
                        ordered("type", "object"),
                        "spec",
                        structural(schema.property("spec").orElseThrow()));
        Map<String, Object> version = ordered("name", VERSION, "served", true, "storage", true);
        if (kind == Kind.MACHINE) {
            properties.put("status", status());
            version.put("subresources", ordered("status", Map.of()));
            version.put("additionalPrinterColumns", columns());
        }
        version.put(
                "schema",
                ordered(
                        "openAPIV3Schema",
                        ordered(
                                "description",
                                schema.keyword("description").orElse(""),
                                "type",
                                "object",
                                "required",
                                List.of("spec"),
                                "properties",
                                properties)));
        return version;
    }

    private static Map<String, Object> status() {
        return ordered(
                "description",
                "What is seen of it and done to it.",
                "type",
                "object",
                "properties",
                ordered(
                        "state",
                        text("How it is, in one word."),
                        "commit",
                        text("The commit that it was installed from."),
                        "power",
                        text("Whether it is on."),
                        "node",
                        text("How its Node is."),
                        "attempt",
                        group("What is being done to it.", "goal", "phase"),
                        "held",
                        group("What is held back, and why.", "rail", "verb", "because")));
    }

    private static Map<String, Object> text(String description) {
        return ordered("description", description, "type", "string");
    }

    private static Map<String, Object> group(String description, String... fields) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (String field : fields) {
            properties.put(field, ordered("type", "string"));
        }
        return ordered("description", description, "type", "object", "properties", properties);
    }

    private static List<Object> columns() {
        return List.of(
                column("Profile", "string", ".spec.profile"),
                column("Address", "string", ".spec.ipAddress"),
                column("State", "string", ".status.state"),
                column("Held", "string", ".status.held.rail"),
                wide(column("Commit", "string", ".status.commit")),
                column("Age", "date", ".metadata.creationTimestamp"));
    }

    private static Map<String, Object> column(String name, String type, String path) {
        return ordered("name", name, "type", type, "jsonPath", path);
    }

    /// Shown with `-o wide` only.
    private static Map<String, Object> wide(Map<String, Object> column) {
        column.put("priority", 1);
        return column;
    }

    private static Map<String, Object> structural(Schema schema) {
        Map<String, Object> all = new LinkedHashMap<>();
        SAME.forEach(keyword ->
                schema.here().get(keyword).ifPresent(value -> all.put(keyword, plain(value))));
        String type = type(schema);
        if (type.isEmpty()) {
            all.put(ANYTHING, true);
            return all;
        }
        all.put("type", type);
        if (!schema.choices().isEmpty()) {
            all.put("enum", choices(schema));
        }
        schema.defaultValue().ifPresent(value -> all.put("default", plain(value)));
        switch (type) {
            case "object" -> object(schema, all);
            case "array" -> all.put("items", structural(schema.items()));
            default -> {}
        }
        return all;
    }

    /// Empty when it may be of several types, or of any.
    private static String type(Schema schema) {
        List<String> types = schema.types();
        if (types.isEmpty() && !schema.choices().isEmpty()) {
            return "string";
        }
        return types.size() == 1 ? types.getFirst() : "";
    }

    private static List<Object> choices(Schema schema) {
        return schema.here()
                .get("const")
                .map(one -> List.of(plain(one)))
                .orElseGet(() -> schema.here().list("enum").stream().map(Crds::plain).toList());
    }

    private static void object(Schema schema, Map<String, Object> all) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (String name : schema.properties().keySet()) {
            properties.put(name, structural(schema.property(name).orElseThrow()));
        }
        if (!schema.required().isEmpty()) {
            all.put("required", schema.required());
        }
        List<Object> alternatives = new ArrayList<>();
        schema.alternatives().forEach(name -> alternatives.add(ordered("required", List.of(name))));
        if (!alternatives.isEmpty()) {
            all.put("oneOf", alternatives);
        }
        if (!properties.isEmpty()) {
            all.put("properties", properties);
        } else {
            schema.others()
                    .ifPresent(others -> all.put("additionalProperties", structural(others)));
        }
    }

    private static Object plain(Tree tree) {
        return switch (tree) {
            case Tree.Scalar scalar -> Plain.of(scalar);
            case Tree.Sequence list -> list.items().stream().map(Crds::plain).toList();
            case Tree.Mapping map -> {
                Map<String, Object> values = new LinkedHashMap<>();
                map.values().forEach((key, value) -> values.put(key, plain(value)));
                yield values;
            }
        };
    }

    private static Map<String, Object> ordered(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
