package dev.bringup.lab.sim;

import dev.bringup.model.MachineId;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Whether machines with steps join only when their steps were run on what is installed. Judged
/// from deeds alone.
final class Prepared {

    private final Set<MachineId> withSteps;
    private final Set<MachineId> prepared = new TreeSet<>();

    Prepared(Set<MachineId> withSteps) {
        this.withSteps = Set.copyOf(withSteps);
    }

    Optional<String> judge(Deed deed) {
        switch (deed) {
            case Deed.DiskWritten written -> prepared.remove(written.machine());
            case Deed.StepsRun run -> prepared.add(run.machine());
            case Deed other -> {
                boolean early =
                        other instanceof Deed.Joined joined
                                && withSteps.contains(joined.machine())
                                && !prepared.contains(joined.machine());
                return early
                        ? Optional.of(other.machine() + " joined before its steps were run")
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }
}
