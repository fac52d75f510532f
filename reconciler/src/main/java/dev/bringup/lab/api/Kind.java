package dev.bringup.lab.api;

import java.util.List;
import java.util.Set;

/// One kind of object that the API serves.
record Kind(
        String group,
        String version,
        String plural,
        String kind,
        Scope scope,
        List<String> shortNames,
        Set<String> subresources) {

    enum Scope {
        CLUSTER,
        NAMESPACED
    }

    static final Kind NODE =
            new Kind("", "v1", "nodes", "Node", Scope.CLUSTER, List.of("no"), Set.of("status"));
    static final Kind POD =
            namespaced("", "v1", "pods", "Pod", List.of("po"), "status", "eviction");
    static final Kind NAMESPACE =
            new Kind(
                    "",
                    "v1",
                    "namespaces",
                    "Namespace",
                    Scope.CLUSTER,
                    List.of("ns"),
                    Set.of("status"));
    static final Kind SECRET = namespaced("", "v1", "secrets", "Secret", List.of());
    static final Kind EVENT = namespaced("", "v1", "events", "Event", List.of("ev"));
    static final Kind LEASE = namespaced("coordination.k8s.io", "v1", "leases", "Lease", List.of());
    static final Kind BUDGET =
            namespaced(
                    "policy",
                    "v1",
                    "poddisruptionbudgets",
                    "PodDisruptionBudget",
                    List.of("pdb"),
                    "status");
    static final Kind REPLICA_SET =
            namespaced("apps", "v1", "replicasets", "ReplicaSet", List.of("rs"), "status");

    static final Kind REQUEST =
            new Kind(
                    "certificates.k8s.io",
                    "v1",
                    "certificatesigningrequests",
                    "CertificateSigningRequest",
                    Scope.CLUSTER,
                    List.of("csr"),
                    Set.of("approval", "status"));

    static final Kind ACCOUNT =
            namespaced("", "v1", "serviceaccounts", "ServiceAccount", List.of("sa"), "token");

    static final Kind CLAIM =
            namespaced(
                    "",
                    "v1",
                    "persistentvolumeclaims",
                    "PersistentVolumeClaim",
                    List.of("pvc"),
                    "status");
    static final Kind DEFINITION =
            new Kind(
                    "apiextensions.k8s.io",
                    "v1",
                    "customresourcedefinitions",
                    "CustomResourceDefinition",
                    Scope.CLUSTER,
                    List.of("crd"),
                    Set.of("status"));

    /// The order is the one discovery shows; kubectl takes the first match of a name.
    static final List<Kind> ALL =
            List.of(
                    NODE,
                    POD,
                    NAMESPACE,
                    SECRET,
                    namespaced("", "v1", "configmaps", "ConfigMap", List.of("cm")),
                    EVENT,
                    namespaced("", "v1", "services", "Service", List.of("svc"), "status"),
                    ACCOUNT,
                    namespaced("apps", "v1", "daemonsets", "DaemonSet", List.of("ds"), "status"),
                    REPLICA_SET,
                    namespaced(
                            "apps", "v1", "deployments", "Deployment", List.of("deploy"), "status"),
                    namespaced(
                            "apps", "v1", "statefulsets", "StatefulSet", List.of("sts"), "status"),
                    LEASE,
                    BUDGET,
                    REQUEST,
                    namespaced("events.k8s.io", "v1", "events", "Event", List.of("ev")),
                    namespaced("batch", "v1", "jobs", "Job", List.of(), "status"),
                    namespaced("batch", "v1", "cronjobs", "CronJob", List.of("cj"), "status"),
                    CLAIM,
                    wide("", "persistentvolumes", "PersistentVolume", "pv"),
                    wide("storage.k8s.io", "storageclasses", "StorageClass", "sc"),
                    wide("storage.k8s.io", "csidrivers", "CSIDriver"),
                    wide("scheduling.k8s.io", "priorityclasses", "PriorityClass", "pc"),
                    wide("rbac.authorization.k8s.io", "clusterroles", "ClusterRole"),
                    wide("rbac.authorization.k8s.io", "clusterrolebindings", "ClusterRoleBinding"),
                    namespaced("rbac.authorization.k8s.io", "v1", "roles", "Role", List.of()),
                    namespaced(
                            "rbac.authorization.k8s.io",
                            "v1",
                            "rolebindings",
                            "RoleBinding",
                            List.of()),
                    namespaced(
                            "networking.k8s.io",
                            "v1",
                            "networkpolicies",
                            "NetworkPolicy",
                            List.of("netpol")),
                    DEFINITION);

    private static Kind namespaced(
            String group,
            String version,
            String plural,
            String kind,
            List<String> shortNames,
            String... subresources) {
        return new Kind(
                group, version, plural, kind, Scope.NAMESPACED, shortNames, Set.of(subresources));
    }

    private static Kind wide(String group, String plural, String kind, String... shortNames) {
        return new Kind(group, "v1", plural, kind, Scope.CLUSTER, List.of(shortNames), Set.of());
    }

    /// As `kubectl` and messages write it: `leases.coordination.k8s.io`. It is also where the store
    /// keeps it; the two event APIs are two views of the same objects.
    String resource() {
        return group.isEmpty() || plural.equals("events") ? plural : plural + "." + group;
    }

    String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    boolean isNamespaced() {
        return scope == Scope.NAMESPACED;
    }

    Store.Key key(String namespace, String name) {
        return new Store.Key(resource(), isNamespaced() ? namespace : "", name);
    }
}
