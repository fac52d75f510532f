package dev.bringup.manifest;

import dev.bringup.model.Diagnostic.Position;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/// Where each field of a state repository stands: for a plan that says which line a step comes
/// from. Nothing is checked here, and what cannot be read has no place.
public final class Places {

    private final Map<String, Tree.Mapping> objects = new HashMap<>();

    private Places() {}

    public static Places of(SortedMap<String, byte[]> files) {
        Places places = new Places();
        Problems unsaid = new Problems();
        files.forEach((file, bytes) -> {
            if (Manifests.isManifest(file)) {
                SourceText.of(file, bytes, unsaid)
                        .ifPresent(text ->
                                YamlReader.read(text, unsaid).documents().forEach(places::add));
            }
        });
        return places;
    }

    private void add(Tree tree) {
        if (tree instanceof Tree.Mapping map) {
            String kind = map.text("kind").orElse("");
            map.map("metadata").text("name").ifPresent(name -> objects.put(kind + "/" + name, map));
        }
    }

    /// The key of a field of an object's spec: `field("Machine", "node-01", "reboot.generation")`.
    public Optional<Position> field(String kind, String name, String path) {
        Tree.Mapping here = objects.get(kind + "/" + name);
        if (here == null) {
            return Optional.empty();
        }
        here = here.map("spec");
        String[] keys = path.split("\\.", -1);
        for (int i = 0; i < keys.length - 1; i++) {
            here = here.map(keys[i]);
        }
        return Optional.ofNullable(here.keys().get(keys[keys.length - 1]));
    }

    Optional<Tree.Mapping> spec(String kind, String name) {
        return Optional.ofNullable(objects.get(kind + "/" + name)).map(map -> map.map("spec"));
    }

    /// Where the object begins.
    public Optional<Position> object(String kind, String name) {
        return Optional.ofNullable(objects.get(kind + "/" + name)).map(Tree::at);
    }

    /// What stands in a field of an object's spec, in one line.
    public Optional<String> brief(String kind, String name, String path) {
        return Optional.ofNullable(objects.get(kind + "/" + name))
                .flatMap(map -> leaf(map.map("spec"), path));
    }

    private static Optional<String> leaf(Tree.Mapping spec, String path) {
        int dot = path.indexOf('.');
        return dot < 0
                ? spec.get(path).map(Tree::brief)
                : leaf(spec.map(path.substring(0, dot)), path.substring(dot + 1));
    }

    /// The template that a profile's payload is made of.
    public Optional<String> template(String profile) {
        return Optional.ofNullable(objects.get("Profile/" + profile))
                .map(map -> map.map("spec").map("payload"))
                .flatMap(payload ->
                        payload.values().keySet().stream().findFirst().flatMap(payload::text));
    }
}
