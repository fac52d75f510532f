package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// What kubelets make of pods. The lab's machines run none, so these rules stand in for them: a pod
/// on a Ready node runs at once, and takes its grace to go.
final class Pods {

    private static final long DEFAULT_GRACE = 30;

    private Pods() {}

    static boolean isLeaving(JsonNode pod) {
        return Json.at(pod, "metadata").has("deletionTimestamp");
    }

    static boolean isReady(JsonNode object) {
        return Json.text(Json.condition(object, "Ready"), "status").equals("True");
    }

    /// The seconds a pod gets, unless the one who deletes it says otherwise.
    static long grace(JsonNode pod) {
        return Json.at(pod, "spec", "terminationGracePeriodSeconds").asLong(DEFAULT_GRACE);
    }

    /// A kubelet is there to end the pod in its own time only while its Node is Ready.
    static boolean hasKubelet(Optional<ObjectNode> node) {
        return node.filter(Pods::isReady).isPresent();
    }

    static ObjectNode leaving(ObjectNode pod, long grace, Instant now) {
        ObjectNode leaving = pod.deepCopy();
        Instant end = now.truncatedTo(ChronoUnit.MILLIS).plusSeconds(grace);
        Json.metadata(leaving).put("deletionTimestamp", end.toString());
        Json.metadata(leaving).put("deletionGracePeriodSeconds", grace);
        return leaving;
    }

    /// True when nothing of the pod is left: it was told to go and its time is over, or its node
    /// went away with it, and nobody keeps it by a finalizer.
    static boolean isOver(JsonNode pod, Optional<ObjectNode> node, Instant now) {
        if (!Json.at(pod, "metadata", "finalizers").isEmpty()) {
            return false;
        }
        if (Json.text(pod, "spec", "nodeName").isEmpty()) {
            return isLeaving(pod);
        }
        if (node.isEmpty()) {
            return true;
        }
        return isLeaving(pod)
                && (!hasKubelet(node)
                        || !Instant.parse(Json.text(pod, "metadata", "deletionTimestamp"))
                                .isAfter(now));
    }

    static boolean isToStart(JsonNode pod, Optional<ObjectNode> node) {
        return hasKubelet(node)
                && !isLeaving(pod)
                && Json.text(pod, "status", "phase").equals("Pending");
    }

    static boolean isHomeless(JsonNode pod) {
        return Json.text(pod, "spec", "nodeName").isEmpty()
                && !isLeaving(pod)
                && Json.text(pod, "status", "phase").equals("Pending");
    }

    /// On this node from here, or still nowhere, and told why.
    static ObjectNode placed(ObjectNode pod, Optional<ObjectNode> node, Instant now) {
        ObjectNode placed = pod.deepCopy();
        if (node.isPresent()) {
            Json.child(placed, "spec").put("nodeName", Json.name(node.get()));
            Json.child(placed, "status").remove("conditions");
        } else if (Json.condition(pod, "PodScheduled").isMissingNode()) {
            Json.child(placed, "status")
                    .putArray("conditions")
                    .addObject()
                    .put("type", "PodScheduled")
                    .put("status", "False")
                    .put("reason", "Unschedulable")
                    .put("message", "no node takes pods")
                    .put("lastTransitionTime", now.truncatedTo(ChronoUnit.SECONDS).toString());
        }
        return placed;
    }

    static ObjectNode started(ObjectNode pod, Instant now) {
        ObjectNode started = pod.deepCopy();
        String since = now.truncatedTo(ChronoUnit.SECONDS).toString();
        ObjectNode status = Json.child(started, "status");
        status.put("phase", "Running").put("startTime", since);
        ArrayNode conditions = status.putArray("conditions");
        for (String type :
                new String[] {"PodScheduled", "Initialized", "ContainersReady", "Ready"}) {
            ObjectNode condition = conditions.addObject();
            condition.put("type", type).put("status", "True").put("lastTransitionTime", since);
        }
        ArrayNode containers = status.putArray("containerStatuses");
        for (JsonNode container : Json.at(pod, "spec", "containers")) {
            ObjectNode one = containers.addObject();
            one.put("name", Json.text(container, "name"))
                    .put("image", Json.text(container, "image"));
            one.put("imageID", "").put("ready", true).put("restartCount", 0);
            Json.child(Json.child(one, "state"), "running").put("startedAt", since);
        }
        return started;
    }
}
