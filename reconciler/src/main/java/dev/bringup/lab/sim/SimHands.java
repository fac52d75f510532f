package dev.bringup.lab.sim;

import dev.bringup.model.PowerReport;
import dev.bringup.model.PowerOrder;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Addons;
import dev.bringup.model.ClusterAction;
import dev.bringup.model.CommitId;
import dev.bringup.lab.machine.Stimulus;
import dev.bringup.model.Action;
import dev.bringup.model.Action.Blast;
import dev.bringup.model.Alert;
import dev.bringup.model.Etcd;
import dev.bringup.model.JoinMaterial;
import dev.bringup.model.Kubernetes;
import dev.bringup.model.Lead;
import dev.bringup.model.MachineId;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Policy;
import dev.bringup.model.Power;
import dev.bringup.model.Sighting;
import dev.bringup.port.Effect;
import dev.bringup.port.Effects;
import dev.bringup.port.Message;
import dev.bringup.port.Outcome;
import dev.bringup.port.SourceAnswer;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Carries effects out on the simulated world: late, twice, not at all, or with the answer lost.
final class SimHands implements Effects {

    private static final JoinMaterial FOUNDING =
            new JoinMaterial(
                    "api",
                    SimBoot.INIT,
                    "",
                    Optional.of(
                            new JoinMaterial.Plane(
                                    JoinMaterial.Way.INIT,
                                    Kubernetes.Tool.KUBEADM,
                                    new TreeMap<>(),
                                    "")));

    private final Agenda agenda;
    private final Chaos chaos;
    private final Reconciler reconciler;
    private final SimGit git;
    private final Cluster cluster;
    private final Map<MachineId, SimMachine> machines;
    private final Consumer<Deed> log;

    /// What is asked of Kubernetes, who may change it, who is at which address, and the hands on
    /// the power of machines.
    record Cluster(
            SimKube kube,
            SimApi api,
            SimLease lease,
            SimEtcd etcd,
            SimLeases leases,
            SimPower power,
            Visitors visitors) {}

    SimHands(
            Agenda agenda,
            Chaos chaos,
            Reconciler reconciler,
            SimGit git,
            Cluster cluster,
            Map<MachineId, SimMachine> machines,
            Consumer<Deed> log) {
        this.agenda = agenda;
        this.chaos = chaos;
        this.reconciler = reconciler;
        this.git = git;
        this.cluster = cluster;
        this.machines = machines;
        this.log = log;
    }

