package dev.bringup.engine;

import dev.bringup.model.Remembered;
import dev.bringup.model.Roster;
import dev.bringup.model.Policy;
import dev.bringup.model.Alert;
import dev.bringup.model.Around;
import dev.bringup.model.AddonsSeen;
import dev.bringup.model.Attempt;
import dev.bringup.model.Beginning;
import dev.bringup.model.Commit;
import dev.bringup.model.CommitId;
import dev.bringup.model.Departed;
import dev.bringup.model.Desired;
import dev.bringup.model.Discovered;
import dev.bringup.model.Etcd;
import dev.bringup.model.Fact;
import dev.bringup.model.Lead;
import dev.bringup.model.Mac;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Observed;
import dev.bringup.model.Observed.InFlight;
import dev.bringup.model.Observed.Past;
import dev.bringup.model.Observed.Result;
import dev.bringup.model.Pending;
import dev.bringup.model.PermitId;
import dev.bringup.model.Seen;
import dev.bringup.plan.Gates;
import dev.bringup.plan.Tombstones;
import dev.bringup.port.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// All that the engine knows. One thread owns it; what leaves it is a copy.
final class Memory {

    /// Enough for the budgets per hour and the retries of a commit that is being rolled out.
    private static final Duration KEEP_PAST = Duration.ofHours(24);

    private static final int KEEP_PAST_AT_MOST = 50_000;

    private InForce inForce =
            new InForce(
                    Optional.empty(),
                    Optional.empty(),
                    new Status.Git(Optional.empty(), List.of(), Optional.empty()),
                    Around.NOTHING);
    private final SortedMap<MachineId, Seen> seen = new TreeMap<>();
    private final SortedMap<MachineId, InFlight> inFlight = new TreeMap<>();
    private final SortedMap<MachineId, Attempt> attempts = new TreeMap<>();
    private final SortedMap<MachineId, MachineSpec> leaving = new TreeMap<>();
    private final Deque<Past> past = new ArrayDeque<>();
    private final Steady clock = new Steady();

    /// What Git said last, as far as it was taken. After a start the commit is known before what it
    /// means.
    private record InForce(
            Optional<Roster> roster, Optional<CommitId> accepted, Status.Git git, Around around) {

        Optional<Desired> desired() {
            return roster.map(Roster::desired);
        }

        Remembered remembered() {
            return around.remembered();
        }
    }

    Steady clock() {
        return clock;
    }

    Optional<Desired> desired() {
        return inForce.desired();
    }

    Optional<CommitId> accepted() {
        return inForce.accepted();
    }

    /// The policy that a commit which becomes the accepted one is judged by beside its own. After a
    /// start the accepted commit is loaded again, and that changes nothing.
    Optional<Policy> before(Desired next) {
        return accepted().filter(next.commit().id()::equals).isPresent()
                ? inForce.remembered().before()
                : desired().map(d -> d.cluster().policy());
    }

    void accept(Desired next) {
        Around judged = judged(before(next));
        inForce =
                new InForce(
                        Optional.of(Roster.of(next)),
                        Optional.of(next.commit().id()),
                        git(),
                        judged);
    }

    void rememberAccepted(CommitId commit, Optional<Policy> before) {
        inForce = new InForce(Optional.empty(), Optional.of(commit), git(), judged(before));
    }

    private Around judged(Optional<Policy> before) {
        return inForce.around().remembering(inForce.remembered().under(before));
    }

    void learn(UnaryOperator<Remembered> lesson) {
        around(around -> around.remembering(lesson.apply(around.remembered())));
    }

    private void around(UnaryOperator<Around> change) {
        inForce = new InForce(inForce.roster(), accepted(), git(), change.apply(around()));
    }

    Around around() {
        return inForce.around();
    }

    Status.Git git() {
        return inForce.git();
    }

    void git(Status.Git next) {
        inForce = new InForce(inForce.roster(), accepted(), next, around());
    }

    Optional<Commit> rejected() {
        return git().rejected();
    }

    SortedMap<MachineId, Attempt> attempts() {
        return attempts;
    }

    SortedMap<MachineId, InFlight> inFlight() {
        return inFlight;
    }

    SortedMap<MachineId, MachineSpec> leaving() {
        return leaving;
    }

