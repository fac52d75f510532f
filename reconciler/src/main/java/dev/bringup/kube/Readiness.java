package dev.bringup.kube;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/// Whether an object does what it is there for. Kinds that have nothing to become are ready.
final class Readiness {

    private Readiness() {}

    /// Why it is not; empty when it is.
    static Optional<String> of(JsonNode object) {
        return switch (object.path("apiVersion").asText() + " " + object.path("kind").asText()) {
            case "apps/v1 DaemonSet" -> rolled(object, daemons(object));
            case "apps/v1 Deployment" -> rolled(object, replicas(object, "availableReplicas"));
            case "apps/v1 StatefulSet" -> rolled(object, replicas(object, "readyReplicas"));
            case "batch/v1 Job" -> job(object);
            case "apiextensions.k8s.io/v1 CustomResourceDefinition" ->
                    isTrue(object, "Established")
                            ? Optional.empty()
                            : Optional.of("it is not established");
            default -> Optional.empty();
        };
    }

    private record Pods(long ready, long updated, long wanted) {}

    private static Pods daemons(JsonNode object) {
        JsonNode status = object.path("status");
        return new Pods(
                status.path("numberReady").asLong(),
                status.path("updatedNumberScheduled").asLong(),
                status.path("desiredNumberScheduled").asLong());
    }

    private static Pods replicas(JsonNode object, String ready) {
        JsonNode status = object.path("status");
        return new Pods(
                status.path(ready).asLong(),
                status.path("updatedReplicas").asLong(),
                object.path("spec").path("replicas").asLong(1));
    }

    private static Optional<String> rolled(JsonNode object, Pods pods) {
        long observed = object.path("status").path("observedGeneration").asLong();
        if (observed < object.path("metadata").path("generation").asLong()) {
            return Optional.of("its controller has not seen it yet");
        }
        if (pods.updated < pods.wanted) {
            return Optional.of(pods.updated + " of " + pods.wanted + " pods are up to date");
        }
        return pods.ready < pods.wanted
                ? Optional.of(pods.ready + " of " + pods.wanted + " pods are ready")
                : Optional.empty();
    }

    private static Optional<String> job(JsonNode object) {
        if (isTrue(object, "Complete")) {
            return Optional.empty();
        }
        return Optional.of(isTrue(object, "Failed") ? "the Job failed" : "the Job is not complete");
    }

    private static boolean isTrue(JsonNode object, String type) {
        for (JsonNode condition : object.path("status").path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition.path("status").asText().equals("True");
            }
        }
        return false;
    }
}
