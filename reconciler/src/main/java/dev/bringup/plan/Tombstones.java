package dev.bringup.plan;

import dev.bringup.model.Attempt;
import dev.bringup.model.Decommission;
import dev.bringup.model.Departed;
import dev.bringup.model.Desired;
import dev.bringup.model.Identity;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Observed;
import dev.bringup.model.Plan;
import dev.bringup.model.Rail;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Which tombstones are to be carried out now: those of machines that left, are off and without a
/// Node, and are known to be the ones that are meant. All others say why they are not.
public final class Tombstones {

    private final Desired desired;
    private final Observed observed;
    private final Departed departed;
    private final TreeMap<MachineId, Decommission> due = new TreeMap<>();
    private final TreeMap<MachineId, Plan.Held> held = new TreeMap<>();

    private Tombstones(Desired desired, Observed observed) {
        this.desired = desired;
        this.observed = observed;
        departed = observed.remembered().departed();
    }

    public static Tombstones of(Desired desired, Observed observed) {
        Tombstones all = new Tombstones(desired, observed);
        desired.tombstones().stream()
                .filter(t -> !all.departed.spent().contains(t))
                .filter(t -> desired.machine(t.machine()).isEmpty())
                .filter(t -> !observed.leaving().containsKey(t.machine()))
                .forEach(all::judge);
        // What was begun goes on, whatever became of the tombstone.
        observed.attempts().values().stream()
                .filter(Attempt::isLost)
                .filter(a -> desired.machine(a.machine()).isEmpty())
                .forEach(a -> all.goOn(a.machine(), a.tombstone().orElseThrow()));
        return all;
    }

    private void goOn(MachineId id, Decommission tombstone) {
        held.remove(id);
        due.put(id, tombstone);
    }

    private void judge(Decommission tombstone) {
        why(tombstone)
                .ifPresentOrElse(
                        because ->
                                held.put(
                                        tombstone.machine(),
                                        new Plan.Held(
                                                tombstone.machine(), "wipe", Rail.R2, because)),
                        () -> due.put(tombstone.machine(), tombstone));
    }

    /// What keeps a tombstone from being carried out.
    private Optional<String> why(Decommission tombstone) {
        MachineSpec spec = departed.specs().get(tombstone.machine());
        if (spec == null) {
            return Optional.of("no machine " + tombstone.machine() + " is known to have left Git");
        }
        if (observed.moment().all().stream().anyMatch(tombstone::isExpired)) {
            return Optional.of(
                    "its tombstone expired on "
                            + tombstone.expires()
                            + "; a later date is a new one");
        }
        Identity known = departed.identity(spec);
        if (!known.isKnown()) {
            return Optional.of(
                    "its serial and UUID were never seen, nor did Git name them: bring its file"
                            + " back with spec.identity, and take it away again");
        }
        return tombstone
                .identity()
                .unlike(known)
                .map(unlike -> "its tombstone is for another machine: it had " + unlike)
                .or(() -> heir(spec));
    }

    /// What was this machine's may be another's by now: whoever answers there is not the one.
    private Optional<String> heir(MachineSpec spec) {
        return desired.machines().values().stream()
                .flatMap(other ->
                        other.address().equals(spec.address())
                                ? Stream.of(
                                        "its address %s is %s's now"
                                                .formatted(spec.address(), other.id()))
                                : spec.macs().stream()
                                        .filter(other.macs()::contains)
                                        .map(mac ->
                                                "its MAC address %s is %s's now"
                                                        .formatted(mac.text(), other.id())))
                .findFirst();
    }

    SortedMap<MachineId, Plan.Held> held() {
        return held;
    }

    public Optional<Decommission> of(MachineId id) {
        return Optional.ofNullable(due.get(id));
    }

    /// The machines that are to be wiped, as they were wanted last.
    public SortedMap<MachineId, MachineSpec> machines() {
        TreeMap<MachineId, MachineSpec> specs = new TreeMap<>();
        for (MachineId id : due.keySet()) {
            Optional.ofNullable(departed.specs().get(id))
                    .or(() -> observed.attempt(id).map(Attempt::spec))
                    .ifPresent(spec -> specs.put(id, spec));
        }
        return specs;
    }

    /// What those who answer machines go by: a machine that is to be wiped gets its address and its
    /// boot files as before.
    public static Desired served(Desired desired, Observed observed) {
        SortedMap<MachineId, MachineSpec> buried = of(desired, observed).machines();
        if (buried.isEmpty()) {
            return desired;
        }
        TreeMap<MachineId, MachineSpec> all = new TreeMap<>(desired.machines());
        buried.forEach(all::putIfAbsent);
        return desired.of(all);
    }
}
