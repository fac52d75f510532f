package dev.bringup.kube;

import dev.bringup.model.MachineId;
import dev.bringup.model.Policy;
import dev.bringup.port.Outcome;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.api.model.policy.v1.Eviction;
import io.fabric8.kubernetes.api.model.policy.v1.EvictionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Empties a cordoned Node. All pods are asked to go at once; those a PodDisruptionBudget keeps are
/// asked again until the policy's time is over.
final class Drainer {

    private static final Duration ASK_AGAIN = Duration.ofMillis(500);
    private static final Duration AFTER_HOLD = Duration.ofSeconds(30);

    /// How long pods get that are deleted past their budget, before their grace is cut to nothing.
    private static final Duration FORCED_GRACE = Duration.ofSeconds(30);

    private final KubernetesClient client;
    private final InstantSource clock;

    Drainer(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    /// Done when no pod is left.
    Outcome empty(MachineId machine, Policy.Drain policy) throws InterruptedException {
        Instant end = clock.instant().plus(policy.timeout());
        Instant giveUp = end.plus(FORCED_GRACE).plus(FORCED_GRACE);
        Map<String, String> staying = new TreeMap<>();
        while (true) {
            List<Pod> pods = pods(machine);
            Instant now = clock.instant();
            if (pods.isEmpty()) {
                return new Outcome.Done();
            }
            if (now.isBefore(end)) {
                staying.clear();
                pods.forEach(pod -> evict(pod).ifPresent(b -> staying.put(name(pod), b)));
            } else if (policy.then() == Policy.Drain.Then.HOLD || now.isAfter(giveUp)) {
                return held(machine, pods, staying);
            } else {
                Grace grace = now.isBefore(end.plus(FORCED_GRACE)) ? Grace.ITS_OWN : Grace.NONE;
                pods.forEach(pod -> delete(pod, grace));
            }
            Thread.sleep(ASK_AGAIN);
        }
    }

    private enum Grace {
        ITS_OWN,
        NONE
    }

    /// Why the pod may not go, in the API's words; empty when it goes. It must be this very pod:
    /// another may have taken its name.
    private Optional<String> evict(Pod pod) {
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            return Optional.of(terminating(pod));
        }
        Eviction eviction =
                new EvictionBuilder()
                        .withNewMetadata()
                        .withName(pod.getMetadata().getName())
                        .withNamespace(pod.getMetadata().getNamespace())
                        .endMetadata()
                        .withDeleteOptions(
                                new DeleteOptionsBuilder()
                                        .withNewPreconditions()
                                        .withUid(pod.getMetadata().getUid())
                                        .endPreconditions()
                                        .build())
                        .build();
        try {
            String _ = client.raw(path(pod) + "/eviction", "POST", eviction);
            return Optional.empty();
        } catch (KubernetesClientException e) {
            return switch (e.getCode()) {
                case 404, 409 -> Optional.empty();
                case 429 -> Optional.of(budget(e));
                default -> throw e;
            };
        }
    }

    /// Until whoever put a finalizer on it takes it off, a pod stays, forced or not.
    private static String terminating(Pod pod) {
        List<String> finalizers = pod.getMetadata().getFinalizers();
        return finalizers.isEmpty()
                ? "still terminating"
                : "still terminating: kept by finalizer " + String.join(", ", finalizers);
    }

    private static String budget(KubernetesClientException e) {
        if (e.getStatus() != null && e.getStatus().getDetails() != null) {
            for (StatusCause cause : e.getStatus().getDetails().getCauses()) {
                if ("DisruptionBudget".equals(cause.getReason())) {
                    return cause.getMessage();
                }
            }
        }
        return Reply.because(e);
    }

    private void delete(Pod pod, Grace grace) {
        if (grace == Grace.ITS_OWN && pod.getMetadata().getDeletionTimestamp() != null) {
            return;
        }
        PodResource resource =
                client.pods()
                        .inNamespace(pod.getMetadata().getNamespace())
                        .withName(pod.getMetadata().getName());
        switch (grace) {
            case ITS_OWN -> resource.delete();
            case NONE -> resource.withGracePeriod(0).delete();
        }
    }

    private static Outcome held(MachineId machine, List<Pod> pods, Map<String, String> staying) {
        String each =
                pods.stream()
                        .sorted(Comparator.comparing(Drainer::name))
                        .map(pod -> name(pod) + " (" + stays(pod, staying) + ")")
                        .collect(Collectors.joining(", "));
        return new Outcome.Retry("pods stay on " + machine + ": " + each, AFTER_HOLD);
    }

    private static String stays(Pod pod, Map<String, String> staying) {
        return pod.getMetadata().getDeletionTimestamp() == null
                ? staying.getOrDefault(name(pod), "just asked")
                : terminating(pod);
    }

    private static String name(Pod pod) {
        return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
    }

    private static String path(Pod pod) {
        return "/api/v1/namespaces/%s/pods/%s"
                .formatted(pod.getMetadata().getNamespace(), pod.getMetadata().getName());
    }

    private List<Pod> pods(MachineId machine) {
        return client
                .pods()
                .inAnyNamespace()
                .withField("spec.nodeName", machine.name())
                .list()
                .getItems()
                .stream()
                .filter(Drainer::isToGo)
                .toList();
    }

    /// A DaemonSet would put its pod back at once, a static pod belongs to the kubelet, and a
    /// finished one is no longer there.
    static boolean isToGo(Pod pod) {
        boolean daemon =
                pod.getMetadata().getOwnerReferences().stream()
                        .anyMatch(o ->
                                Boolean.TRUE.equals(o.getController())
                                        && o.getKind().equals("DaemonSet"));
        boolean mirror =
                pod.getMetadata().getAnnotations() != null
                        && pod.getMetadata()
                                .getAnnotations()
                                .containsKey("kubernetes.io/config.mirror");
        String phase = pod.getStatus() == null ? "" : pod.getStatus().getPhase();
        boolean over = "Succeeded".equals(phase) || "Failed".equals(phase);
        return !daemon && !mirror && !over;
    }
}
