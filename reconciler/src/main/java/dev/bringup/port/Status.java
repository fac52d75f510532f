package dev.bringup.port;

import dev.bringup.model.Commit;
import dev.bringup.model.CommitId;
import dev.bringup.model.Desired;
import dev.bringup.model.Diagnostic;
import dev.bringup.model.Observed;
import dev.bringup.model.Plan;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The whole picture after a look: immutable, so that the console reads it without a lock.
public record Status(Optional<Desired> desired, Observed observed, Plan plan, Git git) {

    /// How things stand with the repository. `rejected` is a newer commit that could not be used.
    /// `byHand` is why the commit in force is it although history did not lead there.
    public record Git(
            Optional<Commit> rejected,
            List<Diagnostic> problems,
            Optional<String> unusable,
            Optional<ByHand> byHand) {
        public Git {
            problems = List.copyOf(problems);
        }

        public Git(
                Optional<Commit> rejected, List<Diagnostic> problems, Optional<String> unusable) {
            this(rejected, problems, unusable, Optional.empty());
        }

        public Git by(Optional<ByHand> hand) {
            return new Git(rejected, problems, unusable, hand);
        }
    }

    /// An operator said so.
    public record ByHand(CommitId commit, String reason, Instant at) {}
}
