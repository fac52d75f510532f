package dev.bringup.manifest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Holds a document against its schema: reports everything that does not fit, and returns the
/// document with every default filled in. It knows the keywords that our schemas use, and no more;
/// a test fails when a schema uses another.
final class SchemaCheck {

    private final Problems problems;
    private final ScalarCheck scalars;

    SchemaCheck(Problems problems) {
        this.problems = problems;
        this.scalars = new ScalarCheck(problems);
    }

    Tree check(Tree value, Schema schema, String path) {
        List<String> types = schema.types();
        return switch (value) {
            case Tree.Mapping map when types.isEmpty() || types.contains("object") ->
                    mapping(map, schema, path);
            case Tree.Sequence list when types.isEmpty() || types.contains("array") ->
                    sequence(list, schema, path);
            case Tree.Scalar scalar when !onlyCollections(types) -> {
                scalars.check(scalar, schema, path);
                yield scalar;
            }
            case Tree.Mapping _, Tree.Sequence _, Tree.Scalar _ -> {
                wrongType(value, schema, path);
                yield value;
            }
        };
    }

    private static boolean onlyCollections(List<String> types) {
        return !types.isEmpty() && List.of("object", "array").containsAll(types);
    }

    private void wrongType(Tree value, Schema schema, String path) {
        boolean scalarOnly = schema.types().isEmpty() || !onlyCollections(schema.types());
        String wanted =
                scalarOnly
                        ? "a single value"
                        : schema.types().contains("array") ? "a list" : "a map";
        Optional<String> help = schema.example();
        if (!scalarOnly && value instanceof Tree.Scalar scalar && scalar.isNull()) {
            help = Optional.of("write " + (wanted.equals("a list") ? "[]" : "{}") + " for none");
        }
        problems.add(
                Code.WRONG_TYPE,
                value.at(),
                "'" + path + "' is " + wanted + ", not " + value.typeName(),
                help);
    }

    private Tree mapping(Tree.Mapping map, Schema schema, String path) {
        Map<String, Tree> values = new LinkedHashMap<>();
        for (Map.Entry<String, Tree> entry : map.values().entrySet()) {
            String key = entry.getKey();
            String inner = path.isEmpty() ? key : path + "." + key;
            schema.propertyNames().ifPresent(names -> scalars.checkKey(map, key, names));
            Optional<Schema> field = schema.property(key).or(schema::others);
            if (field.isEmpty() && !schema.types().isEmpty()) {
                unknown(map, key, schema, path);
            }
            values.put(
                    key,
                    field.map(f -> check(entry.getValue(), f, inner)).orElse(entry.getValue()));
        }
        sizes(map, schema, path);
        missing(map, schema, path);
        fillDefaults(map, schema, path, values);
        return new Tree.Mapping(map.at(), values, map.keys());
    }

    private void unknown(Tree.Mapping map, String key, Schema schema, String path) {
        problems.add(
                Code.UNKNOWN_FIELD,
                map.keys().getOrDefault(key, map.at()),
                "unknown field '" + key + "'" + (path.isEmpty() ? "" : " in '" + path + "'"),
                schema.properties().isEmpty()
                        ? Optional.of("there are no fields here: write {}")
                        : Suggest.help(key, schema.properties().keySet(), "known fields"));
    }

    private void missing(Tree.Mapping map, Schema schema, String path) {
        for (String field : schema.required()) {
            if (!map.keys().containsKey(field) && !map.values().containsKey(field)) {
                problems.add(
                        Code.MISSING_FIELD,
                        map.at(),
                        "'" + field + "' is missing" + (path.isEmpty() ? "" : " in '" + path + "'"),
                        schema.property(field).flatMap(SchemaCheck::help));
            }
        }
        List<String> oneOf = schema.alternatives();
        if (!oneOf.isEmpty()) {
            exactlyOne(map, path, oneOf, oneOf.stream().filter(map.values()::containsKey).count());
        }
    }

    private static Optional<String> help(Schema field) {
        return field.keyword("description")
                .map(text -> text + field.example().map(e -> " (" + e + ")").orElse(""))
                .or(field::example);
    }

    private void sizes(Tree.Mapping map, Schema schema, String path) {
        if (schema.number("maxProperties").equals(Optional.of(1))) {
            List<String> known = List.copyOf(schema.properties().keySet());
            exactlyOne(map, path, known, map.values().size());
        }
    }

    private void exactlyOne(Tree.Mapping map, String path, List<String> of, long found) {
        if (found != 1) {
            problems.add(
                    Code.EXACTLY_ONE,
                    map.at(),
                    "'" + path + "' needs exactly one of " + String.join(", ", of),
                    found == 0 ? "none of them is there" : "there are " + found);
        }
    }

    private void fillDefaults(
            Tree.Mapping map, Schema schema, String path, Map<String, Tree> values) {
        for (String name : schema.properties().keySet()) {
            Schema field = schema.property(name).orElseThrow();
            Optional<Tree> preset = field.defaultValue().map(tree -> tree.movedTo(map.at()));
            if (!values.containsKey(name) && preset.isPresent()) {
                values.put(name, check(preset.get(), field, path + "." + name));
            }
        }
    }

    private Tree sequence(Tree.Sequence list, Schema schema, String path) {
        int least = schema.number("minItems").orElse(0);
        if (list.items().size() < least) {
            problems.add(
                    Code.OUT_OF_RANGE,
                    list.at(),
                    "'" + path + "' needs at least " + least + " entry",
                    schema.example());
        }
        List<Tree> items = new ArrayList<>();
        for (int i = 0; i < list.items().size(); i++) {
            items.add(check(list.items().get(i), schema.items(), path + "[" + i + "]"));
        }
        return new Tree.Sequence(list.at(), items);
    }
}
