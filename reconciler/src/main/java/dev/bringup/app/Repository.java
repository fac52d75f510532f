package dev.bringup.app;

import java.util.List;
import dev.bringup.model.Diagnostic;
import dev.bringup.model.Desired;
import dev.bringup.git.Heads;
import dev.bringup.git.Look;
import dev.bringup.git.Merging;
import dev.bringup.git.StateRepository;
import dev.bringup.manifest.Declared;
import dev.bringup.manifest.Manifests;
import dev.bringup.manifest.Renderer;
import dev.bringup.manifest.Resolve;
import dev.bringup.model.Commit;
import dev.bringup.model.CommitId;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.MachineId;
import dev.bringup.port.SourceAnswer;
import dev.bringup.port.Tally;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// From a commit in Git to what it means: read, check, render, resolve.
final class Repository {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(Repository.class);

    private final ReentrantLock looking = new ReentrantLock();
    private final StateRepository git;
    private final Manifests manifests = new Manifests();
    private final Resolve resolve;
    private final Watch watch;
    private Optional<SourceAnswer.Rejected> lastRejected = Optional.empty();

    /// How long each look takes is told to the tally.
    record Watch(Tally tally, InstantSource clock) {}

    Repository(StateRepository git, Renderer renderer, Watch watch) {
        this.git = git;
        this.watch = watch;
        this.resolve = new Resolve(renderer);
    }

    SourceAnswer look(Optional<CommitId> accepted, Optional<CommitId> loaded) {
        looking.lock();
        try {
            Instant start = watch.clock.instant();
            SourceAnswer answer = looked(accepted, loaded);
            watch.tally.time(
                    "git_fetch",
                    "",
                    outcome(answer),
                    Duration.between(start, watch.clock.instant()));
            return answer;
        } finally {
            looking.unlock();
        }
    }

    private static String outcome(SourceAnswer answer) {
        return switch (answer) {
            case SourceAnswer.Unchanged _ -> "unchanged";
            case SourceAnswer.Changed _ -> "changed";
            case SourceAnswer.Rejected _ -> "rejected";
            case SourceAnswer.Unusable _ -> "unusable";
        };
    }

    /// Lets a look that is under way come to its end, unless that takes long: JGit prints a stack
    /// trace when it is interrupted. Nobody looks after this.
    void rest() throws InterruptedException {
        if (!looking.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.info("Git did not answer in time; not waiting for it");
        }
    }

    private SourceAnswer looked(Optional<CommitId> accepted, Optional<CommitId> loaded) {
        boolean resuming = loaded.isEmpty() && accepted.isPresent();
        Look look = resuming ? git.commit(accepted.get()) : git.look(loaded);
        return answer(look);
    }

    /// The files of the commit in force and of a ref beside the branch.
    Reviewing.Pair pair(CommitId commit, String ref) {
        looking.lock();
        try {
            Look before = git.commit(commit);
            Look after = git.beside(ref);
            boolean both = before instanceof Look.Snapshot && after instanceof Look.Snapshot;
            return new Reviewing.Pair(before, after, both ? touched(before, after) : Map.of());
        } finally {
            looking.unlock();
        }
    }

    /// The branches beside the one in force, and what merging them would give.
    Branches.Source branches() {
        return new Branches.Source() {
            @Override
            public Heads heads() {
                looking.lock();
                try {
                    return git.heads();
                } finally {
                    looking.unlock();
                }
            }

            @Override
            public Branches.Merge merge(CommitId accepted, String branch) {
                looking.lock();
                try {
                    Look before = git.commit(accepted);
                    Merging after = git.merging(accepted, branch);
                    boolean both =
                            before instanceof Look.Snapshot && after instanceof Merging.Clean;
                    return new Branches.Merge(
                            before, after, both ? touched(before, result(after)) : Map.of());
                } finally {
                    looking.unlock();
                }
            }
        };
    }

