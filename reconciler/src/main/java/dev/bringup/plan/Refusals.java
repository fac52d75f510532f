package dev.bringup.plan;

import dev.bringup.model.Desired;
import dev.bringup.model.Diagnostic;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Observed;
import dev.bringup.model.Rail;
import java.util.List;
import java.util.Optional;

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
