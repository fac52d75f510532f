package dev.bringup.view;

import dev.bringup.model.Action;
import dev.bringup.model.Attempt;
import dev.bringup.model.Attempt.Goal;
import dev.bringup.model.Fact;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.MachineSpec.Want;
import dev.bringup.model.NodeState;
import dev.bringup.model.Observed;
import dev.bringup.model.Power;
import dev.bringup.model.Seen;
import java.util.Optional;

/// How a machine is, in one word: for a table, a metric's label and a colour.
public enum Condition {
    READY,
    INSTALLING,
    WAKING,
    REBOOTING,
    WIPING,
    DRAINING,
    LEAVING,
    STOPPED,
    MAINTENANCE,
    ASLEEP,
    RELEASED,
    NOT_READY,
    OFF,
    UNKNOWN;

    /// As metrics and the API spell it.
    public String label() {
        return Words.camel(name());
    }

    public enum Place {
        IN_GIT,
        LEAVING_GIT
    }

    /// What we are doing to it counts before what it is. `want` is its state, or Asleep while the
    /// policy says so.
    static Condition of(MachineSpec spec, Place place, Want want, Observed observed) {
        Optional<Attempt> attempt = observed.attempt(spec.id());
        if (observed.pending(spec.id()).filter(Action.Drain.class::isInstance).isPresent()) {
            return DRAINING;
        }
        if (place == Place.LEAVING_GIT && attempt.flatMap(Attempt::tombstone).isEmpty()) {
            boolean leaves = !observed.remembered().departed().specs().containsKey(spec.id());
            return leaves || observed.leaving().containsKey(spec.id()) ? LEAVING : RELEASED;
        }
        if (attempt.isPresent()) {
            return attempt.get().stopped().isPresent() ? STOPPED : during(attempt.get().goal());
        }
        return resting(want, observed.of(spec.id()));
    }

    private static Condition during(Goal goal) {
        return switch (goal) {
            case Goal.Installed _ -> INSTALLING;
            case Goal.Awake _ -> WAKING;
            case Goal.Rebooted _ -> REBOOTING;
            case Goal.Wiped _ -> WIPING;
        };
    }

    private static Condition resting(Want want, Seen seen) {
        boolean off = seen.power().map(Fact::value).filter(p -> p == Power.OFF).isPresent();
        boolean absent = seen.node().filter(n -> n.value() instanceof NodeState.Absent).isPresent();
        return switch (want) {
            case MAINTENANCE -> MAINTENANCE;
            case ASLEEP -> off ? ASLEEP : LEAVING;
            case RELEASED -> off && absent ? RELEASED : LEAVING;
            case JOINED -> {
                if (seen.isReady()) {
                    yield READY;
                }
                yield seen.present().isPresent() ? NOT_READY : off ? OFF : UNKNOWN;
            }
        };
    }
}
