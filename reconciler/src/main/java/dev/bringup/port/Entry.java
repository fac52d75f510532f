package dev.bringup.port;

import dev.bringup.model.PowerOrder;
import dev.bringup.model.Attempt;
import dev.bringup.model.AttemptId;
import dev.bringup.model.Beginning;
import dev.bringup.model.CommitId;
import dev.bringup.model.Decommission;
import dev.bringup.model.Direction;
import dev.bringup.model.Etcd;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Observed;
import dev.bringup.model.Policy;
import dev.bringup.model.Remembered;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// One line of the journal. The last entry of a kind and key wins.
public sealed interface Entry {

    Instant at();

    /// A commit became the accepted one. `before` is the policy that was in force until then.
    record Accepted(Instant at, CommitId commit, Optional<Policy> before) implements Entry {}

    /// An operator put a commit in force by hand; written before it becomes the accepted one.
    record Overridden(Instant at, CommitId commit, String reason) implements Entry {}

    /// A step of an approval was used.
    record Approved(Instant at, Remembered.Spent spent) implements Entry {}

    /// A commit failed on a canary.
    record Quarantined(Instant at, Remembered.Quarantine quarantine) implements Entry {}

    /// An operator lets it be tried again.
    record Lifted(Instant at, Remembered.Quarantine quarantine) implements Entry {}

    /// An attempt was opened or moved on.
    record Open(Instant at, Attempt attempt) implements Entry {}

    /// An attempt ended.
    record Closed(Instant at, Attempt attempt, Ending ending, String because) implements Entry {}

    /// A command that belongs to no attempt is handed out: what it will have been.
    record Commanded(Instant at, Observed.Past past) implements Entry {}

    /// An approval came with this commit, or came back with it.
    record Given(Instant at, Remembered.Given approval) implements Entry {}

    /// An operator switches a machine by hand, perhaps over the rails; written before it is done.
    record Powered(Instant at, PowerOrder order) implements Entry {}

    /// What an operator directed beside Git; written before it counts.
    record Directed(Instant at, Direction direction) implements Entry {}

    /// A machine left Git; it is remembered until its Node is gone and it is off.
    record Leaving(Instant at, MachineSpec machine) implements Entry {}

    record Left(Instant at, MachineId machine) implements Entry {}

    /// A machine that left Git is off and has no Node: it is remembered, in case it is to be wiped.
    record Departed(Instant at, MachineSpec machine) implements Entry {}

    /// Such a machine is in Git again.
    record Returned(Instant at, MachineId machine) implements Entry {}

    /// What a machine was when it was first seen.
    record Identified(Instant at, MachineId machine, dev.bringup.model.Departed.FirstSeen first)
            implements Entry {}

    /// A tombstone was carried out: it never is again.
    record Wiped(Instant at, Decommission tombstone) implements Entry {}

    /// The cluster's API answered for the first time.
    record Met(Instant at) implements Entry {}

    /// A machine is let make the cluster; written before it gets anything for it.
    record Founded(Instant at, Beginning.Founder founder) implements Entry {}

    /// Before there was a cluster, the disk of this machine was written by these attempts.
    record Fresh(Instant at, MachineId machine, Set<AttemptId> attempts) implements Entry {}

    /// What etcd holds was kept.
    record Saved(Instant at, Etcd.Snapshot snapshot) implements Entry {}

    /// A machine is taken out of etcd; written before it is. What it runs never is in it again.
    record Unmembered(Instant at, MachineId machine, AttemptId installation) implements Entry {}

    /// The only control plane is about to be installed anew: what etcd held is in this snapshot.
    record Parted(Instant at, Etcd.Lost lost) implements Entry {}

    /// It serves again.
    record Whole(Instant at) implements Entry {}

    enum Ending {
        DONE,
        FAILED,
        SUPERSEDED
    }
}
