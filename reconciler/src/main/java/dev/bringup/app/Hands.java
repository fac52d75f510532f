package dev.bringup.app;

import dev.bringup.model.PowerOrder;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.CommitId;
import dev.bringup.kube.Kube;
import dev.bringup.kube.Leadership;
import dev.bringup.model.Action;
import dev.bringup.model.Action.Blast;
import dev.bringup.model.Addons;
import dev.bringup.model.AttemptId;
import dev.bringup.model.ClusterAction;
import dev.bringup.model.ClusterSpec;
import dev.bringup.model.Etcd;
import dev.bringup.model.JoinMaterial;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Policy;
import dev.bringup.model.Power;
import dev.bringup.model.Sighting;
import dev.bringup.port.Effect;
import dev.bringup.port.Effects;
import dev.bringup.port.Message;
import dev.bringup.port.Outcome;
import dev.bringup.power.Ladder;
import dev.bringup.power.Ladder.NextBoot;
import dev.bringup.power.Ladder.Verb;
import dev.bringup.telemetry.Prometheus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/// Carries effects out, each on a virtual thread of its own, and sends back what came of it.
final class Hands implements Effects {

    private static final Duration JOIN_SECRET_LIFE = Duration.ofMinutes(10);
    private static final Duration UNTIL_WE_LEAD = Duration.ofSeconds(5);
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration AFTER_A_BUG = Duration.ofMinutes(1);
    private static final Logger LOG = LoggerFactory.getLogger(Hands.class);

    private final Executor threads;
    private final Repository repository;
    private final Kube kube;
    private final Leadership leadership;
    private final Joining joining;
    private final Ladder ladder;
    private final Machines machines;
    private final Prometheus prometheus = new Prometheus();
    private final Consumer<Message> inbox;

    /// What the ladder's SSH rung needs to log in to a machine; noted with each effect.
    private final Map<MachineId, Login> logins;

    record Login(
            String user,
            Optional<AttemptId> installed,
            List<String> authorities,
            List<String> own) {
        Login {
            authorities = List.copyOf(authorities);
            own = List.copyOf(own);
        }
    }

    /// The cluster, and our stake in who acts on it.
    record Cluster(Kube kube, Leadership leadership, Joining joining) {}

    Hands(
            Executor threads,
            Repository repository,
            Cluster cluster,
            Ladder ladder,
            Machines machines,
            Map<MachineId, Login> logins,
            Consumer<Message> inbox) {
        this.threads = threads;
        this.repository = repository;
        this.kube = cluster.kube();
        this.leadership = cluster.leadership();
        this.joining = cluster.joining();
        this.ladder = ladder;
        this.machines = machines;
        this.logins = logins;
        this.inbox = inbox;
    }

    static Map<MachineId, Login> noLogins() {
        return new ConcurrentHashMap<>();
    }

    @Override
    public void start(Effect effect) {
        threads.execute(() -> {
            // Whatever is logged on the way names the machine that it is about.
            machine(effect).ifPresent(id -> MDC.put(LogLine.MACHINE, id.name()));
            run(effect);
        });
    }

    private static Optional<MachineId> machine(Effect effect) {
        return switch (effect) {
            case Effect.Perform perform -> Optional.of(perform.machine().id());
            case Effect.ByHand byHand -> Optional.of(byHand.machine().id());
            case Effect.Probe probe -> Optional.of(probe.machine().id());
            case Effect.Mint mint -> Optional.of(mint.machine().id());
            case Effect.PerformOnEtcd onEtcd -> Optional.of(onEtcd.by().id());
            case Effect.Fetch _,
                    Effect.Retell _,
                    Effect.Inspect _,
                    Effect.PerformOnCluster _,
                    Effect.Campaign _,
                    Effect.Ask _ ->
                    Optional.empty();
        };
    }

