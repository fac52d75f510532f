package dev.bringup.lab.sim;

import dev.bringup.lab.machine.Blueprint;
import dev.bringup.lab.machine.Disk;
import dev.bringup.lab.machine.Machine;
import dev.bringup.lab.machine.Stimulus;
import dev.bringup.model.Commit;
import dev.bringup.model.Desired;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.NodeState;
import dev.bringup.model.Power;
import dev.bringup.model.Sighting;
import dev.bringup.port.Status;
import dev.bringup.port.Witness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// A rack, a Git branch, a Kubernetes and the real engine on one event queue.
public final class Sim {

    /// Something happened that must not.
    public static final class Violation extends RuntimeException {
        private static final long serialVersionUID = 1;

        Violation(String what) {
            super(what);
        }
    }

    private static final Instant USUALLY = Instant.parse("2030-01-01T00:00:00Z");

    private final Agenda agenda;
    private final List<String> history = new ArrayList<>();
    private final Chaos chaos;
    private final SimGit git = new SimGit();
    private final Reconciler reconciler;
    private final SimHands.Cluster cluster;
    private final Map<MachineId, SimMachine> machines = new TreeMap<>();
    private final Consumer<Deed> log;

    /// What is there when it begins: the commit in force, the machines of the rack, of which it may
    /// not know all, and who watches.
    public record Start(Desired first, List<MachineSpec> rack, Instant at, Witness witness) {
        public Start {
            rack = List.copyOf(rack);
        }
    }

    /// A world of blank machines that are off, with faults `perMille` of the time.
    public Sim(RandomGenerator random, int perMille, Desired first, Invariants invariants) {
        this(
                new Chaos(random, perMille),
                new Start(first, List.copyOf(first.machines().values()), USUALLY, Ears.NOBODY),
                invariants);
    }

    Sim(Chaos chance, Start start, Invariants invariants) {
        Desired first = start.first();
        agenda = new Agenda(start.at());
        chaos = chance;
        Ears ears = new Ears(this::tell, start.witness());
        reconciler = new Reconciler(new SimHost(agenda, chaos), chaos, ears);
        boolean there = !first.cluster().kubernetes().isMadeHere();
        SimEtcd etcd =
                new SimEtcd(
                        agenda,
                        chaos,
                        deed -> judge(deed, invariants),
                        there ? Set.of() : planes(start.rack()),
                        new Ground());
        log =
                deed -> {
                    judge(deed, invariants);
                    etcd.hear(deed);
                };
        ears.connect(log);
        SimKube kube = new SimKube(agenda, chaos, log, s -> reconciler.sighted(s), there);
        TreeMap<MachineId, MachineSpec> rack = new TreeMap<>();
        start.rack().forEach(spec -> rack.put(spec.id(), spec));
        SimLeases leases = new SimLeases();
        SimBoot boot = new SimBoot(agenda, chaos, reconciler, kube, leases, log);
        leases.learn(new Desired(first.commit(), first.cluster(), rack));
        Function<Blueprint, SimMachine> built =
                blueprint -> new SimMachine(blueprint, agenda, chaos, kube, boot);
        for (MachineSpec spec : start.rack()) {
            machines.put(spec.id(), built.apply(SimMachine.blueprint(spec)));
        }
        SimLease lease = new SimLease(agenda, chaos, this::tell, kube::isThere);
        cluster =
                new SimHands.Cluster(
                        kube,
                        new SimApi(agenda, chaos),
                        lease,
                        etcd,
                        leases,
                        new SimPower(agenda, chaos, kube, log),
                        new Visitors(agenda, chaos, built, machines));
        reconciler.connect(new SimHands(agenda, chaos, reconciler, git, cluster, machines, log));
        kube.learn(first);
        rack.keySet().stream()
                .filter(id -> !Pushed.asked(first).contains(id))
                .forEach(id -> log.accept(new Deed.Removed(agenda.now(), id)));
        git.push(first, SimGit.Worth.MEANT);
        reconciler.start();
    }