    @Override
    public void start(Effect effect) {
        long asker = reconciler.incarnation();
        if (chaos.strikes(Fault.KILLED_BEFORE_EFFECT)) {
            reconciler.crashHere(); // after the journal, before the effect
        }
        switch (effect) {
            case Effect.Fetch(Optional<CommitId> accepted, Optional<CommitId> loaded) -> {
                SourceAnswer answer =
                        chaos.strikes(Fault.GIT_REFUSES)
                                ? new SourceAnswer.Unusable("connection refused")
                                : git.look(accepted, loaded, chaos.strikes(Fault.GIT_LAGS));
                tell(asker, 5, 900, new Message.Fetched(answer));
            }
            case Effect.Retell(CommitId commit) ->
                    tell(
                            asker,
                            5,
                            900,
                            new Message.Retold(
                                    commit,
                                    chaos.strikes(Fault.GIT_REFUSES)
                                            ? Optional.empty()
                                            : Optional.of(git.fingerprints(commit))));
            case Effect.Probe(MachineSpec spec, _, _) -> probe(asker, spec);
            case Effect.Mint(long id, MachineSpec machine, _, _, Effect.For purpose) -> {
                Optional<JoinMaterial> material =
                        switch (purpose) {
                            case Effect.For.Founding() -> Optional.of(FOUNDING);
                            case Effect.For.Restoring(Etcd.Snapshot snapshot) ->
                                    Optional.of(SimKube.restoring(snapshot));
                            case Effect.For.Joining() ->
                                    chaos.strikes(Fault.TOKEN_NOT_MINTED)
                                                    || !cluster.kube().isThere()
                                            ? Optional.empty()
                                            : Optional.of(cluster.kube().mint(machine.id()));
                        };
                tell(asker, 20, 800, new Message.Minted(id, material));
            }
            case Effect.Campaign _ -> {
                Lead lead = cluster.lease().campaign(asker);
                tell(asker, 5, 900, new Message.Sighted(new Sighting.LeadSeen(lead)));
            }
            case Effect.Ask(Policy.AlertGate gate) -> ask(asker, gate);
            case Effect.ByHand(long id, PowerOrder order, MachineSpec spec, _) -> {
                cluster.power().byHand(order, machine(spec.id()));
                PowerReport report = new PowerReport(PowerReport.Result.DONE, "done");
                tell(asker, 100, 5000, new Message.Powered(id, report));
            }
            case Effect.Perform perform -> perform(asker, perform);
            case Effect.PerformOnCluster(long id, ClusterAction.OnObjects action, Addons addons) ->
                    onCluster(asker, id, action, addons);
            case Effect.PerformOnEtcd(long id, ClusterAction.OnEtcd action, _, _) ->
                    onEtcd(asker, id, action);
            case Effect.Inspect(long id, _) -> {
                if (!chaos.strikes(Fault.ADDONS_NOT_SEEN) && cluster.kube().isThere()) {
                    tell(
                            asker,
                            20,
                            800,
                            new Message.Inspected(
                                    id, Optional.of(cluster.kube().addons().objects())));
                }
            }
        }
    }

    private void ask(long asker, Policy.AlertGate gate) {
        if (chaos.strikes(Fault.GATE_SILENT)) {
            Alert silent = new Alert.Unknown("it does not answer");
            tell(asker, 5, 900, new Message.Sighted(new Sighting.GateSeen(gate, silent)));
            return;
        }
        Optional<SimApi.Alarm> alarm = cluster.api().alarm();
        Alert alert =
                alarm.filter(SimApi.Alarm::firing)
                        .<Alert>map(a -> new Alert.Firing("{node=" + a.machine() + "}"))
                        .orElseGet(Alert.Quiet::new);
        agenda.in(
                chaos.between(5, 900),
                () -> {
                    Message seen = new Message.Sighted(new Sighting.GateSeen(gate, alert));
                    if (reconciler.tell(asker, seen)) {
                        alarm.map(a -> new Deed.Alarmed(agenda.now(), a.machine(), a.firing()))
                                .ifPresent(log);
                    }
                });
    }

    private void onEtcd(long asker, long id, ClusterAction.OnEtcd action) {
        if (chaos.strikes(Fault.COMMAND_LOST)) {
            return; // lost before it was done; nobody answers
        }
        agenda.in(
                chaos.between(200, 5000),
                () -> {
                    Outcome outcome = onEtcd(asker, action);
                    if (!chaos.strikes(Fault.OUTCOME_LOST)) {
                        tell(asker, 5, 500, new Message.Finished(id, outcome));
                    }
                });
    }

    private Outcome onEtcd(long asker, ClusterAction.OnEtcd action) {
        if (cluster.lease().holdsBack(asker, action.blast())) {
            return new Outcome.Retry("another reconciler may lead", Duration.ofSeconds(5));
        }
        SimEtcd etcd = cluster.etcd();
        if (!etcd.serves(action.by()) || chaos.strikes(Fault.COMMAND_BREAKS_OFF)) {
            return new Outcome.Retry("etcd does not answer", Duration.ofSeconds(10));
        }
        switch (action) {
            case ClusterAction.Snapshot _ -> {
                Etcd.Snapshot kept = cluster.kube().keep(etcd.save(action.by()));
                see(asker, new Sighting.EtcdSaved(kept));
            }
            case ClusterAction.RemoveMember removal -> {
                if (!etcd.remove(removal.before())) {
                    return new Outcome.Retry("not enough started members", Duration.ofSeconds(10));
                }
            }
        }
        see(asker, new Sighting.MembersSeen(action.by(), etcd.list()));
        return new Outcome.Done();
    }

