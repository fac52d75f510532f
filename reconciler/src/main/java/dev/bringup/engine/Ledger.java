package dev.bringup.engine;

import dev.bringup.lifecycle.Phases;
import dev.bringup.model.Attempt;
import dev.bringup.model.AttemptId;
import dev.bringup.model.Beginning;
import dev.bringup.model.CommitId;
import dev.bringup.model.Etcd;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Marker;
import dev.bringup.model.Observed.Past;
import dev.bringup.model.Observed.Result;
import dev.bringup.model.Observed;
import dev.bringup.model.Ours;
import dev.bringup.model.Permit;
import dev.bringup.model.Permit.Stage;
import dev.bringup.model.PermitId;
import dev.bringup.model.Phase;
import dev.bringup.model.Policy;
import dev.bringup.model.Seen;
import dev.bringup.model.Timeline;
import dev.bringup.plan.Restarts;
import dev.bringup.port.Entry;
import dev.bringup.port.Entry.Ending;
import dev.bringup.port.Note;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Opens, moves and closes attempts, each time writing it down first.
final class Ledger {

    private final Memory memory;
    private final World world;
    private final Waits waits = new Waits();
    private final Translation translation;
    private final Map<MachineId, Current> current = new HashMap<>();

    Ledger(Memory memory, World world) {
        this.memory = memory;
        this.world = world;
        translation = new Translation(memory, world);
    }

    /// What was installed before, in the words of this program.
    Translation translation() {
        return translation;
    }

    /// What machines wait for that is ours.
    Waits waits() {
        return waits;
    }

    /// What a machine runs, and by which commit.
    record Current(MachineSpec spec, CommitId commit) {}

    Attempt open(MachineSpec spec, Attempt.Goal goal, Attempt.Origin origin, Instant now) {
        AttemptId id = new AttemptId(world.chance().fresh());
        boolean commit = origin.cure().isEmpty() && !origin.cause().equals(Attempt.SELF_REBOOT);
        Waits.By by = commit ? Waits.By.THE_COMMIT : Waits.By.ANOTHER;
        Attempt attempt =
                new Attempt(
                        id,
                        spec,
                        goal,
                        origin,
                        Timeline.from(now).with(waits.opening(spec.id(), by, now)),
                        Optional.empty(),
                        Optional.empty());
        boolean netboots = attempt.writes() || attempt.isLive();
        Attempt opened = netboots ? attempt.with(permit(attempt)) : attempt;
        move(opened, now);
        world.witness().noted(new Note.AttemptOpened(now, opened));
        return opened;
    }

    void move(Attempt attempt, Instant now) {
        world.journal().append(new Entry.Open(now, attempt));
        memory.attempts().put(attempt.machine(), attempt);
        remember(attempt);
    }

    /// An installer read it, or wrote it.
    void read(MachineId machine, Marker marker, Instant now) {
        Optional<Marker> told = Optional.of(translation.tell(machine, marker));
        memory.see(machine, s -> s.withMarker(told, "installer", now));
    }

    /// What the journal says of it counts as well.
    void remember(Attempt attempt) {
        if (attempt.isTaken()) {
            current.put(attempt.machine(), new Current(attempt.spec(), attempt.commit()));
        }
    }

    /// What the machine runs: what it was given last, or what Git asks for if its Node or its
    /// marker says that it has that.
    Optional<Current> current(MachineSpec want) {
        Optional<Current> asked =
                memory.of(want.id())
                        .installed()
                        .filter(want.fingerprint()::equals)
                        .flatMap(_ -> memory.accepted())
                        .map(commit -> new Current(want, commit));
        return Optional.ofNullable(current.get(want.id()))
                .map(c -> new Current(translation.tell(c.spec(), c.commit()), c.commit()))
                .or(() -> asked);
    }

