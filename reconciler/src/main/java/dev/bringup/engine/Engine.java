package dev.bringup.engine;

import dev.bringup.model.PowerReport;
import dev.bringup.model.Policy;
import dev.bringup.model.Remembered;
import dev.bringup.model.CommitId;
import dev.bringup.lifecycle.Phases;
import dev.bringup.model.AddonsSeen;
import dev.bringup.model.Attempt;
import dev.bringup.model.AttemptId;
import dev.bringup.model.Beginning;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.Decommission;
import dev.bringup.model.Departed;
import dev.bringup.model.Desired;
import dev.bringup.model.Direction;
import dev.bringup.model.Etcd;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.JoinMaterial;
import dev.bringup.model.Lead;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.NodeState;
import dev.bringup.model.ObjectKey;
import dev.bringup.model.Observed;
import dev.bringup.model.Phase;
import dev.bringup.model.Plan;
import dev.bringup.model.Power;
import dev.bringup.model.Rung;
import dev.bringup.model.Seen;
import dev.bringup.model.Sighting;
import dev.bringup.model.Timeline;
import dev.bringup.plan.Differ;
import dev.bringup.plan.Founding;
import dev.bringup.plan.Restarts;
import dev.bringup.port.Entry;
import dev.bringup.port.Entry.Ending;
import dev.bringup.port.Message;
import dev.bringup.port.Note;
import dev.bringup.port.Outcome;
import dev.bringup.port.SourceAnswer;
import dev.bringup.port.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;

/// Look, diff, step. It is told things by messages and looks when it is told to; it runs on one
/// thread, waits for nothing and knows no clock but the one it is handed.
public final class Engine {

    private final Memory memory = new Memory();
    private final World world;
    private final Ledger ledger;
    private final Intake intake;
    private final Desk desk;
    private final Acceptance acceptance;
    private final Rounds rounds;
    private final Stepper stepper;
    private long effects;

    public Engine(World world) {
        this.world = world;
        ledger = new Ledger(memory, world);
        Unheeded unheeded = new Unheeded(memory, world);
        intake = new Intake(memory, ledger, unheeded);
        desk = new Desk(memory, world, ledger, intake);
        acceptance = new Acceptance(memory, world, ledger);
        rounds = new Rounds(memory, world);
        stepper = new Stepper(memory, world, ledger, unheeded);
    }

    /// Takes up what the journal says was left.
    public void start(Instant now) {
        memory.clock().start(now);
        if (world.rivals() == World.Rivals.POSSIBLE) {
            memory.see(new Lead.Unknown("Kubernetes was not asked yet"), now);
        }
        for (Entry entry : world.journal().read()) {
            switch (entry) {
                case Entry.Accepted(_, CommitId commit, Optional<Policy> before) ->
                        memory.rememberAccepted(commit, before);
                case Entry.Overridden(Instant at, CommitId commit, String reason) ->
                        memory.git(
                                memory.git()
                                        .by(Optional.of(new Status.ByHand(commit, reason, at))));
                case Entry.Directed(Instant at, Direction direction) ->
                        stepper.directing().recall(direction, at);
                // For those who ask later who did what; nothing follows from it.
                case Entry.Powered _ -> {}
                case Entry.Approved(_, Remembered.Spent spent) ->
                        memory.learn(r -> r.spending(spent));
                case Entry.Commanded(_, Observed.Past past) -> memory.remember(past);
                case Entry.Given(_, Remembered.Given given) -> memory.learn(r -> r.giving(given));
                case Entry.Quarantined(_, Remembered.Quarantine quarantine) ->
                        memory.learn(r -> r.quarantining(quarantine));
                case Entry.Lifted(_, Remembered.Quarantine quarantine) ->
                        memory.learn(r -> r.without(quarantine));
                case Entry.Open(Instant at, Attempt attempt) -> {
                    // Nobody counted what it waited for while nobody was there.
                    Timeline known = attempt.timeline().with(Optional.empty());
                    memory.attempts().put(attempt.machine(), attempt.with(known));
                    recall(attempt);
                    rounds.recall(attempt, at);
                }
                case Entry.Closed(Instant at, Attempt attempt, Ending ending, _) -> {
                    memory.attempts().remove(attempt.machine());
                    recall(attempt);
                    rounds.recall(attempt, ending, at);
                }
                case Entry.Leaving(_, MachineSpec machine) ->
                        memory.leaving().put(machine.id(), machine);
                case Entry.Left(_, MachineId machine) -> memory.leaving().remove(machine);
                case Entry.Departed(_, MachineSpec machine) ->
                        memory.departed(d -> d.leaving(machine));
                case Entry.Returned(_, MachineId machine) ->
                        memory.departed(d -> d.returning(machine));
                case Entry.Identified(_, MachineId machine, Departed.FirstSeen first) ->
                        memory.departed(d -> d.knowing(machine, first));
                case Entry.Wiped(_, Decommission tombstone) ->
                        memory.departed(d -> d.spending(tombstone));
                case Entry.Met(Instant at) -> memory.begin(memory.beginning().met(at));
                case Entry.Founded(_, Beginning.Founder founder) ->
                        memory.begin(memory.beginning().by(founder));
                case Entry.Saved(_, Etcd.Snapshot snapshot) ->
                        memory.etcd(etcd -> etcd.keeping(snapshot));
                case Entry.Unmembered(_, MachineId machine, AttemptId installation) ->
                        memory.etcd(etcd -> etcd.removing(machine, installation));
                case Entry.Parted(_, Etcd.Lost lost) -> memory.etcd(etcd -> etcd.losing(lost));
                case Entry.Whole _ -> memory.etcd(Etcd::whole);
                case Entry.Fresh(_, MachineId machine, Set<AttemptId> attempts) ->
                        memory.begin(memory.beginning().written(machine, attempts));
            }
        }
        ledger.waits().start(memory.accepted(), now);
        look(now);
    }

