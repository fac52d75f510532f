package dev.bringup.query;

import dev.bringup.model.Direction;
import dev.bringup.model.MachineId;
import dev.bringup.model.PowerReport;
import dev.bringup.model.PowerOrder;
import dev.bringup.model.CommitId;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// What may be asked of a running reconciler beyond showing something. Nothing here waits.
public interface Orders {

    /// Puts this commit in force although it does not descend from the accepted one. `reply` is
    /// told once why not, or nothing when it counts.
    void accept(CommitId commit, String reason, Consumer<Optional<String>> reply);

    /// Switches a machine, or looks whether it is on. `reply` is told once what came of it, minutes
    /// later when the machine takes that long.
    void power(PowerOrder order, Consumer<PowerReport> reply);

    /// `reply` is told once why not, or nothing when it counts.
    void direct(Direction direction, Consumer<Optional<String>> reply);

    /// How to log in to a machine; empty when there is none of that name, or nobody knows yet what
    /// runs on it.
    Optional<Door> door(MachineId machine);

    /// What merging the open branches would do, as far as that is known by now; asking is what gets
    /// it worked out.
    BranchesView branches();

    /// How much each logger says, after these changes: by name, `error` to `trace` or `off`. Throws
    /// IllegalArgumentException with a sentence when one of them is no level.
    Map<String, String> levels(Map<String, String> changes);

    /// Somebody pushed or proposed something: look again. No more is believed of what was sent.
    void ring();
}
