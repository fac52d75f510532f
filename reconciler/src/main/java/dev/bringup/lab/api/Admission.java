package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;

/// What the API makes of an object before it is stored: its identity, its defaults, and which half
/// of it (spec or status) a write may touch.
final class Admission {

    private static final List<String> FIXED =
            List.of(
                    "name",
                    "namespace",
                    "uid",
                    "creationTimestamp",
                    "deletionTimestamp",
                    "deletionGracePeriodSeconds",
                    "generation");

    /// By which only the status is written.
    private static final List<String> STATUS = List.of("status", "approval");

    private static final List<String> EMPTY_IS_ABSENT =
            List.of("labels", "annotations", "finalizers", "ownerReferences");

    private Admission() {}

    static ObjectNode created(Kind kind, ObjectNode wanted, String uid, Instant now) {
        ObjectNode object =
                kind.group().equals("events.k8s.io") ? Events.toOld(wanted) : wanted.deepCopy();
        ObjectNode metadata = Json.metadata(object);
        FIXED.stream().filter(f -> !f.startsWith("name")).forEach(metadata::remove);
        metadata.put("uid", uid);
        metadata.put("creationTimestamp", now.truncatedTo(ChronoUnit.SECONDS).toString());
        if (object.has("spec")) {
            metadata.put("generation", 1);
        }
        // Kubelets register Nodes with their status; of a defined kind it is written apart only.
        if (!Kind.ALL.contains(kind) && kind.subresources().contains("status")) {
            object.remove("status");
        }
        return settled(kind, object, now);
    }

    /// `before` with the part of `after` that a write to this subresource may change.
    static ObjectNode updated(Target target, ObjectNode before, ObjectNode after, Instant now) {
        Kind kind = target.kind();
        ObjectNode object = after.deepCopy();
        if (STATUS.contains(target.subresource())) {
            object = before.deepCopy();
            take(object, after, "status");
            object.set("metadata", after.path("metadata").deepCopy());
        } else if (kind.subresources().contains("status")) {
            take(object, before, "status");
        }
        object.put("apiVersion", Json.text(before, "apiVersion"));
        object.put("kind", Json.text(before, "kind"));
        for (String field : FIXED) {
            take(Json.metadata(object), before.path("metadata"), field);
        }
        ObjectNode settled = settled(kind, object, now);
        if (!settled.path("spec").equals(before.path("spec")) && settled.has("spec")) {
            long generation = Json.at(before, "metadata", "generation").asLong() + 1;
            Json.metadata(settled).put("generation", generation);
        }
        return settled;
    }

    private static ObjectNode settled(Kind kind, ObjectNode object, Instant now) {
        ObjectNode metadata = Json.metadata(object);
        EMPTY_IS_ABSENT.stream().filter(f -> metadata.path(f).isEmpty()).forEach(metadata::remove);
        return switch (kind.resource()) {
            case "nodes" -> NodeHealth.tainted(object, now);
            case "pods" -> pod(object);
            case "secrets" -> secret(object);
            case "namespaces" -> {
                Json.child(object, "status").put("phase", "Active");
                yield object;
            }
            case "daemonsets.apps" -> rolling(object, "updateStrategy");
            case "deployments.apps" -> rolling(replicated(object), "strategy");
            case "statefulsets.apps" -> rolling(replicated(object), "updateStrategy");
            default -> object;
        };
    }

    private static ObjectNode rolling(ObjectNode workload, String field) {
        ObjectNode spec = Json.child(workload, "spec");
        if (!spec.has(field)) {
            spec.putObject(field).put("type", "RollingUpdate");
        }
        return workload;
    }

    private static ObjectNode replicated(ObjectNode workload) {
        ObjectNode spec = Json.child(workload, "spec");
        if (!spec.has("replicas")) {
            spec.put("replicas", 1);
        }
        return workload;
    }

    private static ObjectNode pod(ObjectNode pod) {
        ObjectNode status = Json.child(pod, "status");
        if (!status.has("phase")) {
            status.put("phase", "Pending");
        }
        return pod;
    }

    /// `stringData` is for writing only.
    private static ObjectNode secret(ObjectNode secret) {
        JsonNode plain = secret.remove("stringData");
        if (plain != null) {
            ObjectNode values = Json.child(secret, "data");
            plain.properties()
                    .forEach(e ->
                            values.put(
                                    e.getKey(),
                                    Base64.getEncoder()
                                            .encodeToString(
                                                    e.getValue()
                                                            .asText()
                                                            .getBytes(StandardCharsets.UTF_8))));
        }
        if (!secret.has("type")) {
            secret.put("type", "Opaque");
        }
        return secret;
    }

    private static void take(ObjectNode into, JsonNode from, String field) {
        if (from.has(field)) {
            into.set(field, from.get(field).deepCopy());
        } else {
            into.remove(field);
        }
    }
}
