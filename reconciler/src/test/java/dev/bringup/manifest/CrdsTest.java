package dev.bringup.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/// The definitions against the rules that an API server holds them to. The checker is written from
/// the Kubernetes page on structural schemas alone.
class CrdsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ANYTHING = "x-kubernetes-preserve-unknown-fields";

    /// The keywords of JSONSchemaProps that may stand in a structural schema.
    private static final Set<String> KNOWN =
            Set.of(
                    "type",
                    "description",
                    "properties",
                    "required",
                    "additionalProperties",
                    "items",
                    "enum",
                    "default",
                    "pattern",
                    "minimum",
                    "maximum",
                    "minLength",
                    "maxLength",
                    "minItems",
                    "maxItems",
                    "minProperties",
                    "maxProperties",
                    "oneOf",
                    ANYTHING);

    private static final Set<String> TYPES =
            Set.of("object", "array", "string", "integer", "number", "boolean");

    private static List<JsonNode> definitions() {
        List<JsonNode> all = new ArrayList<>();
        new Yaml().loadAll(Crds.yaml()).forEach(doc -> all.add(JSON.valueToTree(doc)));
        return all;
    }

    private static JsonNode definition(String kind) {
        return definitions().stream()
                .filter(d -> d.at("/spec/names/kind").asText().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode schema(JsonNode definition) {
        return definition.at("/spec/versions/0/schema/openAPIV3Schema");
    }

    /// Every breach of the rules, with the path of the place.
    private static List<String> breaches(JsonNode schema, String at) {
        List<String> found = new ArrayList<>();
        boolean anything = schema.path(ANYTHING).asBoolean();
        if (!TYPES.contains(schema.path("type").asText()) && !anything) {
            found.add(at + " has no type");
        }
        schema.fieldNames()
                .forEachRemaining(keyword -> {
                    if (!KNOWN.contains(keyword)) {
                        found.add(at + " has " + keyword);
                    }
                });
        if (schema.has("properties") && schema.has("additionalProperties")) {
            found.add(at + " has additionalProperties beside properties");
        }
        if (schema.has("additionalProperties") && !schema.path("additionalProperties").isObject()) {
            found.add(at + " has additionalProperties that are no schema");
        }
        if (schema.path("type").asText().equals("array") && !schema.path("items").isObject()) {
            found.add(at + " has no items");
        }
        if (schema.path("pattern").asText().matches(".*(\\(\\?[=!<]|\\\\[1-9]).*")) {
            found.add(at + " has a pattern that Go does not know");
        }
        for (JsonNode one : schema.path("oneOf")) {
            one.path("required")
                    .forEach(name -> {
                        if (!schema.path("properties").has(name.asText())) {
                            found.add(at + " chooses " + name.asText() + ", which is no property");
                        }
                    });
            if (one.size() != 1 || !one.has("required")) {
                found.add(at + " has more than required in oneOf");
            }
        }
        defaults(schema, at, found);
        schema.path("properties")
                .properties()
                .forEach(p -> found.addAll(breaches(p.getValue(), at + "." + p.getKey())));
        for (String inner : List.of("items", "additionalProperties")) {
            if (schema.path(inner).isObject()) {
                found.addAll(breaches(schema.path(inner), at + "." + inner));
            }
        }
        return found;
    }

    private static void defaults(JsonNode schema, String at, List<String> found) {
        if (!schema.has("default")) {
            return;
        }
        JsonNode value = schema.path("default");
        boolean fits =
                switch (schema.path("type").asText()) {
                    case "object" -> value.isObject();
                    case "array" -> value.isArray();
                    case "string" -> value.isTextual();
                    case "integer" -> value.isIntegralNumber();
                    case "boolean" -> value.isBoolean();
                    default -> value.isNumber();
                };
        if (!fits) {
            found.add(at + " has the default " + value);
        }
        for (JsonNode name : schema.path("required")) {
            if (value.isObject() && !value.has(name.asText())) {
                found.add(at + " has a default without " + name.asText());
            }
        }
        if (schema.has("enum") && Stream.of(schema.path("enum")).noneMatch(e -> has(e, value))) {
            found.add(at + " has a default that is no choice");
        }
    }

    private static boolean has(JsonNode list, JsonNode value) {
        for (JsonNode one : list) {
            if (one.equals(value)) {
                return true;
            }
        }
        return false;
    }

    /// It is in the tree for who has Kubernetes and no Bringup at hand.
    @Test
    void theFileIsMadeOfTheSchemas() throws IOException {
        Path file = Path.of("../schema/crds.yaml");
        assertEquals(
                Crds.yaml(), Files.readString(file), "bringup schema --crds > schema/crds.yaml");
    }

    @Test
    void everyKindHasAStructuralSchema() throws IOException {
        Map<String, List<String>> found = new TreeMap<>();
        definitions()
                .forEach(d ->
                        found.put(d.at("/spec/names/kind").asText(), breaches(schema(d), "spec")));

        found.forEach((kind, breaches) -> assertEquals(List.of(), breaches, kind));
        Set<String> files = new TreeSet<>();
        try (Stream<Path> all = Files.list(Path.of("../schema"))) {
            all.map(f -> String.valueOf(f.getFileName()))
                    .filter(f -> f.endsWith(".json"))
                    .forEach(f -> files.add(f.replace(".json", "")));
        }
        // That file is the reconciler's, and no part of a state repository.
        files.remove("notifications");
        Set<String> kinds = new TreeSet<>();
        found.keySet().forEach(kind -> kinds.add(kind.toLowerCase(java.util.Locale.ROOT)));
        assertEquals(files, kinds);
    }

    @Test
    void eachIsNamedAsKubernetesWantsIt() {
        for (JsonNode definition : definitions()) {
            JsonNode names = definition.at("/spec/names");
            assertEquals("apiextensions.k8s.io/v1", definition.path("apiVersion").asText());
            assertEquals(
                    names.path("plural").asText() + "." + definition.at("/spec/group").asText(),
                    definition.at("/metadata/name").asText());
            assertTrue(names.path("plural").asText().matches("[a-z]+"), names.toString());
            assertEquals(names.path("kind").asText() + "List", names.path("listKind").asText());
            assertEquals("v1", definition.at("/spec/versions/0/name").asText());
        }
    }

    @Test
    void aMachineHasAStatusAndColumns() {
        JsonNode version = definition("Machine").at("/spec/versions/0");
        List<String> columns = new ArrayList<>();
        version.path("additionalPrinterColumns")
                .forEach(c -> columns.add(c.path("name").asText() + c.path("jsonPath").asText()));

        assertTrue(version.at("/subresources/status").isObject(), version.toString());
        assertEquals(
                List.of(
                        "Profile.spec.profile",
                        "Address.spec.ipAddress",
                        "State.status.state",
                        "Held.status.held.rail",
                        "Commit.status.commit",
                        "Age.metadata.creationTimestamp"),
                columns);
        for (String column : columns) {
            String path = column.substring(column.indexOf('.')).replace(".", "/properties/");
            assertTrue(
                    column.startsWith("Age") || schema(definition("Machine")).at(path).has("type"),
                    column);
        }
        assertFalse(definition("Image").at("/spec/versions/0").has("subresources"));
    }

    @Test
    void nothingIsWrittenAsAReferenceToElsewhere() {
        assertFalse(Crds.yaml().matches("(?s).*[&*]id[0-9]+.*"));
    }

    /// What the language says is still said there.
    @Test
    void fieldsKeepTheirTypesDefaultsAndChoices() {
        JsonNode spec = schema(definition("Machine")).at("/properties/spec");
        assertEquals(
                List.of("ipAddress", "profile", "power"),
                JSON.convertValue(spec.path("required"), List.class));
        assertEquals("Joined", spec.at("/properties/state/default").asText());
        assertEquals(
                9,
                spec.at("/properties/power/items/properties/wol/properties/port/default").asInt());
        assertEquals("string", spec.at("/properties/macs/items/type").asText());
        assertEquals(2, spec.path("oneOf").size());
        JsonNode profile = schema(definition("Profile")).at("/properties/spec/properties");
        assertEquals("string", profile.at("/labels/additionalProperties/type").asText());
        assertTrue(profile.at("/variables/additionalProperties/" + ANYTHING).asBoolean());
    }

    @Test
    void theCheckerSeesWhatIsWrong() throws IOException {
        JsonNode wrong =
                JSON.readTree(
                        """
                        {"type": "object", "properties": {
                          "a": {"description": "no type"},
                          "b": {"type": "string", "$ref": "#/x", "default": 3},
                          "c": {"type": "object", "properties": {"x": {"type": "string"}},
                                "additionalProperties": false},
                          "d": {"type": "array"},
                          "e": {"type": "string", "pattern": "^(?!no)"}}}
                        """);

        assertEquals(
                List.of(
                        "s.a has no type",
                        "s.b has $ref",
                        "s.b has the default 3",
                        "s.c has additionalProperties beside properties",
                        "s.c has additionalProperties that are no schema",
                        "s.d has no items",
                        "s.e has a pattern that Go does not know"),
                breaches(wrong, "s"));
    }
}
