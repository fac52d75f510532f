package dev.bringup.kube;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bringup.model.Addons;
import dev.bringup.model.ClusterAction;
import dev.bringup.model.ClusterAction.Todo;
import dev.bringup.model.ObjectKey;
import dev.bringup.port.Outcome;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Applies and deletes the objects of addons. Each may be done again: what is already so is no
/// write.
record AddonWrites(KubernetesClient client, Catalogue catalogue) {

    /// A kind that was defined a moment ago is not served at once.
    private static final Duration SOON = Duration.ofSeconds(2);

    Outcome perform(ClusterAction.OnObjects action, Addons addons) {
        return switch (action) {
            case ClusterAction.Apply(String label, List<Todo> todo, _) ->
                    addons.steps().stream()
                            .filter(step -> step.label().equals(label))
                            .findFirst()
                            .map(step -> apply(step, todo.stream().map(Todo::key).toList()))
                            .orElseGet(Outcome.Done::new);
            case ClusterAction.Prune(_, List<ObjectKey> gone) -> prune(gone);
        };
    }

    private Outcome apply(Addons.Step step, List<ObjectKey> keys) {
        List<Addons.Manifest> manifests =
                AddonObjects.inOrder(keys).stream()
                        .flatMap(key -> step.manifest(key).stream())
                        .toList();
        Inventory inventory = Inventory.read(client);
        manifests.forEach(m -> note(inventory, step, m, Optional.empty()));
        inventory.write(client);
        try {
            for (Addons.Manifest manifest : manifests) {
                Optional<Catalogue.Served> served = catalogue.of(manifest.key());
                if (served.isEmpty()) {
                    return new Outcome.Retry(
                            manifest.key()
                                    + ": the cluster serves no such kind of "
                                    + manifest.key().apiVersion(),
                            SOON);
                }
                try {
                    JsonNode live = apply(step, manifest, served.get());
                    note(inventory, step, manifest, Stamped.fields(live));
                } catch (KubernetesClientException e) {
                    return about(manifest.key(), e);
                }
            }
            return new Outcome.Done();
        } finally {
            inventory.write(client);
        }
    }

    private static void note(
            Inventory inventory,
            Addons.Step step,
            Addons.Manifest manifest,
            Optional<String> fields) {
        inventory
                .lines()
                .put(manifest.key(), new Inventory.Line(step.label(), manifest.digest(), fields));
    }

    /// Our fields are ours: whoever took one loses it. What Git does not speak of is not touched.
    private JsonNode apply(Addons.Step step, Addons.Manifest manifest, Catalogue.Served served) {
        GenericKubernetesResource object =
                client.getKubernetesSerialization()
                        .unmarshal(
                                Stamped.of(step, manifest).toString(),
                                GenericKubernetesResource.class);
        String namespace = served.namespace(manifest.key());
        Resource<GenericKubernetesResource> resource =
                namespace.isEmpty()
                        ? client.genericKubernetesResources(served.context()).resource(object)
                        : client.genericKubernetesResources(served.context())
                                .inNamespace(namespace)
                                .resource(object);
        GenericKubernetesResource live =
                resource.fieldManager(Marks.MANAGER).forceConflicts().serverSideApply();
        return Raw.parse(client.getKubernetesSerialization().asJson(live));
    }

    private Outcome prune(List<ObjectKey> keys) {
        Inventory inventory = Inventory.read(client);
        Raw raw = new Raw(client);
        Guard guard = new Guard(raw, catalogue);
        try {
            for (ObjectKey key : AddonObjects.inOrder(keys).reversed()) {
                Optional<String> keeps = delete(key, raw, guard);
                if (keeps.isPresent()) {
                    return new Outcome.Stalled(key + " stays: " + keeps.get());
                }
                inventory.lines().remove(key);
            }
            return new Outcome.Done();
        } finally {
            inventory.write(client);
        }
    }

    /// Why it was not deleted. One that is not labelled as ours any more is somebody else's.
    private Optional<String> delete(ObjectKey key, Raw raw, Guard guard) {
        Optional<Catalogue.Served> served = catalogue.of(key);
        Optional<JsonNode> live =
                served.flatMap(s -> raw.get(s.path(key)).map(o -> Stamped.typed(o, s)))
                        .filter(o -> o.path("metadata").path("labels").has(Marks.ADDONS));
        Optional<String> keeps = live.flatMap(guard::of);
        if (live.isPresent() && keeps.isEmpty()) {
            DeleteOptionsBuilder options =
                    new DeleteOptionsBuilder()
                            .withPropagationPolicy("Background")
                            .withNewPreconditions()
                            .withUid(live.get().path("metadata").path("uid").asText())
                            .endPreconditions();
            try {
                String _ = client.raw(served.orElseThrow().path(key), "DELETE", options.build());
            } catch (KubernetesClientException e) {
                if (e.getCode() != 404) {
                    throw e;
                }
            }
        }
        return keeps;
    }

    /// What the API says of a Secret may quote it.
    private static Outcome about(ObjectKey key, KubernetesClientException e) {
        String said =
                key.kind().equals("Secret") && e.getCode() > 0
                        ? "Kubernetes answered with HTTP status " + e.getCode()
                        : Reply.because(e);
        return switch (Reply.outcome(e)) {
            case Outcome.Done done -> done;
            case Outcome.Retry retry -> new Outcome.Retry(key + ": " + said, retry.after());
            case Outcome.Stalled _ -> new Outcome.Stalled(key + ": " + said);
        };
    }
}
