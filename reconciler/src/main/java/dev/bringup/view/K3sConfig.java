package dev.bringup.view;

import dev.bringup.model.ClusterSpec;
import dev.bringup.model.JoinMaterial;
import dev.bringup.model.JoinMaterial.Way;
import dev.bringup.model.Kubernetes.Tool;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Taint;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What k3s is told on a machine. `material` has its token whole, the cluster's digest in it.
public record K3sConfig(ClusterSpec cluster, MachineSpec machine, JoinMaterial material) {

    /// What k3s calls the roots of trust, after how kubeadm calls them.
    private static final List<List<String>> NAMES =
            List.of(
                    List.of("server-ca", "ca"),
                    List.of("client-ca", "ca"),
                    List.of("request-header-ca", "front-proxy-ca"),
                    List.of("etcd/server-ca", "etcd/ca"),
                    List.of("etcd/peer-ca", "etcd/ca"));

    /// The material with what is said beside it. Who joins gets the roots from the cluster itself.
    public JoinMaterial with(Way way, SortedMap<String, String> roots) {
        SortedMap<String, String> files =
                switch (way) {
                    case INIT -> files(roots);
                    case JOIN, WORK -> new TreeMap<>();
                };
        return new JoinMaterial(
                material.endpoint(),
                material.token(),
                material.caCertificateHash(),
                Optional.of(new JoinMaterial.Plane(way, Tool.K3S, files, config(way))));
    }

    private static SortedMap<String, String> files(SortedMap<String, String> roots) {
        SortedMap<String, String> files = new TreeMap<>();
        for (List<String> name : NAMES) {
            for (String end : List.of(".crt", ".key")) {
                files.put(name.getFirst() + end, root(roots, name.getLast() + end));
            }
        }
        files.put("service.key", root(roots, "sa.key"));
        return files;
    }

    private static String root(SortedMap<String, String> roots, String name) {
        return Optional.ofNullable(roots.get(name))
                .orElseThrow(() -> new IllegalStateException("the roots of trust lack " + name));
    }

    private String config(Way way) {
        StringBuilder text = new StringBuilder();
        switch (way) {
            case INIT -> text.append("cluster-init: true\n");
            case JOIN, WORK -> text.append(line("server", "https://" + material.endpoint()));
        }
        text.append(line("token", material.token()));
        text.append(line("node-name", machine.id().name()));
        text.append(line("node-ip", machine.address().toString()));
        if (way != Way.WORK) {
            text.append(servers());
        }
        list(text, "node-label", labels());
        list(text, "node-taint", machine.node().taints().stream().map(K3sConfig::taint).toList());
        return text.toString();
    }

    /// The same on all of them, or they would not be one cluster.
    private String servers() {
        StringBuilder text = new StringBuilder();
        cluster.kubernetes().endpointHost().ifPresent(host -> list(text, "tls-san", List.of(host)));
        cluster.kubernetes()
                .podCidr()
                .ifPresent(c -> text.append(line("cluster-cidr", c.toString())));
        cluster.kubernetes()
                .serviceCidr()
                .ifPresent(c -> text.append(line("service-cidr", c.toString())));
        return text.toString();
    }

    /// A kubelet that is told to set one of the others does not start; they are set later, by us.
    private List<String> labels() {
        return machine.node().labels().entrySet().stream()
                .filter(label -> mayBeItsOwn(label.getKey()))
                .map(label -> label.getKey() + "=" + label.getValue())
                .toList();
    }

    private static boolean mayBeItsOwn(String label) {
        int slash = label.indexOf('/');
        String domain = "." + label.substring(0, Math.max(0, slash));
        boolean reserved = domain.endsWith(".kubernetes.io") || domain.endsWith(".k8s.io");
        return !reserved
                || domain.endsWith(".node.kubernetes.io")
                || domain.endsWith(".kubelet.kubernetes.io");
    }

    private static String taint(Taint taint) {
        String value = taint.value().isEmpty() ? "" : "=" + taint.value();
        return taint.key() + value + ":" + taint.effect().text();
    }

    private static String line(String key, String value) {
        return key + ": \"" + value + "\"\n";
    }

    private static void list(StringBuilder text, String key, List<String> values) {
        if (!values.isEmpty()) {
            text.append(key).append(":\n");
            values.forEach(value -> text.append("- \"").append(value).append("\"\n"));
        }
    }
}