    Deque<Past> past() {
        return past;
    }

    AddonsSeen addons() {
        return inForce.around().addons();
    }

    void addons(AddonsSeen next) {
        around(around -> around.with(next));
    }

    void etcd(UnaryOperator<Etcd> change) {
        addons(addons().with(change.apply(addons().etcd())));
    }

    Seen of(MachineId id) {
        return seen.getOrDefault(id, Seen.NOTHING);
    }

    /// The machines that anything is known or wanted of.
    Optional<MachineSpec> spec(MachineId id) {
        return desired()
                .flatMap(d -> d.machine(id))
                .or(() -> Optional.ofNullable(leaving.get(id)))
                .or(() -> Optional.ofNullable(departed().specs().get(id)));
    }

    Departed departed() {
        return inForce.remembered().departed();
    }

    void departed(UnaryOperator<Departed> change) {
        learn(r -> r.with(change.apply(r.departed())));
    }

    /// Those that left and are to be wiped now.
    Collection<MachineSpec> buried(Instant now) {
        boolean none = desired().filter(d -> !d.tombstones().isEmpty()).isEmpty();
        return none && attempts.values().stream().noneMatch(Attempt::isLost)
                ? List.of()
                : desired().stream()
                        .flatMap(d -> Tombstones.of(d, observe(now)).machines().values().stream())
                        .toList();
    }

    /// The machine with this MAC address that we have to do with.
    Optional<MachineSpec> byMac(Mac mac, Instant now) {
        return inForce.roster()
                .flatMap(r -> r.byMac(mac))
                .or(() -> buried(now).stream().filter(m -> m.macs().contains(mac)).findFirst());
    }

    void see(MachineId id, UnaryOperator<Seen> change) {
        seen.put(id, change.apply(of(id)));
    }

    void forget(MachineId id) {
        seen.remove(id);
        inFlight.remove(id);
    }

    Iterable<MachineId> known() {
        return List.copyOf(seen.keySet());
    }

    /// Of gates that nobody has any more nothing is kept.
    void see(Policy.AlertGate gate, Alert alert, Instant now) {
        Map<Policy.AlertGate, Fact<Alert>> gates = new HashMap<>(inForce.around().gates());
        gates.keySet().retainAll(gates().toList());
        gates.put(gate, new Fact<>(alert, gate.prometheus(), now));
        around(around -> around.with(gates));
    }

    void discovered(List<Discovered> machines) {
        around(around -> around.discovering(machines));
    }

    void see(Pending pending, Instant now) {
        Fact<Pending> fact = new Fact<>(pending, "kubernetes", now);
        around(around -> around.pending(fact));
    }

    void see(Lead lead, Instant now) {
        Fact<Lead> fact = new Fact<>(lead, "kubernetes", now);
        around(around -> around.led(fact));
    }

    Beginning beginning() {
        return around().beginning();
    }

    void begin(Beginning next) {
        around(around -> around.beginning(next));
    }

    /// Those that decide now.
    Stream<Policy.AlertGate> gates() {
        return desired().stream()
                .flatMap(d -> Gates.of(d.cluster().policy(), inForce.remembered()));
    }

    Optional<Attempt> byPermit(PermitId permit) {
        return attempts.values().stream()
                .filter(a -> a.permit().filter(p -> p.id().equals(permit)).isPresent())
                .findFirst();
    }

    void remember(Past entry) {
        past.addLast(entry);
        while (past.size() > KEEP_PAST_AT_MOST
                || past.getFirst().at().plus(KEEP_PAST).isBefore(entry.at())) {
            past.removeFirst();
        }
    }

    /// What was carried out came to nothing: it need not settle.
    void mayRepeat(MachineId id, String verb, Instant now) {
        List<Past> all = List.copyOf(past);
        past.clear();
        all.forEach(p ->
                past.addLast(
                        p.machine().equals(id) && p.verb().equals(verb) && p.result() == Result.DONE
                                ? p.until(now)
                                : p));
    }

    Observed observe(Instant now) {
        return new Observed(
                clock.moment(now),
                seen,
                inFlight,
                attempts,
                leaving,
                List.copyOf(past),
                inForce.around());
    }
}
