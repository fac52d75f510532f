package dev.bringup;

import dev.bringup.model.Cidr;
import dev.bringup.model.ClusterSpec;
import dev.bringup.model.Commit;
import dev.bringup.model.CommitId;
import dev.bringup.model.Desired;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.Image;
import dev.bringup.model.Ip4;
import dev.bringup.model.JoinStep;
import dev.bringup.model.KubeVersion;
import dev.bringup.model.Kubernetes;
import dev.bringup.model.Mac;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Payload;
import dev.bringup.model.Policy;
import dev.bringup.model.Policy.Budget;
import dev.bringup.model.Policy.Budgeted;
import dev.bringup.model.Policy.Share;
import dev.bringup.model.Rung;
import dev.bringup.model.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Desired states for tests, without YAML: machines n1, n2, ... of one profile.
public final class Fleet {

    public static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");

    /// One reimage at a time, any number of machines in one commit, and many retries.
    public static final Policy ONE_AT_A_TIME =
            policy(new Budget(Optional.of(1), Optional.of(new Share(100)), Optional.empty()));

    private Fleet() {}

    public static Policy policy(Budget reimage) {
        Map<Budgeted, Budget> budgets = new HashMap<>(Policy.SAFE.budgets());
        budgets.put(Budgeted.REIMAGE, reimage);
        return new Policy(
                budgets,
                Policy.SAFE.drain(),
                new Share(100),
                new Policy.Retries(1000, Duration.ofSeconds(30)),
                Duration.ofSeconds(60));
    }

    /// The same with another limit on one verb.
    public static Policy with(Policy policy, Budgeted verb, Budget budget) {
        Map<Budgeted, Budget> budgets = new HashMap<>(policy.budgets());
        budgets.put(verb, budget);
        return new Policy(
                budgets,
                policy.drain(),
                policy.removalMaxShare(),
                policy.retries(),
                policy.stale());
    }

    public static MachineId id(int n) {
        return new MachineId("n" + n);
    }

    public static Fingerprint fingerprint(int version) {
        return new Fingerprint("v1:" + hex(version, 64));
    }

    public static Commit commit(int n) {
        return new Commit(new CommitId(hex(n, 40)), "someone", NOON, "commit " + n);
    }

    private static String hex(int n, int digits) {
        return String.format("%0" + digits + "x", n);
    }

    /// The same machine, of which Git says which board it is.
    public static MachineSpec named(MachineSpec spec, String serial) {
        MachineSpec.Hardware was = spec.hardware();
        return new MachineSpec(
                spec.id(),
                new MachineSpec.Hardware(
                        was.macs(),
                        was.uuid(),
                        Optional.of(serial),
                        was.power(),
                        was.disk(),
                        was.location(),
                        was.match()),
                spec.address(),
                spec.profile(),
                spec.install(),
                spec.node(),
                spec.intent());
    }

    /// The same machine with another power ladder.
    public static MachineSpec switchedBy(MachineSpec spec, List<Rung> ladder) {
        return new MachineSpec(
                spec.id(),
                spec.hardware().with(ladder),
                spec.address(),
                spec.profile(),
                spec.install(),
                spec.node(),
                spec.intent());
    }

    public static MachineSpec machine(int n, int version) {
        return machine(n, version, MachineSpec.Want.JOINED);
    }

    public static MachineSpec machine(int n, int version, MachineSpec.Want want) {
        return new MachineSpec(
                id(n),
                new MachineSpec.Hardware(
                        List.of(Mac.parse(String.format("525400770%03x", n))),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(Rung.Wol.byUdp(Optional.empty(), 9)),
                        new MachineSpec.DiskHints(
                                Optional.empty(), Optional.empty(), Optional.empty()),
                        Optional.empty()),
                Ip4.parse("127.77.1." + n),
                "worker",
                new MachineSpec.Install(
                        new Image(
                                "os-" + version,
                                Image.Arch.X86_64,
                                "os-" + version + ".img",
                                new Sha256(hex(version, 64)),
                                Image.Format.RAW),
                        new Payload(Payload.Kind.CLOUD_INIT, new TreeMap<>()),
                        List.of(),
                        fingerprint(version)),
                new MachineSpec.NodeSpec(new TreeMap<>(Map.of("tier", "lab")), List.of()),
                new MachineSpec.Intent(want, Optional.empty(), Optional.empty()));
    }

    /// A machine that runs this version from memory.
    public static MachineSpec live(int n, int version) {
        MachineSpec spec = machine(n, version);
        Image image =
                new Image(
                        "live-" + version,
                        Image.Arch.X86_64,
                        new Image.Boot.Live(
                                new Image.Asset("vmlinuz", new Sha256(hex(version, 64))),
                                List.of(new Image.Asset("initrd", new Sha256(hex(version, 64)))),
                                Optional.empty(),
                                List.of()),
                        Optional.empty());
        return new MachineSpec(
                spec.id(),
                spec.hardware(),
                spec.address(),
                spec.profile(),
                new MachineSpec.Install(
                        image, spec.install().payload(), List.of(), spec.fingerprint()),
                spec.node(),
                spec.intent());
    }

