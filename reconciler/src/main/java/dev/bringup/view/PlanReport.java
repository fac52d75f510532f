package dev.bringup.view;

import dev.bringup.model.Change;
import dev.bringup.model.Commit;
import dev.bringup.model.Diagnostic.Position;
import dev.bringup.model.Forecast;
import dev.bringup.model.MachineId;
import java.util.List;
import java.util.Optional;

/// What a reviewer reads: what differs, where that was written and by whom, and what would happen.
public record PlanReport(Range range, List<Cause> causes, Forecast forecast) {

    /// From one state to another, as people name them.
    public record Range(String cluster, String from, String to, int machines) {}

    /// One change, for all the machines that it is the same for.
    public record Cause(
            Change change, List<MachineId> machines, Optional<Position> at, Optional<Commit> by) {}

    public PlanReport {
        causes = List.copyOf(causes);
    }
}
