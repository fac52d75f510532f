package dev.bringup.kube;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What would be lost with an object that takes others along: a Namespace everything in it, a
/// CustomResourceDefinition every object of its kind.
record Guard(Raw raw, Catalogue catalogue) {

    /// What Kubernetes itself puts into every namespace, or derives from other objects.
    private static final Set<String> DERIVED =
            Set.of("events", "endpoints", "endpointslices", "pods.metrics.k8s.io");

    private static final Set<String> EVERYWHERE =
            Set.of("ConfigMap/kube-root-ca.crt", "ServiceAccount/default");

    private static final int NAMES = 3;

    Optional<String> of(JsonNode object) {
        String name = object.path("metadata").path("name").asText();
        return switch (object.path("kind").asText()) {
            case "Namespace" -> words("it holds ", inside(name));
            case "CustomResourceDefinition" -> words("there are ", defined(object));
            default -> Optional.empty();
        };
    }

    private static Optional<String> words(String start, List<String> found) {
        if (found.isEmpty()) {
            return Optional.empty();
        }
        String some = String.join(", ", found.subList(0, Math.min(NAMES, found.size())));
        int more = found.size() - NAMES;
        return Optional.of(start + some + (more > 0 ? " and " + more + " more" : ""));
    }

    private List<String> defined(JsonNode definition) {
        JsonNode spec = definition.path("spec");
        List<String> found = new ArrayList<>();
        for (JsonNode version : spec.path("versions")) {
            if (version.path("storage").asBoolean()) {
                String path =
                        "/apis/%s/%s/%s"
                                .formatted(
                                        spec.path("group").asText(),
                                        version.path("name").asText(),
                                        spec.path("names").path("plural").asText());
                raw.list(path).forEach(o -> found.add(name(spec.at("/names/kind").asText(), o)));
            }
        }
        return found;
    }

    private List<String> inside(String namespace) {
        List<String> found = new ArrayList<>(of("v1", namespace));
        for (APIGroup group : raw.client().getApiGroups().getGroups()) {
            found.addAll(of(group.getPreferredVersion().getGroupVersion(), namespace));
        }
        return found;
    }

    private List<String> of(String apiVersion, String namespace) {
        List<String> found = new ArrayList<>();
        for (APIResource resource : catalogue.resources(apiVersion)) {
            boolean listed =
                    Boolean.TRUE.equals(resource.getNamespaced())
                            && !resource.getName().contains("/")
                            && !DERIVED.contains(resource.getName())
                            && resource.getVerbs().contains("list");
            if (listed) {
                String path = new Catalogue.Served(apiVersion, resource).path(namespace);
                raw.list(path).stream()
                        .filter(Guard::isForeign)
                        .map(o -> name(resource.getKind(), o))
                        .filter(n -> !EVERYWHERE.contains(n))
                        .forEach(found::add);
            }
        }
        return found;
    }

    /// Neither ours nor made by a controller for something else, which then is in the list itself.
    private static boolean isForeign(JsonNode object) {
        JsonNode metadata = object.path("metadata");
        return !metadata.path("labels").has(Marks.ADDONS)
                && metadata.path("ownerReferences").isEmpty();
    }

    private static String name(String kind, JsonNode object) {
        return kind + "/" + object.path("metadata").path("name").asText();
    }
}