    /// A machine restarted by itself: it is given again what it ran.
    Attempt openUnasked(Current runs, Instant now) {
        Attempt.Origin origin = new Attempt.Origin(runs.commit(), Attempt.SELF_REBOOT);
        Attempt attempt = open(runs.spec(), new Attempt.Goal.Awake(), origin, now);
        memory.remember(Restarts.of(attempt));
        return attempt;
    }

    /// A new permit within the same attempt: the old one was spent on a disk that is half written.
    Attempt renewPermit(Attempt attempt, Instant now) {
        Attempt renewed = attempt.with(permit(attempt));
        move(renewed, now);
        return renewed;
    }

    private Permit permit(Attempt attempt) {
        return new Permit(
                new PermitId(world.chance().fresh()),
                attempt.machine(),
                attempt.id(),
                attempt.spec().fingerprint(),
                Stage.ISSUED);
    }

    /// A boundary was seen; the first evidence of each counts.
    void reach(Attempt attempt, Phases.Reached reached, Instant now) {
        Timeline before = attempt.timeline();
        Timeline next =
                before.with(
                        new Timeline.Boundary(
                                reached.phase(), now, reached.evidence(), reached.bytes()));
        if (next.equals(before)) {
            return;
        }
        next = next.adding(waits.during(attempt.machine(), reached.phase(), now));
        move(attempt.with(next), now);
        Timeline.Span span = next.spans().getLast();
        world.witness()
                .noted(
                        new Note.PhaseEnded(
                                now,
                                attempt,
                                attempt.spec().profile(),
                                attempt.spec().install().image().name(),
                                span.phase(),
                                span.took(),
                                span.evidence()));
    }

    void close(Attempt open, Ending ending, String because, Instant now) {
        Attempt attempt = open.with(open.timeline().adding(last(open, now)));
        waits.forget(attempt.machine());
        if (attempt.tombstone().isPresent()) {
            switchOff(attempt.spec(), now);
        }
        world.journal().append(new Entry.Closed(now, attempt, ending, because));
        memory.attempts().remove(attempt.machine());
        if (ending == Ending.FAILED) {
            memory.remember(failure(attempt, now, backoff()));
            memory.see(
                    attempt.machine(),
                    s -> isRead(attempt, s) ? s : s.withMarker(Optional.empty(), "", now));
        }
        if (isBegun(attempt, ending) && !isRemembered(attempt)) {
            memory.remember(begun(attempt));
        }
        world.witness()
                .noted(
                        new Note.AttemptClosed(
                                now,
                                attempt,
                                attempt.spec().profile(),
                                ending,
                                because,
                                Duration.between(attempt.openedAt(), now)));
    }

    /// What was ours since the last boundary: of a phase that broke off, or after the last one.
    private List<Ours.Wait> last(Attempt attempt, Instant now) {
        Optional<Instant> ready = attempt.timeline().end(Phase.READY);
        return ready.map(at ->
                        List.of(
                                new Ours.Wait(
                                        Optional.empty(),
                                        Ours.Why.CLOSE,
                                        "",
                                        Duration.between(at, now))))
                .orElseGet(() ->
                        waits.during(attempt.machine(), Phases.after(attempt.timeline()), now));
    }

    /// What is on its disk is anybody's guess after a failure, and an installer will look, but
    /// where one looked and was not let write: that may boot.
    private static boolean isRead(Attempt attempt, Seen seen) {
        return attempt.stage().filter(s -> s.compareTo(Stage.WRITING) < 0).isPresent()
                && seen.marker().filter(m -> !m.seenAt().isBefore(attempt.openedAt())).isPresent();
    }

    /// What was to be wiped is not to start what may be left on its disk: it leaves once more.
    private void switchOff(MachineSpec machine, Instant now) {
        if (memory.desired().filter(d -> d.machine(machine.id()).isEmpty()).isPresent()) {
            world.journal().append(new Entry.Leaving(now, machine));
            memory.leaving().put(machine.id(), machine);
            // It was off before it was started for this.
            memory.see(machine.id(), Seen::unpowered);
        }
    }

