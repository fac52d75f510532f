package dev.bringup.kube;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bringup.model.Addons;
import dev.bringup.model.AddonsSeen.Applied;
import dev.bringup.model.AddonsSeen.State;
import dev.bringup.model.ObjectKey;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Looks at what the cluster has of the objects that we applied.
record AddonObjects(KubernetesClient client, Catalogue catalogue) {

    /// One list for each kind, by our label.
    SortedMap<ObjectKey, Applied> look(Addons addons) {
        Inventory inventory = Inventory.read(client);
        Raw raw = new Raw(client);
        Guard guard = new Guard(raw, catalogue);
        SortedSet<ObjectKey> wanted = new TreeSet<>(addons.labels().keySet());
        Map<String, JsonNode> live = live(raw, inventory.lines().keySet());
        SortedMap<ObjectKey, Applied> seen = new TreeMap<>();
        inventory
                .lines()
                .forEach((key, line) -> {
                    Optional<JsonNode> object =
                            path(key).flatMap(path -> Optional.ofNullable(live.get(path)));
                    if (object.isPresent()) {
                        Optional<String> keeps =
                                wanted.contains(key) ? Optional.empty() : guard.of(object.get());
                        seen.put(key, applied(line, object.get(), keeps));
                    } else if (wanted.contains(key)) {
                        seen.put(key, gone(line));
                    }
                });
        return seen;
    }

    private Optional<String> path(ObjectKey key) {
        return catalogue.of(key).map(served -> served.path(key));
    }

    private Map<String, JsonNode> live(Raw raw, Iterable<ObjectKey> keys) {
        Map<String, Catalogue.Served> kinds = new TreeMap<>();
        keys.forEach(key -> catalogue.of(key).ifPresent(served -> kinds.put(served.all(), served)));
        Map<String, JsonNode> live = new HashMap<>();
        kinds.values()
                .forEach(served -> {
                    for (JsonNode object :
                            raw.list(served.all() + "?labelSelector=" + Marks.ADDONS)) {
                        JsonNode metadata = object.path("metadata");
                        String namespace = metadata.path("namespace").asText("");
                        String name = metadata.path("name").asText();
                        live.put(
                                served.path(namespace) + "/" + name, Stamped.typed(object, served));
                    }
                });
        return live;
    }

    private static Applied applied(Inventory.Line line, JsonNode live, Optional<String> keeps) {
        boolean asApplied =
                line.fields().isPresent()
                        && line.fields().equals(Stamped.fields(live))
                        && Stamped.digest(live).equals(Optional.of(line.digest().hex()));
        return new Applied(
                line.step(),
                line.digest(),
                asApplied ? State.AS_APPLIED : State.CHANGED,
                Readiness.of(live),
                keeps);
    }

    private static Applied gone(Inventory.Line line) {
        return new Applied(
                line.step(), line.digest(), State.GONE, Optional.empty(), Optional.empty());
    }

    /// What others are in comes first: namespaces, then kinds.
    static List<ObjectKey> inOrder(List<ObjectKey> keys) {
        List<ObjectKey> ordered = new ArrayList<>();
        for (String kind : new String[] {"Namespace", "CustomResourceDefinition"}) {
            keys.stream().filter(k -> k.kind().equals(kind)).forEach(ordered::add);
        }
        keys.stream().filter(k -> !ordered.contains(k)).forEach(ordered::add);
        return ordered;
    }
}
