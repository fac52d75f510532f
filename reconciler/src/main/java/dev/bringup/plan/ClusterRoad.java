package dev.bringup.plan;

import dev.bringup.model.Addons;
import dev.bringup.model.AddonsSeen;
import dev.bringup.model.AddonsSeen.Applied;
import dev.bringup.model.ClusterAction;
import dev.bringup.model.ClusterAction.Todo;
import dev.bringup.model.ClusterAction.Why;
import dev.bringup.model.ClusterPlan;
import dev.bringup.model.Desired;
import dev.bringup.model.Fact;
import dev.bringup.model.ObjectKey;
import dev.bringup.model.Observed;
import dev.bringup.model.Policy;
import dev.bringup.model.Rail;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the cluster itself needs next: the steps of Addons in their order, each once the one before
/// it is healthy, and at the end the objects that left Git.
final class ClusterRoad {

    private static final Fact<SortedMap<ObjectKey, Applied>> NOBODY_LOOKED =
            new Fact<>(new TreeMap<>(), "", Instant.MIN);

    /// Data is deleted by people.
    private static final String CLAIM = "PersistentVolumeClaim";

    private final Desired desired;
    private final Observed observed;
    private final SortedMap<ObjectKey, Applied> objects;
    private final Fact<SortedMap<ObjectKey, Applied>> seen;
    private final List<ClusterPlan.Held> held = new ArrayList<>();

    private ClusterRoad(
            Desired desired, Observed observed, Fact<SortedMap<ObjectKey, Applied>> seen) {
        this.desired = desired;
        this.observed = observed;
        this.objects = seen.value();
        this.seen = seen;
    }

    /// As when no machine waits for etcd.
    static ClusterPlan next(Desired desired, Observed observed) {
        return next(desired, observed, Optional.empty());
    }

    /// Nothing while something is under way. What a machine waits for comes before addons, which
    /// wait for somebody to have looked.
    static ClusterPlan next(
            Desired desired, Observed observed, Optional<ClusterPlan.Step> awaited) {
        AddonsSeen seen = observed.addons();
        if (awaited.isPresent() && !seen.isPending(observed.at())) {
            return new ClusterRoad(desired, observed, NOBODY_LOOKED)
                    .go(awaited.get().action(), awaited.get().because());
        }
        if (seen.objects().isEmpty() || seen.isPending(observed.at())) {
            return ClusterPlan.EMPTY;
        }
        return new ClusterRoad(desired, observed, seen.objects().get()).next();
    }

    private ClusterPlan next() {
        for (Addons.Step step : desired.addons().steps()) {
            List<Todo> todo = todo(step);
            if (!todo.isEmpty()) {
                return go(
                        new ClusterAction.Apply(step.label(), todo, step.patience()), words(todo));
            }
            String unready = unready(step);
            if (!unready.isEmpty()) {
                return waiting(step, unready);
            }
        }
        return prune();
    }

    private List<Todo> todo(Addons.Step step) {
        List<Todo> todo = new ArrayList<>();
        for (Addons.Manifest manifest : step.manifests()) {
            Applied applied = objects.get(manifest.key());
            if (applied == null) {
                todo.add(new Todo(manifest.key(), Why.CREATE));
            } else if (!applied.digest().equals(manifest.digest())
                    || !applied.step().equals(step.label())) {
                todo.add(new Todo(manifest.key(), Why.CHANGE));
            } else if (applied.state() != AddonsSeen.State.AS_APPLIED) {
                todo.add(new Todo(manifest.key(), Why.CORRECT));
            }
        }
        return todo;
    }

    private static String words(List<Todo> todo) {
        Map<Why, Long> counts =
                todo.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Todo::why, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(e ->
                        switch (e.getKey()) {
                            case CREATE -> e.getValue() + " to create";
                            case CHANGE -> e.getValue() + " to change";
                            case CORRECT -> e.getValue() + " that somebody changed or deleted";
                        })
                .collect(Collectors.joining(", "));
    }

