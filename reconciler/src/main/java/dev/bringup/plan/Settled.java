package dev.bringup.plan;

import dev.bringup.model.Around;
import dev.bringup.model.AttemptId;
import dev.bringup.model.Beginning;
import dev.bringup.model.CommitId;
import dev.bringup.model.Decommission;
import dev.bringup.model.Departed;
import dev.bringup.model.Desired;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Marker;
import dev.bringup.model.NodeState;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Observed;
import dev.bringup.model.Power;
import dev.bringup.model.Remembered;
import dev.bringup.model.Seen;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// The world in which a commit is done: what a plan between two commits starts from.
public final class Settled {

    static final String SOURCE = "forecast";

    static final AttemptId EARLIER = new AttemptId("earlier");

    private Settled() {}

    /// `before` is done, and what `after` adds stands there, switched off and blank.
    public static Observed between(Desired before, Desired after, Instant at) {
        TreeMap<MachineId, Seen> seen = new TreeMap<>();
        after.machines().keySet().forEach(id -> seen.put(id, away(at)));
        before.machines()
                .forEach((id, spec) -> seen.put(id, machine(spec, before.commit().id(), at)));
        TreeMap<MachineId, MachineSpec> leaving = new TreeMap<>(before.machines());
        leaving.keySet().removeAll(after.machines().keySet());
        // Where nothing was, there is no cluster either.
        Beginning beginning =
                before.machines().isEmpty() ? Beginning.NOTHING : Beginning.NOTHING.met(at);
        Around around = Around.NOTHING.beginning(beginning);
        return new Observed(at, seen, new TreeMap<>(), new TreeMap<>(), leaving, List.of(), around)
                .remembering(Remembered.NOTHING.with(departed(before, after)))
                .with(ClusterForesight.done(before.addons(), at));
    }

    /// What the tombstones of `before` were for is done; a new one is taken to mean what it says.
    private static Departed departed(Desired before, Desired after) {
        Departed departed = Departed.NOBODY;
        for (Decommission done : before.tombstones()) {
            departed = departed.spending(done);
        }
        for (Decommission fresh : after.tombstones()) {
            Optional<MachineSpec> spec = before.machine(fresh.machine());
            if (spec.isPresent()) {
                departed =
                        departed.knowing(
                                fresh.machine(),
                                new Departed.FirstSeen(spec.get().mac(), fresh.identity()));
            }
        }
        return departed;
    }

    private static Seen away(Instant at) {
        return Seen.NOTHING
                .withPower(Power.OFF, SOURCE, at)
                .withNode(new NodeState.Absent(), SOURCE, at);
    }

    private static Seen machine(MachineSpec spec, CommitId commit, Instant at) {
        return switch (spec.intent().state()) {
            case JOINED -> serving(spec, commit, Cordon.NONE, at);
            case MAINTENANCE -> serving(spec, commit, Cordon.DRAINED, at);
            case ASLEEP -> Ideal.off(serving(spec, commit, Cordon.DRAINED, at), at);
            case RELEASED -> away(at);
        };
    }

    /// Installed and up, while there is no cluster to join.
    static Seen waiting(MachineSpec spec, CommitId commit, Instant at) {
        Marker marker =
                new Marker(spec.id(), EARLIER, commit, spec.fingerprint(), Marker.State.INSTALLED);
        return Seen.NOTHING
                .withPower(Power.ON, SOURCE, at)
                .withNode(new NodeState.Absent(), SOURCE, at)
                .withMarker(Optional.of(marker), SOURCE, at)
                .withBootId(SOURCE, SOURCE, at);
    }

    static Seen serving(MachineSpec spec, CommitId commit, Cordon cordon, Instant at) {
        NodeState.Stamp stamp =
                new NodeState.Stamp(
                        spec.fingerprint(), commit, EARLIER, spec.intent().rebootGeneration());
        return Seen.NOTHING
                .withPower(Power.ON, SOURCE, at)
                .withNode(
                        new NodeState.Present(
                                        spec.id().name(),
                                        true,
                                        cordon,
                                        Optional.of(stamp),
                                        spec.node().labels(),
                                        spec.node().taints(),
                                        NodeState.Kubelet.SILENT)
                                .running(spec.install().image().kubernetes()),
                        SOURCE,
                        at);
    }
}
