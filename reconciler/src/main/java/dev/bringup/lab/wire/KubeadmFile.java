package dev.bringup.lab.wire;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/// What kubeadm is told by `--config`: documents by their kind. A value that is missing is an
/// [IOException] that names it.
final class KubeadmFile {

    private final Map<String, Map<?, ?>> documents = new HashMap<>();

    KubeadmFile(String text) throws IOException {
        try {
            for (Object one : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(text)) {
                if (one instanceof Map<?, ?> map) {
                    documents.put(String.valueOf(map.get("kind")), map);
                }
            }
        } catch (YAMLException e) {
            throw new IOException("kubeadm: the configuration is not YAML: " + e.getMessage(), e);
        }
    }

    boolean has(String kind, String... path) {
        return !find(kind, path).isEmpty();
    }

    String text(String kind, String... path) throws IOException {
        String found = find(kind, path);
        if (found.isEmpty()) {
            throw new IOException(
                    "kubeadm: there is no " + String.join(".", path) + " in the " + kind);
        }
        return found;
    }

    /// Of a list the first.
    private String find(String kind, String... path) {
        Object at = documents.getOrDefault(kind, Map.of());
        for (String key : path) {
            at = at instanceof Map<?, ?> map ? Objects.requireNonNullElse(map.get(key), "") : "";
        }
        return at instanceof List<?> list && !list.isEmpty()
                ? list.getFirst().toString()
                : at.toString();
    }
}