    private void see(long asker, Sighting sighting) {
        if (!chaos.strikes(Fault.EVENT_LOST)) {
            reconciler.tell(asker, new Message.Sighted(sighting));
        }
    }

    private void onCluster(long asker, long id, ClusterAction.OnObjects action, Addons addons) {
        if (chaos.strikes(Fault.COMMAND_LOST)) {
            return; // lost before it was done; nobody answers
        }
        agenda.in(
                chaos.between(50, 3000),
                () -> {
                    if (cluster.kube().isThere()) {
                        cluster.kube().addons().perform(action, addons);
                    }
                    if (!chaos.strikes(Fault.OUTCOME_LOST)) {
                        tell(asker, 5, 500, new Message.Finished(id, new Outcome.Done()));
                    }
                });
    }

    private SimMachine machine(MachineId id) {
        return Objects.requireNonNull(machines.get(id), "no such machine");
    }

    private void perform(long asker, Effect.Perform perform) {
        if (chaos.strikes(Fault.COMMAND_LOST)) {
            return; // lost before it was done; nobody answers
        }
        if (chaos.strikes(Fault.COMMAND_BREAKS_OFF)) {
            Outcome sorry = new Outcome.Retry("the connection broke", Duration.ofSeconds(5));
            tell(asker, 100, 5000, new Message.Finished(perform.id(), sorry));
            return;
        }
        int most = perform.action() instanceof Action.Drain ? 60_000 : 3000;
        if (perform.action() instanceof Action.Drain
                && !cluster.lease().holdsBack(asker, perform.action().blast())) {
            cluster.kube().cordon(perform.machine().id(), Cordon.OURS);
        }
        agenda.in(
                chaos.between(50, most),
                () -> {
                    Outcome outcome = attempt(asker, perform);
                    if (!chaos.strikes(Fault.OUTCOME_LOST)) {
                        int late = chaos.strikes(Fault.OUTCOME_LATE) ? 60_000 : 500;
                        tell(asker, 5, late, new Message.Finished(perform.id(), outcome));
                    }
                });
    }

    /// As the real hands do, with a last look at the Node before a machine is stopped.
    private Outcome attempt(long asker, Effect.Perform perform) {
        Blast blast = perform.action().blast();
        if (cluster.lease().holdsBack(asker, blast)) {
            return new Outcome.Retry("another reconciler may lead", Duration.ofSeconds(5));
        }
        MachineId id = perform.machine().id();
        log.accept(new Deed.Commanded(agenda.now(), id, blast, cluster.lease().isRivals()));
        boolean stops =
                switch (perform.action()) {
                    case Action.PowerOff _, Action.Reboot _, Action.Reimage _, Action.Wipe _ ->
                            true;
                    case Action.Wake _ -> perform.tries().unheeded() > 0;
                    case Action.Bootstrap _,
                            Action.Join _,
                            Action.Drain _,
                            Action.Uncordon _,
                            Action.Label _,
                            Action.Release _ ->
                            false;
                };
        if (perform.action() instanceof Action.Drain
                && chaos.strikes(Fault.BUDGET_OF_PODS_YIELDS_NOT)) {
            return new Outcome.Retry("a PodDisruptionBudget holds a pod", Duration.ofSeconds(30));
        }
        if (stops && cluster.kube().serves(perform.machine().id())) {
            return new Outcome.Retry("its Node is in service", Duration.ofSeconds(2));
        }
        boolean joins =
                perform.action() instanceof Action.Join
                        || (perform.action() instanceof Action.Bootstrap(_, Action.Join.By by, _)
                                && (by == Action.Join.By.SSH
                                        || !perform.machine().node().steps().isEmpty()));
        SimMachine machine = machine(perform.machine().id());
        if (joins && (machine.bootId().isEmpty() || !machine.isAt(perform.machine()))) {
            return new Outcome.Retry("SSH does not answer", Duration.ofSeconds(10));
        }
        return refused(perform.action()).orElseGet(() -> apply(asker, perform));
    }

