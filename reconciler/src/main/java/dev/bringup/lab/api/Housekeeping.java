package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// What a cluster's controllers do without being asked.
final class Housekeeping {

    private final Store store;
    private final InstantSource clock;
    private final Duration nodeGrace;
    private final Instant listeningSince;

    Housekeeping(Store store, InstantSource clock, Duration nodeGrace) {
        this.store = store;
        this.clock = clock;
        this.nodeGrace = nodeGrace;
        this.listeningSince = clock.instant();
    }

    /// What somebody may be waiting for.
    void pods() {
        Instant now = clock.instant();
        store.list(Kind.POD, "").forEach(pod -> tend(pod, now));
    }

    /// What has time.
    void rest() {
        Instant now = clock.instant();
        store.list(Kind.NODE, "").forEach(node -> judge(node, now));
        store.list(Kind.BUDGET, "").forEach(this::count);
        new Workloads(store).tend(now);
        store.list(Kind.SECRET, "kube-system").stream()
                .filter(secret -> Tokens.isExpired(secret, now))
                .forEach(secret -> store.remove(Kind.SECRET.key("kube-system", Json.name(secret))));
    }

    private void judge(ObjectNode node, Instant now) {
        Optional<ObjectNode> lease = store.get(Kind.LEASE.key("kube-node-lease", Json.name(node)));
        ObjectNode judged = NodeHealth.judged(node, lease, listeningSince, now, nodeGrace);
        store.put(Kind.NODE.key("", Json.name(node)), judged);
    }

    private void tend(ObjectNode pod, Instant now) {
        Optional<ObjectNode> node =
                store.get(Kind.NODE.key("", Json.text(pod, "spec", "nodeName")));
        Store.Key key = Kind.POD.key(Json.text(pod, "metadata", "namespace"), Json.name(pod));
        if (Pods.isOver(pod, node, now)) {
            store.remove(key);
        } else if (Pods.isToStart(pod, node)) {
            store.put(key, Pods.started(pod, now));
        } else if (Pods.isHomeless(pod)) {
            store.put(key, Pods.placed(pod, room(), now));
        }
    }

    /// The lab's scheduler knows only one reason against a Node: that it takes no pods.
    private Optional<ObjectNode> room() {
        return store.list(Kind.NODE, "").stream()
                .filter(Pods::isReady)
                .filter(node -> !Json.at(node, "spec", "unschedulable").asBoolean())
                .findFirst();
    }

    private void count(ObjectNode budget) {
        Disruption disruption = Disruption.of(budget, store);
        ObjectNode counted = budget.deepCopy();
        ObjectNode status = Json.child(counted, "status");
        status.put("currentHealthy", disruption.healthy());
        status.put("desiredHealthy", disruption.desired());
        status.put("expectedPods", disruption.expected());
        status.put("disruptionsAllowed", disruption.allowed());
        store.put(
                Kind.BUDGET.key(Json.text(budget, "metadata", "namespace"), Json.name(budget)),
                counted);
    }
}
