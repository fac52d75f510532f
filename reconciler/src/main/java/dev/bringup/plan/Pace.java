package dev.bringup.plan;

import dev.bringup.model.Action;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.MachineSpec;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/// How long a step takes on a machine.
@FunctionalInterface
public interface Pace {

    Duration of(Action action, MachineSpec machine);

    /// What an ordinary machine needs, for when there is no history.
    static Pace usual() {
        return (action, _) -> Ideal.usual(action);
    }

    /// What such attempts took here, by the goal that they are told by; what is usual where none
    /// ended well yet.
    static Pace by(Function<String, Optional<Duration>> medians) {
        return (action, _) -> medians.apply(goal(action)).orElseGet(() -> Ideal.usual(action));
    }

    private static String goal(Action action) {
        return action instanceof Action.Wake(_, Optional<Fingerprint> goal) && goal.isPresent()
                ? "install"
                : action.verb();
    }
}
