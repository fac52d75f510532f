package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What kubelets may not do even to their own Node: give themselves a role, or lift a taint. Of the
/// labels that belong to Kubernetes they set those that say what the machine is.
record NodeRestriction(Writes writes) {

    private static final Set<String> OF_KUBELETS =
            Set.of(
                    "kubernetes.io/hostname",
                    "kubernetes.io/os",
                    "kubernetes.io/arch",
                    "beta.kubernetes.io/os",
                    "beta.kubernetes.io/arch",
                    "beta.kubernetes.io/instance-type",
                    "topology.kubernetes.io/region",
                    "topology.kubernetes.io/zone",
                    "failure-domain.beta.kubernetes.io/region",
                    "failure-domain.beta.kubernetes.io/zone");

    void check(String node, Verb verb, Call call, Target target) {
        switch (verb) {
            case CREATE -> {
                Set<String> set = restricted(Json.object(), Json.parse(call.body()));
                refuse(node, set, "set the following labels");
            }
            case UPDATE -> change(node, target, Json.parse(call.body()));
            case PATCH -> change(node, target, writes.patch(call.tried(), target));
            case GET, LIST, WATCH, DELETE, DELETECOLLECTION -> {}
        }
    }

    private void change(String node, Target target, JsonNode after) {
        JsonNode before = writes.existing(target);
        refuse(node, restricted(before, after), "modify labels");
        boolean status = !target.subresource().isEmpty();
        if (!status && !taints(before).equals(taints(after))) {
            throw refusal(node, "node \"" + node + "\" is not allowed to modify taints");
        }
    }

    private static Set<String> taints(JsonNode node) {
        Set<String> taints = new TreeSet<>();
        Json.at(node, "spec", "taints").forEach(t -> taints.add(t.toString()));
        return taints;
    }

    /// The labels that differ and are none of a kubelet's.
    private static Set<String> restricted(JsonNode before, JsonNode after) {
        JsonNode was = Json.at(before, "metadata", "labels");
        JsonNode is = Json.at(after, "metadata", "labels");
        Set<String> changed = new TreeSet<>();
        was.fieldNames().forEachRemaining(changed::add);
        is.fieldNames().forEachRemaining(changed::add);
        return changed.stream()
                .filter(label -> !was.path(label).equals(is.path(label)))
                .filter(label -> !OF_KUBELETS.contains(label) && belongsToKubernetes(label))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean belongsToKubernetes(String label) {
        String domain = label.contains("/") ? label.substring(0, label.indexOf('/')) : "";
        boolean theirs = isBelow(domain, "kubernetes.io") || isBelow(domain, "k8s.io");
        return theirs
                && !isBelow(domain, "kubelet.kubernetes.io")
                && !isBelow(domain, "node.kubernetes.io");
    }

    private static boolean isBelow(String domain, String top) {
        return domain.equals(top) || domain.endsWith("." + top);
    }

    private static void refuse(String node, Set<String> labels, String what) {
        if (!labels.isEmpty()) {
            throw refusal(node, "is not allowed to " + what + ": " + String.join(", ", labels));
        }
    }

    private static Problem refusal(String node, String because) {
        return Problem.forbidden("nodes \"" + node + "\" is forbidden: " + because);
    }
}