    private String unready(Addons.Step step) {
        return step.manifests().stream()
                .flatMap(m ->
                        Stream.ofNullable(objects.get(m.key()))
                                .flatMap(a -> a.unready().stream())
                                .map(because -> m.key() + ": " + because))
                .collect(Collectors.joining("; "));
    }

    /// Nothing more to do but wait, which is said once it took too long.
    private ClusterPlan waiting(Addons.Step step, String unready) {
        Instant since = observed.addons().since().getOrDefault(step.label(), seen.seenAt());
        if (!observed.at().isBefore(since.plus(step.patience()))) {
            hold(
                    step.label(),
                    "apply",
                    Rail.R8,
                    unready + "; no later step starts before this one is healthy");
        }
        return new ClusterPlan(Optional.empty(), held);
    }

    private ClusterPlan go(ClusterAction action, String because) {
        Optional<String> suspended = Refusals.suspended(desired, observed);
        Optional<AddonsSeen.Refused> refused =
                observed.addons()
                        .refused()
                        .filter(r -> r.step().equals(action.step()))
                        .filter(r -> r.verb().equals(action.verb()))
                        .filter(r -> observed.at().isBefore(r.notBefore()));
        Optional<String> led = Leading.held(action.blast(), observed);
        if (led.isPresent()) {
            hold(action.step(), action.verb(), Rail.R11, led.get());
        } else if (suspended.isPresent()) {
            hold(action.step(), action.verb(), Rail.OPERATOR, suspended.get());
        } else if (refused.isPresent()) {
            hold(action.step(), action.verb(), Rail.R8, refused.get().because());
        } else {
            return new ClusterPlan(Optional.of(new ClusterPlan.Step(action, because)), held);
        }
        return new ClusterPlan(Optional.empty(), held);
    }

    private void hold(String step, String verb, Rail rail, String because) {
        held.add(new ClusterPlan.Held(step, verb, rail, because));
    }

    private ClusterPlan prune() {
        SortedMap<ObjectKey, Applied> left = new TreeMap<>(objects);
        left.keySet().removeAll(desired.addons().labels().keySet());
        Policy.Share share = maxShare();
        if (left.size() > share.of(objects.size())) {
            hold(
                    left.values().iterator().next().step(),
                    "prune",
                    Rail.R2,
                    "commit %s takes away %d of %d objects, policy.removal.maxShare allows %d (%s)"
                            .formatted(
                                    desired.commit().id().brief(),
                                    left.size(),
                                    objects.size(),
                                    share.of(objects.size()),
                                    share));
            return new ClusterPlan(Optional.empty(), held);
        }
        TreeMap<String, List<ObjectKey>> gone = new TreeMap<>();
        left.forEach((key, applied) -> {
            Optional<String> keeps =
                    key.kind().equals(CLAIM)
                            ? Optional.of("data is never deleted by Bringup")
                            : applied.guard();
            keeps.ifPresentOrElse(
                    because -> hold(applied.step(), "prune", Rail.R2, key + " stays: " + because),
                    () -> gone.computeIfAbsent(applied.step(), _ -> new ArrayList<>()).add(key));
        });
        if (gone.isEmpty()) {
            return new ClusterPlan(Optional.empty(), held);
        }
        Map.Entry<String, List<ObjectKey>> last = gone.lastEntry();
        if (!seen.isFresh(observed.at(), policy().stale())) {
            hold(last.getKey(), "prune", Rail.R12, "what is in the cluster was not seen lately");
            return new ClusterPlan(Optional.empty(), held);
        }
        return go(
                new ClusterAction.Prune(last.getKey(), last.getValue()),
                last.getValue().size() + " that left Git");
    }

    private Policy policy() {
        return desired.cluster().policy();
    }

    /// The stricter of the policies before and after this commit.
    private Policy.Share maxShare() {
        return observed.remembered()
                .judging(policy())
                .map(Policy::removalMaxShare)
                .min(Comparator.comparingInt(Policy.Share::percent))
                .orElseThrow();
    }
}
