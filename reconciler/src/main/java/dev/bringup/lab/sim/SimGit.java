package dev.bringup.lab.sim;

import dev.bringup.model.Commit;
import dev.bringup.model.CommitId;
import dev.bringup.model.Desired;
import dev.bringup.model.Diagnostic;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.MachineId;
import dev.bringup.port.SourceAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A branch: commits that mean something, and commits that do not parse; and what a branch of the
/// same name has while somebody put it in its place.
final class SimGit {

    private record Pushed(Commit commit, Optional<Desired> meaning, Worth worth) {}

    /// What a commit is to those who push.
    enum Worth {
        /// The fleet must end there, unless another comes.
        MEANT,
        /// It counts, and somebody takes it back.
        IN_PASSING,
        /// It must never count.
        WRONG
    }

    private final List<Pushed> branch = new ArrayList<>();
    private Optional<Pushed> instead = Optional.empty();

    void push(Desired desired, Worth worth) {
        restore();
        branch.add(new Pushed(desired.commit(), Optional.of(desired), worth));
    }

    void pushBroken(Commit commit) {
        restore();
        branch.add(new Pushed(commit, Optional.empty(), Worth.MEANT));
    }

    /// All that there was is gone, and this is there.
    void rewrite(Desired desired) {
        instead = Optional.of(new Pushed(desired.commit(), Optional.of(desired), Worth.WRONG));
    }

    void restore() {
        instead = Optional.empty();
    }

    /// The last commit that means something and is meant: where the fleet must end.
    Desired last() {
        return meaning(Worth.MEANT).findFirst().orElseThrow();
    }

    /// What was meant before that.
    Optional<Desired> before() {
        Desired last = last();
        return meaning(Worth.MEANT).filter(d -> !d.machines().equals(last.machines())).findFirst();
    }

    /// The last that counts.
    Desired counts() {
        return meaning(Worth.IN_PASSING).findFirst().orElseThrow();
    }

    private Stream<Desired> meaning(Worth least) {
        return branch.reversed().stream()
                .filter(p -> p.worth().compareTo(least) <= 0)
                .flatMap(p -> p.meaning().stream());
    }

    Commit tip() {
        return instead.orElseGet(branch::getLast).commit();
    }

    /// Whether the tip is a commit that does not parse.
    boolean isBroken() {
        return branch.getLast().meaning().isEmpty();
    }

    /// A mirror that lags does not have the last commit yet.
    SourceAnswer look(Optional<CommitId> accepted, Optional<CommitId> loaded, boolean lags) {
        if (loaded.isEmpty() && accepted.isPresent()) {
            return branch.stream()
                    .filter(p -> p.commit().id().equals(accepted.get()))
                    .findFirst()
                    .flatMap(Pushed::meaning)
                    .<SourceAnswer>map(SourceAnswer.Changed::new)
                    .orElseGet(() -> new SourceAnswer.Unusable("the accepted commit is gone"));
        }
        List<Pushed> seen = branch.subList(0, branch.size() - (lags && branch.size() > 1 ? 1 : 0));
        Pushed tip = instead.orElseGet(seen::getLast);
        if (loaded.filter(tip.commit().id()::equals).isPresent()) {
            return new SourceAnswer.Unchanged();
        }
        boolean descends =
                instead.isEmpty()
                        && seen.stream().anyMatch(p -> loaded.equals(Optional.of(p.commit().id())));
        if (loaded.isPresent() && !descends) {
            return new SourceAnswer.Unusable("history was rewritten");
        }
        return tip.meaning()
                .<SourceAnswer>map(SourceAnswer.Changed::new)
                .orElseGet(() -> new SourceAnswer.Rejected(tip.commit(), List.of(broken())));
    }

    SortedMap<MachineId, Fingerprint> fingerprints(CommitId commit) {
        SortedMap<MachineId, Fingerprint> all = new TreeMap<>();
        branch.stream()
                .filter(p -> p.commit().id().equals(commit))
                .flatMap(p -> p.meaning().stream())
                .flatMap(d -> d.machines().values().stream())
                .forEach(m -> all.put(m.id(), m.fingerprint()));
        return all;
    }

    private static Diagnostic broken() {
        return new Diagnostic(
                "BU1001",
                new Diagnostic.Position("machines/a.yaml", 1, 1),
                "it does not parse",
                Optional.empty(),
                "");
    }
}
