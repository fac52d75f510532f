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
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Empties a cordoned Node. All pods are asked to go at once; those a PodDisruptionBudget keeps are
/// asked again, less and less often, and when another one went, until the policy's time is over.
final class Drainer {

    private static final Duration LOOK = Duration.ofMillis(500);

    /// Between two requests for pods that may not go.
    private static final Duration SELDOM = Duration.ofSeconds(8);

    private static final Duration AFTER_HOLD = Duration.ofSeconds(30);

    /// How long pods get that are deleted past their budget, before their grace is cut to nothing.
    private static final Duration FORCED_GRACE = Duration.ofSeconds(30);

    private final KubernetesClient client;
    private final InstantSource clock;
    private final Departures departures;

    /// `say` hears of each pod that it went, or why it stays.
    Drainer(KubernetesClient client, InstantSource clock, Consumer<String> say) {
        this.client = client;
        this.clock = clock;
        departures = new Departures(say);
    }

    /// Done when no pod is left.
    Outcome empty(MachineId machine, Policy.Drain policy) throws InterruptedException {
        Instant end = clock.instant().plus(policy.timeout());
        Instant giveUp = end.plus(FORCED_GRACE).plus(FORCED_GRACE);
        Instant ask = Instant.MIN;
        Duration pause = LOOK;
        while (true) {
            List<Pod> pods = pods(machine);
            boolean went = departures.look(pods);
            Instant now = clock.instant();
            if (pods.isEmpty()) {
                return new Outcome.Done();
            }
            if (now.isBefore(end)) {
                if (went || !now.isBefore(ask)) {
                    pods.forEach(pod -> ask(pod, policy));
                    pause = went ? LOOK : longer(pause);
                    ask = now.plus(pause);
                }
            } else if (policy.then() == Policy.Drain.Then.HOLD || now.isAfter(giveUp)) {
                return held(machine, pods);
            } else {
                Grace grace = now.isBefore(end.plus(FORCED_GRACE)) ? Grace.ITS_OWN : Grace.NONE;
                pods.stream().filter(p -> !isKept(p, policy)).forEach(p -> delete(p, grace));
            }
            Thread.sleep(LOOK);
        }
    }

    /// A budget that yields nothing for minutes is not asked twice a second.
    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(SELDOM) < 0 ? twice : SELDOM;
    }

    private void ask(Pod pod, Policy.Drain policy) {
        Optional<String> stays =
                isKept(pod, policy)
                        ? Optional.of("it has an emptyDir, and policy.drain.emptyDir is hold")
                        : evict(pod);
        departures.learn(pod, stays);
    }

    private static boolean isKept(Pod pod, Policy.Drain policy) {
        return policy.emptyDir() == Policy.Drain.EmptyDir.HOLD
                && pod.getSpec().getVolumes().stream().anyMatch(v -> v.getEmptyDir() != null);
    }

    private enum Grace {
        ITS_OWN,
        NONE
    }

    /// Why the pod may not go, in the API's words; empty when it goes. It must be this very pod:
    /// another may have taken its name.
    private Optional<String> evict(Pod pod) {
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            return finalizers(pod);
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
    private static Optional<String> finalizers(Pod pod) {
        List<String> names = pod.getMetadata().getFinalizers();
        return Optional.of("still terminating: kept by finalizer " + String.join(", ", names))
                .filter(_ -> !names.isEmpty());
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

    private Outcome held(MachineId machine, List<Pod> pods) {
        String each =
                pods.stream()
                        .sorted(Comparator.comparing(Departures::name))
                        .map(pod -> Departures.name(pod) + " (" + stays(pod) + ")")
                        .collect(Collectors.joining(", "));
        return new Outcome.Retry("pods stay on " + machine + ": " + each, AFTER_HOLD);
    }

    private String stays(Pod pod) {
        boolean goes = pod.getMetadata().getDeletionTimestamp() != null;
        return (goes ? finalizers(pod) : departures.reason(pod))
                .orElse(goes ? "still terminating" : "just asked");
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
