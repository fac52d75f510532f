package dev.bringup.manifest;

import dev.bringup.model.AddressRange;
import dev.bringup.model.Cidr;
import dev.bringup.model.ClusterSpec;
import dev.bringup.model.ClusterSpec.DhcpMode;
import dev.bringup.model.Diagnostic.Position;
import dev.bringup.model.Ip4;
import dev.bringup.model.KubeVersion;
import dev.bringup.model.Kubernetes;
import dev.bringup.model.MachineId;
import dev.bringup.model.Policy;
import dev.bringup.model.Policy.Budget;
import dev.bringup.model.Policy.Budgeted;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A Cluster document that fits its schema, as a value. Defaults come from the schema.
final class ReadCluster {

    private final Map<String, byte[]> files;
    private final Problems problems;

    ReadCluster(Map<String, byte[]> files, Problems problems) {
        this.files = files;
        this.problems = problems;
    }

    ClusterSpec read(Document document) {
        Tree.Mapping spec = document.spec();
        return new ClusterSpec(
                document.name(),
                kubernetes(spec.map("kubernetes")),
                network(spec.map("network"), spec.map("policy")),
                ssh(spec.map("ssh")),
                spec.text("suspend"),
                policy(spec.map("policy")));
    }

    private Kubernetes kubernetes(Tree.Mapping kubernetes) {
        String bootstrap = kubernetes.need("bootstrap");
        boolean k3s = bootstrap.equals("k3s");
        String version = kubernetes.need("version");
        if (version.contains("+k3s") && bootstrap.equals("kubeadm")) {
            problems.add(
                    Code.NOT_OF_K3S,
                    kubernetes.place("version"),
                    version + " is a version of k3s, and kubeadm is to make the cluster",
                    "write " + KubeVersion.parse(version) + ", or bootstrap: k3s");
        }
        return new Kubernetes(
                version,
                kubernetes.text("endpoint"),
                kubernetes.text("podCidr").map(Cidr::parse),
                kubernetes.text("serviceCidr").map(Cidr::parse),
                bootstrap.equals("external") ? Optional.empty() : roots(kubernetes),
                k3s ? Kubernetes.Tool.K3S : Kubernetes.Tool.KUBEADM);
    }

    /// Where nobody else makes the cluster, what machines are to trust lies beside the state.
    private Optional<Kubernetes.SealedRoots> roots(Tree.Mapping kubernetes) {
        if (kubernetes.text("endpoint").isEmpty()) {
            problems.add(
                    Code.NO_ENDPOINT,
                    kubernetes.place("bootstrap"),
                    "kubernetes.endpoint is missing, and nobody could find the cluster",
                    "name where its API will be: endpoint: HOST:6443");
        }
        Optional<Kubernetes.SealedRoots> sealed = sealed();
        if (sealed.isEmpty()) {
            problems.add(
                    Code.NO_ROOTS,
                    kubernetes.place("bootstrap"),
                    "there is no "
                            + Kubernetes.ROOTS
                            + ", and without it nobody can make the cluster",
                    "make it: bringup pki init --recipient AGE1...");
        }
        return sealed;
    }

    private Optional<Kubernetes.SealedRoots> sealed() {
        return Optional.ofNullable(files.get(Kubernetes.ROOTS))
                .map(bytes ->
                        new Kubernetes.SealedRoots(new String(bytes, StandardCharsets.UTF_8)));
    }

    private static ClusterSpec.Network network(Tree.Mapping network, Tree.Mapping policy) {
        return new ClusterSpec.Network(
                Cidr.parse(network.need("cidr")),
                address(network, "gateway"),
                addresses(network, "nameservers"),
                network.text("domain"),
                Formats.constant(DhcpMode.class, network.need("dhcp")),
                new ClusterSpec.Extras(addresses(network, "ntp"), mtu(network), routes(network)),
                new ClusterSpec.Reach(
                        pool(network),
                        network.list("subnets").stream()
                                .map(Tree.Mapping.class::cast)
                                .map(ReadCluster::subnet)
                                .toList(),
                        addresses(network, "relays"),
                        Formats.constant(ClusterSpec.Strangers.class, policy.need("strangers"))));
    }

    private static ClusterSpec.Subnet subnet(Tree.Mapping subnet) {
        return new ClusterSpec.Subnet(
                Cidr.parse(subnet.need("cidr")),
                address(subnet, "gateway"),
                mtu(subnet),
                routes(subnet),
                pool(subnet));
    }

    private static Optional<Ip4> address(Tree.Mapping network, String key) {
        return network.text(key).map(Ip4::parse);
    }

    private static List<Ip4> addresses(Tree.Mapping network, String key) {
        return network.list(key).stream().map(Tree::brief).map(Ip4::parse).toList();
    }

    private static Optional<Integer> mtu(Tree.Mapping network) {
        return network.text("mtu").map(Integer::parseInt);
    }

    private static Optional<AddressRange> pool(Tree.Mapping network) {
        return network.text("pool").map(AddressRange::parse);
    }

    private static List<ClusterSpec.Route> routes(Tree.Mapping network) {
        return network.list("routes").stream()
                .map(Tree.Mapping.class::cast)
                .map(r -> new ClusterSpec.Route(Cidr.parse(r.need("to")), Ip4.parse(r.need("via"))))
                .toList();
    }

