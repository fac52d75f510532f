package dev.bringup.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bringup.git.Heads;
import dev.bringup.git.Look;
import dev.bringup.git.Merging;
import dev.bringup.model.Commit;
import dev.bringup.model.CommitId;
import dev.bringup.query.BranchesView;
import dev.bringup.query.BranchesView.Branch;
import dev.bringup.view.FleetView;
import dev.bringup.view.Json;
import dev.bringup.view.PlanReport;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What merging each open branch would do: worked out on a thread of its own, one branch after the
/// other, while somebody asks. A branch is planned again when it or the commit in force moved, and
/// from time to time because the fleet does.
final class Branches {

    /// So many are looked at, by name: a repository that keeps hundreds of them is no load.
    static final int MOST = 50;

    private static final Duration FRESH = Duration.ofMinutes(1);

    /// Between two rounds, however often it rings.
    private static final Duration REST = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(Branches.class);

    private final Supplier<Optional<FleetView>> fleet;
    private final Source source;
    private final InstantSource clock;
    private final Semaphore bell = new Semaphore(0);
    private final Map<String, Worked> done = new HashMap<>();
    private volatile BranchesView view =
            new BranchesView(List.of(), 0, Optional.of("the branches are being read"));

    /// Where branches come from.
    interface Source {
        Heads heads();

        Merge merge(CommitId accepted, String branch);
    }

    /// The files in force, what a branch makes of them, and who touched them last.
    record Merge(Look before, Merging after, Map<String, Commit> touched) {}

    /// What came of it, for which two commits. It is good `until` then.
    private record Worked(CommitId accepted, CommitId tip, Instant until, Branch branch) {

        boolean isFor(CommitId inForce, CommitId head) {
            return accepted.equals(inForce) && tip.equals(head);
        }
    }

    /// What all branches of a round are held against: made when the first needs it, and let go of
    /// with the round.
    private static final class Base {

        private final FleetView fleet;
        private Optional<LiveFleet> live = Optional.empty();
        private Optional<Validation> inForce = Optional.empty();

        Base(FleetView fleet) {
            this.fleet = fleet;
        }

        CommitId accepted() {
            return new CommitId(fleet.commit());
        }

        Validation inForce(Look.Snapshot snapshot) {
            inForce = inForce.or(() -> Optional.of(Validation.of(snapshot)));
            return inForce.get();
        }

        /// The same that `bringup plan --server` asks for, so that both say the same.
        LiveFleet live() {
            live = live.or(() -> Optional.of(Branches.live(fleet)));
            return live.get();
        }
    }

    Branches(Supplier<Optional<FleetView>> fleet, Source source, InstantSource clock) {
        this.fleet = fleet;
        this.source = source;
        this.clock = clock;
    }

    BranchesView look() {
        bell.release();
        return view;
    }

    /// Until interrupted.
    void run() {
        try {
            while (true) {
                bell.acquire();
                bell.drainPermits();
                try {
                    round();
                } catch (RuntimeException bug) {
                    LOG.error("branches could not be looked at", bug);
                }
                TimeUnit.MILLISECONDS.sleep(REST.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void round() {
        Optional<FleetView> now = fleet.get();
        if (now.isEmpty()) {
            view = trouble("no commit is in force yet");
            return;
        }
        switch (source.heads()) {
            case Heads.Unreachable(String because) -> view = trouble(because);
            case Heads.All(Map<String, CommitId> tips) -> {
                done.keySet().retainAll(tips.keySet());
                view = shown(tips);
                Base base = new Base(now.get());
                tips.entrySet().stream()
                        .limit(MOST)
                        .forEach(e -> {
                            if (work(e.getKey(), e.getValue(), base)) {
                                view = shown(tips);
                            }
                        });
            }
        }
    }

    private BranchesView trouble(String because) {
        return new BranchesView(List.of(), 0, Optional.of(because));
    }

    private BranchesView shown(Map<String, CommitId> tips) {
        List<Branch> all = new ArrayList<>();
        tips.keySet().stream()
                .limit(MOST)
                .forEach(name ->
                        all.add(
                                Optional.ofNullable(done.get(name))
                                        .map(Worked::branch)
                                        .orElseGet(() -> BranchesView.waiting(name))));
        return new BranchesView(all, tips.size() - all.size(), Optional.empty());
    }

    /// Whether there is something new to show.
    private boolean work(String name, CommitId tip, Base base) {
        CommitId accepted = base.accepted();
        Instant start = clock.instant();
        Worked known = done.get(name);
        if (known != null && known.isFor(accepted, tip) && start.isBefore(known.until())) {
            return false;
        }
        Branch branch = judged(name, base);
        // What takes long is worked out less often, so that it never takes more than a part of
        // a core.
        Instant end = clock.instant();
        Instant until = end.plus(FRESH).plus(Duration.between(start, end).multipliedBy(20));
        done.put(name, new Worked(accepted, tip, until, branch));
        return true;
    }

    private Branch judged(String name, Base base) {
        Merge merge = source.merge(base.accepted(), name);
        return switch (merge.after()) {
            case Merging.Unreadable(String because) -> BranchesView.unreadable(name, because);
            case Merging.Contained(Commit head) -> BranchesView.contained(name, head);
            case Merging.Conflict(Commit head, List<String> files) ->
                    BranchesView.conflict(name, head, files);
            case Merging.Clean(Look.Snapshot after) ->
                    merge.before() instanceof Look.Snapshot before
                            ? planned(name, before, after, merge.touched(), base)
                            : BranchesView.unreadable(name, "the commit in force cannot be read");
        };
    }

    private Branch planned(
            String name,
            Look.Snapshot before,
            Look.Snapshot after,
            Map<String, Commit> touched,
            Base base) {
        Validation proposed = Validation.of(after);
        if (proposed.desired().isEmpty()) {
            return BranchesView.rejected(name, after.commit(), proposed.problems());
        }
        Validation inForce = base.inForce(before);
        if (inForce.desired().isEmpty()) {
            return BranchesView.unreadable(name, "the commit in force does not load");
        }
        Comparison sides =
                new Comparison(
                        new PlanReport.Range(
                                inForce.desired().get().cluster().name(),
                                before.commit().id().brief(),
                                name,
                                proposed.desired().get().machines().size()),
                        new Causes.Side(before.files(), inForce.desired().get()),
                        new Causes.Side(after.files(), proposed.desired().get()),
                        touched);
        LiveFleet live = base.live();
        return BranchesView.planned(
                name,
                after.commit(),
                Planning.report(
                        sides,
                        live.observed(
                                sides.before().desired(), sides.after().desired(), clock.instant()),
                        live.pace()));
    }

    private static LiveFleet live(FleetView fleet) {
        try {
            return new LiveFleet(new ObjectMapper().readTree(Json.of(fleet)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
