package dev.bringup.plan;

import dev.bringup.model.Attempt;
import dev.bringup.model.Desired;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.MachineSpec.Want;
import dev.bringup.model.Observed;
import dev.bringup.model.Policy;
import java.util.List;
import java.util.Optional;

/// Whether so many Nodes are away that the cause is somewhere else: a switch, a power feed, the
/// API.
final class Storm {

    private Storm() {}

    /// Why nothing is cured now. A Node counts as away from the first moment, and while it is being
    /// cured; what an attempt for a commit does to a Node does not.
    static Optional<String> over(Desired desired, Observed observed, Policy policy) {
        List<MachineSpec> all =
                desired.machines().values().stream()
                        .filter(m -> m.intent().state() == Want.JOINED)
                        .filter(m ->
                                observed.of(m.id()).present().isPresent() || cured(m, observed))
                        .toList();
        long away = all.stream().filter(m -> isAway(m, observed)).count();
        Policy.Share share = policy.remediation().maxUnhealthy();
        return away <= share.of(all.size())
                ? Optional.empty()
                : Optional.of(
                        ("%d of %d Nodes are not Ready,"
                                        + " policy.remediation.maxUnhealthy allows %d (%s)")
                                .formatted(away, all.size(), share.of(all.size()), share));
    }

    private static boolean isAway(MachineSpec machine, Observed observed) {
        Optional<Attempt> open = observed.attempt(machine.id());
        return open.isPresent() ? cured(machine, observed) : !observed.of(machine.id()).isReady();
    }

    private static boolean cured(MachineSpec machine, Observed observed) {
        return observed.attempt(machine.id()).flatMap(Attempt::cure).isPresent();
    }
}