    /// Why the API takes nothing of it now.
    private Optional<Outcome> refused(Action action) {
        return switch (action) {
            case Action.Drain _,
                    Action.Uncordon _,
                    Action.Label _,
                    Action.Release _,
                    Action.Reimage _ ->
                    cluster.api().refuses();
            case Action.PowerOff _,
                    Action.Wipe _,
                    Action.Reboot _,
                    Action.Wake _,
                    Action.Bootstrap _,
                    Action.Join _ ->
                    Optional.empty();
        };
    }

    private Outcome apply(long asker, Effect.Perform perform) {
        SimMachine machine = machine(perform.machine().id());
        MachineId id = machine.id();
        SimApi api = cluster.api();
        Outcome done = new Outcome.Done();
        return switch (perform.action()) {
            case Action.Wake _ -> {
                if (perform.tries().unheeded() > 0) {
                    yield cluster.power().install(asker, machine);
                }
                if (machine.isAt(perform.machine())) {
                    cluster.power().wake(machine);
                }
                yield done;
            }
            case Action.Wipe _ -> cluster.power().install(asker, machine);
            case Action.Reimage _ -> {
                cluster.kube().delete(id);
                Outcome deleted = api.says(done);
                yield deleted.equals(done) ? cluster.power().install(asker, machine) : deleted;
            }
            case Action.PowerOff _ -> cluster.power().press(asker, machine, Stimulus.Button.OFF);
            case Action.Reboot _ -> {
                if (perform.machine().isLive()) {
                    cluster.kube().label(perform.machine(), perform.stamp());
                }
                yield cluster.power().press(asker, machine, Stimulus.Button.RESET);
            }
            case Action.Bootstrap _, Action.Join _ -> {
                log.accept(new Deed.StepsRun(agenda.now(), id));
                cluster.kube()
                        .handed(perform.action())
                        .map(token -> new Stimulus.Command(new Stimulus.Order.Join(token)))
                        .ifPresent(machine::hit);
                yield done;
            }
            case Action.Drain _, Action.Uncordon _ -> {
                boolean drains = perform.action() instanceof Action.Drain;
                cluster.kube().cordon(id, drains ? Cordon.DRAINED : Cordon.NONE);
                yield api.says(done);
            }
            case Action.Label _ -> {
                cluster.kube().label(perform.machine(), perform.stamp());
                yield api.says(done);
            }
            case Action.Release _ -> {
                log.accept(new Deed.Released(agenda.now(), id));
                cluster.kube().delete(id);
                yield api.says(done);
            }
        };
    }

    private void probe(long asker, MachineSpec spec) {
        SimMachine machine = machine(spec.id());
        if (chaos.strikes(Fault.PROBE_SILENT)) {
            return;
        }
        machine.mayBeCutOff();
        if (machine.plight().bmcAnswers()) {
            Power said = machine.plight().said(machine.power());
            Message seen = new Message.Sighted(new Sighting.PowerSeen(machine.id(), said, "bmc"));
            agenda.in(
                    chaos.between(20, 2000),
                    () -> {
                        if (reconciler.tell(asker, seen) || said == machine.power()) {
                            cluster.power().tell(asker, machine, said);
                        }
                    });
        }
        machine.bootId()
                .filter(_ -> machine.isAt(spec))
                .map(boot -> new Sighting.ShellSeen(machine.id(), boot, machine.marker()))
                .ifPresent(seen -> tell(asker, 100, 3000, new Message.Sighted(seen)));
    }

    private void tell(long asker, int from, int to, Message message) {
        agenda.in(chaos.between(from, to), () -> reconciler.tell(asker, message));
    }
}
