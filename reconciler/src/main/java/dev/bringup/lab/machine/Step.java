package dev.bringup.lab.machine;

import java.util.ArrayList;
import java.util.List;

/// What a stimulus makes of a machine, and what the machine does about it.
public record Step(Machine next, List<Emission> emissions) {

    public Step {
        emissions = List.copyOf(emissions);
    }

    /// What is done here first, then the other step.
    Step then(Step other) {
        List<Emission> all = new ArrayList<>(emissions);
        all.addAll(other.emissions());
        return new Step(other.next(), all);
    }

    static Step of(Machine next, Emission... emissions) {
        return new Step(next, List.of(emissions));
    }
}
