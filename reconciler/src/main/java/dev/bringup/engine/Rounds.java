package dev.bringup.engine;

import dev.bringup.model.Attempt;
import dev.bringup.model.AttemptId;
import dev.bringup.model.ClusterSpec;
import dev.bringup.model.Fact;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Marker;
import dev.bringup.model.NodeState;
import dev.bringup.model.Observed;
import dev.bringup.model.Observed.Past;
import dev.bringup.model.Observed.Result;
import dev.bringup.model.Permit;
import dev.bringup.model.Policy;
import dev.bringup.model.Power;
import dev.bringup.model.Seen;
import dev.bringup.port.Effect;
import dev.bringup.port.Entry.Ending;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What is done by the clock: asking Git, and asking machines how they are.
final class Rounds {

    /// A fetch that is not back by then is lost, and another may start.
    private static final Duration FETCH_PATIENCE = Duration.ofMinutes(2);

    private static final Duration BUSY = Duration.ofSeconds(3);
    private static final Duration UNSURE = Duration.ofSeconds(10);
    private static final Duration QUIET = Duration.ofMinutes(2);
    private static final Duration RENEW = Duration.ofSeconds(5);
    private static final Duration GATES = Duration.ofSeconds(15);

    private final Memory memory;
    private final World world;
    private final TreeMap<MachineId, Instant> lastProbe = new TreeMap<>();
    private Set<MachineId> asleep = Set.of();
    private final Map<Round, Instant> next = new EnumMap<>(Round.class);
    private Bell bell = Bell.IDLE;

    private enum Round {
        GIT,
        GATES,
        LEAD
    }

    private enum Bell {
        IDLE,
        ASKING,
        RUNG
    }

    Rounds(Memory memory, World world) {
        this.memory = memory;
        this.world = world;
    }

    /// Those that the last look found asleep by policy are settled once they are off.
    void letSleep(Set<MachineId> sleeping) {
        asleep = sleeping;
    }

    void fetched(Instant now) {
        next.put(Round.GIT, bell == Bell.RUNG ? Instant.MIN : now.plus(world.poll()));
        bell = Bell.IDLE;
    }

    /// Looks at once; while a look is under way, once more after it, however often it rang.
    void ring() {
        switch (bell) {
            case IDLE -> next.put(Round.GIT, Instant.MIN);
            case ASKING, RUNG -> bell = Bell.RUNG;
        }
    }

    private boolean isDue(Round round, Instant now) {
        return !now.isBefore(next.getOrDefault(round, Instant.MIN));
    }

    void poll(Instant now) {
        if (!isDue(Round.GIT, now)) {
            return;
        }
        next.put(Round.GIT, now.plus(FETCH_PATIENCE));
        bell = Bell.ASKING;
        world.effects()
                .start(
                        new Effect.Fetch(
                                memory.accepted(), memory.desired().map(d -> d.commit().id())));
    }

    /// Before anything is done, and often enough that one answer that is lost costs nothing.
    void lead(Instant now) {
        if (world.rivals() == World.Rivals.NONE || !isDue(Round.LEAD, now)) {
            return;
        }
        next.put(Round.LEAD, now.plus(RENEW));
        world.effects().start(new Effect.Campaign());
    }

    /// Alert gates are asked often enough that a fresh answer is always there.
    void askGates(Instant now) {
        if (memory.desired().isEmpty() || !isDue(Round.GATES, now)) {
            return;
        }
        Duration stale = memory.desired().get().cluster().policy().stale();
        Duration often = stale.dividedBy(3);
        next.put(Round.GATES, now.plus(often.compareTo(GATES) < 0 ? often : GATES));
        memory.gates().forEach(gate -> world.effects().start(new Effect.Ask(gate)));
    }

    /// Machines on the move are asked often, settled ones rarely.
    void probe(Instant now) {
        if (memory.desired().isEmpty()) {
            return;
        }
        ClusterSpec cluster = memory.desired().get().cluster();
        List<MachineSpec> all = new ArrayList<>(memory.desired().get().machines().values());
        all.addAll(memory.leaving().values());
        all.addAll(memory.buried(now));
        for (MachineSpec machine : all) {
            Instant last = lastProbe.get(machine.id());
            // Judged anew at each look: a machine that began to move is due sooner than it was.
            if (last != null && now.isBefore(last.plus(interval(machine)))) {
                continue;
            }
            lastProbe.put(machine.id(), now);
            world.effects().start(new Effect.Probe(machine, cluster, installed(machine)));
        }
    }

    private Duration interval(MachineSpec machine) {
        Seen seen = memory.of(machine.id());
        if (memory.attempts().containsKey(machine.id())
                || memory.leaving().containsKey(machine.id())) {
            return BUSY;
        }
        boolean settled =
                seen.isReady()
                        && seen.installed().filter(machine.fingerprint()::equals).isPresent();
        boolean sleeps =
                (machine.intent().state() == MachineSpec.Want.ASLEEP
                                || asleep.contains(machine.id()))
                        && seen.power().filter(p -> p.value() == Power.OFF).isPresent();
        return settled || sleeps ? QUIET : UNSURE;
    }

    /// The attempt that installed what runs there now: its host key is the one to expect.
    private Optional<AttemptId> installed(MachineSpec machine) {
        Optional<Attempt> open = Optional.ofNullable(memory.attempts().get(machine.id()));
        Seen seen = memory.of(machine.id());
        return seen.marker()
                .map(Fact::value)
                .filter(m -> m.machine().equals(machine.id()))
                .map(m -> m.attempt())
                .or(() -> seen.present().flatMap(NodeState.Present::stamp).map(s -> s.attempt()))
                .or(() -> open.map(Attempt::id));
    }

    /// What has no shell does not say again what is on its disk: whoever was served its payload has
    /// it there.
    void recall(Attempt attempt, Instant at) {
        boolean served = attempt.stage().equals(Optional.of(Permit.Stage.CLOSED));
        if (attempt.installs() && served && !attempt.spec().hasShell()) {
            marked(attempt, Optional.of(attempt.marker()), at);
        }
    }

    /// What a closed attempt in the journal still means: failures count, and so does the hour.
    void recall(Attempt attempt, Ending ending, Instant at) {
        switch (ending) {
            case FAILED -> {
                memory.remember(Ledger.failure(attempt, at, Policy.SAFE.retries().backoff()));
                marked(attempt, Optional.empty(), at);
            }
            case DONE -> {
                marked(attempt, Optional.empty(), at);
                memory.remember(
                        new Past(
                                attempt.machine(),
                                Ledger.verb(attempt),
                                Observed.Cause.of(attempt),
                                at,
                                Result.DONE,
                                at));
            }
            // Until an installer looks, or the attempt after it ends.
            case SUPERSEDED -> {
                if (Ledger.isBegun(attempt, ending)) {
                    memory.remember(Ledger.begun(attempt));
                }
                if (attempt.stage().equals(Optional.of(Permit.Stage.WRITING))) {
                    marked(attempt, Optional.of(attempt.marker().unfinished()), at);
                }
            }
        }
    }

    private void marked(Attempt attempt, Optional<Marker> marker, Instant at) {
        memory.see(attempt.machine(), s -> s.withMarker(marker, "journal", at));
    }
}
