package dev.bringup.query;

import dev.bringup.model.Commit;
import dev.bringup.model.Desired;
import dev.bringup.model.Diagnostic;
import dev.bringup.port.Status;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// How the whole stands: the commit in force, a newer one that was refused, what Git says.
public record StatusView(
        Optional<String> cluster,
        Optional<CommitView> commit,
        Optional<Rejected> rejected,
        Optional<String> git,
        Optional<Suspended> suspended,
        int machines,
        Instant at) {

    /// An operator can take back what was said by hand; what stands in Git, a commit.
    public record Suspended(By by, String reason) {}

    public enum By {
        GIT,
        HAND
    }

    /// `byHand` is why an operator put it in force.
    public record CommitView(
            String id,
            String brief,
            String author,
            Instant time,
            String subject,
            Optional<String> byHand) {}

    public record Rejected(CommitView commit, List<Problem> problems) {}

    /// `rendered` is the diagnostic as a terminal shows it, with the caret.
    public record Problem(
            String code,
            String at,
            String problem,
            Optional<String> help,
            String sourceLine,
            int column,
            String rendered) {}

    static StatusView of(Status status) {
        Optional<Desired> desired = status.desired();
        return new StatusView(
                desired.map(d -> d.cluster().name()),
                desired.map(
                        d -> view(d.commit(), status.git().byHand().map(Status.ByHand::reason))),
                status.git()
                        .rejected()
                        .map(commit ->
                                new Rejected(
                                        view(commit, Optional.empty()),
                                        status.git().problems().stream()
                                                .map(StatusView::problem)
                                                .toList())),
                status.git().unusable(),
                suspended(status),
                desired.map(d -> d.machines().size()).orElse(0),
                status.observed().at());
    }

    private static Optional<Suspended> suspended(Status status) {
        return status.observed()
                .remembered()
                .suspended()
                .map(reason -> new Suspended(By.HAND, reason))
                .or(() ->
                        status.desired()
                                .flatMap(d -> d.cluster().suspend())
                                .map(reason -> new Suspended(By.GIT, reason)));
    }

    static CommitView view(Commit commit, Optional<String> byHand) {
        return new CommitView(
                commit.id().hex(),
                commit.id().brief(),
                commit.author(),
                commit.time(),
                commit.subject(),
                byHand);
    }

    static Problem problem(Diagnostic diagnostic) {
        return new Problem(
                diagnostic.code(),
                diagnostic.at().toString(),
                diagnostic.problem(),
                diagnostic.help(),
                diagnostic.sourceLine(),
                diagnostic.at().column(),
                diagnostic.render());
    }
}
