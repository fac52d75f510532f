package dev.bringup.manifest;

import dev.bringup.model.Payload;
import dev.bringup.model.SecretRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Variables that hold secrets: `token: {secret: {env: TOKEN}}`. A template sees a hole in their
/// place, so that neither the value nor where it is kept is part of a fingerprint.
final class SecretVariables {

    private static final Schema FORM =
            Objects.requireNonNull(Schema.load().get(Kind.BMC))
                    .property("spec")
                    .flatMap(spec -> spec.property("credentials"))
                    .flatMap(credentials -> credentials.property("secret"))
                    .orElseThrow();

    private SecretVariables() {}

    /// Whether this is written as a secret; it may still be wrong.
    private static boolean isMeant(Tree.Mapping map) {
        return map.values().keySet().equals(Set.of("secret"))
                && map.get("secret").filter(Tree.Mapping.class::isInstance).isPresent();
    }

    /// All that are written below a value, right or wrong.
    static List<Tree.Mapping> within(Tree tree) {
        List<Tree.Mapping> found = new ArrayList<>();
        switch (tree) {
            case Tree.Mapping map when isMeant(map) -> found.add(map.map("secret"));
            case Tree.Mapping map -> map.values().values().forEach(v -> found.addAll(within(v)));
            case Tree.Sequence list -> list.items().forEach(v -> found.addAll(within(v)));
            case Tree.Scalar _ -> {}
        }
        return found;
    }

    static void check(Tree.Mapping secret, Problems problems) {
        Tree _ = new SchemaCheck(problems).check(secret, FORM, "secret");
    }

    /// A value with a [SecretRef] in each place that is written as one.
    static Object read(Tree tree, Map<String, byte[]> files) {
        return switch (tree) {
            case Tree.Mapping map when isMeant(map) && isRight(map.map("secret")) ->
                    ReadMachine.secret(map.map("secret"), files);
            case Tree.Mapping map -> {
                Map<String, Object> all = new LinkedHashMap<>();
                map.values().forEach((key, value) -> all.put(key, read(value, files)));
                yield all;
            }
            case Tree.Sequence list -> list.items().stream().map(v -> read(v, files)).toList();
            case Tree.Scalar scalar -> Plain.of(scalar);
        };
    }

    private static boolean isRight(Tree.Mapping secret) {
        Problems problems = new Problems();
        check(secret, problems);
        return problems.isEmpty();
    }

    /// As templates see them.
    static Map<String, Object> shown(Map<String, Object> variables) {
        return new Holes().map(List.of(), variables);
    }

    /// What stands behind the holes of a rendered text.
    static SortedMap<String, SecretRef> behind(Map<String, Object> variables, String rendered) {
        Holes holes = new Holes();
        holes.map(List.of(), variables);
        holes.found.keySet().removeIf(hole -> !rendered.contains(hole));
        return holes.found;
    }

    /// For what is printed and not served: nothing is ever filled in there. A variable with a
    /// secret anywhere in it is left out.
    static Map<String, Object> without(Map<String, Object> variables) {
        Map<String, Object> all = new LinkedHashMap<>(variables);
        all.values()
                .removeIf(value -> {
                    Holes holes = new Holes();
                    holes.value(List.of(), value);
                    return !holes.found.isEmpty();
                });
        return all;
    }

    private static final class Holes {

        private final SortedMap<String, SecretRef> found = new TreeMap<>();

        private Map<String, Object> map(List<String> path, Map<?, ?> variables) {
            Map<String, Object> all = new LinkedHashMap<>();
            variables.forEach((key, value) -> all.put("" + key, value(below(path, key), value)));
            return all;
        }

        private Object value(List<String> path, Object value) {
            return switch (value) {
                case SecretRef secret -> {
                    String hole = Payload.hole(path);
                    found.put(hole, secret);
                    yield hole;
                }
                case Map<?, ?> map -> map(path, map);
                case List<?> list -> {
                    List<Object> all = new ArrayList<>();
                    list.forEach(item -> all.add(value(below(path, all.size()), item)));
                    yield all;
                }
                case Object plain -> plain;
            };
        }

        private static List<String> below(List<String> path, Object key) {
            List<String> longer = new ArrayList<>(path);
            longer.add("" + key);
            return longer;
        }
    }
}
