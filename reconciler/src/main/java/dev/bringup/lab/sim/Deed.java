package dev.bringup.lab.sim;

import dev.bringup.model.Action.Blast;
import dev.bringup.model.AttemptId;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.KubeVersion;
import dev.bringup.model.MachineId;
import dev.bringup.model.PermitId;
import java.time.Instant;
import java.util.Optional;

/// What really happened in the simulated world. The invariants are judged by these alone, never by
/// what the engine believes.
public sealed interface Deed {

    Instant at();

    MachineId machine();

    /// One of our commands reached the world. `rival` says whether another reconciler led.
    record Commanded(Instant at, MachineId machine, Blast blast, boolean rival) implements Deed {}

    /// Power was cut or the machine was reset, by our hand.
    record Stopped(Instant at, MachineId machine, boolean serving) implements Deed {}

    /// It is about to be stopped by our hand, and since then its BMC has told us that it is off.
    record Disputed(Instant at, MachineId machine, Instant since) implements Deed {}

    /// An installer began to write.
    record DiskWritten(
            Instant at, MachineId machine, AttemptId attempt, Before before, Fingerprint now)
            implements Deed {}

    /// An installer began to wipe the disk; the marker that it had then names `marked`.
    record WipeBegun(Instant at, MachineId machine, Optional<MachineId> marked) implements Deed {}

    /// The last of it is gone.
    record Wiped(Instant at, MachineId machine) implements Deed {}

    /// An operator put a tombstone for the machine into Git.
    record Buried(Instant at, MachineId machine) implements Deed {}

    /// An operator took the tombstone back.
    record Exhumed(Instant at, MachineId machine) implements Deed {}

    enum Before {
        BLANK,
        OWN_UNFINISHED,
        OWN_OLDER,
        /// It already carried what was written.
        SAME,
        FOREIGN
    }

    /// It makes anew the cluster that it was the only member of, from what was kept.
    record Restored(Instant at, MachineId machine) implements Deed {}

    /// The etcd on it died by itself, or came back.
    record MemberTurned(Instant at, MachineId machine, boolean answers) implements Deed {}

    /// An operator sent the machine into maintenance, or back: what is half done there is theirs.
    record Tended(Instant at, MachineId machine, boolean by) implements Deed {}

    /// An operator took the machine out of Git.
    record Removed(Instant at, MachineId machine) implements Deed {}

    /// An operator put it back.
    record Returned(Instant at, MachineId machine) implements Deed {}

    record Drained(Instant at, MachineId machine) implements Deed {}

    /// A Node is not Ready any more.
    record NodeSilent(Instant at, MachineId machine) implements Deed {}

    record Cordoned(Instant at, MachineId machine) implements Deed {}

    record Uncordoned(Instant at, MachineId machine) implements Deed {}

    /// A kubelet of this version begins to run, with its Node.
    record Runs(Instant at, MachineId machine, KubeVersion kubelet) implements Deed {}

    record NodeReady(Instant at, MachineId machine) implements Deed {}

    record NodeDeleted(Instant at, MachineId machine) implements Deed {}

    /// The journal is gone, and with it that anything was begun there.
    record Forgotten(Instant at, MachineId machine) implements Deed {}

    /// What its profile wants run before it joins was run.
    record StepsRun(Instant at, MachineId machine) implements Deed {}

    /// A cluster came to be on this machine.
    record Founded(Instant at, MachineId machine) implements Deed {}

    /// A commit that asks for something else on it than the one before came in force.
    record Asked(Instant at, MachineId machine, Fingerprint fingerprint) implements Deed {}

    /// An attempt to give it this ended, and it was said that it failed.
    record Failed(Instant at, MachineId machine, Fingerprint fingerprint) implements Deed {}

    /// An operator let it be given this, whatever else the commit does.
    record Approved(Instant at, MachineId machine, Fingerprint fingerprint) implements Deed {}

    /// We were told that an alert fires for it, or does so no more.
    record Alarmed(Instant at, MachineId machine, boolean firing) implements Deed {}

    /// A box came that is in no commit; a `twin` says of itself just what a machine does.
    record Arrived(Instant at, MachineId machine, boolean twin) implements Deed {}

    /// An answer went to a box that is for nobody but the machine `whose`.
    record Given(Instant at, MachineId machine, MachineId whose, PermitId permit, What what)
            implements Deed {}

    enum What {
        /// A start of the installer, or of a system that runs from memory.
        START,
        /// What may happen to its disk.
        ORDER,
        PAYLOAD,
        JOIN_SECRET
    }

    /// Its Node was deleted for good: nothing is to come after it.
    record Released(Instant at, MachineId machine) implements Deed {}

    /// A commit asks this of it that never came to be on the branch in the way of all others.
    record Disowned(Instant at, MachineId machine, Fingerprint fingerprint) implements Deed {}

    /// What is for one machine alone was given to somebody at another address.
    record Leaked(Instant at, MachineId machine) implements Deed {}

    /// It holds etcd from here on.
    record MemberAdded(Instant at, MachineId machine) implements Deed {}

    /// It is in etcd no longer, by our hand.
    record MemberRemoved(Instant at, MachineId machine) implements Deed {}

    /// On this machine, all that etcd holds was kept.
    record Saved(Instant at, MachineId machine) implements Deed {}

    /// A bootstrap token was traded for a lasting one.
    record Joined(Instant at, MachineId machine, String token) implements Deed {}
}
