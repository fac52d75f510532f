package dev.bringup.lab.sim;

import dev.bringup.model.Decommission;
import dev.bringup.model.Desired;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.MachineSpec.Want;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// What an operator does to machines by pushing one commit after another.
record Pushed(Desired before, Desired after, Instant at) {

    /// Released or put to sleep is as good as gone: what was begun on such a machine ends there.
    private static final Set<Want> AWAY = EnumSet.of(Want.RELEASED, Want.ASLEEP);

    void tell(Consumer<Deed> log) {
        Set<MachineId> had = asked(before);
        Set<MachineId> has = asked(after);
        each(had, has, Deed.Removed::new, log);
        each(has, had, Deed.Returned::new, log);
        Set<MachineId> tended = tended(before);
        Set<MachineId> theirs = tended(after);
        each(tended, theirs, (now, id) -> new Deed.Tended(now, id, false), log);
        each(theirs, tended, (now, id) -> new Deed.Tended(now, id, true), log);
        each(buried(before), buried(after), Deed.Exhumed::new, log);
        each(buried(after), buried(before), Deed.Buried::new, log);
        after.approvals().stream()
                .flatMap(approval -> approval.steps().stream())
                .flatMap(step -> after.machine(step.machine()).stream())
                .map(m -> new Deed.Approved(at, m.id(), m.fingerprint()))
                .forEach(log);
    }

    /// The machines that are in one and not in the other.
    private void each(
            Set<MachineId> in,
            Set<MachineId> notIn,
            BiFunction<Instant, MachineId, Deed> deed,
            Consumer<Deed> log) {
        in.stream()
                .filter(id -> !notIn.contains(id))
                .map(id -> deed.apply(at, id))
                .toList()
                .forEach(log);
    }

    static Set<MachineId> buried(Desired desired) {
        return desired.tombstones().stream()
                .map(Decommission::machine)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static Set<MachineId> asked(Desired desired) {
        return with(desired, want -> !AWAY.contains(want));
    }

    private static Set<MachineId> tended(Desired desired) {
        return with(desired, want -> want == Want.MAINTENANCE);
    }

    private static Set<MachineId> with(Desired desired, Predicate<Want> state) {
        return desired.machines().values().stream()
                .filter(machine -> state.test(machine.intent().state()))
                .map(MachineSpec::id)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
