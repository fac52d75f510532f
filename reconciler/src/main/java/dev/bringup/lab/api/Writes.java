package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// Creates, replaces and patches objects.
final class Writes {

    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final String SUFFIXES = "bcdfghjklmnpqrstvwxz2456789";

    private final Store store;
    private final InstantSource clock;
    private final SecureRandom random;

    Writes(Store store, InstantSource clock, SecureRandom random) {
        this.store = store;
        this.clock = clock;
        this.random = random;
    }

    ObjectNode create(Call call, Target target) {
        ObjectNode wanted = body(call, target);
        Kind kind = target.kind();
        ObjectNode metadata = Json.metadata(wanted);
        if (Json.name(wanted).isEmpty() && metadata.has("generateName")) {
            metadata.put("name", Json.text(metadata, "generateName") + suffix());
        }
        String name = Json.name(wanted);
        if (name.length() > 253 || !NAME.matcher(name).matches()) {
            throw Problem.invalid(
                    kind, name, "metadata.name: Invalid value: \"" + name + "\": not a DNS name");
        }
        if (kind.isNamespaced()) {
            place(metadata, target);
        }
        Store.Key key = kind.key(target.namespace(), name);
        if (store.get(key).isPresent()) {
            throw Problem.alreadyExists(kind, name);
        }
        ObjectNode created = Admission.created(kind, wanted, uid(), clock.instant());
        Managers.track(call, target, Json.object(), created, clock.instant());
        return save(call, key, created);
    }

    ObjectNode replace(Call call, Target target) {
        ObjectNode wanted = body(call, target);
        if (!Json.name(wanted).equals(target.name())) {
            throw Problem.badRequest(
                    "the name of the object (%s) does not match the name on the URL (%s)"
                            .formatted(Json.name(wanted), target.name()));
        }
        ObjectNode stored =
                target.kind().group().equals("events.k8s.io") ? Events.toOld(wanted) : wanted;
        return update(call, target, existing(target), stored);
    }

    ObjectNode patch(Call call, Target target) {
        if (call.contentType().equals(ServerSideApply.TYPE)) {
            return apply(call, target);
        }
        ObjectNode before = existing(target);
        String type = call.contentType();
        ObjectNode after = Patch.apply(type, before, call.body());
        return update(call, target, before, after);
    }

    private ObjectNode apply(Call call, Target target) {
        Instant now = clock.instant();
        ObjectNode wanted = checked(ServerSideApply.wanted(call, target), target);
        Optional<ObjectNode> live = store.get(target.key());
        ObjectNode after = ServerSideApply.apply(call, target, live, wanted, now);
        if (live.isPresent()) {
            precondition(target, live.get(), wanted.path("metadata"));
            return stored(call, target, Admission.updated(target, live.get(), after, now));
        }
        if (target.kind().isNamespaced()) {
            place(Json.metadata(after), target);
        }
        return save(call, target.key(), Admission.created(target.kind(), after, uid(), now));
    }

    ObjectNode existing(Target target) {
        return store.get(target.key())
                .orElseThrow(() -> Problem.notFound(target.kind(), target.name()));
    }

    private ObjectNode update(Call call, Target target, ObjectNode before, ObjectNode after) {
        precondition(target, before, after.path("metadata"));
        ObjectNode updated = Admission.updated(target, before, after, clock.instant());
        Managers.of(before).write(updated);
        Managers.track(call, target, before, updated, clock.instant());
        return stored(call, target, updated);
    }

    private ObjectNode stored(Call call, Target target, ObjectNode updated) {
        boolean finished =
                Json.at(updated, "metadata").has("deletionTimestamp")
                        && Json.at(updated, "metadata", "finalizers").isEmpty()
                        && !target.kind().equals(Kind.POD);
        if (finished && !call.isDryRun()) {
            return store.remove(target.key()).orElse(updated);
        }
        return save(call, target.key(), updated);
    }

    /// Whoever names a version or a uid means that object and no other.
    static void precondition(Target target, ObjectNode before, JsonNode wish) {
        for (String field : new String[] {"uid", "resourceVersion"}) {
            String wanted = Json.text(wish, field);
            if (!wanted.isEmpty() && !wanted.equals(Json.text(before, "metadata", field))) {
                throw Problem.conflict(
                        target.kind(),
                        target.name(),
                        field.equals("uid")
                                ? ("Precondition failed: UID in precondition: %s,"
                                                + " UID in object meta: %s")
                                        .formatted(wanted, Json.text(before, "metadata", "uid"))
                                : "the object has been modified; please apply your changes to the"
                                        + " latest version and try again");
            }
        }
    }

    private ObjectNode save(Call call, Store.Key key, ObjectNode object) {
        return call.isDryRun() ? object : store.put(key, object);
    }

    private static ObjectNode body(Call call, Target target) {
        return checked(Json.parseObject(call.body()), target);
    }

    private static ObjectNode checked(ObjectNode body, Target target) {
        String kind = Json.text(body, "kind");
        String expected = target.kind().kind();
        if (!kind.isEmpty() && !kind.equals(expected)) {
            throw Problem.badRequest(
                    "the object's kind is " + kind + ", but this path takes " + expected);
        }
        return body.put("kind", expected).put("apiVersion", target.kind().apiVersion());
    }

    private void place(ObjectNode metadata, Target target) {
        String namespace = target.namespace();
        String given = Json.text(metadata, "namespace");
        if (namespace.isEmpty() || !(given.isEmpty() || given.equals(namespace))) {
            throw Problem.badRequest(
                    "the namespace of the provided object does not match the namespace sent on"
                            + " the request");
        }
        if (store.get(Kind.NAMESPACE.key("", namespace)).isEmpty()) {
            throw Problem.notFound(Kind.NAMESPACE, namespace);
        }
        metadata.put("namespace", namespace);
    }

    private String uid() {
        long version4 = (random.nextLong() & ~0xF000L) | 0x4000L;
        long variant1 = (random.nextLong() >>> 2) | (1L << 63);
        return new UUID(version4, variant1).toString();
    }

    private String suffix() {
        StringBuilder suffix = new StringBuilder();
        random.ints(5, 0, SUFFIXES.length()).forEach(i -> suffix.append(SUFFIXES.charAt(i)));
        return suffix.toString();
    }

    /// What a controller wants to be there; what is so already is left alone.
    void keep(Kind kind, ObjectNode wanted) {
        Store.Key key = kind.key(Json.text(wanted, "metadata", "namespace"), Json.name(wanted));
        Optional<ObjectNode> before = store.get(key);
        if (before.isEmpty()) {
            store.put(key, Admission.created(kind, wanted, uid(), clock.instant()));
        } else if (wanted.has("data") && !before.get().path("data").equals(wanted.path("data"))) {
            ObjectNode after = before.get().deepCopy();
            after.set("data", wanted.path("data"));
            store.put(key, after);
        }
    }

    /// The namespaces every cluster has, and the role of those who join one.
    void seed() {
        Instant now = clock.instant();
        keep(Roles.CLUSTER_ROLE, Roles.bootstrapper());
        for (String name :
                new String[] {"default", "kube-system", "kube-public", "kube-node-lease"}) {
            Store.Key key = Kind.NAMESPACE.key("", name);
            if (store.get(key).isEmpty()) {
                ObjectNode namespace = Json.object();
                namespace.put("kind", "Namespace").put("apiVersion", "v1");
                Json.metadata(namespace).put("name", name);
                store.put(key, Admission.created(Kind.NAMESPACE, namespace, uid(), now));
            }
        }
    }
}
