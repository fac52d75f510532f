package dev.bringup.manifest;

import dev.bringup.model.Diagnostic.Position;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/// Where each value of one machine comes from: its own file, its profile's, its image's, or nowhere
/// because it is the default. The machine's own value wins over its profile's; lists are added up.
public final class Origins {

    /// `at` is empty for a default; `change` is what changing the field costs, and may be empty.
    public record Origin(String field, String value, String change, Optional<Position> at) {}

    private final Map<Kind, Schema> schemas = Schema.load();
    private final Places places;
    private final List<Origin> all = new ArrayList<>();
    private final Set<String> taken = new HashSet<>();

    private Origins(Places places) {
        this.places = places;
    }

    /// Of a repository that loads: what is not there is left out.
    public static List<Origin> of(
            SortedMap<String, byte[]> files, String machine, String profile, String image) {
        Origins origins = new Origins(Places.of(files));
        origins.written(Kind.MACHINE, machine, "");
        origins.written(Kind.PROFILE, profile, "");
        origins.written(Kind.IMAGE, image, "image.");
        origins.defaults(Kind.MACHINE);
        return List.copyOf(origins.all);
    }

    private void written(Kind kind, String name, String prefix) {
        Schema spec = spec(kind);
        places.spec(kind.text(), name).ifPresent(map -> fields(map, spec, prefix, ""));
    }

    private void fields(Tree.Mapping map, Schema schema, String above, String inherited) {
        map.values()
                .forEach((key, value) -> {
                    Optional<Schema> field = schema.property(key).or(schema::others);
                    String change = field.flatMap(f -> f.keyword("x-class")).orElse(inherited);
                    String path = above + key;
                    if (value instanceof Tree.Mapping inner
                            && field.isPresent()
                            && !inner.values().isEmpty()) {
                        fields(inner, field.get(), path + ".", change);
                    } else if (taken.add(path) || value instanceof Tree.Sequence) {
                        Position at = map.keys().getOrDefault(key, value.at());
                        all.add(new Origin(path, value.brief(), change, Optional.of(at)));
                    }
                });
    }

    /// Of the fields that stand nowhere, those that mean something by themselves.
    private void defaults(Kind kind) {
        Schema spec = spec(kind);
        for (String name : spec.properties().keySet()) {
            Schema field = spec.property(name).orElseThrow();
            Optional<Tree> preset = field.defaultValue().filter(Tree.Scalar.class::isInstance);
            if (preset.isPresent() && taken.add(name)) {
                String change = field.keyword("x-class").orElse("");
                all.add(new Origin(name, preset.get().brief(), change, Optional.empty()));
            }
        }
    }

    private Schema spec(Kind kind) {
        return Objects.requireNonNull(schemas.get(kind)).property("spec").orElseThrow();
    }
}
