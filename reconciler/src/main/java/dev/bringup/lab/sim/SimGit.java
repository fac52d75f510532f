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

/// A branch: commits that mean something, and commits that do not parse.
final class SimGit {

    private record Pushed(Commit commit, Optional<Desired> meaning) {}

    private final List<Pushed> branch = new ArrayList<>();

    void push(Desired desired) {
        branch.add(new Pushed(desired.commit(), Optional.of(desired)));
    }

    void pushBroken(Commit commit) {
        branch.add(new Pushed(commit, Optional.empty()));
    }

    /// The last commit that means something: where the fleet must end.
    Desired last() {
        return branch.reversed().stream()
                .flatMap(p -> p.meaning().stream())
                .findFirst()
                .orElseThrow();
    }

    /// Whether the tip is a commit that does not parse.
    boolean isBroken() {
        return branch.getLast().meaning().isEmpty();
    }

    SourceAnswer look(Optional<CommitId> accepted, Optional<CommitId> loaded) {
        if (loaded.isEmpty() && accepted.isPresent()) {
            return branch.stream()
                    .filter(p -> p.commit().id().equals(accepted.get()))
                    .findFirst()
                    .flatMap(Pushed::meaning)
                    .<SourceAnswer>map(SourceAnswer.Changed::new)
                    .orElseGet(() -> new SourceAnswer.Unusable("the accepted commit is gone"));
        }
        Pushed tip = branch.getLast();
        if (loaded.filter(tip.commit().id()::equals).isPresent()) {
            return new SourceAnswer.Unchanged();
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
