package dev.bringup.engine;

import dev.bringup.plan.Approvals;
import dev.bringup.plan.Lone;
import dev.bringup.port.Entry;
import dev.bringup.lifecycle.LiveRules;
import dev.bringup.lifecycle.Phases;
import dev.bringup.model.Action;
import dev.bringup.model.Attempt;
import dev.bringup.model.AttemptId;
import dev.bringup.model.Beginning;
import dev.bringup.model.Attempt.Goal;
import dev.bringup.model.Attempt.Goal.Over;
import dev.bringup.model.CommitId;
import dev.bringup.model.Decommission;
import dev.bringup.model.Desired;
import dev.bringup.model.Fact;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.NodeState;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Observed;
import dev.bringup.model.Permit.Stage;
import dev.bringup.model.Observed.InFlight;
import dev.bringup.model.Observed.Past;
import dev.bringup.model.Observed.Result;
import dev.bringup.model.Phase;
import dev.bringup.model.Plan;
import dev.bringup.model.Policy;
import dev.bringup.model.Power;
import dev.bringup.model.Seen;
import dev.bringup.plan.Stamps;
import dev.bringup.port.Effect;
import dev.bringup.port.Entry.Ending;
import dev.bringup.port.Note;
import dev.bringup.port.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// Hands out the steps of a plan and takes their outcomes back.
final class Stepper {

    /// A command that was carried out is not repeated before this, so that the machine has time to
    /// show it. Memory training takes minutes on a large server.
    private static final Duration SETTLE = Duration.ofMinutes(4);

    /// Its control plane's images come from the network; kubeadm itself waits for four minutes.
    private static final Duration MAKING = Duration.ofMinutes(11);

    private final Memory memory;
    private final World world;
    private final Ledger ledger;
    private final ClusterStepper cluster;
    private final Handwork handwork;
    private final Directing directing;
    private final Unheeded unheeded;

    Stepper(Memory memory, World world, Ledger ledger, Unheeded unheeded) {
        this.memory = memory;
        this.world = world;
        this.ledger = ledger;
        this.unheeded = unheeded;
        cluster = new ClusterStepper(memory, world, ledger);
        handwork = new Handwork(memory, world);
        directing = new Directing(memory, world, ledger);
    }

    /// What operators order beside the plan.
    Handwork byHand() {
        return handwork;
    }

    /// What they direct beside Git.
    Directing directing() {
        return directing;
    }

    /// The same for the cluster itself.
    ClusterStepper cluster() {
        return cluster;
    }

    void start(Plan.Step step, long effect, Instant now) {
        Action action = step.action();
        MachineSpec spec = memory.spec(action.machine()).orElseThrow();
        Desired desired = memory.desired().orElseThrow();
        spendApproval(action, spec, desired, now);
        part(action, desired, now);
        Optional<Attempt> attempt = attemptFor(step, spec, now);
        Policy.Drain drain = memory.observe(now).remembered().drain(policy(desired));
        Duration patience = patience(action, drain, attempt.map(Attempt::spec).orElse(spec));
        writeDown(action, spec, now);
        memory.inFlight().put(spec.id(), new InFlight(effect, action, now, now.plus(patience)));
        world.witness().noted(new Note.Started(now, action, step.because()));
        world.effects()
                .start(
                        new Effect.Perform(
                                effect,
                                action,
                                attempt.map(Attempt::spec).orElse(spec),
                                desired.cluster().under(policy(desired).with(drain)),
                                attempt.map(Attempt::id),
                                stamp(action, attempt, runs(attempt, spec)),
                                tries(attempt, action, spec)));
    }

    private Effect.Tries tries(Optional<Attempt> attempt, Action action, MachineSpec spec) {
        Effect.Tries within = attempt.map(unheeded::tries).orElse(Effect.Tries.NONE);
        return new Effect.Tries(within.carriedOut() + unanswered(action, spec), within.unheeded());
    }

