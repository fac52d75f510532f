package dev.bringup.kube;

import dev.bringup.model.AttemptId;
import dev.bringup.model.CommitId;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.Ip4;
import dev.bringup.model.KubeVersion;
import dev.bringup.model.MachineId;
import dev.bringup.model.NodeState;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.NodeState.Stamp;
import dev.bringup.model.Taint;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeSystemInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A Node of Kubernetes as the value the core reasons about.
final class NodeReading {

    private static final Pattern VERSION =
            Pattern.compile("^v?([0-9]{1,4}\\.[0-9]{1,4}\\.[0-9]{1,4})");

    private NodeReading() {}

    /// Nodes whose names no machine can have are none of ours.
    static Map<MachineId, NodeState.Present> all(List<Node> nodes) {
        Map<MachineId, NodeState.Present> all = new HashMap<>();
        nodes.forEach(node -> machine(node).ifPresent(id -> all.put(id, present(node))));
        return all;
    }

    static Optional<MachineId> machine(Node node) {
        try {
            return Optional.of(new MachineId(node.getMetadata().getName()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// Of labels and taints it tells those that we set: the others are nobody's business here.
    static NodeState.Present present(Node node) {
        return new NodeState.Present(
                Objects.requireNonNullElse(node.getMetadata().getUid(), ""),
                isReady(node),
                cordon(node),
                stamp(annotations(node)),
                ourLabels(node),
                ourTaints(node),
                kubelet(node));
    }

    private static NodeState.Kubelet kubelet(Node node) {
        if (node.getStatus() == null || node.getStatus().getNodeInfo() == null) {
            return NodeState.Kubelet.SILENT;
        }
        NodeSystemInfo said = node.getStatus().getNodeInfo();
        return new NodeState.Kubelet(
                version(said),
                Optional.ofNullable(said.getBootID()).filter(boot -> !boot.isBlank()),
                address(node));
    }

    private static Optional<Ip4> address(Node node) {
        return node.getStatus().getAddresses().stream()
                .filter(a -> a.getType().equals("InternalIP"))
                .flatMap(a -> ip4(a.getAddress()).stream())
                .findFirst();
    }

    /// Kubernetes has addresses of the other family as well.
    private static Optional<Ip4> ip4(String text) {
        try {
            return Optional.of(Ip4.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// `v1.36.2`, or with a suffix of whoever built it.
    private static Optional<KubeVersion> version(NodeSystemInfo said) {
        String text = Objects.requireNonNullElse(said.getKubeletVersion(), "");
        Matcher version = VERSION.matcher(text);
        return version.find() ? Optional.of(KubeVersion.parse(version.group(1))) : Optional.empty();
    }

    static Map<String, String> annotations(Node node) {
        return Objects.requireNonNullElse(node.getMetadata().getAnnotations(), Map.of());
    }

    static Map<String, String> labels(Node node) {
        return Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.of());
    }

    static List<io.fabric8.kubernetes.api.model.Taint> taints(Node node) {
        return node.getSpec() == null ? List.of() : node.getSpec().getTaints();
    }

    /// A list that stands in an annotation.
    static Set<String> listed(Map<String, String> annotations, String name) {
        Set<String> items = new TreeSet<>();
        Arrays.stream(annotations.getOrDefault(name, "").split(",", -1))
                .filter(item -> !item.isEmpty())
                .forEach(items::add);
        return items;
    }

    static String identity(io.fabric8.kubernetes.api.model.Taint taint) {
        return taint.getKey() + ":" + taint.getEffect();
    }

    static boolean isCordoned(Node node) {
        return node.getSpec() != null
                && Objects.requireNonNullElse(node.getSpec().getUnschedulable(), false);
    }

    private static boolean isReady(Node node) {
        return node.getStatus() != null
                && node.getStatus().getConditions().stream()
                        .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
    }

    /// Annotations outlive a cordon that somebody lifted by hand, so the cordon itself is asked
    /// first.
    private static Cordon cordon(Node node) {
        if (!isCordoned(node)) {
            return Cordon.NONE;
        }
        Map<String, String> annotations = annotations(node);
        if (annotations.containsKey(Marks.DRAINED)) {
            return Cordon.DRAINED;
        }
        return annotations.containsKey(Marks.CORDONED) ? Cordon.OURS : Cordon.FOREIGN;
    }

    /// A stamp somebody has edited into nonsense is no stamp.
    private static Optional<Stamp> stamp(Map<String, String> annotations) {
        try {
            return Optional.of(
                    new Stamp(
                            new Fingerprint(annotations.getOrDefault(Marks.FINGERPRINT, "")),
                            new CommitId(annotations.getOrDefault(Marks.COMMIT, "")),
                            new AttemptId(annotations.getOrDefault(Marks.ATTEMPT, "")),
                            Optional.ofNullable(annotations.get(Marks.REBOOT_GENERATION))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static SortedMap<String, String> ourLabels(Node node) {
        SortedMap<String, String> ours = new TreeMap<>(labels(node));
        ours.keySet().retainAll(listed(annotations(node), Marks.LABELS));
        return ours;
    }

    private static List<Taint> ourTaints(Node node) {
        Set<String> ours = listed(annotations(node), Marks.TAINTS);
        List<Taint> taints = new ArrayList<>();
        for (io.fabric8.kubernetes.api.model.Taint taint : taints(node)) {
            String value = Objects.requireNonNullElse(taint.getValue(), "");
            Arrays.stream(Taint.Effect.values())
                    .filter(_ -> ours.contains(identity(taint)))
                    .filter(effect -> effect.text().equals(taint.getEffect()))
                    .forEach(effect -> taints.add(new Taint(taint.getKey(), value, effect)));
        }
        return taints;
    }
}
