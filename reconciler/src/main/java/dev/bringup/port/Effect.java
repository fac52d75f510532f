package dev.bringup.port;

import dev.bringup.model.PowerOrder;
import dev.bringup.model.Action;
import dev.bringup.model.Addons;
import dev.bringup.model.AttemptId;
import dev.bringup.model.ClusterAction;
import dev.bringup.model.ClusterSpec;
import dev.bringup.model.CommitId;
import dev.bringup.model.Etcd;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.NodeState;
import dev.bringup.model.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What the engine hands out. Each is answered by exactly one [Message] or, when it is lost, by
/// none: the engine stops believing in it after a time.
public sealed interface Effect {

    /// Read the tip of the branch; answered by [Message.Fetched]. `accepted` is the commit that the
    /// tip must descend from; `loaded` is the one the engine holds. When it holds none, an accepted
    /// commit is loaded again before any newer one is judged.
    record Fetch(Optional<CommitId> accepted, Optional<CommitId> loaded) implements Effect {}

    /// Render an earlier commit with this program; answered by [Message.Retold].
    record Retell(CommitId commit) implements Effect {}

    /// Do something to a machine; answered by [Message.Finished]. The spec is the one to act by:
    /// for a machine that left Git, the last one that was accepted. The stamp is what its Node's
    /// annotations should say.
    record Perform(
            long id,
            Action action,
            MachineSpec machine,
            ClusterSpec cluster,
            Optional<AttemptId> attempt,
            Optional<NodeState.Stamp> stamp,
            Tries tries)
            implements Effect {}

    /// How often its command was carried out already within the attempt, and how often of these the
    /// firmware was seen to start the disk when it was waited for on the network.
    record Tries(int carriedOut, int unheeded) {
        public static final Tries NONE = new Tries(0, 0);
    }

    /// Do what an operator ordered, or look; answered by [Message.Powered]. `around` are those that
    /// may hang on the same outlets by mistake.
    record ByHand(long id, PowerOrder order, MachineSpec machine, List<MachineSpec> around)
            implements Effect {}

    /// Do something to the cluster itself; answered by [Message.Finished].
    record PerformOnCluster(long id, ClusterAction.OnObjects action, Addons addons)
            implements Effect {}

    /// Do something to etcd on this control plane; answered by sightings, then by
    /// [Message.Finished].
    record PerformOnEtcd(long id, ClusterAction.OnEtcd action, MachineSpec by, ClusterSpec cluster)
            implements Effect {}

    /// Find out what the cluster has of these addons and of those that we applied before; answered
    /// by [Message.Inspected].
    record Inspect(long id, Addons addons) implements Effect {}

    /// Find out whether a machine is on and what runs on it; answered by sightings.
    record Probe(MachineSpec machine, ClusterSpec cluster, Optional<AttemptId> attempt)
            implements Effect {}

    /// Renew our lease, or reach for it; answered by a sighting.
    record Campaign() implements Effect {}

    /// Ask an alert gate; answered by a sighting.
    record Ask(Policy.AlertGate gate) implements Effect {}

    /// Mint what one machine needs to join, or to make the cluster; answered by [Message.Minted].
    record Mint(long id, MachineSpec machine, Duration goodFor, ClusterSpec cluster, For purpose)
            implements Effect {}

    sealed interface For {
        record Joining() implements For {}

        record Founding() implements For {}

        /// Bring back the cluster that it was the only control plane of.
        record Restoring(Etcd.Snapshot snapshot) implements For {}
    }
}
