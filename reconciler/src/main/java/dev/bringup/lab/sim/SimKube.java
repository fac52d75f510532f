package dev.bringup.lab.sim;

import dev.bringup.lab.machine.VersionSkew;
import dev.bringup.model.Action;
import dev.bringup.model.AttemptId;
import dev.bringup.model.Desired;
import dev.bringup.model.Etcd;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.JoinMaterial;
import dev.bringup.model.KubeVersion;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.NodeState;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Kubernetes, as far as the engine can tell: Nodes, bootstrap tokens, a watch that loses and
/// delays events, and a listing that mends it.
final class SimKube {

    private static final Duration RELIST = Duration.ofSeconds(20);

    private final Agenda agenda;
    private final Chaos chaos;
    private final Consumer<Deed> log;
    private final Consumer<Sighting> watch;
    private final Map<MachineId, NodeState.Present> nodes = new TreeMap<>();
    private final Tokens tokens =
            new Tokens(
                    new TreeMap<>(),
                    new TreeSet<>(),
                    new Founder(),
                    new HashMap<>(),
                    new TreeSet<>());
    private final SimAddons addons;

    /// Who made the cluster, with what on its disk; until then there is no API.
    private static final class Founder {
        private boolean there;
        private boolean ended;

        /// Nothing of it is heard before.
        private Instant cutUntil = Instant.MIN;

        /// What happens before is never told.
        private Instant deafUntil = Instant.MIN;

        private final Map<AttemptId, String> made = new HashMap<>();

        /// Those that were Ready when it was lost.
        private final Set<MachineId> alive = new TreeSet<>();

        /// By the word that brings it back.
        private final Map<String, Held> kept = new HashMap<>();
    }

    /// What etcd held at one time.
    private record Held(Map<MachineId, NodeState.Present> nodes, Set<String> lasting) {}

    private record Tokens(
            Map<String, MachineId> bootstrap,
            Set<String> lasting,
            Founder founder,
            Map<Fingerprint, KubeVersion> versions,
            Set<MachineId> planes) {}

    SimKube(
            Agenda agenda,
            Chaos chaos,
            Consumer<Deed> log,
            Consumer<Sighting> watch,
            boolean there) {
        this.agenda = agenda;
        this.chaos = chaos;
        this.log = log;
        this.watch = watch;
        this.addons = new SimAddons(agenda, chaos);
        tokens.founder.there = there;
        relist(Map.of());
    }

    /// Of which version the kubelet is that comes with each installation, and who has an API server
    /// beside it.
    void learn(Desired desired) {
        for (MachineSpec machine : desired.machines().values()) {
            if (machine.isControlPlane()) {
                tokens.planes.add(machine.id());
            }
            machine.install()
                    .image()
                    .kubernetes()
                    .ifPresent(v -> tokens.versions.put(machine.fingerprint(), v));
        }
    }

    Map<MachineId, NodeState.Present> nodes() {
        return nodes;
    }

    SimAddons addons() {
        return addons;
    }

    /// Now and then it answers from what it held at the last one.
    private void relist(Map<MachineId, NodeState.Present> before) {
        if (isThere() && chaos.strikes(Fault.API_CUT_OFF)) {
            tokens.founder.cutUntil = agenda.now().plus(chaos.between(30_000, 600_000));
        }
        if (isThere() && agenda.now().isAfter(tokens.founder.deafUntil)) {
            watch.accept(
                    new Sighting.NodesListed(chaos.strikes(Fault.LISTING_STALE) ? before : nodes));
        }
        Map<MachineId, NodeState.Present> now = new TreeMap<>(nodes);
        agenda.in(RELIST, () -> relist(now));
    }

    private void changed(MachineId id) {
        if (chaos.strikes(Fault.WATCH_GAP)) {
            tokens.founder.deafUntil = agenda.now().plus(chaos.between(5000, 120_000));
        }
        NodeState state = nodes.containsKey(id) ? nodes.get(id) : new NodeState.Absent();
        if (!chaos.strikes(Fault.EVENT_LOST)) {
            agenda.in(
                    chaos.between(5, chaos.strikes(Fault.EVENT_LATE) ? 30_000 : 300),
                    () -> {
                        if (isThere() && agenda.now().isAfter(tokens.founder.deafUntil)) {
                            watch.accept(new Sighting.NodeSeen(id, state));
                        }
                    });
        }
    }

