package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// A set of an object's fields, as `managedFields` writes it. The steps of a path are `f:` and the
/// name of a field, `k:` and the keys of a list's element, `v:` and a value of a list that is a
/// set. Whatever lies above a path comes before it.
record Fields(SortedSet<List<String>> paths) {

    private static final Comparator<List<String>> ORDER =
            Comparator.comparing(path -> String.join("\0", path));

    private static final String SELF = ".";

    /// What the API itself writes has no owner.
    private static final Set<String> UNOWNED_ABOVE = Set.of("apiVersion", "kind");

    private static final Set<String> UNOWNED_METADATA =
            Set.of(
                    "name",
                    "namespace",
                    "uid",
                    "resourceVersion",
                    "creationTimestamp",
                    "deletionTimestamp",
                    "deletionGracePeriodSeconds",
                    "generation",
                    "selfLink",
                    "managedFields");

    static Fields none() {
        return new Fields(new TreeSet<>(ORDER));
    }

    static Fields of(ObjectNode object, Shape shape) {
        Fields all = none();
        object.properties()
                .forEach(field -> {
                    if (field.getKey().equals("metadata")) {
                        field.getValue()
                                .properties()
                                .forEach(m -> all.metadata(m.getKey(), m.getValue(), shape));
                    } else if (!UNOWNED_ABOVE.contains(field.getKey())) {
                        all.collect(List.of(), field.getKey(), field.getValue(), shape);
                    }
                });
        return all;
    }

    private void metadata(String field, JsonNode value, Shape shape) {
        if (!UNOWNED_METADATA.contains(field)) {
            collect(List.of("f:metadata"), field, value, shape);
        }
    }

    private void collect(List<String> above, String field, JsonNode value, Shape shape) {
        List<String> here = below(above, "f:" + field);
        if (shape.isOpen(field, value)) {
            value.properties().forEach(f -> collect(here, f.getKey(), f.getValue(), shape));
            return;
        }
        if (Shape.isSet(field)) {
            value.forEach(v -> paths.add(below(here, "v:" + v)));
            return;
        }
        shape.keys(field, value)
                .ifPresentOrElse(
                        keys -> {
                            for (JsonNode element : value) {
                                List<String> one =
                                        below(here, "k:" + Shape.identity(keys, element));
                                paths.add(one);
                                element.properties()
                                        .forEach(
                                                f -> collect(one, f.getKey(), f.getValue(), shape));
                            }
                        },
                        () -> paths.add(here));
    }

    private static List<String> below(List<String> above, String step) {
        List<String> path = new ArrayList<>(above);
        path.add(step);
        return List.copyOf(path);
    }

    static Fields read(JsonNode fieldsV1) {
        Fields all = none();
        all.read(List.of(), fieldsV1);
        return all;
    }

    private void read(List<String> here, JsonNode node) {
        if (node.isEmpty() && !here.isEmpty()) {
            paths.add(here);
        }
        node.properties()
                .forEach(step -> {
                    if (step.getKey().equals(SELF)) {
                        paths.add(here);
                    } else {
                        read(below(here, step.getKey()), step.getValue());
                    }
                });
    }

    ObjectNode write() {
        ObjectNode root = Json.object();
        for (List<String> path : paths) {
            ObjectNode node = root;
            for (String step : path) {
                node = Json.child(node, step);
            }
            if (hasBelow(path)) {
                node.putObject(SELF);
            }
        }
        return root;
    }

    /// Whether a field inside this one is in the set.
    boolean hasBelow(List<String> path) {
        return paths.stream()
                .anyMatch(p -> p.size() > path.size() && p.subList(0, path.size()).equals(path));
    }

    boolean isEmpty() {
        return paths.isEmpty();
    }

    Fields plus(Fields other) {
        return with(paths).adding(other.paths);
    }

    Fields minus(Fields other) {
        Fields left = with(paths);
        left.paths.removeAll(other.paths);
        return left;
    }

    Fields inBoth(Fields other) {
        Fields both = with(paths);
        both.paths.retainAll(other.paths);
        return both;
    }

    private Fields adding(Collection<List<String>> more) {
        paths.addAll(more);
        return this;
    }

    static Fields with(Collection<List<String>> paths) {
        return none().adding(paths);
    }

    /// `.spec.containers[name="a"].image`, as conflicts name a field.
    static String words(List<String> path) {
        StringBuilder words = new StringBuilder();
        for (String step : path) {
            String rest = step.substring(2);
            switch (step.charAt(0)) {
                case 'f' -> words.append('.').append(rest);
                case 'v' -> words.append('[').append(rest).append(']');
                default -> {
                    List<String> keys = new ArrayList<>();
                    Json.parse(rest)
                            .properties()
                            .forEach(k -> keys.add(k.getKey() + "=" + k.getValue()));
                    words.append('[').append(String.join(",", keys)).append(']');
                }
            }
        }
        return words.toString();
    }
}