    /// A machine that restarted by itself is given what it had, whatever Git asks for by now.
    private static MachineSpec runs(Optional<Attempt> attempt, MachineSpec spec) {
        return attempt.filter(Attempt::isLive).map(Attempt::spec).orElse(spec);
    }

    private static Policy policy(Desired desired) {
        return desired.cluster().policy();
    }

    /// Before the attempt is there that may write the disk: after a crash it goes on at once.
    private void part(Action action, Desired desired, Instant now) {
        if (action instanceof Action.Reimage(MachineId id, _)) {
            Lone.parting(desired, memory.observe(now), id)
                    .ifPresent(lost -> ledger.part(lost, now));
        }
    }

    /// What opens no attempt and is counted by the hour must outlive a crash.
    private void writeDown(Action action, MachineSpec spec, Instant now) {
        if (action instanceof Action.PowerOff) {
            Past past = new Past(spec.id(), action.verb(), cause(spec), now, Result.DONE, now);
            world.journal().append(new Entry.Commanded(now, past));
        }
        if (action instanceof Action.Bootstrap(MachineId id, _, _)) {
            AttemptId installation =
                    memory.of(id)
                            .marker()
                            .map(m -> m.value().attempt())
                            .or(() -> memory.beginning().founder().map(f -> f.installation()))
                            .orElseThrow();
            ledger.found(new Beginning.Founder(id, installation, now), now);
        }
    }

    /// Whether it was needed or not: what was listed has now been done once.
    private void spendApproval(Action action, MachineSpec spec, Desired desired, Instant now) {
        Approvals.step(action, memory.of(action.machine()), spec).stream()
                .flatMap(step -> Approvals.spends(desired, memory.observe(now), step).stream())
                .forEach(spent -> {
                    world.journal().append(new Entry.Approved(now, spent));
                    memory.learn(r -> r.spending(spent));
                });
    }

    /// The attempt that a step belongs to, opened when it is the first of it.
    private Optional<Attempt> attemptFor(Plan.Step step, MachineSpec spec, Instant now) {
        Optional<Attempt.Goal> goal =
                switch (step.action()) {
                    case Action.Wake(_, Optional<Fingerprint> wanted) ->
                            Optional.of(
                                    wanted.filter(_ -> !spec.isLive())
                                            .<Attempt.Goal>map(
                                                    f -> new Goal.Installed(f, Over.NOTHING))
                                            .orElseGet(Goal.Awake::new));
                    case Action.Reimage(_, Fingerprint wanted) ->
                            Optional.of(new Goal.Installed(wanted, over(step)));
                    case Action.Reboot(_, Optional<String> generation) ->
                            Optional.of(
                                    new Goal.Rebooted(
                                            generation,
                                            memory.of(step.action().machine())
                                                    .bootId()
                                                    .map(Fact::value)));
                    case Action.Wipe(_, Decommission tombstone) ->
                            Optional.of(new Goal.Wiped(tombstone));
                    case Action.PowerOff _,
                            Action.Bootstrap _,
                            Action.Join _,
                            Action.Drain _,
                            Action.Uncordon _,
                            Action.Label _,
                            Action.Release _ ->
                            Optional.empty();
                };
        Optional<Attempt> open = Optional.ofNullable(memory.attempts().get(spec.id()));
        if (goal.isEmpty() || open.filter(a -> a.goal().equals(goal.get())).isPresent()) {
            return open;
        }
        open.ifPresent(a -> ledger.close(a, Ending.SUPERSEDED, step.because(), now));
        Attempt.Origin origin =
                new Attempt.Origin(memory.accepted().orElseThrow(), step.because(), step.cure());
        return Optional.of(ledger.open(spec, goal.get(), origin, now));
    }

    /// What works is not written over with itself; what is to be cured is.
    private static Over over(Plan.Step step) {
        return step.cure().isPresent() ? Over.EVEN_THE_GOAL : Over.OWN_INSTALLATION;
    }

