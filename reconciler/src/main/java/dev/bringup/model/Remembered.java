package dev.bringup.model;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What was learnt from commits, kept because nobody could see it again.
///
/// @param before the policy of the commit that was in force before this one: a commit is judged by
///   both, so that it cannot allow itself more
/// @param frozen the machines that a newer commit would take away, and why it may not
/// @param spent the steps of approvals that were used, by whatever commit
/// @param given with which commit each approval came
/// @param quarantined commits, this one or older ones, that failed on a canary
/// @param departed machines that left, and what is known of them
/// @param suspended why an operator suspended the fleet by hand
public record Remembered(
        Optional<Policy> before,
        SortedMap<MachineId, Frozen> frozen,
        Set<Spent> spent,
        Set<Given> given,
        Set<Quarantine> quarantined,
        Departed departed,
        Optional<String> suspended) {

    /// What a commit that was refused would do to a machine, it does not; nor does the one before
    /// it begin what that one would not have.
    public record Frozen(Rail rail, String because) {}

    /// A step of an approval passes once: for the commit that used it.
    public record Spent(Given approval, Approval.Step step, CommitId by) {}

    /// An approval, and the commit that it came with. One that was taken out and comes back is
    /// another: somebody decided it anew.
    public record Given(String approval, String forecast, Optional<CommitId> with) {}

    /// A commit that failed on a canary is not for the others of its profile.
    public record Quarantine(String profile, CommitId commit, String because) {}

    public static final Remembered NOTHING =
            new Remembered(
                    Optional.empty(),
                    Collections.emptySortedMap(),
                    Set.of(),
                    Set.of(),
                    Set.of(),
                    Departed.NOBODY,
                    Optional.empty());

    public Remembered {
        frozen = Collections.unmodifiableSortedMap(new TreeMap<>(frozen));
        spent = Set.copyOf(spent);
        given = Set.copyOf(given);
        quarantined = Set.copyOf(quarantined);
    }

    public Remembered(
            Optional<Policy> before,
            SortedMap<MachineId, Frozen> frozen,
            Set<Spent> spent,
            Set<Quarantine> quarantined) {
        this(before, frozen, spent, Set.of(), quarantined, Departed.NOBODY, Optional.empty());
    }

    /// This approval, with the commit that it came with if that is known.
    public Given given(Approval approval) {
        return given.stream()
                .filter(g -> g.approval().equals(approval.name()))
                .filter(g -> g.forecast().equals(approval.forecast()))
                .findFirst()
                .orElseGet(() -> new Given(approval.name(), approval.forecast(), Optional.empty()));
    }

    /// In the place of an earlier one of the same name.
    public Remembered giving(Given approval) {
        Set<Given> all = new HashSet<>(given);
        all.removeIf(g -> g.approval().equals(approval.approval()));
        all.add(approval);
        return new Remembered(before, frozen, spent, all, quarantined, departed, suspended);
    }

    /// Those that are gone are forgotten.
    public Remembered keeping(Collection<Approval> approvals) {
        Set<Given> all = new HashSet<>(given);
        all.removeIf(g -> approvals.stream().noneMatch(a -> given(a).equals(g)));
        return new Remembered(before, frozen, spent, all, quarantined, departed, suspended);
    }

    /// The policies that a commit with this one is judged by.
    public Stream<Policy> judging(Policy own) {
        return Stream.concat(Stream.of(own), before.stream());
    }

    /// How a machine is emptied, by the stricter of both policies.
    public Policy.Drain drain(Policy own) {
        return before.map(b -> b.drain().stricter(own.drain())).orElse(own.drain());
    }

    /// Another commit was accepted: it is judged by this policy too, and nothing is frozen.
    public Remembered under(Optional<Policy> policy) {
        return new Remembered(
                policy,
                Collections.emptySortedMap(),
                spent,
                given,
                quarantined,
                departed,
                suspended);
    }

    public Remembered freezing(SortedMap<MachineId, Frozen> machines) {
        return new Remembered(before, machines, spent, given, quarantined, departed, suspended);
    }

    public Remembered spending(Spent step) {
        Set<Spent> all = new HashSet<>(spent);
        all.add(step);
        return new Remembered(before, frozen, all, given, quarantined, departed, suspended);
    }

    public Remembered quarantining(Quarantine commit) {
        Set<Quarantine> all = new HashSet<>(quarantined);
        all.add(commit);
        return new Remembered(before, frozen, spent, given, all, departed, suspended);
    }

    public Remembered with(Departed other) {
        return new Remembered(before, frozen, spent, given, quarantined, other, suspended);
    }

    /// A commit is let go on.
    public Remembered without(Quarantine lifted) {
        Set<Quarantine> all = new HashSet<>(quarantined);
        all.remove(lifted);
        return new Remembered(before, frozen, spent, given, all, departed, suspended);
    }

    public Remembered suspending(Optional<String> reason) {
        return new Remembered(before, frozen, spent, given, quarantined, departed, reason);
    }
}
