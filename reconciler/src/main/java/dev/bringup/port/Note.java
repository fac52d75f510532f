package dev.bringup.port;

import dev.bringup.model.Action;
import dev.bringup.model.Attempt;
import dev.bringup.model.ClusterAction;
import dev.bringup.model.Commit;
import dev.bringup.model.Diagnostic;
import dev.bringup.model.MachineId;
import dev.bringup.model.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One thing that happened, worth a log line and perhaps a metric.
public sealed interface Note {

    Instant at();

    record CommitAccepted(Instant at, Commit commit) implements Note {}

    record CommitRejected(Instant at, Commit commit, List<Diagnostic> problems) implements Note {}

    record GitUnusable(Instant at, String because) implements Note {}

    record AttemptOpened(Instant at, Attempt attempt) implements Note {}

    record PhaseEnded(
            Instant at,
            Attempt attempt,
            String profile,
            String image,
            Phase phase,
            Duration took,
            String evidence)
            implements Note {}

    record AttemptClosed(
            Instant at,
            Attempt attempt,
            String profile,
            Entry.Ending ending,
            String because,
            Duration took)
            implements Note {}

    record Started(Instant at, Action action, String because) implements Note {}

    record Ended(Instant at, Action action, Outcome outcome, Duration took) implements Note {}

    record ClusterStarted(Instant at, ClusterAction action, String because) implements Note {}

    record ClusterEnded(Instant at, ClusterAction action, Outcome outcome, Duration took)
            implements Note {}

    /// A line of what is run on a machine before it joins.
    record Said(Instant at, MachineId machine, String text) implements Note {}

    /// Bytes of an image on disk so far.
    record Imaging(Instant at, MachineId machine, long bytes) implements Note {}

    /// A request that was refused, a fact that contradicts another, a machine nobody knows.
    record Alarm(Instant at, Optional<MachineId> machine, String text) implements Note {}
}
