package dev.bringup.model;

import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What was learnt from commits, kept because nobody could see it again.
///
/// @param before the policy of the commit that was in force before this one: a commit is judged by
///   both, so that it cannot allow itself more
/// @param frozen the machines that a newer commit would take away, and why it may not
/// @param spent the steps of approvals that were used, by whatever commit
/// @param quarantined commits, this one or older ones, that failed on a canary
public record Remembered(
        Optional<Policy> before,
        SortedMap<MachineId, String> frozen,
        Set<Spent> spent,
        Set<Quarantine> quarantined) {

    /// A step of an approval passes once: for the commit that used it.
    public record Spent(String approval, Approval.Step step, CommitId by) {}

    /// A commit that failed on a canary is not for the others of its profile.
    public record Quarantine(String profile, CommitId commit, String because) {}

    public static final Remembered NOTHING =
            new Remembered(Optional.empty(), Collections.emptySortedMap(), Set.of(), Set.of());

    public Remembered {
        frozen = Collections.unmodifiableSortedMap(new TreeMap<>(frozen));
        spent = Set.copyOf(spent);
        quarantined = Set.copyOf(quarantined);
    }

    /// Another commit was accepted: it is judged by this policy too, and nothing is frozen.
    public Remembered under(Optional<Policy> policy) {
        return new Remembered(policy, Collections.emptySortedMap(), spent, quarantined);
    }

    public Remembered freezing(SortedMap<MachineId, String> machines) {
        return new Remembered(before, machines, spent, quarantined);
    }

    public Remembered spending(Spent step) {
        Set<Spent> all = new HashSet<>(spent);
        all.add(step);
        return new Remembered(before, frozen, all, quarantined);
    }

    public Remembered quarantining(Quarantine commit) {
        Set<Quarantine> all = new HashSet<>(quarantined);
        all.add(commit);
        return new Remembered(before, frozen, spent, all);
    }
}
