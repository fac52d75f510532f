package dev.bringup.kube;

import dev.bringup.model.MachineId;
import dev.bringup.model.NodeState;
import dev.bringup.model.Pending;
import dev.bringup.model.Sighting;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Rounds of one list and one watch that begins where the list ended. One thread tells everything,
/// so an old list never comes after newer news, and each round makes all facts fresh again.
final class NodeWatch {

    private static final Duration ROUND = Duration.ofSeconds(20);
    private static final Duration AFTER_SILENCE = Duration.ofMillis(300);
    private static final Duration AFTER_LOSS = Duration.ofMillis(200);

    private sealed interface News {
        record Changed(Node node, NodeState state) implements News {}

        /// The watch is over; only a new list knows what was missed.
        record Ended() implements News {}
    }

    private final KubernetesClient client;
    private final InstantSource clock;
    private final Consumer<Sighting> seen;
    private final Map<MachineId, NodeState> told = new HashMap<>();

    NodeWatch(KubernetesClient client, InstantSource clock, Consumer<Sighting> seen) {
        this.client = client;
        this.clock = clock;
        this.seen = seen;
    }

    /// Until the thread is interrupted.
    void run() throws InterruptedException {
        while (true) {
            try {
                round();
            } catch (KubernetesClientException e) {
                seen.accept(new Sighting.ClusterSilent(Reply.because(e)));
                Thread.sleep(AFTER_SILENCE);
            }
        }
    }

    private void round() throws InterruptedException {
        NodeList list = client.nodes().list();
        Map<MachineId, NodeState.Present> nodes = NodeReading.all(list.getItems());
        told.clear();
        told.putAll(nodes);
        seen.accept(new Sighting.NodesListed(nodes));
        seen.accept(new Sighting.PodsPending(pending()));
        BlockingQueue<News> news = new LinkedBlockingQueue<>();
        Instant end = clock.instant().plus(ROUND);
        try (Watch _ =
                client.nodes()
                        .watch(
                                new ListOptionsBuilder()
                                        .withResourceVersion(
                                                list.getMetadata().getResourceVersion())
                                        .withAllowWatchBookmarks(true)
                                        .build(),
                                listener(news))) {
            follow(news, end);
        }
    }

    /// The scheduler says so of each; a pod that it has not looked at yet does not count.
    private Pending pending() {
        long homeless =
                client
                        .pods()
                        .inAnyNamespace()
                        .withField("status.phase", "Pending")
                        .list()
                        .getItems()
                        .stream()
                        .filter(pod ->
                                pod.getStatus().getConditions().stream()
                                        .anyMatch(c ->
                                                c.getType().equals("PodScheduled")
                                                        && c.getStatus().equals("False")
                                                        && "Unschedulable".equals(c.getReason())))
                        .count();
        return new Pending((int) homeless);
    }

    private void follow(BlockingQueue<News> news, Instant end) throws InterruptedException {
        while (true) {
            long left = Duration.between(clock.instant(), end).toMillis();
            News next = left <= 0 ? null : news.poll(left, TimeUnit.MILLISECONDS);
            switch (next) {
                case null -> {
                    return;
                }
                case News.Changed(Node node, NodeState state) -> tell(node, state);
                case News.Ended() -> {
                    Thread.sleep(AFTER_LOSS);
                    return;
                }
            }
        }
    }

    /// A kubelet's heartbeat changes the Node, but nothing of what we read from it.
    private void tell(Node node, NodeState state) {
        Optional<MachineId> machine = NodeReading.machine(node);
        if (machine.isPresent() && !state.equals(told.put(machine.get(), state))) {
            seen.accept(new Sighting.NodeSeen(machine.get(), state));
        }
    }

    private static Watcher<Node> listener(BlockingQueue<News> news) {
        return new Watcher<>() {
            @Override
            public void eventReceived(Action action, Node node) {
                switch (action) {
                    case ADDED, MODIFIED ->
                            news.add(new News.Changed(node, NodeReading.present(node)));
                    case DELETED -> news.add(new News.Changed(node, new NodeState.Absent()));
                    case ERROR -> news.add(new News.Ended());
                    case BOOKMARK -> {}
                }
            }

            @Override
            public void onClose() {
                news.add(new News.Ended());
            }

            @Override
            public void onClose(WatcherException cause) {
                news.add(new News.Ended());
            }
        };
    }
}
