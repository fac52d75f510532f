package dev.bringup.manifest;

import dev.bringup.model.Diagnostic.Position;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A YAML document with the place of every value. Scalars stay text: which type they are is decided
/// by the field they stand in, so that an unquoted MAC or `no` is the text that was written.
sealed interface Tree {

    Position at();

    /// `keys` are where the keys stand; a problem with a key points there.
    record Mapping(Position at, Map<String, Tree> values, Map<String, Position> keys)
            implements Tree {

        Optional<Tree> get(String key) {
            return Optional.ofNullable(values.get(key));
        }

        /// The mapping under this key; empty if there is none.
        Mapping map(String key) {
            return get(key).filter(Mapping.class::isInstance)
                    .map(Mapping.class::cast)
                    .orElseGet(() -> new Mapping(at, Map.of(), Map.of()));
        }

        List<Tree> list(String key) {
            return get(key).filter(Sequence.class::isInstance)
                    .map(value -> ((Sequence) value).items())
                    .orElse(List.of());
        }

        Optional<String> text(String key) {
            return get(key).filter(Scalar.class::isInstance).map(value -> ((Scalar) value).text());
        }

        /// For a field that the schema requires or gives a default.
        String need(String key) {
            return text(key)
                    .orElseThrow(() -> new IllegalStateException("no " + key + " at " + at));
        }

        /// Where this key's value stands; the mapping itself if it is not there.
        Position place(String key) {
            return get(key).map(Tree::at).orElse(at);
        }

        Mapping with(String key, Tree value) {
            Map<String, Tree> more = new LinkedHashMap<>(values);
            more.put(key, value);
            return new Mapping(at, more, keys);
        }
    }

    record Sequence(Position at, List<Tree> items) implements Tree {}

    record Scalar(Position at, String text, Style style) implements Tree {

        private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");

        boolean isNull() {
            return style == Style.PLAIN && NULLS.contains(text);
        }
    }

    enum Style {
        /// Without quotes: may be a number, a truth value or nothing.
        PLAIN,
        QUOTED
    }

    /// As a person would name its type.
    default String typeName() {
        return switch (this) {
            case Mapping _ -> "a map";
            case Sequence _ -> "a list";
            case Scalar scalar -> scalar.isNull() ? "nothing" : "'" + scalar.text() + "'";
        };
    }

    /// In YAML's flow style, for help lines.
    default String brief() {
        return switch (this) {
            case Mapping map ->
                    map.values().entrySet().stream()
                            .map(e -> e.getKey() + ": " + e.getValue().brief())
                            .collect(Collectors.joining(", ", "{", "}"));
            case Sequence list ->
                    list.items().stream()
                            .map(Tree::brief)
                            .collect(Collectors.joining(", ", "[", "]"));
            case Scalar scalar -> scalar.text();
        };
    }

    /// The same tree with every value at one place: a default stands where its map stands.
    default Tree movedTo(Position place) {
        return switch (this) {
            case Mapping map -> {
                Map<String, Tree> moved = new LinkedHashMap<>();
                map.values().forEach((key, value) -> moved.put(key, value.movedTo(place)));
                yield new Mapping(place, moved, Map.of());
            }
            case Sequence list ->
                    new Sequence(
                            place, list.items().stream().map(item -> item.movedTo(place)).toList());
            case Scalar scalar -> new Scalar(place, scalar.text(), scalar.style());
        };
    }
}
