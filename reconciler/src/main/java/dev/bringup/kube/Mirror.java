package dev.bringup.kube;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bringup.port.Outcome;
import dev.bringup.view.Json;
import dev.bringup.view.MachineObject;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The rack as Machine objects, for `kubectl get machines`, where their CustomResourceDefinition is
/// installed. Git stays the source: they are written and never read. One that somebody else made is
/// left alone.
public final class Mirror {

    private static final String VERSION = "bringup.dev/v1";
    private static final String ALL = "/apis/" + VERSION + "/machines";
    private static final ResourceDefinitionContext KIND =
            new ResourceDefinitionContext.Builder()
                    .withGroup("bringup.dev")
                    .withVersion("v1")
                    .withPlural("machines")
                    .withKind("Machine")
                    .withNamespaced(false)
                    .build();

    /// A fleet that is shown for the first time must not keep the API from its work.
    private static final int AT_ONCE = 200;

    /// Nobody installs a CustomResourceDefinition every second.
    private static final Duration UNDEFINED = Duration.ofMinutes(1);

    private final KubernetesClient client;
    private final Map<String, Shown> shown = new HashMap<>();
    private final Set<String> foreign = new HashSet<>();
    private boolean read;

    /// What was written last.
    private record Shown(String spec, String status) {
        static final Shown NOTHING = new Shown("", "");
    }

    Mirror(KubernetesClient client) {
        this.client = client;
    }

    /// What stands there is read anew before the next time: somebody may have changed it.
    public void forget() {
        read = false;
    }

    /// Writes what differs from last time, and deletes what is gone; not all at once. Blocks.
    public Outcome show(List<MachineObject> machines) {
        return Reply.of(() -> {
            if (!read && !read()) {
                return new Outcome.Retry(
                        "the cluster serves no " + VERSION + " Machine", UNDEFINED);
            }
            int left = AT_ONCE;
            for (MachineObject machine : machines) {
                if (left > 0 && !foreign.contains(machine.name())) {
                    left -= write(machine);
                }
            }
            Set<String> names = new HashSet<>();
            machines.forEach(m -> names.add(m.name()));
            for (String gone : shown.keySet().stream().filter(n -> !names.contains(n)).toList()) {
                delete(gone);
            }
            return new Outcome.Done();
        });
    }

    private boolean read() {
        Optional<JsonNode> list = new Raw(client).get(ALL);
        shown.clear();
        foreign.clear();
        list.ifPresent(found ->
                found.path("items")
                        .forEach(item -> {
                            JsonNode metadata = item.path("metadata");
                            String name = metadata.path("name").asText();
                            if (metadata.path("labels").has(Marks.SHOWN)) {
                                shown.put(name, Shown.NOTHING);
                            } else {
                                foreign.add(name);
                            }
                        }));
        read = list.isPresent();
        return read;
    }

    /// How many machines that were written.
    private int write(MachineObject machine) {
        Shown before = shown.getOrDefault(machine.name(), Shown.NOTHING);
        Shown now = new Shown(Json.of(machine.spec()), Json.of(machine.status()));
        if (now.equals(before)) {
            return 0;
        }
        if (!now.spec().equals(before.spec())) {
            object(machine.name(), "\"spec\":" + now.spec()).patch(apply());
        }
        object(machine.name(), "\"status\":" + now.status()).subresource("status").patch(apply());
        shown.put(machine.name(), now);
        return 1;
    }

    /// Server-side: what we said once and say no more goes away by itself.
    private Resource<GenericKubernetesResource> object(String name, String part) {
        String text =
                """
                {"apiVersion":"%s","kind":"Machine",
                 "metadata":{"name":"%s","labels":{"%s":"true"}},%s}\
                """
                        .formatted(VERSION, name, Marks.SHOWN, part);
        return client.genericKubernetesResources(KIND)
                .resource(
                        client.getKubernetesSerialization()
                                .unmarshal(text, GenericKubernetesResource.class));
    }

    private static PatchContext apply() {
        return new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(Marks.MANAGER)
                .withForce(true)
                .build();
    }

    private void delete(String name) {
        client.genericKubernetesResources(KIND).withName(name).delete();
        shown.remove(name);
    }
}