    private void run(Effect effect) {
        switch (effect) {
            case Effect.Fetch(Optional<CommitId> accepted, Optional<CommitId> loaded) ->
                    inbox.accept(new Message.Fetched(repository.look(accepted, loaded)));
            case Effect.Retell(CommitId commit) ->
                    inbox.accept(new Message.Retold(commit, repository.retold(commit)));
            case Effect.Perform perform -> {
                Outcome outcome = perform(perform);
                if (perform.action() instanceof Action.Wake && outcome instanceof Outcome.Done) {
                    power(perform.machine());
                }
                inbox.accept(new Message.Finished(perform.id(), outcome));
            }
            case Effect.ByHand(
                            long id,
                            PowerOrder order,
                            MachineSpec machine,
                            List<MachineSpec> around) ->
                    inbox.accept(
                            new Message.Powered(
                                    id,
                                    new PowerByHand(ladder, leadership, kube, machines.port())
                                            .run(order, machine, around)));
            case Effect.Inspect(long id, Addons addons) ->
                    inbox.accept(new Message.Inspected(id, kube.inspect(addons)));
            case Effect.PerformOnCluster(long id, ClusterAction.OnObjects action, Addons addons) ->
                    onCluster(id, action, () -> kube.perform(action, addons));
            case Effect.PerformOnEtcd(
                            long id,
                            ClusterAction.OnEtcd action,
                            MachineSpec by,
                            ClusterSpec cluster) ->
                    onCluster(id, action, () -> onEtcd(action, by, cluster));
            case Effect.Probe(
                            MachineSpec machine,
                            ClusterSpec cluster,
                            Optional<AttemptId> installed) ->
                    probe(machine, cluster, installed);
            case Effect.Campaign _ -> see(new Sighting.LeadSeen(leadership.campaign()));
            case Effect.Ask(Policy.AlertGate gate) ->
                    see(new Sighting.GateSeen(gate, prometheus.ask(gate)));
            case Effect.Mint(
                            long id,
                            MachineSpec machine,
                            Duration goodFor,
                            ClusterSpec cluster,
                            Effect.For purpose) -> {
                Optional<JoinMaterial> material =
                        switch (purpose) {
                            case Effect.For.Joining() ->
                                    joining.material(machine, cluster, goodFor);
                            case Effect.For.Founding() -> joining.founding(machine, cluster);
                            case Effect.For.Restoring(Etcd.Snapshot snapshot) ->
                                    joining.restoring(machine, cluster, snapshot);
                        };
                inbox.accept(new Message.Minted(id, material));
            }
        }
    }

    private Outcome perform(Effect.Perform perform) {
        return guarded(perform.action().blast(), perform.action(), () -> act(perform));
    }

    private void onCluster(long id, ClusterAction action, Supplier<Outcome> act) {
        inbox.accept(new Message.Finished(id, guarded(action.blast(), action, act)));
    }

    private Outcome onEtcd(ClusterAction.OnEtcd action, MachineSpec by, ClusterSpec cluster) {
        Optional<Login> login = Optional.ofNullable(logins.get(by.id()));
        return login.isEmpty()
                ? new Outcome.Retry("SSH has not answered yet", SOON)
                : machines.etcd()
                        .perform(
                                action,
                                cluster.kubernetes().tool(),
                                machines.target(by, login.get()),
                                this::see);
    }

    /// Only while we lead; and a bug in it is an outcome as well.
    private Outcome guarded(Blast blast, Object action, Supplier<Outcome> act) {
        Optional<String> fenced = leadership.fence(blast);
        if (fenced.isPresent()) {
            return new Outcome.Retry(fenced.get(), UNTIL_WE_LEAD);
        }
        try {
            return act.get();
        } catch (RuntimeException bug) {
            LOG.error("{} failed in a way nobody foresaw", action, bug);
            return new Outcome.Retry("an internal error: " + bug, AFTER_A_BUG);
        }
    }

    private Outcome act(Effect.Perform perform) {
        MachineSpec machine = perform.machine();
        MachineId id = machine.id();
        return switch (perform.action()) {
            case Action.Wake(_, Optional<Fingerprint> goal) ->
                    wake(perform, goal.isPresent() ? NextBoot.PXE : usual(machine));
            case Action.PowerOff _ ->
                    unlessServing(id, () -> ladder.apply(machine, Verb.OFF, NextBoot.AS_IT_IS));
            case Action.Reboot _ -> unlessServing(id, () -> reboot(perform));
            case Action.Reimage _ -> unlessServing(id, () -> reimage(perform));
            case Action.Wipe _ -> unlessServing(id, () -> toTheNetwork(perform));
            case Action.Bootstrap(_, Action.Join.By by, Optional<Etcd.Snapshot> restores) ->
                    restores.map(snapshot -> restore(machine, snapshot))
                            .filter(brought -> !(brought instanceof Outcome.Done))
                            .orElseGet(() ->
                                    join(
                                            machine,
                                            by,
                                            () -> first(machine, perform.cluster(), restores),
                                            "the roots of trust cannot be opened"));
            case Action.Join(_, Action.Join.By by) ->
                    join(
                            machine,
                            by,
                            () -> joining.material(machine, perform.cluster(), JOIN_SECRET_LIFE),
                            "Kubernetes does not answer");
            case Action.Drain _ ->
                    kube.drain(id, perform.cluster().policy().drain(), saying(machine));
            case Action.Uncordon _ -> kube.uncordon(id);
            case Action.Label _ ->
                    perform.stamp()
                            .map(stamp -> kube.label(machine, stamp))
                            .orElseGet(() -> new Outcome.Stalled("what is installed is not known"));
            case Action.Release _ -> kube.release(id);
        };
    }

