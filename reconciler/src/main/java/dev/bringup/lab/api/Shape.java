package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which lists of a kind are made of elements with keys of their own, and what is one value however
/// much is in it. A kind that somebody defined has no such lists: nobody told us of any.
record Shape(Origin origin) {

    enum Origin {
        BUILT_IN,
        DEFINED
    }

    private static final List<String> NAME = List.of("name");

    /// By field name, as the `x-kubernetes-list-map-keys` of the built-in kinds have it.
    private static final Map<String, List<String>> KEYS =
            Map.ofEntries(
                    Map.entry("containers", NAME),
                    Map.entry("initContainers", NAME),
                    Map.entry("ephemeralContainers", NAME),
                    Map.entry("volumes", NAME),
                    Map.entry("env", NAME),
                    Map.entry("imagePullSecrets", NAME),
                    Map.entry("volumeMounts", List.of("mountPath")),
                    Map.entry("volumeDevices", List.of("devicePath")),
                    Map.entry("hostAliases", List.of("ip")),
                    Map.entry("conditions", List.of("type")),
                    Map.entry("addresses", List.of("type")),
                    Map.entry(
                            "topologySpreadConstraints",
                            List.of("topologyKey", "whenUnsatisfiable")));

    private static final List<String> CONTAINER_PORT = List.of("containerPort", "protocol");
    private static final List<String> SERVICE_PORT = List.of("port", "protocol");

    private static final Set<String> WHOLE =
            Set.of(
                    "selector",
                    "nodeSelector",
                    "labelSelector",
                    "namespaceSelector",
                    "podSelector",
                    "configMapKeyRef",
                    "secretKeyRef",
                    "fieldRef",
                    "resourceFieldRef",
                    "roleRef");

    static Shape of(Kind kind) {
        return new Shape(Kind.ALL.contains(kind) ? Origin.BUILT_IN : Origin.DEFINED);
    }

    /// Whether the fields of this object have owners of their own.
    boolean isOpen(String field, JsonNode value) {
        return value instanceof ObjectNode
                && !value.isEmpty()
                && !(origin == Origin.BUILT_IN && WHOLE.contains(field));
    }

    /// What tells the elements of this list apart; empty for a list that is one value.
    Optional<List<String>> keys(String field, JsonNode list) {
        if (!(list instanceof ArrayNode) || list.isEmpty()) {
            return Optional.empty();
        }
        if (field.equals("ownerReferences")) {
            return Optional.of(List.of("uid"));
        }
        if (origin == Origin.DEFINED) {
            return Optional.empty();
        }
        if (field.equals("ports")) {
            boolean container = list.get(0).has("containerPort");
            boolean service = list.get(0).has("port") && !list.get(0).path("port").isTextual();
            return container
                    ? Optional.of(CONTAINER_PORT)
                    : service ? Optional.of(SERVICE_PORT) : Optional.empty();
        }
        return Optional.ofNullable(KEYS.get(field));
    }

    /// A list of plain values of which each has an owner.
    static boolean isSet(String field) {
        return field.equals("finalizers");
    }

    /// The keys of one element; a protocol that is not written is TCP.
    static ObjectNode identity(List<String> keys, JsonNode element) {
        ObjectNode identity = Json.object();
        for (String key : keys) {
            JsonNode value = element.path(key);
            if (!value.isMissingNode()) {
                identity.set(key, value);
            } else if (key.equals("protocol")) {
                identity.put(key, "TCP");
            }
        }
        return identity;
    }
}
