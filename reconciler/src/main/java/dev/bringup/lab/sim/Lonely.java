package dev.bringup.lab.sim;

import dev.bringup.model.Action.Blast;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.MachineId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Whether the only member of etcd loses its disk just when an operator wants that, and what it
/// held is kept. Judged from deeds alone.
final class Lonely {

    /// From the snapshot until it is told to go. A command that broke off is repeated later: its
    /// Node may be gone by then, and nobody can look any more.
    private static final Duration FRESH = Duration.ofMinutes(3);

    private record Wanted(MachineId machine, Fingerprint what) {}

    private final Set<MachineId> members = new TreeSet<>();
    private final Set<Wanted> approved = new HashSet<>();
    private Instant saved = Instant.MIN;

    /// The first time since it was saved.
    private Optional<Instant> told = Optional.empty();

    private boolean lived;

    Optional<String> judge(Deed deed) {
        if (deed instanceof Deed.DiskWritten written && isAlone(written)) {
            return lost(written);
        }
        hear(deed, deed.machine());
        return Optional.empty();
    }

    private void hear(Deed deed, MachineId id) {
        if (deed instanceof Deed.Founded || deed instanceof Deed.Restored) {
            members.clear();
            lived = deed instanceof Deed.Restored;
        } else if (deed instanceof Deed.NodeReady) {
            lived = true;
        } else if (deed instanceof Deed.MemberAdded) {
            members.add(id);
        } else if (deed instanceof Deed.MemberRemoved) {
            members.remove(id);
        } else if (deed instanceof Deed.Approved(_, _, Fingerprint what)) {
            approved.add(new Wanted(id, what));
        } else if (deed instanceof Deed.Saved(Instant at, _)) {
            saved = at;
            told = Optional.empty();
        } else if (deed instanceof Deed.Commanded(Instant at, _, Blast blast, _)
                && blast == Blast.DISK
                && members.contains(id)) {
            told = told.or(() -> Optional.of(at));
        }
    }

    /// What is unfinished was lost before.
    private boolean isAlone(Deed.DiskWritten written) {
        return lived
                && members.equals(Set.of(written.machine()))
                && written.before() != Deed.Before.BLANK
                && written.before() != Deed.Before.OWN_UNFINISHED;
    }

    private Optional<String> lost(Deed.DiskWritten written) {
        String disk = "the disk of " + written.machine() + ", all of etcd, was written";
        if (!approved.contains(new Wanted(written.machine(), written.now()))) {
            return Optional.of(disk + ", and nobody approved it");
        }
        boolean kept = told.filter(at -> !saved.isBefore(at.minus(FRESH))).isPresent();
        return kept ? Optional.empty() : Optional.of(disk + ", and it was not kept");
    }
}
