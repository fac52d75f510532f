package dev.bringup.kube;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// The pods of a Node that is drained: each that goes is told of, and each that stays once for
/// every reason.
final class Departures {

    private final Consumer<String> say;
    private final Map<String, String> reasons = new HashMap<>();
    private Set<String> there = Set.of();

    Departures(Consumer<String> say) {
        this.say = say;
    }

    /// Whether any went since the last look.
    boolean look(List<Pod> pods) {
        Set<String> now = pods.stream().map(Departures::name).collect(Collectors.toSet());
        Set<String> gone = new TreeSet<>(there);
        gone.removeAll(now);
        int left = now.size() + gone.size();
        for (String name : gone) {
            left--;
            say.accept(name + " went; " + (left == 0 ? "no pod is left" : left + " to go"));
        }
        there = now;
        reasons.keySet().retainAll(now);
        return !gone.isEmpty();
    }

    /// Why it stays; empty if it goes.
    void learn(Pod pod, Optional<String> stays) {
        String name = name(pod);
        if (stays.isEmpty()) {
            reasons.remove(name);
        } else if (!stays.get().equals(reasons.put(name, stays.get()))) {
            say.accept(name + " stays: " + stays.get());
        }
    }

    Optional<String> reason(Pod pod) {
        return Optional.ofNullable(reasons.get(name(pod)));
    }

    static String name(Pod pod) {
        return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
    }
}
