package dev.bringup.plan;

import dev.bringup.model.Desired;
import dev.bringup.model.Diagnostic;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Observed;
import dev.bringup.model.Rail;
import dev.bringup.model.Remembered;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What no commit may do to the one before it, whatever the budgets: such a commit is not taken.
public final class Refusals {

    private Refusals() {}

    /// By which rail, and what it keeps from being done.
    public record Refusal(Rail rail, String verb, Diagnostic diagnostic) {}

    /// Why nothing is begun, by Git or by hand.
    static Optional<String> suspended(Desired desired, Observed observed) {
        return observed.remembered()
                .suspended()
                .map(reason -> "suspended by hand: " + reason)
                .or(() -> desired.cluster().suspend().map(reason -> "suspended: " + reason));
    }

    /// Those that the refused commit would have otherwise than the one in force has them.
    public static SortedMap<MachineId, Remembered.Frozen> frozen(
            Desired before, Desired next, Refusal refusal) {
        TreeMap<MachineId, Remembered.Frozen> frozen = new TreeMap<>();
        for (MachineSpec machine : before.machines().values()) {
            boolean same =
                    next.machine(machine.id())
                            .filter(m -> m.fingerprint().equals(machine.fingerprint()))
                            .isPresent();
            if (!same) {
                String because =
                        "commit %s wants something else of it, and is refused: %s"
                                .formatted(
                                        next.commit().id().brief(), refusal.diagnostic().problem());
                frozen.put(machine.id(), new Remembered.Frozen(refusal.rail(), because));
            }
        }
        return frozen;
    }

    public static Optional<Refusal> of(Desired before, Desired next, Observed observed) {
        return Skew.refuses(before, next, observed)
                .map(wrong -> new Refusal(Rail.R13, "upgrade", wrong))
                .or(() ->
                        demotion(before, next)
                                .map(wrong -> new Refusal(Rail.R5, "reimage", wrong)));
    }

    /// R5 goes with the role, so that one commit must not take both it and the disk. A machine that
    /// a human has in Maintenance may: its member of etcd was removed by hand.
    private static Optional<Diagnostic> demotion(Desired before, Desired next) {
        List<String> demoted =
                before.machines().values().stream()
                        .filter(MachineSpec::isControlPlane)
                        .filter(old -> old.intent().state() != MachineSpec.Want.MAINTENANCE)
                        .filter(old ->
                                next.machine(old.id()).filter(now -> ends(old, now)).isPresent())
                        .map(old -> old.id().name())
                        .toList();
        return demoted.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Diagnostic(
                                "BU2014",
                                new Diagnostic.Position("cluster", 1, 1),
                                "role: controlPlane and the installation of "
                                        + String.join(", ", demoted)
                                        + " go in one commit, with a member of etcd on the disk",
                                Optional.of(
                                        "give it state: Maintenance first, remove the member by"
                                                + " hand, then change its profile"),
                                ""));
    }

    private static boolean ends(MachineSpec old, MachineSpec now) {
        return !now.isControlPlane() && !now.fingerprint().equals(old.fingerprint());
    }
}
