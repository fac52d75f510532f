package dev.bringup.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bringup.lab.api.LabClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Watches Nodes as `kubectl get nodes --watch` does, and misses no state that any of them was in.
final class NodeLog {

    private static final String READY = "Ready";

    private final Map<String, List<String>> histories = new HashMap<>();
    private final Map<String, String> now = new TreeMap<>();
    private Set<String> mostAway = Set.of();

    static NodeLog follow(LabClient api) {
        NodeLog log = new NodeLog();
        Thread.ofVirtual()
                .name("nodes")
                .start(() -> {
                    try {
                        api.watch("/api/v1/nodes?watch=true").forEach(log::saw);
                    } catch (IOException | UncheckedIOException | InterruptedException _) {
                        // The lab is over; if it is not, a Node that went away shows nowhere.
                    }
                });
        return log;
    }

    private synchronized void saw(JsonNode event) {
        JsonNode node = event.path("object");
        String name = node.at("/metadata/name").asText();
        String state = event.path("type").asText().equals("DELETED") ? "gone" : state(node);
        now.put(name, state);
        List<String> history = histories.computeIfAbsent(name, _ -> new ArrayList<>());
        if (history.isEmpty() || !history.getLast().equals(state)) {
            history.add(state);
        }
        Set<String> away = new TreeSet<>(now.keySet());
        away.removeIf(n -> READY.equals(now.get(n)));
        if (away.size() > mostAway.size()) {
            mostAway = away;
        }
    }

    private static String state(JsonNode node) {
        boolean ready = false;
        for (JsonNode condition : node.at("/status/conditions")) {
            ready |=
                    condition.path("type").asText().equals("Ready")
                            && condition.path("status").asText().equals("True");
        }
        JsonNode annotations = node.at("/metadata/annotations");
        return (ready ? READY : "NotReady")
                + (node.at("/spec/unschedulable").asBoolean() ? ", cordoned" : "")
                + (annotations.has("bringup.dev/drained") ? ", drained" : "");
    }

    /// From here on; a Node that is gone is forgotten.
    synchronized void startAgain() {
        now.values().removeIf("gone"::equals);
        histories.clear();
        mostAway = Set.of();
    }

    /// Every state of a Node since then, in order.
    synchronized List<String> history(String node) {
        return List.copyOf(histories.getOrDefault(node, List.of()));
    }

    /// The Nodes that did not serve at the instant at which most did not.
    synchronized Set<String> mostAway() {
        return mostAway;
    }
}
