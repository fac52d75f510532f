package dev.bringup.lab.sim;

import dev.bringup.model.ClusterSpec;
import dev.bringup.model.Commit;
import dev.bringup.model.CommitId;
import dev.bringup.model.Desired;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Plan;
import dev.bringup.model.Policy.Budgeted;
import dev.bringup.model.Policy;
import dev.bringup.model.Rail;
import dev.bringup.port.Note;
import dev.bringup.port.Status;
import dev.bringup.port.Witness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// A change on a virtual rack that is made of the state before it: the real engine, virtual time,
/// and everything that must never happen watched for.
public final class Rehearsal implements Witness {

    /// The rack is brought up first, with no limits: nobody asked how that goes.
    private static final Duration HEAD_START = Duration.ofHours(4);

    /// The policy of the state before the change is in force before the change is merged.
    private static final Duration SETTLED = Duration.ofMinutes(1);

    /// Looks in a row, a second apart, in which nothing but a human could help.
    private static final int IDLE = 600;

    /// The rack stands before the last attempt is closed.
    private static final Duration LAST_WORDS = Duration.ofSeconds(20);

    private static final Set<Rail> HUMAN =
            EnumSet.of(Rail.R2, Rail.R13, Rail.R15, Rail.UNMANAGED, Rail.OPERATOR);

    /// What is done, and under which circumstances.
    public record Setup(Desired before, Desired after, Instant now, int perMille, Duration most) {}

    /// What kept a step back, and for how long in all.
    public record Held(Plan.Held what, Duration time) {}

    /// How it went. `violation` is what should never have happened, if anything did.
    public record Outcome(
            boolean arrived, Duration took, List<Held> held, Optional<String> violation) {
        public Outcome {
            held = List.copyOf(held);
        }
    }

    private record Reason(MachineId machine, String verb, String rail) {}

    private final Setup setup;
    private final Consumer<Note> audience;
    private final Map<Reason, Held> held = new LinkedHashMap<>();
    private final Sim sim;
    private boolean raised;
    private int idle;
    private Instant published = Instant.EPOCH;

    /// Faults are drawn from `random`, and the audience hears of everything after the change.
    public Rehearsal(Setup setup, RandomGenerator random, Consumer<Note> audience) {
        this(setup, random, audience, invariants(setup));
    }

    Rehearsal(Setup setup, RandomGenerator random, Consumer<Note> audience, Invariants invariants) {
        this.setup = setup;
        this.audience = audience;
        TreeMap<MachineId, MachineSpec> rack = new TreeMap<>(setup.after.machines());
        rack.putAll(setup.before.machines());
        sim =
                new Sim(
                        new Chaos(random, 0),
                        new Sim.Start(
                                unlimited(setup.before),
                                List.copyOf(rack.values()),
                                setup.now.minus(HEAD_START),
                                this),
                        invariants);
    }

    public Outcome run() {
        try {
            if (!sim.runUntil(Sim::converged, HEAD_START)) {
                return wrong(stuck());
            }
            sim.run(Duration.between(sim.now(), setup.now));
            sim.push(setup.before);
            sim.run(Duration.between(sim.now(), begun()));
            raised = true;
            published = sim.now();
            sim.rage(setup.perMille);
            sim.push(setup.after);
            // Faults end some day; what they did must be mended then.
            sim.runUntil(_ -> isOver(), setup.most.dividedBy(2));
            sim.calm();
            sim.runUntil(_ -> isOver(), setup.most.dividedBy(2));
            Outcome outcome = outcome(sim.converged(), Optional.empty());
            sim.run(LAST_WORDS);
            return outcome;
        } catch (Sim.Violation violation) {
            return wrong(String.valueOf(violation.getMessage()));
        }
    }

    private Outcome wrong(String what) {
        return outcome(false, Optional.of(what));
    }

    /// When the change is merged.
    private Instant begun() {
        return setup.now.plus(SETTLED);
    }