    /// The last look before a machine is stopped: what the plan rested on may be seconds old, and a
    /// machine may have joined since.
    private Outcome unlessServing(MachineId id, Supplier<Outcome> act) {
        Outcome mayStop = kube.mayStop(id);
        return mayStop instanceof Outcome.Done ? act.get() : mayStop;
    }

    /// The old Node goes first: the one that comes back is a new one, without our cordon.
    private Outcome reimage(Effect.Perform perform) {
        Outcome released = kube.release(perform.machine().id());
        return released instanceof Outcome.Done ? toTheNetwork(perform) : released;
    }

    private Outcome toTheNetwork(Effect.Perform perform) {
        return ladder.climb(
                        perform.machine(), Verb.CYCLE, NextBoot.PXE, perform.tries().carriedOut())
                .outcome();
    }

    /// What started its disk against our word is on: switching it on once more changes nothing.
    /// What only says nothing may be busy with its memory: that is not cut off.
    private Outcome wake(Effect.Perform perform, NextBoot next) {
        MachineSpec machine = perform.machine();
        return perform.tries().unheeded() == 0
                ? ladder.climb(machine, Verb.ON, next, perform.tries().carriedOut()).outcome()
                : unlessServing(machine.id(), () -> toTheNetwork(perform));
    }

    private Outcome reboot(Effect.Perform perform) {
        MachineSpec machine = perform.machine();
        // What restarts from its disk is marked when it is back: a BMC may only say that it did.
        Outcome labelled =
                perform.stamp()
                        .filter(_ -> machine.isLive())
                        .map(s -> kube.label(machine, s))
                        .orElseGet(() -> new Outcome.Done());
        return labelled instanceof Outcome.Done
                ? ladder.climb(machine, Verb.CYCLE, usual(machine), perform.tries().carriedOut())
                        .outcome()
                : labelled;
    }

    private static NextBoot usual(MachineSpec machine) {
        return machine.isLive() ? NextBoot.PXE : NextBoot.AS_IT_IS;
    }

    private Consumer<String> saying(MachineSpec machine) {
        return line -> inbox.accept(new Message.Said(machine.id(), line));
    }

    private Outcome join(
            MachineSpec machine,
            Action.Join.By by,
            Supplier<Optional<JoinMaterial>> mint,
            String otherwise) {
        if (by == Action.Join.By.ITSELF && machine.node().steps().isEmpty()) {
            return new Outcome.Done();
        }
        Optional<Login> login = Optional.ofNullable(logins.get(machine.id()));
        if (login.isEmpty()) {
            return new Outcome.Retry("SSH has not answered yet", SOON);
        }
        Outcome prepared = machines.prepare(machine, login.get(), saying(machine));
        if (!(prepared instanceof Outcome.Done) || by == Action.Join.By.ITSELF) {
            return prepared;
        }
        Optional<JoinMaterial> material = mint.get();
        if (material.isEmpty()) {
            return new Outcome.Retry(otherwise, SOON);
        }
        return machines.join(machine, login.get(), material.get());
    }

    private Optional<JoinMaterial> first(
            MachineSpec machine, ClusterSpec cluster, Optional<Etcd.Snapshot> restores) {
        return restores.map(snapshot -> joining.restoring(machine, cluster, snapshot))
                .orElseGet(() -> joining.founding(machine, cluster));
    }

    /// Before it may join: what its etcd begins with.
    private Outcome restore(MachineSpec machine, Etcd.Snapshot snapshot) {
        Optional<Login> login = Optional.ofNullable(logins.get(machine.id()));
        return login.isEmpty()
                ? new Outcome.Retry("SSH has not answered yet", SOON)
                : machines.etcd().bring(snapshot, machines.target(machine, login.get()));
    }

    private void probe(MachineSpec machine, ClusterSpec cluster, Optional<AttemptId> installed) {
        MachineId id = machine.id();
        Optional<Power> power = power(machine);
        ClusterSpec.Ssh ssh = cluster.ssh();
        boolean knowable = installed.isPresent() || !ssh.hostAuthorities().isEmpty();
        if (knowable && !power.equals(Optional.of(Power.OFF))) {
            Login login =
                    new Login(
                            ssh.user(),
                            installed,
                            ssh.hostAuthorities(),
                            machines.hosts().authorities(cluster));
            logins.put(id, login);
            machines.look(
                            machine,
                            login,
                            text -> inbox.accept(new Message.Doubted(Optional.of(id), text)))
                    .ifPresent(this::see);
        }
    }

    private Optional<Power> power(MachineSpec machine) {
        Optional<Ladder.Reading> reading = ladder.status(machine);
        reading.ifPresent(r -> see(new Sighting.PowerSeen(machine.id(), r.power(), r.source())));
        return reading.map(Ladder.Reading::power);
    }

    private void see(Sighting sighting) {
        inbox.accept(new Message.Sighted(sighting));
    }
}
