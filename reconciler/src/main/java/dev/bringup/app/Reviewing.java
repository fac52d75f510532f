package dev.bringup.app;

import dev.bringup.forge.Proposal;
import dev.bringup.forge.Reviews;
import dev.bringup.forge.Verdict;
import dev.bringup.git.Heads;
import dev.bringup.git.Look;
import dev.bringup.git.Merging;
import dev.bringup.model.Commit;
import dev.bringup.model.CommitId;
import dev.bringup.model.Diagnostic;
import dev.bringup.plan.Pace;
import dev.bringup.plan.Settled;
import dev.bringup.view.PlanMarkdown;
import dev.bringup.view.PlanReport;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the open requests and the pushed branches told: at every ring, and from time to time.
final class Reviewing {

    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final Logger LOG = LoggerFactory.getLogger(Reviewing.class);

    private final Reviews reviews;
    private final Supplier<Optional<CommitId>> accepted;
    private final BiFunction<CommitId, String, Pair> files;
    private final Branches.Source branches;
    private final InstantSource clock;
    private final Semaphore bell = new Semaphore(0);

    /// The files in force, those that are proposed, and who touched them last.
    record Pair(Look before, Look after, Map<String, Commit> touched) {}

    Reviewing(
            Reviews reviews,
            Supplier<Optional<CommitId>> accepted,
            BiFunction<CommitId, String, Pair> files,
            Branches.Source branches,
            InstantSource clock) {
        this.reviews = reviews;
        this.accepted = accepted;
        this.files = files;
        this.branches = branches;
        this.clock = clock;
    }

    void ring() {
        bell.release();
    }

    /// Until interrupted.
    void run() {
        try {
            while (true) {
                Duration pause = round().orElse(EVERY);
                // However often it rang, one look is enough.
                if (bell.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    bell.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            reviews.close();
        }
    }

    private Optional<Duration> round() throws InterruptedException {
        Optional<CommitId> commit = accepted.get();
        if (commit.isEmpty()) {
            return Optional.of(Duration.ofSeconds(1));
        }
        try {
            return reviews.round(commit.get(), pushed(), proposal -> judge(commit.get(), proposal));
        } catch (RuntimeException bug) {
            LOG.error("requests could not be looked at", bug);
            return Optional.empty();
        }
    }

    private SortedMap<String, CommitId> pushed() {
        return switch (branches.heads()) {
            case Heads.All(SortedMap<String, CommitId> tips) -> tips;
            case Heads.Unreachable _ -> Collections.emptySortedMap();
        };
    }

    Verdict judge(CommitId commit, Proposal proposal) {
        return switch (proposal) {
            case Proposal.Request(_, _, String ref) -> judge(files.apply(commit, ref));
            case Proposal.Pushed(String name, _) -> judge(branches.merge(commit, name));
        };
    }

    /// A branch may be behind: what counts is what merging it gives.
    private Verdict judge(Branches.Merge merge) {
        return switch (merge.after()) {
            case Merging.Clean(Look.Snapshot after) ->
                    judge(new Pair(merge.before(), after, merge.touched()));
            case Merging.Contained _ ->
                    new Verdict(Verdict.State.SUCCESS, "All of it is in force already.", "");
            case Merging.Conflict(_, List<String> names) ->
                    failure(
                            "It conflicts with what is in force: " + String.join(", ", names) + ".",
                            "");
            case Merging.Unreadable(String because) ->
                    failure("The branch cannot be read.", because);
        };
    }

    private Verdict judge(Pair pair) {
        if (!(pair.before() instanceof Look.Snapshot before)) {
            return failure("The commit in force cannot be read.", because(pair.before()));
        }
        if (!(pair.after() instanceof Look.Snapshot after)) {
            return failure("The request cannot be read.", because(pair.after()));
        }
        Validation proposed = Validation.of(after);
        if (proposed.desired().isEmpty()) {
            List<Diagnostic> problems = proposed.problems();
            String line =
                    problems.size() == 1
                            ? "It has one error."
                            : "It has %d errors.".formatted(problems.size());
            return failure(line, Diagnostic.render(problems));
        }
        return plan(pair.touched(), before, after, proposed);
    }

    private Verdict plan(
            Map<String, Commit> touched,
            Look.Snapshot before,
            Look.Snapshot after,
            Validation proposed) {
        Validation inForce = Validation.of(before);
        if (inForce.desired().isEmpty()) {
            return failure("The commit in force does not load.", "");
        }
        Instant now = clock.instant();
        Comparison sides =
                new Comparison(
                        new PlanReport.Range(
                                inForce.desired().get().cluster().name(),
                                before.commit().id().brief(),
                                after.commit().id().brief(),
                                proposed.desired().orElseThrow().machines().size()),
                        new Causes.Side(before.files(), inForce.desired().get()),
                        new Causes.Side(after.files(), proposed.desired().get()),
                        touched);
        PlanReport report =
                Planning.report(
                        sides,
                        Settled.between(sides.before().desired(), sides.after().desired(), now),
                        Pace.usual());
        return new Verdict(
                Verdict.State.SUCCESS, PlanMarkdown.line(report), PlanMarkdown.of(report));
    }

    private static Verdict failure(String line, String text) {
        String fence = text.isEmpty() ? "" : "\n\n```text\n" + text.replace("```", "'''") + "\n```";
        return new Verdict(
                Verdict.State.FAILURE,
                line,
                PlanMarkdown.MARK + "\n### Bringup\n\n**" + line + "**" + fence + "\n");
    }

    private static String because(Look look) {
        return switch (look) {
            case Look.Missing(String because) -> because;
            case Look.Untrusted(String because) -> because;
            case Look.TooLarge(String because) -> because;
            case Look.Unreachable(String because) -> because;
            case Look.Unchanged _, Look.Snapshot _, Look.Rewritten _ -> "";
        };
    }
}