    /// How often it was told to restart for this goal and did not, so that another rung is tried.
    private int unanswered(Action action, MachineSpec spec) {
        if (!(action instanceof Action.Reboot)) {
            return 0;
        }
        return (int)
                memory.past().stream()
                        .filter(p -> p.machine().equals(spec.id()))
                        .filter(p -> p.verb().equals(action.verb()))
                        .filter(p -> p.result() == Result.FAILED)
                        .filter(p -> p.cause().goal().equals(spec.fingerprint()))
                        .filter(p -> memory.accepted().equals(Optional.of(p.cause().commit())))
                        .count();
    }

    /// A restart is marked where it is done: of a machine that boots from its disk, once it is
    /// back.
    private Optional<NodeState.Stamp> stamp(
            Action action, Optional<Attempt> attempt, MachineSpec spec) {
        Seen seen = memory.of(spec.id());
        Optional<NodeState.Stamp> stamp =
                seen.present().flatMap(n -> Stamps.wanted(spec, n, seen.marker().map(Fact::value)));
        Optional<String> generation =
                switch (action) {
                    case Action.Reboot(_, Optional<String> asked) -> asked;
                    case Action.Label _ ->
                            attempt.filter(a -> a.timeline().end(Phase.OS).isPresent())
                                    .map(Attempt::goal)
                                    .flatMap(goal ->
                                            goal instanceof Goal.Rebooted(Optional<String> g, _)
                                                    ? g
                                                    : Optional.empty());
                    case Action.Wake _,
                            Action.Reimage _,
                            Action.Wipe _,
                            Action.PowerOff _,
                            Action.Bootstrap _,
                            Action.Join _,
                            Action.Drain _,
                            Action.Uncordon _,
                            Action.Release _ ->
                            Optional.empty();
                };
        return stamp.map(s ->
                new NodeState.Stamp(
                        s.fingerprint(),
                        s.commit(),
                        s.attempt(),
                        generation.or(s::rebootGeneration)));
    }

    private static Duration patience(Action action, Policy.Drain drain, MachineSpec spec) {
        return switch (action) {
            case Action.Drain _ -> drain.timeout().plus(Duration.ofMinutes(2));
            case Action.Wake _,
                    Action.Reimage _,
                    Action.Reboot _,
                    Action.PowerOff _,
                    Action.Wipe _ ->
                    Duration.ofMinutes(5);
            case Action.Join _ -> Duration.ofMinutes(3).plus(spec.stepsTime());
            case Action.Bootstrap _ -> MAKING.plus(spec.stepsTime());
            case Action.Uncordon _, Action.Label _, Action.Release _ -> Duration.ofMinutes(2);
        };
    }

    void finished(long effect, Outcome outcome, Instant now) {
        Optional<InFlight> flight =
                memory.inFlight().values().stream().filter(f -> f.id() == effect).findFirst();
        if (flight.isEmpty()) {
            return; // it was given up before; what it did shows in what is seen
        }
        Action action = flight.get().action();
        memory.inFlight().remove(action.machine());
        Duration took = Duration.between(flight.get().since(), now);
        world.witness().noted(new Note.Ended(now, action, outcome, took));
        switch (outcome) {
            case Outcome.Done _ -> done(action, now);
            case Outcome.Retry(_, Duration after) -> putOff(action, Result.PUT_OFF, after, now);
            case Outcome.Stalled _ -> putOff(action, Result.PUT_OFF, SETTLE, now);
        }
    }