    private void recall(Attempt attempt) {
        ledger.remember(attempt);
        if (attempt.isUnasked()) {
            memory.remember(Restarts.of(attempt));
        }
    }

    public void handle(Message message, Instant now) {
        switch (message) {
            case Message.Tick _ -> {}
            case Message.Wall(Duration ahead) ->
                    memory.clock().wall(ahead, now).ifPresent(world.witness()::noted);
            case Message.Fetched(SourceAnswer answer) -> {
                rounds.fetched(now);
                acceptance.take(answer, now);
                ledger.waits().fetched(now);
                intake.welcome();
            }
            case Message.Retold(
                            CommitId commit,
                            Optional<SortedMap<MachineId, Fingerprint>> today) ->
                    ledger.translation().told(commit, today, now);
            case Message.Rung _ -> rounds.ring();
            case Message.Ordered(
                            SourceAnswer answer,
                            String reason,
                            Consumer<Optional<String>> reply) -> {
                reply.accept(acceptance.order(answer, reason, now));
                intake.welcome();
            }
            case Message.Powering order -> stepper.byHand().take(order, ++effects, now);
            case Message.Directed(Direction direction, Consumer<Optional<String>> reply) ->
                    reply.accept(stepper.directing().take(direction, now));
            case Message.Powered(long id, PowerReport report) ->
                    stepper.byHand().finished(id, report, now);
            case Message.Finished(long id, Outcome outcome) -> {
                stepper.finished(id, outcome, now);
                stepper.cluster().finished(id, outcome, now);
            }
            case Message.Inspected(
                            long id,
                            Optional<SortedMap<ObjectKey, AddonsSeen.Applied>> objects) ->
                    stepper.cluster().inspected(id, objects, now);
            case Message.Minted(long id, Optional<JoinMaterial> material) ->
                    desk.minted(id, material, now);
            case Message.Said(MachineId machine, String text) ->
                    world.witness().noted(new Note.Said(now, machine, text));
            case Message.Doubted(Optional<MachineId> machine, String text) ->
                    world.witness().noted(new Note.Alarm(now, machine, text));
            case Message.Sighted(Sighting sighting) -> intake.take(sighting, now);
            case Message.Asked(BootRequest request, Consumer<BootAnswer> reply) ->
                    desk.answer(request, reply, ++effects, now);
        }
    }

