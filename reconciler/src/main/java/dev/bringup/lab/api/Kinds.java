package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The kinds that are served now: the built-in ones, and those that CustomResourceDefinitions in
/// the store define.
record Kinds(Store store) {

    List<Kind> all() {
        List<Kind> all = new ArrayList<>(Kind.ALL);
        store.list(Kind.DEFINITION, "").stream()
                .filter(d -> Json.text(Json.condition(d, "Established"), "status").equals("True"))
                .forEach(d -> all.addAll(defined(d)));
        return all;
    }

    Optional<Kind> of(String group, String version, String plural) {
        return all().stream()
                .filter(k -> k.group().equals(group) && k.version().equals(version))
                .filter(k -> k.plural().equals(plural))
                .findFirst();
    }

    /// One kind for each version that is served.
    static List<Kind> defined(ObjectNode definition) {
        JsonNode spec = definition.path("spec");
        List<String> shortNames = new ArrayList<>();
        Json.at(spec, "names", "shortNames").forEach(n -> shortNames.add(n.asText()));
        List<Kind> kinds = new ArrayList<>();
        for (JsonNode version : spec.path("versions")) {
            if (version.path("served").asBoolean()) {
                boolean status = Json.at(version, "subresources").has("status");
                kinds.add(
                        new Kind(
                                Json.text(spec, "group"),
                                Json.text(version, "name"),
                                Json.text(spec, "names", "plural"),
                                Json.text(spec, "names", "kind"),
                                Json.text(spec, "scope").equals("Cluster")
                                        ? Kind.Scope.CLUSTER
                                        : Kind.Scope.NAMESPACED,
                                List.copyOf(shortNames),
                                status ? Set.of("status") : Set.of()));
            }
        }
        return kinds;
    }
}