    private void done(Action action, Instant now) {
        MachineId id = action.machine();
        switch (action) {
            case Action.PowerOff _ -> {
                memory.see(id, s -> s.withPower(Power.OFF, "command", now));
                putOff(action, Result.DONE, Duration.ZERO, now);
            }
            case Action.Wake _, Action.Reimage _, Action.Wipe _ ->
                    putOff(action, Result.DONE, SETTLE, now);
            case Action.Reboot _ -> {
                putOff(action, Result.DONE, SETTLE, now);
                Optional.ofNullable(memory.attempts().get(id))
                        .ifPresent(a ->
                                ledger.reach(a, new Phases.Reached(Phase.WAKE, "rebooted"), now));
            }
            // Facts come back on their own road; until then the same step must not start again.
            case Action.Join(_, Action.Join.By by) when by == Action.Join.By.ITSELF -> arm(id, now);
            case Action.Bootstrap(_, Action.Join.By by, _) when by == Action.Join.By.ITSELF ->
                    arm(id, now);
            case Action.Bootstrap _ -> putOff(action, Result.DONE, SETTLE, now);
            case Action.Join _ -> {
                putOff(action, Result.DONE, Duration.ofSeconds(30), now);
                // Its Node may be the one from before the boot: this says that it is not.
                Optional.ofNullable(memory.attempts().get(id))
                        .filter(LiveRules::isSpent)
                        .filter(Attempt::isLive)
                        .ifPresent(a -> ledger.move(a.at(Stage.CLOSED), now));
            }
            case Action.Release _ -> putOff(action, Result.DONE, Duration.ofSeconds(30), now);
            // Until the watch shows it, what was done counts as seen: otherwise the budget forgets
            // this machine for as long as the watch lags.
            case Action.Drain _ -> cordon(id, Cordon.DRAINED, now);
            case Action.Uncordon _ -> cordon(id, Cordon.NONE, now);
            case Action.Label _ -> putOff(action, Result.DONE, Duration.ofSeconds(3), now);
        }
    }

    /// The permit may have gone on, or be another one, since the steps were begun.
    private void arm(MachineId id, Instant now) {
        Optional.ofNullable(memory.attempts().get(id))
                .filter(a -> a.stage().filter(s -> s.compareTo(Stage.WRITTEN) >= 0).isPresent())
                .filter(a -> a.stage().filter(s -> s.compareTo(Stage.ARMED) < 0).isPresent())
                .ifPresent(a -> ledger.move(a.at(Stage.ARMED), now));
    }

    private void cordon(MachineId id, Cordon cordon, Instant now) {
        memory.of(id)
                .present()
                .ifPresent(node ->
                        memory.see(id, s -> s.withNode(node.cordoned(cordon), "command", now)));
    }

    private void putOff(Action action, Result result, Duration time, Instant now) {
        Optional<MachineSpec> spec = memory.spec(action.machine());
        if (spec.isEmpty()) {
            return;
        }
        memory.remember(
                new Past(
                        action.machine(),
                        action.verb(),
                        cause(spec.get()),
                        now,
                        result,
                        now.plus(time)));
    }

    /// In the name of the open attempt, if there is one.
    private Observed.Cause cause(MachineSpec spec) {
        CommitId accepted = memory.accepted().orElseThrow();
        return Optional.ofNullable(memory.attempts().get(spec.id()))
                .map(Observed.Cause::of)
                .map(c -> new Observed.Cause(spec.fingerprint(), accepted, c.attempt(), c.cure()))
                .orElseGet(() -> Observed.Cause.of(spec.fingerprint(), accepted));
    }

    /// Effects that nobody answered for.
    void giveUp(Instant now) {
        handwork.giveUp(now);
        for (Map.Entry<MachineId, InFlight> flight : Map.copyOf(memory.inFlight()).entrySet()) {
            if (!now.isBefore(flight.getValue().until())) {
                memory.inFlight().remove(flight.getKey());
                Action action = flight.getValue().action();
                Outcome lost = new Outcome.Retry("no answer came", Duration.ZERO);
                world.witness()
                        .noted(
                                new Note.Ended(
                                        now,
                                        action,
                                        lost,
                                        Duration.between(flight.getValue().since(), now)));
            }
        }
    }
}