    /// The cluster's API answered.
    void met(Instant now) {
        if (memory.beginning().met().isEmpty()) {
            world.journal().append(new Entry.Met(now));
            memory.begin(memory.beginning().met(now));
        }
    }

    /// Before there is a cluster: this is what the machine's disk is written with, and by nobody
    /// else.
    void fresh(MachineId machine, Set<AttemptId> attempts, Instant now) {
        boolean known = memory.beginning().of(machine).equals(attempts);
        if (memory.beginning().met().isEmpty() && !known) {
            world.journal().append(new Entry.Fresh(now, machine, attempts));
            memory.begin(memory.beginning().written(machine, attempts));
        }
    }

    /// This machine is let make the cluster.
    void found(Beginning.Founder founder, Instant now) {
        world.journal().append(new Entry.Founded(now, founder));
        memory.begin(memory.beginning().by(founder));
    }

    /// What etcd holds was kept.
    void saved(Etcd.Snapshot snapshot, Instant now) {
        world.journal().append(new Entry.Saved(now, snapshot));
        memory.etcd(etcd -> etcd.keeping(snapshot));
    }

    /// This machine is about to be no member of etcd any more.
    void unmember(MachineId machine, AttemptId installation, Instant now) {
        world.journal().append(new Entry.Unmembered(now, machine, installation));
        memory.etcd(etcd -> etcd.removing(machine, installation));
    }

    /// The only control plane is about to lose its disk.
    void part(Etcd.Lost lost, Instant now) {
        world.journal().append(new Entry.Parted(now, lost));
        memory.etcd(etcd -> etcd.losing(lost));
    }

    /// It serves again: what was kept is older than what it has.
    void whole(Instant now) {
        Optional<MachineId> lost = memory.addons().etcd().lost().map(Etcd.Lost::machine);
        boolean serves =
                lost.filter(id -> !memory.attempts().containsKey(id))
                        .filter(id -> memory.of(id).isReady())
                        .isPresent();
        if (serves) {
            world.journal().append(new Entry.Whole(now));
            memory.etcd(Etcd::whole);
        }
    }

    private Duration backoff() {
        return memory.desired()
                .map(d -> d.cluster().policy())
                .orElse(Policy.SAFE)
                .retries()
                .backoff();
    }

    /// That a command was carried out is told by its answer, which may have been lost: what it led
    /// to counts for the hour all the same. Who restarted by itself was told nothing.
    private boolean isRemembered(Attempt attempt) {
        return memory.past().stream()
                .filter(past -> past.result() != Result.PUT_OFF)
                .filter(past -> past.cause().attempt().equals(Optional.of(attempt.id())))
                .anyMatch(past ->
                        past.verb().equals(verb(attempt)) || past.equals(Restarts.of(attempt)));
    }

    /// Also one that another took the place of once the machine had shown itself: it was taken out
    /// for that, and is not back.
    static boolean isBegun(Attempt attempt, Ending ending) {
        return switch (ending) {
            case DONE -> true;
            case SUPERSEDED -> attempt.timeline().reached().isPresent();
            case FAILED -> false;
        };
    }

    static Past begun(Attempt attempt) {
        return new Past(
                attempt.machine(),
                verb(attempt),
                Observed.Cause.of(attempt),
                attempt.openedAt(),
                Result.DONE,
                attempt.openedAt());
    }

    /// What a failed attempt leaves behind. Its verb is the one that would try again.
    static Past failure(Attempt attempt, Instant at, Duration backoff) {
        return new Past(
                attempt.machine(),
                verb(attempt),
                Observed.Cause.of(attempt),
                at,
                Result.FAILED,
                at.plus(backoff));
    }

    /// The verb of the command that opens such an attempt.
    static String verb(Attempt attempt) {
        return attempt.goal().label().equals("install") ? "wake" : attempt.goal().label();
    }
}
