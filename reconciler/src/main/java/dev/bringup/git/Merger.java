package dev.bringup.git;

import dev.bringup.model.CommitId;
import java.io.IOException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.merge.MergeStrategy;
import org.eclipse.jgit.merge.ResolveMerger;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/// Merges as Git would, in memory. A branch that is behind is not read as it stands: that would
/// show what came since as if it were taken back.
record Merger(Repository repository, String path) {

    Merging merge(CommitId into, ObjectId head) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            RevCommit theirs = walk.parseCommit(head);
            RevCommit ours = walk.parseCommit(ObjectId.fromString(into.hex()));
            if (walk.isMergedInto(theirs, ours)) {
                return new Merging.Contained(Reading.commit(theirs));
            }
            ResolveMerger merger =
                    (ResolveMerger) MergeStrategy.RECURSIVE.newMerger(repository, true);
            return merger.merge(ours, theirs)
                    ? clean(theirs, merger.getResultTreeId())
                    : new Merging.Conflict(Reading.commit(theirs), merger.getUnmergedPaths());
        } catch (MissingObjectException e) {
            return new Merging.Unreadable("the commit in force is not in the clone");
        }
    }

    private Merging clean(RevCommit theirs, ObjectId tree) throws IOException {
        Look look = new Reading(repository, path).files(theirs, tree);
        return switch (look) {
            case Look.Snapshot snapshot -> new Merging.Clean(snapshot);
            case Look.Missing(String because) -> new Merging.Unreadable(because);
            case Look.TooLarge(String because) -> new Merging.Unreadable(because);
            case Look.Unchanged _, Look.Rewritten _, Look.Untrusted _, Look.Unreachable _ ->
                    throw new IllegalStateException("a tree cannot be " + look);
        };
    }
}
