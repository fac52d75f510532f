package dev.bringup.plan;

import dev.bringup.model.Desired;
import dev.bringup.model.Etcd;
import dev.bringup.model.Etcd.Snapshot;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec.Want;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Observed;
import java.util.Optional;
import java.util.stream.Stream;

/// The only control plane of a cluster that was made here: what etcd holds is on its disk and
/// nowhere else. Before that is written over it is kept, and the new installation begins with it.
public final class Lone {

    private Lone() {}

    static boolean is(MachineSpec machine, Desired desired, Observed observed) {
        return desired.cluster().kubernetes().isMadeHere()
                && machine.isControlPlane()
                && Stream.concat(
                                desired.machines().values().stream(),
                                observed.leaving().values().stream())
                        .filter(MachineSpec::isControlPlane)
                        .filter(m -> m.intent().state() != Want.RELEASED)
                        .allMatch(m -> m.id().equals(machine.id()));
    }

    /// Whether etcd lists this one and nobody else.
    static boolean isAllOfEtcd(MachineSpec machine, Etcd etcd) {
        return etcd.members()
                .filter(fact -> fact.value().stream().allMatch(m -> m.isOf(machine)))
                .isPresent();
    }

    /// What is to be brought back, when its disk is given up now. A command that is repeated gives
    /// up nothing more.
    public static Optional<Etcd.Lost> parting(Desired desired, Observed observed, MachineId id) {
        Etcd etcd = observed.addons().etcd();
        return desired.machine(id)
                .filter(machine -> is(machine, desired, observed) && isAllOfEtcd(machine, etcd))
                .flatMap(_ -> etcd.snapshot())
                .filter(snapshot -> snapshot.by().equals(id))
                .filter(snapshot ->
                        etcd.lost().filter(l -> l.snapshot().equals(snapshot)).isEmpty())
                .map(snapshot ->
                        new Etcd.Lost(id, Members.runs(observed.of(id)).findFirst(), snapshot));
    }

    /// What is to be brought back, as long as there is one who can.
    static Optional<Etcd.Lost> lost(Desired desired, Observed observed) {
        return observed.addons()
                .etcd()
                .lost()
                .filter(lost ->
                        desired.machine(lost.machine())
                                .filter(m -> m.intent().state() == Want.JOINED)
                                .filter(m -> is(m, desired, observed))
                                .isPresent());
    }

    /// The snapshot that a machine begins with; empty for one that begins with nothing.
    static Optional<Snapshot> snapshot(Desired desired, Observed observed, MachineId id) {
        return lost(desired, observed)
                .filter(lost -> lost.machine().equals(id))
                .map(Etcd.Lost::snapshot);
    }
}
