package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// What Kubernetes' node controller makes of a Node: silence turns Ready into Unknown, and what a
/// scheduler must know stands on the Node as taints.
final class NodeHealth {

    private static final String PREFIX = "node.kubernetes.io/";

    private NodeHealth() {}

    /// The Node as it should be now; equal to the one given when nothing is to change. Silence is
    /// counted from `listeningSince` at the earliest: what was renewed while we were not here is
    /// not known.
    static ObjectNode judged(
            ObjectNode node,
            Optional<ObjectNode> lease,
            Instant listeningSince,
            Instant now,
            Duration grace) {
        Instant heard =
                lease.flatMap(l -> instant(l, "spec", "renewTime"))
                        .or(() -> instant(node, "metadata", "creationTimestamp"))
                        .filter(listeningSince::isBefore)
                        .orElse(listeningSince);
        ObjectNode judged = node.deepCopy();
        if (heard.plus(grace).isBefore(now)) {
            silence(judged, now);
        }
        return tainted(judged, now);
    }

    /// Taints that follow from the rest of the Node.
    static ObjectNode tainted(ObjectNode node, Instant now) {
        ObjectNode tainted = node.deepCopy();
        String ready = Json.text(Json.condition(node, "Ready"), "status");
        boolean unreachable = ready.equals("Unknown");
        boolean failing = ready.equals("False");
        boolean cordoned = Json.at(node, "spec", "unschedulable").asBoolean();
        taint(tainted, "unschedulable", List.of("NoSchedule"), cordoned, now);
        taint(tainted, "unreachable", List.of("NoSchedule", "NoExecute"), unreachable, now);
        taint(tainted, "not-ready", List.of("NoSchedule", "NoExecute"), failing, now);
        return tainted;
    }

    private static void silence(ObjectNode node, Instant now) {
        for (JsonNode condition : Json.at(node, "status", "conditions")) {
            if (condition instanceof ObjectNode one
                    && !Json.text(one, "status").equals("Unknown")) {
                one.put("status", "Unknown").put("reason", "NodeStatusUnknown");
                one.put("message", "Kubelet stopped posting node status.");
                one.put("lastTransitionTime", now.truncatedTo(ChronoUnit.SECONDS).toString());
            }
        }
    }

    private static void taint(
            ObjectNode node, String name, List<String> effects, boolean wanted, Instant now) {
        ObjectNode spec = Json.child(node, "spec");
        ArrayNode taints = spec.get("taints") instanceof ArrayNode array ? array : Json.array();
        for (String effect : effects) {
            int found = -1;
            for (int i = 0; i < taints.size(); i++) {
                boolean same =
                        Json.text(taints.get(i), "key").equals(PREFIX + name)
                                && Json.text(taints.get(i), "effect").equals(effect);
                found = same ? i : found;
            }
            if (wanted && found < 0) {
                ObjectNode taint = taints.addObject().put("key", PREFIX + name);
                taint.put("effect", effect);
                taint.put("timeAdded", now.truncatedTo(ChronoUnit.SECONDS).toString());
            } else if (!wanted && found >= 0) {
                taints.remove(found);
            }
        }
        if (taints.isEmpty()) {
            spec.remove("taints");
        } else {
            spec.set("taints", taints);
        }
    }

    private static Optional<Instant> instant(JsonNode object, String... path) {
        try {
            return Optional.of(Instant.parse(Json.text(object, path)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