    boolean serves(MachineId id) {
        NodeState.Present node = nodes.get(id);
        return node != null && node.ready() && node.cordon() != Cordon.DRAINED;
    }

    /// Its API does not answer any more, and never will.
    void silence() {
        tokens.founder.there = false;
        tokens.founder.ended = true;
    }

    boolean isThere() {
        return tokens.founder.there && agenda.now().isAfter(tokens.founder.cutUntil);
    }

    /// `kubeadm init`: not where an etcd is already. It may fail on its way, and its API takes its
    /// time to come.
    Optional<String> found(MachineId id, AttemptId installation) {
        String before = tokens.founder.made.get(installation);
        if (before != null) {
            return Optional.of(before);
        }
        if (chaos.strikes(Fault.INIT_FAILS)) {
            return Optional.empty();
        }
        log.accept(new Deed.Founded(agenda.now(), id));
        return Optional.of(begin(id, installation));
    }

    private String begin(MachineId id, AttemptId installation) {
        String kept = id + "/" + chaos.fresh();
        tokens.founder.made.put(installation, kept);
        tokens.lasting.add(kept);
        agenda.in(chaos.between(5000, 90_000), () -> tokens.founder.there = !tokens.founder.ended);
        return kept;
    }

    /// What a machine is handed over SSH to join, or to make the cluster; empty for one that asks
    /// itself.
    Optional<String> handed(Action action) {
        String first =
                action instanceof Action.Bootstrap b
                        ? b.restores().map(SimKube::word).orElse(SimBoot.INIT)
                        : "";
        boolean ssh =
                (action instanceof Action.Bootstrap b && b.by() == Action.Join.By.SSH)
                        || (action instanceof Action.Join j && j.by() == Action.Join.By.SSH);
        return Optional.of(action.machine())
                .filter(_ -> ssh)
                .map(id -> first.isEmpty() ? mint(id).token() : first);
    }

    private static String word(Etcd.Snapshot snapshot) {
        return "restore " + snapshot.at() + " of " + snapshot.by();
    }

    static JoinMaterial restoring(Etcd.Snapshot snapshot) {
        return new JoinMaterial("api", word(snapshot), "sha256:0");
    }

    Etcd.Snapshot keep(Etcd.Snapshot snapshot) {
        tokens.founder.kept.put(
                word(snapshot), new Held(Map.copyOf(nodes), Set.copyOf(tokens.lasting)));
        return snapshot;
    }

    /// With the disk of the only one who held it.
    void lose() {
        nodes.values().removeIf(node -> !node.ready());
        tokens.founder.alive.clear();
        tokens.founder.alive.addAll(nodes.keySet());
        nodes.clear();
        tokens.lasting.clear();
        tokens.founder.there = false;
    }

    boolean isKept(String word) {
        return tokens.founder.kept.containsKey(word);
    }

    /// `kubeadm init` with what was kept.
    Optional<String> restore(MachineId id, AttemptId installation, String word) {
        String before = tokens.founder.made.get(installation);
        if (before != null) {
            return Optional.of(before);
        }
        Held held = tokens.founder.kept.get(word);
        if (held == null || isThere() || chaos.strikes(Fault.INIT_FAILS)) {
            return Optional.empty();
        }
        log.accept(new Deed.Restored(agenda.now(), id));
        // Kubelets that run tell so again.
        held.nodes()
                .forEach((node, was) -> {
                    boolean runs = tokens.founder.alive.contains(node);
                    nodes.put(node, runs ? ready(was, Ready.YES) : was);
                });
        tokens.lasting.addAll(held.lasting());
        return Optional.of(begin(id, installation));
    }

    JoinMaterial mint(MachineId id) {
        String token = chaos.fresh();
        tokens.bootstrap.put(token, id);
        return new JoinMaterial("api", token, "sha256:0");
    }