    private static Look result(Merging merging) {
        return ((Merging.Clean) merging).result();
    }

    private Map<String, Commit> touched(Look before, Look after) {
        return git.touched(((Look.Snapshot) before).commit(), ((Look.Snapshot) after).commit());
    }

    /// A commit that an operator names, whatever it descends from.
    SourceAnswer named(CommitId commit) {
        looking.lock();
        try {
            return answer(git.named(commit));
        } finally {
            looking.unlock();
        }
    }

    /// The fingerprints that this program gives the machines of an earlier commit: none when it can
    /// make nothing of it. Empty when Git cannot be asked.
    Optional<SortedMap<MachineId, Fingerprint>> retold(CommitId commit) {
        looking.lock();
        try {
            return switch (git.commit(commit)) {
                case Look.Snapshot snapshot -> Optional.of(fingerprints(read(snapshot)));
                case Look.Unreachable _ -> Optional.empty();
                case Look.Unchanged _,
                        Look.Rewritten _,
                        Look.Missing _,
                        Look.Untrusted _,
                        Look.TooLarge _ ->
                        Optional.of(Collections.emptySortedMap());
            };
        } finally {
            looking.unlock();
        }
    }

    private static SortedMap<MachineId, Fingerprint> fingerprints(SourceAnswer answer) {
        SortedMap<MachineId, Fingerprint> all = new TreeMap<>();
        switch (answer) {
            case SourceAnswer.Changed(Desired desired) ->
                    desired.machines().values().forEach(m -> all.put(m.id(), m.fingerprint()));
            case SourceAnswer.Unchanged _, SourceAnswer.Rejected _, SourceAnswer.Unusable _ -> {}
        }
        return all;
    }

    private SourceAnswer answer(Look look) {
        return switch (look) {
            case Look.Unchanged _ -> new SourceAnswer.Unchanged();
            case Look.Snapshot snapshot -> read(snapshot);
            case Look.Rewritten(Commit tip) ->
                    new SourceAnswer.Unusable(
                            "history was rewritten: "
                                    + tip.id().brief()
                                    + " does not descend from the accepted commit; if it is right,"
                                    + " `bringup accept` puts it in force");
            case Look.Missing(String because) -> new SourceAnswer.Unusable(because);
            case Look.Untrusted(String because) -> new SourceAnswer.Unusable(because);
            case Look.TooLarge(String because) -> new SourceAnswer.Unusable(because);
            case Look.Unreachable(String because) -> new SourceAnswer.Unusable(because);
        };
    }

    private SourceAnswer read(Look.Snapshot snapshot) {
        Commit commit = snapshot.commit();
        if (lastRejected.filter(r -> r.commit().equals(commit)).isPresent()) {
            return lastRejected.get();
        }
        return switch (manifests.read(snapshot.files())) {
            case Declared.Answer.Invalid(List<Diagnostic> problems) ->
                    rejected(new SourceAnswer.Rejected(commit, problems));
            case Declared.Answer.Valid(Declared declared, List<Diagnostic> warnings) -> {
                warn(commit, warnings);
                yield resolved(commit, declared);
            }
        };
    }

    private static void warn(Commit commit, List<Diagnostic> warnings) {
        if (!warnings.isEmpty()) {
            String all = Diagnostic.render(warnings);
            LOG.warn("commit {} is suspicious:\n{}", commit.id().brief(), all);
        }
    }

    private SourceAnswer resolved(Commit commit, Declared declared) {
        return switch (resolve.resolve(commit, declared)) {
            case Resolve.Answer.Failed(List<Diagnostic> problems) ->
                    rejected(new SourceAnswer.Rejected(commit, problems));
            case Resolve.Answer.Resolved(Desired desired) -> new SourceAnswer.Changed(desired);
        };
    }

    private SourceAnswer rejected(SourceAnswer.Rejected answer) {
        lastRejected = Optional.of(answer);
        return answer;
    }
}
