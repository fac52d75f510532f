package dev.bringup.port;

import dev.bringup.model.Commit;
import dev.bringup.model.Desired;
import dev.bringup.model.Diagnostic;
import java.util.List;

/// What a look at the state repository gave.
public sealed interface SourceAnswer {

    record Unchanged() implements SourceAnswer {}

    /// The tip is a descendant of the last commit and means this.
    record Changed(Desired desired) implements SourceAnswer {}

    /// The tip cannot be used: every reason at once.
    record Rejected(Commit commit, List<Diagnostic> problems) implements SourceAnswer {
        public Rejected {
            problems = List.copyOf(problems);
        }
    }

    /// The repository could not be read, or its history was rewritten.
    record Unusable(String because) implements SourceAnswer {}
}