    private static Set<MachineId> planes(List<MachineSpec> rack) {
        return rack.stream()
                .filter(MachineSpec::isControlPlane)
                .map(MachineSpec::id)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void judge(Deed deed, Invariants invariants) {
        tell(deed.toString());
        invariants
                .judge(deed)
                .ifPresent(wrong -> {
                    throw new Violation(wrong);
                });
    }

    /// Every few minutes, from here on, people do what they should not.
    void letPeopleIn() {
        Committers committers = new Committers(agenda, chaos, git, reconciler, this);
        new Mischief(agenda, chaos, reconciler, committers, cluster.visitors()).goOn(this, git);
    }

    /// The commit that should be in force, once more under another name.
    void goOn() {
        new Committers(agenda, chaos, git, reconciler, this).again();
    }

    boolean isAsked(MachineId id) {
        return git.last().machine(id).isPresent();
    }

    void happens(Deed deed) {
        log.accept(deed);
    }

    void tell(String line) {
        history.add(agenda.now() + " " + line);
    }

    public void push(Desired wanted) {
        push(wanted, SimGit.Worth.MEANT);
    }

    void push(Desired wanted, SimGit.Worth worth) {
        Desired desired = cluster.visitors().as(wanted);
        tell("pushed " + desired.commit().id());
        new Pushed(git.counts(), desired, agenda.now()).tell(log);
        cluster.kube().learn(desired);
        cluster.leases().learn(desired);
        git.push(desired, worth);
    }

    public void pushBroken(Commit commit) {
        git.pushBroken(commit);
    }

    /// The machine hangs: it is on, and only a restart helps.
    public void hang(MachineId id) {
        tell(id + " hangs");
        machine(id).hang();
    }

    private final class Ground implements SimEtcd.Around {

        @Override
        public boolean isOn(MachineId id) {
            return machine(id).bootId().isPresent();
        }

        @Override
        public void lose() {
            tell("all that etcd held is gone");
            cluster.kube().lose();
        }
    }

    /// It restarts, and nobody asked it to.
    public void falter(MachineId id) {
        tell(id + " restarts by itself");
        machine(id).hit(Stimulus.Button.RESET);
    }

    /// The cluster's API does not answer from here on.
    public void silenceApi() {
        tell("the API is silent");
        cluster.kube().silence();
    }

    /// Its installation is broken, and only a new one helps.
    public void rot(MachineId id) {
        tell(id + " is broken");
        machine(id).rot();
    }

    /// This does not run on it, however often it is installed, until somebody mends it.
    void spoil(MachineId id, Fingerprint what) {
        machine(id).plight().spoil(what);
    }

    /// An alert fires for it, or does so no more.
    void says(SimApi.Alarm alarm) {
        tell(alarm.toString());
        cluster.api().alarm(alarm);
    }

    public void mend(MachineId id) {
        tell(id + " is mended");
        machine(id).mend();
    }

    /// Somebody puts another disk into it, with data on it.
    public void swapDisk(MachineId id) {
        tell(id + " has another disk");
        machine(id).swapDisk();
    }

    /// Somebody puts an empty disk into it, and deletes the Node that it was.
    void replaceDisk(MachineId id) {
        tell(id + " is off and has an empty disk, and its Node is gone");
        machine(id).emptyDisk();
        cluster.kube().forget(id);
    }

    /// Whether data that is nobody's here is on its disk.
    public boolean keepsForeignData(MachineId id) {
        return machine(id).state().disk() instanceof Disk.Foreign;
    }

    private SimMachine machine(MachineId id) {
        return Objects.requireNonNull(machines.get(id), "no such machine");
    }

    public void crash() {
        reconciler.crash();
    }

    public void loseJournal() {
        // With nothing to compare it with, any branch would do.
        git.restore();
        reconciler.loseJournal();
        machines.keySet().forEach(id -> log.accept(new Deed.Forgotten(agenda.now(), id)));
    }

    /// Faults from here on.
    void rage(int perMille) {
        tell("faults, " + perMille + " of 1000");
        chaos.rage(perMille);
    }

    /// No faults from here on: now everything must get done.
    public void calm() {
        tell("calm");
        chaos.rage(0);
        reconciler.mendHost();
    }

    /// How often each fault could have struck so far.
    Map<Fault, Integer> chances() {
        return chaos.chances();
    }

    /// How often each fault struck so far.
    public Map<Fault, Integer> faults() {
        return chaos.struck();
    }

    public void run(Duration time) {
        runUntil(_ -> false, time);
    }

    /// Runs until it holds; false when the time ran out first.
    public boolean runUntil(Predicate<Sim> goal, Duration time) {
        Instant end = agenda.now().plus(time);
        while (agenda.now().isBefore(end)) {
            if (goal.test(this)) {
                return true;
            }
            if (!agenda.step()) {
                return false;
            }
        }
        return goal.test(this);
    }

    /// Every machine of the commit that should be in force is Ready on what it asks for, nobody
    /// else has a Node. Under a broken tip that is the last one that was accepted: a good commit
    /// that was buried before anybody looked was never asked for.
    public boolean converged() {
        Desired want = git.isBroken() ? reconciler.accepted().orElseGet(git::last) : git.last();
        boolean all =
                want.machines().values().stream().allMatch(this::stands)
                        && want.machines().keySet().containsAll(cluster.kube().nodes().keySet());
        return all
                && cluster.etcd().isOf(want)
                && Pushed.buried(want).stream().allMatch(this::isBuried)
                && reconciler.accepted().filter(d -> d.commit().equals(want.commit())).isPresent();
    }

    private boolean isBuried(MachineId id) {
        Machine machine = machine(id).state();
        return machine.power() == Power.OFF && machine.disk() instanceof Disk.Blank;
    }

    /// What Kubernetes holds of addons.
    SimAddons addons() {
        return cluster.kube().addons();
    }

    private boolean stands(MachineSpec spec) {
        Optional<NodeState.Present> node =
                Optional.ofNullable(cluster.kube().nodes().get(spec.id()));
        boolean drained = node.filter(n -> n.cordon() != Cordon.DRAINED).isEmpty();
        boolean off = machine(spec.id()).power() == Power.OFF;
        return switch (spec.intent().state()) {
            case JOINED -> node.filter(n -> serves(n, spec)).isPresent();
            case ASLEEP -> drained && off;
            case MAINTENANCE -> drained;
            case RELEASED -> node.isEmpty() && off;
        };
    }

    private static boolean serves(NodeState.Present node, MachineSpec spec) {
        return node.ready()
                && node.cordon() == Cordon.NONE
                && node.stamp().filter(s -> s.fingerprint().equals(spec.fingerprint())).isPresent();
    }

    public Optional<Status> status() {
        return reconciler.status();
    }

    /// A sighting from nowhere: spoofed, late, or contradictory.
    public void inject(Sighting sighting) {
        reconciler.sighted(sighting);
    }

    public Instant now() {
        return agenda.now();
    }

    public List<String> history() {
        return List.copyOf(history);
    }

    /// Where every machine stands, for a failed run.
    public String picture() {
        StringBuilder text = new StringBuilder();
        machines.forEach((id, m) ->
                text.append(id + ": " + m.state().stage() + " " + m.state().disk() + "\n"));
        cluster.kube().nodes().forEach((id, n) -> text.append("node " + id + ": " + n + "\n"));
        status().ifPresent(s -> {
            text.append("plan: " + s.plan() + "\n");
            text.append("attempts: " + s.observed().attempts().values() + "\n");
        });
        return text.toString();
    }
}
