package dev.bringup.kube;

import dev.bringup.model.ObjectKey;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Which kinds the cluster serves, and under which path. What is not there is asked for anew.
final class Catalogue {

    private final KubernetesClient client;
    private final Map<String, List<APIResource>> known = new ConcurrentHashMap<>();

    Catalogue(KubernetesClient client) {
        this.client = client;
    }

    record Served(String apiVersion, APIResource resource) {

        ResourceDefinitionContext context() {
            int slash = apiVersion.indexOf('/');
            return new ResourceDefinitionContext.Builder()
                    .withGroup(slash < 0 ? "" : apiVersion.substring(0, slash))
                    .withVersion(apiVersion.substring(slash + 1))
                    .withPlural(resource.getName())
                    .withKind(resource.getKind())
                    .withNamespaced(isNamespaced())
                    .build();
        }

        boolean isNamespaced() {
            return Boolean.TRUE.equals(resource.getNamespaced());
        }

        /// Where an object of this kind lives; `default` where none was written.
        String namespace(ObjectKey key) {
            return !isNamespaced() ? "" : key.namespace().isEmpty() ? "default" : key.namespace();
        }

        String all() {
            return root() + "/" + resource.getName();
        }

        String path(String namespace) {
            return namespace.isEmpty()
                    ? all()
                    : root() + "/namespaces/" + namespace + "/" + resource.getName();
        }

        String path(ObjectKey key) {
            return path(namespace(key)) + "/" + key.name();
        }

        private String root() {
            return (apiVersion.contains("/") ? "/apis/" : "/api/") + apiVersion;
        }
    }

    /// Empty while the cluster serves no such kind.
    Optional<Served> of(ObjectKey key) {
        Optional<Served> found = find(key, known.getOrDefault(key.apiVersion(), List.of()));
        return found.isPresent() ? found : find(key, resources(key.apiVersion()));
    }

    private static Optional<Served> find(ObjectKey key, List<APIResource> resources) {
        return resources.stream()
                .filter(r -> r.getKind().equals(key.kind()) && !r.getName().contains("/"))
                .map(r -> new Served(key.apiVersion(), r))
                .findFirst();
    }

    /// All that a group and version have, as it is now.
    List<APIResource> resources(String apiVersion) {
        APIResourceList list = client.getApiResources(apiVersion);
        List<APIResource> resources = list == null ? List.of() : list.getResources();
        known.put(apiVersion, resources);
        return resources;
    }
}
