package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Deletes and evicts.
final class Removals {

    private final Store store;
    private final InstantSource clock;

    Removals(Store store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    ObjectNode delete(Call call, Target target) {
        ObjectNode object = existing(target);
        JsonNode options = call.body().isBlank() ? Json.object() : Json.parse(call.body());
        Writes.precondition(target, object, options.path("preconditions"));
        return delete(call, target, object, options);
    }

    ObjectNode deleteAll(Call call, Target target) {
        JsonNode options = call.body().isBlank() ? Json.object() : Json.parse(call.body());
        List<ObjectNode> all =
                store.list(target.kind(), target.namespace()).stream()
                        .filter(Lists.selected(call, target))
                        .toList();
        for (ObjectNode object : all) {
            Target one =
                    new Target(
                            target.kind(),
                            Json.text(object, "metadata", "namespace"),
                            Json.name(object),
                            "");
            delete(call, one, object, options);
        }
        return success(200);
    }

    /// `pods/eviction`: a deletion that asks the budgets first.
    ObjectNode evict(Call call, Target target) {
        ObjectNode pod = existing(target);
        if (!Pods.isLeaving(pod)) {
            Disruption.refusal(pod, store)
                    .ifPresent(because -> {
                        throw Problem.disruptionBudget(because);
                    });
            JsonNode options = Json.parse(call.body()).path("deleteOptions");
            Writes.precondition(target, pod, options.path("preconditions"));
            delete(call, new Target(Kind.POD, target.namespace(), target.name(), ""), pod, options);
        }
        return success(201);
    }

    private ObjectNode delete(Call call, Target target, ObjectNode object, JsonNode options) {
        if (call.isDryRun() || !options.path("dryRun").isEmpty()) {
            return success(200);
        }
        if (target.kind().equals(Kind.POD)) {
            long grace =
                    call.number(
                            "gracePeriodSeconds",
                            options.path("gracePeriodSeconds").asLong(Pods.grace(object)));
            boolean kept = !Json.at(object, "metadata", "finalizers").isEmpty();
            if (kept || (grace > 0 && Pods.hasKubelet(node(object)))) {
                return store.put(target.key(), Pods.leaving(object, grace, clock.instant()));
            }
        } else if (!Json.at(object, "metadata", "finalizers").isEmpty()) {
            return store.put(target.key(), Pods.leaving(object, 0, clock.instant()));
        }
        if (target.kind().equals(Kind.NAMESPACE)) {
            new Kinds(store)
                    .all().stream()
                            .filter(Kind::isNamespaced)
                            .forEach(kind -> empty(kind, target.name()));
        }
        if (target.kind().equals(Kind.DEFINITION)) {
            Kinds.defined(object).forEach(this::empty);
        }
        store.remove(target.key());
        ObjectNode status = success(200);
        ObjectNode details = status.putObject("details");
        details.put("name", target.name()).put("group", target.kind().group());
        details.put("kind", target.kind().plural());
        details.put("uid", Json.text(object, "metadata", "uid"));
        return status;
    }

    private void empty(Kind kind) {
        for (ObjectNode object : store.list(kind, "")) {
            store.remove(kind.key(Json.text(object, "metadata", "namespace"), Json.name(object)));
        }
    }

    private void empty(Kind kind, String namespace) {
        store.list(kind, namespace).forEach(o -> store.remove(kind.key(namespace, Json.name(o))));
    }

    private Optional<ObjectNode> node(ObjectNode pod) {
        return store.get(Kind.NODE.key("", Json.text(pod, "spec", "nodeName")));
    }

    private ObjectNode existing(Target target) {
        return store.get(target.key())
                .orElseThrow(() -> Problem.notFound(target.kind(), target.name()));
    }

    private static ObjectNode success(int code) {
        ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        return status.put("status", "Success").put("code", code);
    }
}
