package dev.bringup.kube;

import dev.bringup.model.ObjectKey;
import dev.bringup.model.Sha256;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Every object that we applied, kept in a ConfigMap beside them: so that what left Git is found
/// again, and what somebody deleted is missed. An object is listed before it is applied.
final class Inventory {

    private static final String NAMESPACE = "kube-system";
    private static final String NAME = "bringup-addons";
    private static final String DATA = "objects";
    private static final String NONE = "-";

    /// `fields` is the digest of the fields that are ours, as Kubernetes had them after we applied:
    /// whoever writes one of them takes it out of that set.
    record Line(String step, Sha256 digest, Optional<String> fields) {}

    private final SortedMap<ObjectKey, Line> lines = new TreeMap<>();
    private String written = "";

    static Inventory read(KubernetesClient client) {
        Inventory inventory = new Inventory();
        ConfigMap map = client.configMaps().inNamespace(NAMESPACE).withName(NAME).get();
        if (map != null && map.getData() != null) {
            map.getData().getOrDefault(DATA, "").lines().forEach(inventory::line);
            inventory.written = inventory.text();
        }
        return inventory;
    }

    /// A line that we cannot read is none of ours.
    private void line(String text) {
        List<String> parts = List.of(text.split(" ", -1));
        if (parts.size() == 7) {
            lines.put(
                    new ObjectKey(parts.get(0), parts.get(1), absent(parts.get(2)), parts.get(3)),
                    new Line(
                            parts.get(4),
                            new Sha256(parts.get(5)),
                            Optional.of(parts.get(6)).filter(f -> !f.equals(NONE))));
        }
    }

    private static String absent(String part) {
        return part.equals(NONE) ? "" : part;
    }

    SortedMap<ObjectKey, Line> lines() {
        return lines;
    }

    private String text() {
        return lines.entrySet().stream()
                .map(e ->
                        String.join(
                                " ",
                                e.getKey().apiVersion(),
                                e.getKey().kind(),
                                e.getKey().namespace().isEmpty() ? NONE : e.getKey().namespace(),
                                e.getKey().name(),
                                e.getValue().step(),
                                e.getValue().digest().hex(),
                                e.getValue().fields().orElse(NONE)))
                .collect(Collectors.joining("\n"));
    }

    void write(KubernetesClient client) {
        String text = text();
        if (text.equals(written)) {
            return;
        }
        ConfigMap map =
                new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(NAME)
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .addToData(DATA, text)
                        .build();
        client.resource(map).fieldManager(Marks.MANAGER).forceConflicts().serverSideApply();
        written = text;
    }
}
