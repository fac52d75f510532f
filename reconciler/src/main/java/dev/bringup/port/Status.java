package dev.bringup.port;

import dev.bringup.model.Commit;
import dev.bringup.model.Desired;
import dev.bringup.model.Diagnostic;
import dev.bringup.model.Observed;
import dev.bringup.model.Plan;
import java.util.List;
import java.util.Optional;

/// The whole picture after a look: immutable, so that the console reads it without a lock.
public record Status(Optional<Desired> desired, Observed observed, Plan plan, Git git) {

    /// How things stand with the repository. `rejected` is a newer commit that could not be used.
    public record Git(
            Optional<Commit> rejected, List<Diagnostic> problems, Optional<String> unusable) {
        public Git {
            problems = List.copyOf(problems);
        }
    }
}
