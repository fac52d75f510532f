package dev.bringup.git;

import dev.bringup.model.CommitId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// The branches of the remote but the one that is followed.
public sealed interface Heads {

    record All(SortedMap<String, CommitId> tips) implements Heads {
        public All {
            tips = Collections.unmodifiableSortedMap(new TreeMap<>(tips));
        }
    }

    record Unreachable(String because) implements Heads {}
}