    /// One look: whatever is due, then the next step of every machine.
    public void look(Instant now) {
        rounds.lead(now);
        rounds.poll(now);
        stepper.giveUp(now);
        settle(now);
        acceptance.quarantine(now);
        rounds.probe(now);
        rounds.askGates(now);
        ledger.translation().ask(now);
        Plan plan = Plan.EMPTY;
        if (memory.desired().isPresent()) {
            Desired desired = memory.desired().get();
            stepper.cluster().look(desired, ++effects, now);
            Observed observed = memory.observe(now);
            plan = Differ.diff(desired, observed);
            ledger.waits().look(plan, observed, now);
            for (Plan.Step step : plan.now()) {
                stepper.start(step, ++effects, now);
            }
            if (plan.cluster().now().isPresent()) {
                stepper.cluster().start(plan.cluster().now().get(), desired, ++effects, now);
            }
        }
        rounds.letSleep(plan.asleep().keySet());
        Observed after = memory.observe(now);
        Plan shown = plan.holding(desk.refused(now));
        world.witness().published(new Status(memory.desired(), after, shown, memory.git()));
    }

    /// A Node that was Ready before anything else of its machine was seen ends the last phases
    /// here.
    private void finish(MachineId id, Instant now) {
        intake.reach(id, new Phases.Reached(Phase.JOIN, "its Node is registered"), now);
        intake.reach(id, new Phases.Reached(Phase.READY, "its Node is Ready"), now);
        Optional.ofNullable(memory.attempts().get(id))
                .ifPresent(a -> ledger.close(a, Ending.DONE, "its Node is Ready", now));
    }

    /// Written down before anything else forgets it: a tombstone wipes once.
    private void bury(Attempt attempt, Decommission tombstone, Instant now) {
        world.journal().append(new Entry.Wiped(now, tombstone));
        memory.departed(d -> d.spending(tombstone));
        ledger.close(attempt, Ending.DONE, "its disk is wiped", now);
        if (attempt.spec().hardware().power().stream().noneMatch(Rung::tellsPower)) {
            // The installer switches it off, and nobody else will ever know.
            memory.see(attempt.machine(), s -> s.withPower(Power.OFF, "installer", now));
        }
    }

    /// Who was told to wait for the cluster is not late.
    private boolean isOverdue(
            Attempt attempt, Seen seen, Optional<Founding> founding, Instant now) {
        Instant from = founding.flatMap(f -> f.since(attempt)).orElse(Instant.MIN);
        Instant told = from.equals(Instant.MIN) ? from : from.plus(Phases.patience(attempt));
        return Phases.deadline(attempt, seen).isBefore(now)
                && told.isBefore(now)
                && memory.clock().hasWatched(Phases.patience(attempt), now);
    }

    /// Closes what is done or overdue, and lets go of machines that left.
    private void settle(Instant now) {
        Optional<Founding> founding =
                memory.desired()
                        .filter(desired -> desired.cluster().kubernetes().isMadeHere())
                        .map(desired -> Founding.of(desired, memory.observe(now)));
        for (Attempt attempt : List.copyOf(memory.attempts().values())) {
            Seen seen = memory.of(attempt.machine());
            if (Phases.isDone(attempt, seen)) {
                attempt.tombstone()
                        .ifPresentOrElse(
                                tombstone -> bury(attempt, tombstone, now),
                                () -> finish(attempt.machine(), now));
            } else if (attempt.stopped().isEmpty() && isOverdue(attempt, seen, founding, now)) {
                ledger.close(attempt, Ending.FAILED, intake.lateness(attempt), now);
            }
        }
        ledger.whole(now);
        for (MachineId id : List.copyOf(memory.leaving().keySet())) {
            Seen seen = memory.of(id);
            boolean gone =
                    seen.node().filter(n -> n.value() instanceof NodeState.Absent).isPresent();
            boolean off = seen.power().filter(p -> p.value() == Power.OFF).isPresent();
            if (gone && off) {
                MachineSpec spec = Objects.requireNonNull(memory.leaving().get(id));
                world.journal().append(new Entry.Departed(now, spec));
                world.journal().append(new Entry.Left(now, id));
                memory.departed(d -> d.leaving(spec));
                memory.leaving().remove(id);
            }
        }
    }
}