    /// The lasting token, once; empty when the bootstrap token is not good.
    Optional<String> trade(MachineId id, String token) {
        if (!id.equals(tokens.bootstrap.remove(token))) {
            return Optional.empty();
        }
        log.accept(new Deed.Joined(agenda.now(), id, token));
        String kept = id + "/" + chaos.fresh();
        tokens.lasting.add(kept);
        return Optional.of(kept);
    }

    boolean kubelet(MachineId id, String token, Optional<Fingerprint> installed) {
        if (!tokens.founder.there || !tokens.lasting.contains(token)) {
            return false;
        }
        Optional<KubeVersion> version =
                installed.flatMap(f -> Optional.ofNullable(tokens.versions.get(f)));
        version.ifPresent(v -> log.accept(new Deed.Runs(agenda.now(), id, v)));
        if (version.flatMap(v -> refused(id, v)).isPresent()) {
            return false;
        }
        NodeState.Present fresh = node(id).running(version);
        nodes.merge(id, fresh, (old, _) -> ready(old, Ready.YES).running(version));
        log.accept(new Deed.NodeReady(agenda.now(), id));
        changed(id);
        return true;
    }

    /// By an API server that runs; the one of a control plane came with its kubelet.
    private Optional<String> refused(MachineId id, KubeVersion kubelet) {
        return tokens.planes.contains(id)
                ? Optional.empty()
                : tokens.planes.stream()
                        .flatMap(plane -> Optional.ofNullable(nodes.get(plane)).stream())
                        .filter(NodeState.Present::ready)
                        .flatMap(plane -> plane.kubelet().version().stream())
                        .flatMap(server -> VersionSkew.refuses(kubelet, server).stream())
                        .findFirst();
    }

    private NodeState.Present node(MachineId id) {
        return new NodeState.Present(
                id + "-" + chaos.fresh(),
                true,
                Cordon.NONE,
                Optional.empty(),
                new TreeMap<>(),
                java.util.List.of());
    }

    private enum Ready {
        YES,
        NO
    }

    private static NodeState.Present ready(NodeState.Present n, Ready ready) {
        return new NodeState.Present(
                n.uid(),
                ready == Ready.YES,
                n.cordon(),
                n.stamp(),
                n.labels(),
                n.taints(),
                n.kubelet());
    }

    void silent(MachineId id) {
        NodeState.Present node = nodes.get(id);
        if (node != null && node.ready()) {
            change(id, n -> ready(n, Ready.NO));
            log.accept(new Deed.NodeSilent(agenda.now(), id));
        }
    }

    void cordon(MachineId id, Cordon cordon) {
        if (!nodes.containsKey(id)) {
            return;
        }
        change(
                id,
                n ->
                        new NodeState.Present(
                                n.uid(),
                                n.ready(),
                                cordon,
                                n.stamp(),
                                n.labels(),
                                n.taints(),
                                n.kubelet()));
        log.accept(
                switch (cordon) {
                    case NONE -> new Deed.Uncordoned(agenda.now(), id);
                    case OURS, FOREIGN -> new Deed.Cordoned(agenda.now(), id);
                    case DRAINED -> new Deed.Drained(agenda.now(), id);
                });
    }

    void label(MachineSpec spec, Optional<NodeState.Stamp> stamp) {
        change(
                spec.id(),
                n ->
                        new NodeState.Present(
                                n.uid(),
                                n.ready(),
                                n.cordon(),
                                stamp,
                                spec.node().labels(),
                                spec.node().taints(),
                                n.kubelet()));
    }

    void delete(MachineId id) {
        if (nodes.remove(id) != null) {
            log.accept(new Deed.NodeDeleted(agenda.now(), id));
            tokens.lasting.removeIf(t -> t.startsWith(id + "/"));
            changed(id);
        }
    }

    /// An operator deletes its Node.
    void forget(MachineId id) {
        silent(id);
        nodes.remove(id);
        tokens.lasting.removeIf(t -> t.startsWith(id + "/"));
        changed(id);
    }

    private void change(MachineId id, UnaryOperator<NodeState.Present> how) {
        if (nodes.computeIfPresent(id, (_, n) -> how.apply(n)) != null) {
            changed(id);
        }
    }
}
