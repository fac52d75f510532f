package dev.bringup.lab.sim;

import dev.bringup.model.MachineId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Whether a control plane is stopped although others hold etcd no more, whose Nodes are as Ready
/// as ever. Judged from deeds alone.
final class Muted {

    /// Who holds etcd together is looked at with each snapshot. That is good for ten minutes, and
    /// what was decided by it may be carried out a little later.
    private static final Duration LOOKED = Duration.ofMinutes(13);

    private final Set<MachineId> members = new TreeSet<>();
    private final Set<MachineId> down = new TreeSet<>();

    /// Since when nothing runs of a member whose machine does.
    private final Map<MachineId, Instant> dead = new TreeMap<>();

    Optional<String> judge(Deed deed) {
        MachineId id = deed.machine();
        if (deed instanceof Deed.Stopped(Instant at, _, _) && members.contains(id)) {
            down.add(id);
            return beside(id, at);
        }
        hear(deed, id);
        return Optional.empty();
    }

    private void hear(Deed deed, MachineId id) {
        if (deed instanceof Deed.Founded) {
            members.clear();
            dead.clear();
        } else if (deed instanceof Deed.MemberAdded) {
            members.add(id);
        } else if (deed instanceof Deed.MemberRemoved) {
            members.remove(id);
            dead.remove(id);
        } else if (deed instanceof Deed.NodeReady) {
            down.remove(id);
        } else if (deed instanceof Deed.MemberTurned(Instant at, _, boolean answers)) {
            if (answers) {
                dead.remove(id);
            } else {
                dead.put(id, at);
            }
        }
    }

    private Optional<String> beside(MachineId id, Instant at) {
        Set<MachineId> silent = new TreeSet<>();
        dead.forEach((member, since) -> {
            if (!member.equals(id) && since.isBefore(at.minus(LOOKED))) {
                silent.add(member);
            }
        });
        long up = members.stream().filter(m -> !down.contains(m) && !silent.contains(m)).count();
        return silent.isEmpty() || up > members.size() / 2
                ? Optional.empty()
                : Optional.of("%s was stopped while etcd was dead on %s".formatted(id, silent));
    }
}
