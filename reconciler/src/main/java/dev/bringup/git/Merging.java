package dev.bringup.git;

import dev.bringup.model.Commit;
import java.util.List;

/// What merging a branch into a commit gives. Nothing is written: the merge is made in memory, and
/// nobody can be told that it happened.
public sealed interface Merging {

    /// The files as they would be, told by the branch's last commit.
    record Clean(Look.Snapshot result) implements Merging {}

    /// All of the branch is there already.
    record Contained(Commit head) implements Merging {}

    /// Both changed the same lines of these files.
    record Conflict(Commit head, List<String> files) implements Merging {
        public Conflict {
            files = List.copyOf(files);
        }
    }

    record Unreadable(String because) implements Merging {}
}