    /// The same machine with a system that has no shell.
    public static MachineSpec sealed(MachineSpec spec) {
        MachineSpec.Install install = spec.install();
        Payload payload =
                new Payload(
                        Payload.Kind.TALOS, new TreeMap<>(Map.of(Payload.TALOS_CONFIG, "v: 1")));
        return new MachineSpec(
                spec.id(),
                spec.hardware(),
                spec.address(),
                spec.profile(),
                new MachineSpec.Install(install.image(), payload, List.of(), install.fingerprint()),
                spec.node(),
                spec.intent());
    }

    /// The same machine in another role, to be restarted for this generation.
    public static MachineSpec as(MachineSpec.Role role, String generation, MachineSpec spec) {
        MachineSpec other = in(role, spec);
        return new MachineSpec(
                other.id(),
                other.hardware(),
                other.address(),
                other.profile(),
                other.install(),
                other.node(),
                new MachineSpec.Intent(
                        spec.intent().state(), spec.intent().locked(), Optional.of(generation)));
    }

    /// The same machine with a kubelet of this version in its image.
    public static MachineSpec with(KubeVersion kubelet, MachineSpec spec) {
        MachineSpec.Install install = spec.install();
        Image image =
                new Image(
                        install.image().name(),
                        install.image().arch(),
                        install.image().boot(),
                        Optional.of(kubelet));
        return new MachineSpec(
                spec.id(),
                spec.hardware(),
                spec.address(),
                spec.profile(),
                new MachineSpec.Install(image, install.payload(), List.of(), spec.fingerprint()),
                spec.node(),
                spec.intent());
    }

    /// The same with a cluster of this version.
    public static Desired at(String version, Desired desired) {
        ClusterSpec c = desired.cluster();
        Kubernetes k = c.kubernetes();
        return new Desired(
                desired.commit(),
                new ClusterSpec(
                        c.name(),
                        new Kubernetes(
                                version, k.endpoint(), k.podCidr(), k.serviceCidr(), k.roots()),
                        c.network(),
                        c.ssh(),
                        c.suspend(),
                        c.policy()),
                desired.machines());
    }

    /// The same machine in another role.
    public static MachineSpec in(MachineSpec.Role role, MachineSpec spec) {
        return new MachineSpec(
                spec.id(),
                spec.hardware(),
                spec.address(),
                spec.profile(),
                spec.install(),
                new MachineSpec.NodeSpec(spec.node().labels(), spec.node().taints(), role),
                spec.intent());
    }

    /// The same machine with a step before it joins.
    public static MachineSpec withStep(MachineSpec spec, JoinStep... steps) {
        MachineSpec.NodeSpec node = spec.node();
        return new MachineSpec(
                spec.id(),
                spec.hardware(),
                spec.address(),
                spec.profile(),
                spec.install(),
                new MachineSpec.NodeSpec(node.labels(), node.taints(), node.role(), List.of(steps)),
                spec.intent());
    }

    public static Desired of(int commit, Policy policy, MachineSpec... machines) {
        TreeMap<MachineId, MachineSpec> all = new TreeMap<>();
        for (MachineSpec machine : machines) {
            all.put(machine.id(), machine);
        }
        return new Desired(commit(commit), cluster(policy), all);
    }

    public static Desired of(int commit, int size, int version) {
        return of(commit, ONE_AT_A_TIME, size, version);
    }

    public static Desired of(int commit, Policy policy, int size, int version) {
        return of(
                commit,
                policy,
                IntStream.rangeClosed(1, size)
                        .mapToObj(n -> machine(n, version))
                        .toArray(MachineSpec[]::new));
    }

    /// The same, as a cluster that its first control plane makes.
    public static Desired madeHere(Desired desired) {
        ClusterSpec c = desired.cluster();
        return new Desired(
                desired.commit(),
                new ClusterSpec(
                        c.name(),
                        new Kubernetes(
                                c.kubernetesVersion(),
                                Optional.of("k8s.lab.example:6443"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(new Kubernetes.SealedRoots("sealed"))),
                        c.network(),
                        c.ssh(),
                        c.suspend(),
                        c.policy()),
                desired.machines());
    }

    private static ClusterSpec cluster(Policy policy) {
        return new ClusterSpec(
                "test",
                "1.36.2",
                new ClusterSpec.Network(
                        Cidr.parse("127.77.0.0/16"),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        ClusterSpec.DhcpMode.AUTHORITATIVE),
                new ClusterSpec.Ssh("ops", List.of()),
                Optional.empty(),
                policy);
    }
}
