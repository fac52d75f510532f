package dev.bringup.lab.sim;

import dev.bringup.model.MachineId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Whether etcd was put at risk. Judged from deeds alone. Of a cluster that is somebody else's:
/// never two control planes stopped at once, and none of them written or taken out of the cluster.
/// Of one that was made here: none is taken out of etcd without a snapshot of that moment or at the
/// cost of the quorum, and none loses its disk that is still in it.
final class Planes {

    /// What was decided by a fresh snapshot may be carried out so much later.
    private static final Duration FRESH = Duration.ofMinutes(3);

    private final Set<MachineId> guarded;
    private final Set<MachineId> members = new TreeSet<>();
    private final Set<MachineId> down = new TreeSet<>();

    /// Members whose disk was gone before it was written: nothing serves any more under their
    /// names.
    private final Set<MachineId> stale = new TreeSet<>();

    /// Taken out by an operator: nobody waits for them.
    private final Set<MachineId> gone = new TreeSet<>();

    private Instant saved = Instant.MIN;
    private boolean lived;

    Planes(Set<MachineId> guarded) {
        this.guarded = Set.copyOf(guarded);
    }

    Optional<String> judge(Deed deed) {
        MachineId id = deed.machine();
        return switch (deed) {
            case Deed.Stopped _ -> {
                if (guarded.contains(id) || members.contains(id)) {
                    down.add(id);
                }
                yield tooMany();
            }
            case Deed.NodeReady _ -> {
                lived = true;
                down.remove(id);
                yield Optional.empty();
            }
            case Deed.WipeBegun _ -> disk(id, "wiped");
            case Deed.DiskWritten written -> written(id, written.before());
            case Deed.Joined _ -> joined(id);
            case Deed.NodeDeleted _ -> deleted(id);
            case Deed.MemberAdded _ -> {
                members.add(id);
                yield Optional.empty();
            }
            case Deed.Saved(Instant at, _) -> {
                saved = at;
                yield Optional.empty();
            }
            case Deed.MemberRemoved(Instant at, _) -> removed(id, at);
            case Deed.Removed _ -> {
                gone.add(id);
                yield Optional.empty();
            }
            case Deed.Returned _ -> {
                gone.remove(id);
                yield Optional.empty();
            }
            case Deed.Founded _ -> {
                members.clear();
                stale.clear();
                lived = false;
                yield Optional.empty();
            }
            case Deed.Leaked _,
                    Deed.Forgotten _,
                    Deed.Tended _,
                    Deed.MemberTurned _,
                    Deed.Restored _,
                    Deed.Disputed _,
                    Deed.Asked _,
                    Deed.Failed _,
                    Deed.Approved _,
                    Deed.Alarmed _,
                    Deed.Arrived _,
                    Deed.Given _,
                    Deed.Released _,
                    Deed.Disowned _,
                    Deed.Commanded _,
                    Deed.Buried _,
                    Deed.Exhumed _,
                    Deed.Wiped _,
                    Deed.StepsRun _,
                    Deed.Runs _,
                    Deed.Cordoned _,
                    Deed.Drained _,
                    Deed.Uncordoned _,
                    Deed.NodeSilent _ ->
                    Optional.empty();
        };
    }

    private Optional<String> tooMany() {
        Set<MachineId> stopped = new TreeSet<>(down);
        stopped.removeAll(gone);
        return stopped.size() > 1
                ? Optional.of("control planes are stopped at once: " + stopped)
                : Optional.empty();
    }

    private Optional<String> removed(MachineId id, Instant at) {
        members.remove(id);
        stale.remove(id);
        down.add(id);
        if (saved.isBefore(at.minus(FRESH))) {
            return Optional.of(id + " was taken out of etcd, and nothing of it was kept lately");
        }
        long up = members.stream().filter(m -> !down.contains(m)).count();
        return up > members.size() / 2
                ? Optional.empty()
                : Optional.of(
                        "%d of %d members of etcd serve, and %s was taken out"
                                .formatted(up, members.size(), id));
    }

    /// Where nothing was, nothing is lost; what was there before is lost already.
    private Optional<String> written(MachineId id, Deed.Before before) {
        if (before != Deed.Before.BLANK || guarded.contains(id)) {
            return disk(id, "written");
        }
        if (lived && members.contains(id)) {
            stale.add(id);
        }
        return Optional.empty();
    }

    private Optional<String> joined(MachineId id) {
        return stale.contains(id)
                ? Optional.of(id + " joins, and etcd lists who it was")
                : Optional.empty();
    }

    /// What was begun and never answered is begun again.
    private Optional<String> disk(MachineId id, String what) {
        if (guarded.contains(id)) {
            return Optional.of("the disk of the control plane " + id + " was " + what);
        }
        return lived && members.contains(id) && !stale.contains(id) && !isAlone(id)
                ? Optional.of("the disk of " + id + " was " + what + ", and it is in etcd")
                : Optional.empty();
    }

    /// [Lonely] judges that.
    private boolean isAlone(MachineId id) {
        return members.equals(Set.of(id));
    }

    private Optional<String> deleted(MachineId id) {
        if (guarded.contains(id)) {
            return Optional.of("the Node of the control plane " + id + " was deleted");
        }
        return members.contains(id) && !isAlone(id)
                ? Optional.of("the Node of " + id + " was deleted, and it is in etcd")
                : Optional.empty();
    }
}
