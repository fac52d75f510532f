package dev.bringup.manifest;

import dev.bringup.model.Addons;
import dev.bringup.model.Diagnostic.Position;
import dev.bringup.model.ObjectKey;
import dev.bringup.model.SecretRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The manifests that Addons documents name, as values. Nothing is looked up about their kinds:
/// what a cluster serves is its own affair.
final class ReadAddons {

    private final SortedMap<String, byte[]> files;
    private final Problems problems;
    private final Map<ObjectKey, Position> first = new HashMap<>();

    ReadAddons(SortedMap<String, byte[]> files, Problems problems) {
        this.files = files;
        this.problems = problems;
    }

    /// Whether a file belongs to a step, and so holds no objects of ours.
    static boolean claims(Document addons, String file) {
        return addons.spec().list("steps").stream()
                .flatMap(step -> ((Tree.Mapping) step).text("path").stream())
                .anyMatch(path -> file.equals(path) || file.startsWith(path + "/"));
    }

    /// Of all documents in the order of their names.
    Addons read(List<Document> documents) {
        SortedMap<String, Document> byName = new TreeMap<>();
        documents.forEach(d -> byName.put(d.name(), d));
        List<Addons.Step> steps = new ArrayList<>();
        for (Document document : byName.values()) {
            Map<String, Position> names = new HashMap<>();
            for (Tree item : document.spec().list("steps")) {
                Tree.Mapping step = (Tree.Mapping) item;
                Position earlier = names.putIfAbsent(step.need("name"), step.place("name"));
                if (earlier != null) {
                    twice(step.place("name"), "step '" + step.need("name") + "'", earlier);
                }
                steps.add(
                        new Addons.Step(
                                document.name(),
                                step.need("name"),
                                Formats.duration(step.need("wait")),
                                manifests(step)));
            }
        }
        return new Addons(steps);
    }

    private List<Addons.Manifest> manifests(Tree.Mapping step) {
        String path = step.need("path");
        List<Addons.Manifest> all = new ArrayList<>();
        boolean any = false;
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            String name = file.getKey();
            boolean inside = name.startsWith(path + "/") && isManifest(name);
            if (inside || name.equals(path)) {
                any = true;
                file(name, file.getValue(), all);
            }
        }
        if (!any) {
            problems.add(
                    Code.NO_SUCH_FILE,
                    step.place("path"),
                    "there is no file '" + path + "' in this repository, nor a folder with YAML",
                    Suggest.nearest(path, files.keySet())
                            .map(near -> "did you mean '" + near + "'?"));
        }
        return all;
    }

    private static boolean isManifest(String name) {
        return Manifests.isManifest(name) || name.endsWith(".json");
    }

    private void file(String name, byte[] bytes, List<Addons.Manifest> into) {
        Optional<SourceText> text = SourceText.of(name, bytes, problems);
        if (SecretRef.Sops.encrypted(bytes)) {
            problems.add(
                    Code.WRONG_TYPE,
                    new Position(name, 1, 1),
                    "an encrypted file cannot be applied to the cluster",
                    "let an operator in the cluster make the Secret, and keep this file elsewhere");
            return;
        }
        text.map(t -> YamlReader.read(t, problems).documents())
                .ifPresent(trees -> trees.forEach(tree -> document(tree, into)));
    }

    private void document(Tree tree, List<Addons.Manifest> into) {
        if (!(tree instanceof Tree.Mapping map)) {
            problems.add(
                    Code.WRONG_TYPE,
                    tree.at(),
                    "an object is a map, not " + tree.typeName(),
                    "it starts with 'apiVersion:' and 'kind:'");
        } else if (map.text("kind").equals(Optional.of("List"))) {
            map.list("items").forEach(item -> document(item, into));
        } else {
            object(map, into);
        }
    }

    private void object(Tree.Mapping map, List<Addons.Manifest> into) {
        boolean typed = has(map, map, "apiVersion", "apiVersion");
        boolean kind = has(map, map, "kind", "kind");
        boolean named = has(map.map("metadata"), map, "name", "metadata.name");
        if (!typed || !kind || !named) {
            return;
        }
        if (map.need("apiVersion").startsWith("bringup.dev/")) {
            problems.add(
                    Code.UNKNOWN_KIND,
                    map.place("apiVersion"),
                    "a " + map.need("kind") + " of Bringup is not for the cluster",
                    "move it out of the folder that an Addons names");
            return;
        }
        ObjectKey key =
                new ObjectKey(
                        map.need("apiVersion"),
                        map.need("kind"),
                        map.map("metadata").text("namespace").orElse(""),
                        map.map("metadata").need("name"));
        Position earlier = first.putIfAbsent(key, map.at());
        if (earlier != null) {
            twice(map.at(), key.toString(), earlier);
            return;
        }
        String text = KubeJson.of(map);
        into.add(new Addons.Manifest(key, Fingerprints.digest(text), text));
    }

    private void twice(Position at, String what, Position earlier) {
        problems.add(
                Code.DUPLICATE_NAME,
                at,
                "there is another " + what,
                "the first one is at " + earlier);
    }

    private boolean has(Tree.Mapping in, Tree.Mapping object, String field, String path) {
        boolean there = in.text(field).filter(text -> !text.isEmpty()).isPresent();
        if (!there) {
            problems.add(
                    Code.MISSING_FIELD,
                    object.at(),
                    "'" + path + "' is missing",
                    "every object that is applied has a kind and a name");
        }
        return there;
    }
}
