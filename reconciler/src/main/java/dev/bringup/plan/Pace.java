package dev.bringup.plan;

import dev.bringup.model.Action;
import dev.bringup.model.MachineSpec;
import java.time.Duration;

/// How long a step takes on a machine.
@FunctionalInterface
public interface Pace {

    Duration of(Action action, MachineSpec machine);

    /// What an ordinary machine needs, for when there is no history.
    static Pace usual() {
        return (action, _) -> Ideal.usual(action);
    }
}
