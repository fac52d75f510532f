package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// What controllers write into the status of workloads. The lab's Nodes run no containers; a
/// workload is taken to be up where a Node is Ready to take it.
record Workloads(Store store) {

    static final Kind DAEMON_SET = kind("DaemonSet");
    static final Kind DEPLOYMENT = kind("Deployment");
    static final Kind STATEFUL_SET = kind("StatefulSet");
    static final Kind JOB = kind("Job");

    private static Kind kind(String name) {
        return Kind.ALL.stream().filter(k -> k.kind().equals(name)).findFirst().orElseThrow();
    }

    void tend(Instant now) {
        List<ObjectNode> nodes = store.list(Kind.NODE, "");
        long ready = nodes.stream().filter(Pods::isReady).count();
        long open =
                nodes.stream()
                        .filter(Pods::isReady)
                        .filter(n -> !Json.at(n, "spec", "unschedulable").asBoolean())
                        .count();
        for (ObjectNode set : store.list(DAEMON_SET, "")) {
            ObjectNode tended = observed(set);
            ObjectNode status = Json.child(tended, "status");
            put(status, nodes.size(), "desiredNumberScheduled", "currentNumberScheduled");
            put(status, nodes.size(), "updatedNumberScheduled");
            put(status, ready, "numberReady", "numberAvailable");
            store.put(key(DAEMON_SET, set), tended);
        }
        store.list(DEPLOYMENT, "").forEach(o -> replicas(DEPLOYMENT, o, open));
        store.list(STATEFUL_SET, "").forEach(o -> replicas(STATEFUL_SET, o, open));
        store.list(JOB, "").stream().filter(_ -> open > 0).forEach(job -> complete(job, now));
        store.list(Kind.DEFINITION, "").forEach(d -> establish(d, now));
    }

    /// All replicas are up as soon as one Node takes pods; those that were up stay.
    private void replicas(Kind kind, ObjectNode object, long open) {
        ObjectNode tended = observed(object);
        ObjectNode status = Json.child(tended, "status");
        long wanted = Json.at(object, "spec", "replicas").asLong(1);
        long before = status.path("readyReplicas").asLong();
        put(status, wanted, "replicas", "updatedReplicas");
        long up = open > 0 ? wanted : Math.min(before, wanted);
        put(status, up, "readyReplicas", "availableReplicas");
        store.put(key(kind, object), tended);
    }

    private void complete(ObjectNode job, Instant now) {
        if (Json.condition(job, "Complete").isMissingNode()) {
            ObjectNode tended = observed(job);
            Json.child(tended, "status").put("succeeded", 1);
            condition(tended, "Complete", now);
            store.put(key(JOB, job), tended);
        }
    }

    private void establish(ObjectNode definition, Instant now) {
        if (Json.condition(definition, "Established").isMissingNode()) {
            ObjectNode tended = definition.deepCopy();
            condition(tended, "NamesAccepted", now);
            condition(tended, "Established", now);
            store.put(key(Kind.DEFINITION, definition), tended);
        }
    }

    private static ObjectNode observed(ObjectNode object) {
        ObjectNode tended = object.deepCopy();
        Json.child(tended, "status")
                .put("observedGeneration", Json.at(object, "metadata", "generation").asLong(1));
        return tended;
    }

    private static void condition(ObjectNode object, String type, Instant now) {
        ObjectNode status = Json.child(object, "status");
        ArrayNode conditions =
                status.get("conditions") instanceof ArrayNode array
                        ? array
                        : status.putArray("conditions");
        conditions
                .addObject()
                .put("type", type)
                .put("status", "True")
                .put("lastTransitionTime", now.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    private static void put(ObjectNode status, long value, String... fields) {
        for (String field : fields) {
            status.put(field, value);
        }
    }

    private static Store.Key key(Kind kind, ObjectNode object) {
        return kind.key(Json.text(object, "metadata", "namespace"), Json.name(object));
    }
}