    /// It stands as asked, or nothing will ever go on without a human.
    private boolean isOver() {
        return sim.converged() || idle >= IDLE;
    }

    /// Since the change was merged.
    public Duration since(Note note) {
        return Duration.between(begun(), note.at());
    }

    /// What keeps steps back at the end.
    public List<Plan.Held> left() {
        return sim.status().map(s -> s.plan().held()).orElse(List.of());
    }

    private Outcome outcome(boolean arrived, Optional<String> violation) {
        Duration took = raised ? Duration.between(begun(), sim.now()) : Duration.ZERO;
        return new Outcome(arrived, took, new ArrayList<>(held.values()), violation);
    }

    private String stuck() {
        return "the state before the change never comes to stand in a virtual rack:\n"
                + sim.picture();
    }

    @Override
    public void noted(Note note) {
        if (raised) {
            audience.accept(note);
        }
    }

    @Override
    public void published(Status status) {
        if (!raised) {
            return;
        }
        idle = waitsForAHuman(status) ? idle + 1 : 0;
        Duration time = Duration.between(published, sim.now());
        published = sim.now();
        for (Plan.Held each : status.plan().held()) {
            Reason reason = new Reason(each.machine(), each.verb(), each.rail().toString());
            held.merge(
                    reason,
                    new Held(each, time),
                    (known, more) -> new Held(known.what(), known.time().plus(more.time())));
        }
    }

    private static boolean waitsForAHuman(Status status) {
        Plan plan = status.plan();
        return plan.now().isEmpty()
                && status.observed().attempts().isEmpty()
                && !plan.held().isEmpty()
                && plan.held().stream().allMatch(each -> HUMAN.contains(each.rail()));
    }

    private static Invariants invariants(Setup setup) {
        int most = Math.max(atOnce(setup.before), atOnce(setup.after));
        Invariants invariants = new Invariants(most);
        Set<MachineId> planes = planes(setup.before);
        if (setup.before.cluster().kubernetes().isMadeHere()) {
            invariants.expectBirth(planes);
        } else {
            invariants.guard(planes);
        }
        return invariants;
    }

    private static int atOnce(Desired desired) {
        return desired.cluster()
                .policy()
                .budget(Budgeted.REIMAGE)
                .parallel()
                .orElse(Integer.MAX_VALUE);
    }

    private static Set<MachineId> planes(Desired desired) {
        return desired.machines().values().stream()
                .filter(MachineSpec::isControlPlane)
                .map(MachineSpec::id)
                .collect(Collectors.toSet());
    }

    /// The same fleet under a policy that keeps nothing back, as a commit of its own.
    private static Desired unlimited(Desired desired) {
        Policy was = desired.cluster().policy();
        Policy none =
                new Policy(
                        Map.of(),
                        new Policy.Drain(was.drain().timeout(), Policy.Drain.Then.FORCE),
                        new Policy.Share(100),
                        was.retries(),
                        was.stale());
        ClusterSpec cluster =
                new ClusterSpec(
                        desired.cluster().name(),
                        desired.cluster().kubernetes(),
                        desired.cluster().network(),
                        desired.cluster().ssh(),
                        Optional.empty(),
                        none);
        TreeMap<MachineId, MachineSpec> machines = new TreeMap<>();
        desired.machines().forEach((id, spec) -> machines.put(id, unlocked(spec)));
        Commit commit = desired.commit();
        return new Desired(
                new Commit(
                        new CommitId("0".repeat(39) + "1"),
                        commit.author(),
                        commit.time(),
                        "the rack as it was"),
                cluster,
                machines,
                List.of(),
                desired.dhcpOptions(),
                desired.addons(),
                List.of());
    }

    private static MachineSpec unlocked(MachineSpec spec) {
        return new MachineSpec(
                spec.id(),
                spec.hardware(),
                spec.address(),
                spec.profile(),
                spec.install(),
                spec.node(),
                new MachineSpec.Intent(
                        spec.intent().state(), Optional.empty(), spec.intent().rebootGeneration()));
    }
}
