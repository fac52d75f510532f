package dev.bringup.git;

import dev.bringup.model.Commit;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a look at the remote gave.
public sealed interface Look {

    /// The tip is the commit that was asked about.
    record Unchanged() implements Look {}

    /// The tip and its files, by path below the configured one. `skipped` says what is there and
    /// was not read: links and submodules could lead anywhere.
    record Snapshot(Commit commit, SortedMap<String, byte[]> files, List<String> skipped)
            implements Look {
        public Snapshot {
            files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
            skipped = List.copyOf(skipped);
        }
    }

    /// The tip is not a descendant of the commit that was asked about: history was rewritten.
    record Rewritten(Commit tip) implements Look {}

    /// The remote answers, but has no such branch, or the commit no such path.
    record Missing(String because) implements Look {}

    /// The tip is not signed by somebody whose commits count.
    record Untrusted(String because) implements Look {}

    record TooLarge(String because) implements Look {}

    record Unreachable(String because) implements Look {}
}