    private ClusterSpec.Ssh ssh(Tree.Mapping ssh) {
        return new ClusterSpec.Ssh(
                ssh.need("user"),
                keys(ssh, "authorizedKeys"),
                keys(ssh, "hostAuthorities"),
                sealed());
    }

    private List<String> keys(Tree.Mapping ssh, String field) {
        List<String> keys = new ArrayList<>();
        for (Tree key : ssh.list(field)) {
            switch (key) {
                case Tree.Mapping map -> keys.addAll(fromFile(map.need("file"), map.place("file")));
                case Tree.Scalar scalar -> keys.add(scalar.text().strip());
                case Tree.Sequence _ -> throw new IllegalStateException("the schema forbids lists");
            }
        }
        return keys;
    }

    private List<String> fromFile(String path, Position at) {
        byte[] bytes = files.get(path);
        if (bytes == null) {
            problems.add(
                    Code.NO_SUCH_FILE,
                    at,
                    "there is no file '" + path + "' in this repository",
                    Suggest.nearest(path, files.keySet())
                            .map(near -> "did you mean '" + near + "'?"));
            return List.of();
        }
        return SourceText.lines(new String(bytes, StandardCharsets.UTF_8)).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    private Policy policy(Tree.Mapping policy) {
        Tree.Mapping budgets = policy.map("budgets");
        Map<Budgeted, Budget> limits = new EnumMap<>(Budgeted.class);
        for (String verb : budgets.values().keySet()) {
            limits.put(Formats.constant(Budgeted.class, verb), budget(budgets.map(verb)));
        }
        Tree.Mapping drain = policy.map("drain");
        Tree.Mapping retries = policy.map("retries");
        return new Policy(
                limits,
                new Policy.Drain(
                        Formats.duration(drain.need("timeout")),
                        Formats.constant(Policy.Drain.Then.class, drain.need("then")),
                        Formats.constant(Policy.Drain.EmptyDir.class, drain.need("emptyDir"))),
                Formats.share(policy.map("removal").need("maxShare")),
                new Policy.Retries(
                        Integer.parseInt(retries.need("max")),
                        Formats.duration(retries.need("backoff")),
                        remediation(policy.map("remediation"))),
                Formats.duration(policy.need("stale")),
                new Policy.Timing(
                        policy.list("windows").stream().map(w -> window((Tree.Mapping) w)).toList(),
                        policy.list("freezes").stream().map(f -> freeze((Tree.Mapping) f)).toList(),
                        sleep(policy.map("sleep")),
                        policy.get("alertGate").map(g -> gate((Tree.Mapping) g))),
                policy.get("canary").map(c -> canary((Tree.Mapping) c)));
    }

    private static Policy.Remediation remediation(Tree.Mapping remediation) {
        return new Policy.Remediation(
                Formats.duration(remediation.need("notReadyFor")),
                remediation.list("then").stream()
                        .map(cure -> Formats.constant(Policy.Cure.class, cure.brief()))
                        .toList(),
                Formats.share(remediation.need("maxUnhealthy")));
    }

    private static Policy.Sleep sleep(Tree.Mapping sleep) {
        return new Policy.Sleep(
                sleep.list("schedules").stream()
                        .map(Tree.Mapping.class::cast)
                        .map(s ->
                                new Policy.Sleep.Schedule(
                                        s.need("profile"), ReadTimes.hours(s.need("asleep"))))
                        .toList(),
                Integer.parseInt(sleep.need("minAwake")),
                sleep.need("wakeOnPending").equals("true")
                        ? Policy.Sleep.OnPending.WAKE
                        : Policy.Sleep.OnPending.SLEEP_ON);
    }

    private static Policy.AlertGate gate(Tree.Mapping gate) {
        return new Policy.AlertGate(gate.need("prometheus"), gate.need("query"));
    }

    private static Policy.Window window(Tree.Mapping window) {
        return new Policy.Window(
                verbs(window),
                ReadTimes.hours(window.need("allow")),
                Formats.constant(Policy.Overrun.class, window.need("overrun")));
    }

    private Policy.Freeze freeze(Tree.Mapping freeze) {
        Instant from = ReadTimes.moment(freeze.need("from"), ReadTimes.Edge.FROM);
        Instant to = ReadTimes.moment(freeze.need("to"), ReadTimes.Edge.TO);
        if (!from.isBefore(to)) {
            problems.add(
                    Code.OUT_OF_RANGE,
                    freeze.place("to"),
                    "this freeze ends before it begins, at " + freeze.need("from"),
                    Optional.empty());
        }
        return new Policy.Freeze(
                verbs(freeze), from, to, freeze.need("from") + " to " + freeze.need("to"));
    }

    private static Policy.Canary canary(Tree.Mapping canary) {
        return new Policy.Canary(
                canary.list("first").stream().map(Tree::brief).map(MachineId::new).toList(),
                Formats.duration(canary.need("soak")));
    }

    private static Set<Budgeted> verbs(Tree.Mapping rule) {
        return rule.list("verbs").stream()
                .map(verb -> Formats.constant(Budgeted.class, verb.brief()))
                .collect(Collectors.toSet());
    }

    private static Budget budget(Tree.Mapping budget) {
        Optional<Integer> parallel = budget.text("parallel").map(Integer::parseInt);
        Optional<Integer> perHour = budget.text("perHour").map(Integer::parseInt);
        return new Budget(parallel, budget.text("perCommit").map(Formats::share), perHour);
    }
}
