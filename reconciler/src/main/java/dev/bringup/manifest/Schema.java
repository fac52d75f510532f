package dev.bringup.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// One place of a JSON Schema. The same documents serve editors; JSON being YAML, they are read by
/// the same reader as the state repository, and no JSON library has to start.
record Schema(Tree.Mapping root, Tree.Mapping here) {

    /// All schemas, by kind.
    static Map<Kind, Schema> load() {
        Map<Kind, Schema> all = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            all.put(kind, load(file(kind.text())));
        }
        return all;
    }

    static Schema load(String file) {
        Problems problems = new Problems();
        Tree tree =
                SourceText.of(file, bytes(file), problems)
                        .map(text -> YamlReader.read(text, problems).documents().getFirst())
                        .orElseThrow();
        if (!problems.isEmpty() || !(tree instanceof Tree.Mapping map)) {
            throw new IllegalStateException(problems.inReadingOrder().toString());
        }
        return new Schema(map, map);
    }

    /// The schema of a kind as it is written.
    static String text(String kind) {
        return new String(bytes(file(kind)), StandardCharsets.UTF_8);
    }

    static String file(String kind) {
        return kind.toLowerCase(Locale.ROOT) + ".json";
    }

    private static byte[] bytes(String file) {
        try (InputStream in = Schema.class.getResourceAsStream("/schema/" + file)) {
            return Objects.requireNonNull(in, "no schema " + file + " in this build")
                    .readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Map<String, Tree> properties() {
        return here.map("properties").values();
    }

    Optional<Schema> property(String name) {
        return here.map("properties").get(name).map(this::at);
    }

    /// What keys that are not listed must be; empty if there may be none.
    Optional<Schema> others() {
        return here.get("additionalProperties")
                .filter(allowed -> !allowed.brief().equals("false"))
                .map(allowed -> allowed instanceof Tree.Mapping ? at(allowed) : anything());
    }

    Schema items() {
        return here.get("items").map(this::at).orElseGet(this::anything);
    }

    Optional<Schema> propertyNames() {
        return here.get("propertyNames").map(this::at);
    }

    /// The types that are allowed; empty means any.
    List<String> types() {
        return here.text("type")
                .map(List::of)
                .orElseGet(() -> here.list("type").stream().map(Tree::brief).toList());
    }

    /// The closed list of values; empty means open.
    List<String> choices() {
        return here.text("const")
                .map(List::of)
                .orElseGet(() -> here.list("enum").stream().map(Tree::brief).toList());
    }

    List<String> required() {
        return here.list("required").stream().map(Tree::brief).toList();
    }

    /// Fields of which exactly one must be there (`oneOf` of nothing but `required`).
    List<String> alternatives() {
        return here.list("oneOf").stream()
                .map(one -> ((Tree.Mapping) one).list("required").getFirst().brief())
                .toList();
    }

    Optional<String> keyword(String name) {
        return here.text(name);
    }

    Optional<Integer> number(String name) {
        return here.text(name).map(Integer::parseInt);
    }

    Optional<Tree> defaultValue() {
        return here.get("default");
    }

    /// A help line made of the first example.
    Optional<String> example() {
        return here.list("examples").stream().findFirst().map(e -> "for example " + e.brief());
    }

    private Schema anything() {
        return new Schema(root, root.map("nothing of this name"));
    }

    /// Follows `$ref`; keywords beside it (a `default`) are kept.
    private Schema at(Tree place) {
        Tree.Mapping map = (Tree.Mapping) place;
        Optional<String> reference = map.text("$ref");
        if (reference.isEmpty()) {
            return new Schema(root, map);
        }
        String name = reference.get().substring("#/$defs/".length());
        Tree.Mapping target = root.map("$defs").map(name);
        for (Map.Entry<String, Tree> beside : map.values().entrySet()) {
            target = target.with(beside.getKey(), beside.getValue());
        }
        return new Schema(root, target);
    }
}
