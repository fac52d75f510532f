package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/// What a PodDisruptionBudget allows now.
record Disruption(String budget, long healthy, long desired, long expected) {

    static Disruption of(ObjectNode budget, Store store) {
        String namespace = Json.text(budget, "metadata", "namespace");
        List<ObjectNode> pods =
                store.list(Kind.POD, namespace).stream()
                        .filter(Selector.matching(Json.at(budget, "spec", "selector")))
                        .toList();
        long healthy = pods.stream().filter(p -> Pods.isReady(p) && !Pods.isLeaving(p)).count();
        long expected = expected(pods, namespace, store);
        return new Disruption(
                Json.name(budget), healthy, desired(budget.path("spec"), expected), expected);
    }

    /// Why this pod may not be evicted; empty when it may.
    static Optional<String> refusal(ObjectNode pod, Store store) {
        if (!Json.text(pod, "status", "phase").equals("Running")) {
            return Optional.empty(); // What serves nobody is counted by no budget.
        }
        return store.list(Kind.BUDGET, Json.text(pod, "metadata", "namespace")).stream()
                .filter(b -> Selector.matching(Json.at(b, "spec", "selector")).test(pod))
                .map(b -> of(b, store))
                .filter(d -> !d.allows(pod))
                .map(Disruption::because)
                .findFirst();
    }

    long allowed() {
        return Math.max(0, healthy - desired);
    }

    /// A pod that is not Ready takes nothing from a budget that is met.
    private boolean allows(ObjectNode pod) {
        return Pods.isReady(pod) ? allowed() > 0 : healthy >= desired;
    }

    private String because() {
        return "The disruption budget %s needs %d healthy pods and has %d currently"
                .formatted(budget, desired, healthy);
    }

    /// What the pods' owners want; a pod whose owner is not stored here stands for itself.
    private static long expected(List<ObjectNode> pods, String namespace, Store store) {
        List<String> owners = pods.stream().map(Disruption::owner).distinct().toList();
        long expected = 0;
        for (String owner : owners) {
            long members = pods.stream().filter(p -> owner(p).equals(owner)).count();
            expected +=
                    store.get(Kind.REPLICA_SET.key(namespace, owner))
                            .map(o -> Json.at(o, "spec", "replicas").asLong(members))
                            .orElse(members);
        }
        return expected;
    }

    private static String owner(JsonNode pod) {
        for (JsonNode owner : Json.at(pod, "metadata", "ownerReferences")) {
            if (owner.path("controller").asBoolean()) {
                return Json.text(owner, "name");
            }
        }
        return "";
    }

    private static long desired(JsonNode spec, long expected) {
        return spec.has("maxUnavailable")
                ? Math.max(0, expected - count(spec.path("maxUnavailable"), expected))
                : count(spec.path("minAvailable"), expected);
    }

    /// A number, or a share of what is expected, rounded up.
    private static long count(JsonNode value, long expected) {
        String text = value.asText("0");
        return text.endsWith("%")
                ? (Long.parseLong(text.substring(0, text.length() - 1)) * expected + 99) / 100
                : Long.parseLong(text);
    }
}
