package dev.bringup.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SchemaTest {

    /// What [SchemaCheck], [ScalarCheck] and [Schema] act on.
    private static final Set<String> CHECKED =
            Set.of(
                    "$ref",
                    "additionalProperties",
                    "const",
                    "default",
                    "enum",
                    "examples",
                    "format",
                    "items",
                    "maxProperties",
                    "maximum",
                    "minItems",
                    "minLength",
                    "minProperties",
                    "minimum",
                    "oneOf",
                    "pattern",
                    "properties",
                    "propertyNames",
                    "required",
                    "type");

    private static final Set<String> SAYS_NOTHING =
            Set.of("$schema", "$id", "$defs", "title", "description", "x-class");

    @Test
    void noSchemaUsesAKeywordThatIsNotChecked() {
        Set<String> unknown = new TreeSet<>();
        Schema.load().values().forEach(schema -> keywords(schema.root(), unknown));
        keywords(Schema.load(Notifications.SCHEMA).root(), unknown);

        assertEquals(Set.of(), unknown);
    }

    @Test
    void aKeywordThatIsNotCheckedWouldBeSeen() {
        Set<String> unknown = new TreeSet<>();
        Problems problems = new Problems();
        SourceText text = new SourceText("s.json", "{\"properties\": {\"a\": {\"maxLength\": 3}}}");
        keywords(YamlReader.read(text, problems).documents().getFirst(), unknown);

        assertEquals(Set.of("maxLength"), unknown);
    }

    private static void keywords(Tree schema, Set<String> unknown) {
        if (!(schema instanceof Tree.Mapping map)) {
            return;
        }
        for (Map.Entry<String, Tree> keyword : map.values().entrySet()) {
            String name = keyword.getKey();
            if (!CHECKED.contains(name) && !SAYS_NOTHING.contains(name)) {
                unknown.add(name);
            }
            switch (name) {
                case "properties", "$defs" ->
                        ((Tree.Mapping) keyword.getValue())
                                .values()
                                .values()
                                .forEach(inner -> keywords(inner, unknown));
                case "items", "additionalProperties", "propertyNames" ->
                        keywords(keyword.getValue(), unknown);
                default -> {}
            }
        }
    }

    @Test
    void everyFieldSaysWhatItIsOrHasAnExample() {
        Schema.load()
                .forEach((kind, schema) -> {
                    Schema spec = schema.property("spec").orElseThrow();
                    List<String> silent =
                            spec.properties().keySet().stream()
                                    .filter(name ->
                                            spec.property(name)
                                                    .orElseThrow()
                                                    .keyword("description")
                                                    .isEmpty())
                                    .toList();
                    assertEquals(List.of(), silent, kind.text());
                });
    }

    @Test
    void everyDefaultPassesItsOwnCheck() {
        Schema.load()
                .forEach((kind, schema) -> {
                    Problems problems = new Problems();
                    defaults(schema.property("spec").orElseThrow(), problems);
                    assertEquals(List.of(), problems.inReadingOrder(), kind.text());
                });
    }

    private static void defaults(Schema schema, Problems problems) {
        schema.defaultValue().ifPresent(v -> new SchemaCheck(problems).check(v, schema, "default"));
        schema.properties()
                .keySet()
                .forEach(name -> defaults(schema.property(name).orElseThrow(), problems));
    }
}
