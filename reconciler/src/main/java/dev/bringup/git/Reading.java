package dev.bringup.git;

import dev.bringup.model.Commit;
import dev.bringup.model.CommitId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.PathFilter;

/// Takes the files of one commit out of the object database.
record Reading(Repository repository, String path) {

    Look read(ObjectId tip, Optional<CommitId> last) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            RevCommit commit = walk.parseCommit(tip);
            if (last.isPresent() && !descends(walk, commit, last.get())) {
                return new Look.Rewritten(commit(commit));
            }
            return files(commit);
        }
    }

    /// A commit that is not in our clone is not an ancestor of anything in it.
    private static boolean descends(RevWalk walk, RevCommit tip, CommitId last) throws IOException {
        try {
            RevCommit ancestor = walk.parseCommit(ObjectId.fromString(last.hex()));
            return walk.isMergedInto(ancestor, tip);
        } catch (MissingObjectException e) {
            return false;
        }
    }

    private static Commit commit(RevCommit commit) {
        return new Commit(
                new CommitId(commit.name()),
                commit.getAuthorIdent().getName(),
                commit.getCommitterIdent().getWhenAsInstant(),
                commit.getShortMessage());
    }

    private Look files(RevCommit commit) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        List<String> skipped = new ArrayList<>();
        long bytes = 0;
        try (TreeWalk walk = new TreeWalk(repository)) {
            walk.addTree(commit.getTree());
            walk.setRecursive(true);
            if (!path.isEmpty()) {
                walk.setFilter(PathFilter.create(path));
            }
            while (walk.next()) {
                FileMode mode = walk.getFileMode(0);
                String name = below(walk.getPathString());
                if (mode.equals(FileMode.SYMLINK)) {
                    skipped.add(name + " is a symbolic link");
                } else if (mode.equals(FileMode.GITLINK)) {
                    skipped.add(name + " is a submodule");
                } else {
                    ObjectLoader blob = repository.open(walk.getObjectId(0));
                    bytes += blob.getSize();
                    if (blob.getSize() > Limits.FILE_BYTES) {
                        return tooLarge(
                                name + " has " + blob.getSize() + " bytes", Limits.FILE_BYTES);
                    }
                    if (bytes > Limits.BYTES) {
                        return tooLarge("the files have more bytes than allowed", Limits.BYTES);
                    }
                    files.put(name, blob.getBytes(Limits.FILE_BYTES));
                    if (files.size() > Limits.FILES) {
                        return tooLarge("there are too many files", Limits.FILES);
                    }
                }
            }
        }
        return files.isEmpty() && !path.isEmpty()
                ? new Look.Missing(
                        "there is no '" + path + "' in commit " + commit.abbreviate(8).name())
                : new Look.Snapshot(commit(commit), files, skipped);
    }

    private static Look tooLarge(String what, long limit) {
        return new Look.TooLarge(what + "; the limit is " + limit);
    }

    /// The configured path itself is a file when nothing stands behind it.
    private String below(String full) {
        if (path.isEmpty()) {
            return full;
        }
        return full.equals(path)
                ? full.substring(full.lastIndexOf('/') + 1)
                : full.substring(path.length() + 1);
    }
}
