package dev.bringup.kube;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.NodeState.Stamp;
import dev.bringup.model.Taint;
import io.fabric8.kubernetes.api.model.Node;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The merge patch that makes labels, taints and our stamp on a Node what they should be. It names
/// only what is ours; removing is writing null.
final class LabelPatch {

    /// Makes `kubectl get nodes` show a role.
    private static final String ROLE = "node-role.kubernetes.io/worker";

    private LabelPatch() {}

    static ObjectNode of(Node node, MachineSpec spec, Stamp stamp) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        ObjectNode metadata = patch.putObject("metadata");
        // Taints are one list: without the version, two writers would lose each other's.
        metadata.put("resourceVersion", node.getMetadata().getResourceVersion());
        labels(metadata.putObject("labels"), node, spec);
        Set<String> taints = new TreeSet<>();
        spec.node().taints().forEach(t -> taints.add(t.key() + ":" + t.effect().text()));
        annotations(metadata.putObject("annotations"), spec, stamp, taints);
        taints(patch.putObject("spec").putArray("taints"), node, spec, taints);
        return patch;
    }

    private static void labels(ObjectNode labels, Node node, MachineSpec spec) {
        NodeReading.listed(NodeReading.annotations(node), Marks.LABELS).forEach(labels::putNull);
        // The others have theirs from who made them control planes.
        if (!spec.isControlPlane()) {
            labels.put(ROLE, "");
        }
        spec.node().labels().forEach(labels::put);
    }

    private static void annotations(
            ObjectNode annotations, MachineSpec spec, Stamp stamp, Set<String> taints) {
        annotations.put(Marks.FINGERPRINT, stamp.fingerprint().text());
        annotations.put(Marks.COMMIT, stamp.commit().hex());
        annotations.put(Marks.ATTEMPT, stamp.attempt().text());
        annotations.put(Marks.REBOOT_GENERATION, stamp.rebootGeneration().orElse(null));
        listed(annotations, Marks.LABELS, spec.node().labels().keySet());
        listed(annotations, Marks.TAINTS, taints);
    }

    private static void listed(ObjectNode annotations, String name, Set<String> items) {
        if (items.isEmpty()) {
            annotations.putNull(name);
        } else {
            annotations.put(name, String.join(",", items));
        }
    }

    /// What others put there stays, unless it has the key and effect of one of ours.
    private static void taints(ArrayNode all, Node node, MachineSpec spec, Set<String> wanted) {
        Set<String> before = NodeReading.listed(NodeReading.annotations(node), Marks.TAINTS);
        for (io.fabric8.kubernetes.api.model.Taint taint : NodeReading.taints(node)) {
            String identity = NodeReading.identity(taint);
            if (!before.contains(identity) && !wanted.contains(identity)) {
                ObjectNode kept = taint(all, taint.getKey(), taint.getEffect());
                put(
                        kept,
                        Map.of(
                                "value",
                                text(taint.getValue()),
                                "timeAdded",
                                text(taint.getTimeAdded())));
            }
        }
        for (Taint taint : spec.node().taints()) {
            put(taint(all, taint.key(), taint.effect().text()), Map.of("value", taint.value()));
        }
    }

    private static ObjectNode taint(ArrayNode all, String key, String effect) {
        return all.addObject().put("key", key).put("effect", effect);
    }

    private static void put(ObjectNode taint, Map<String, String> values) {
        values.forEach((name, value) -> {
            if (!value.isEmpty()) {
                taint.put(name, value);
            }
        });
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
