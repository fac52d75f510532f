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
            return files(commit, commit.getTree());
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

    static Commit commit(RevCommit commit) {
        return new Commit(
                new CommitId(commit.name()),
                commit.getAuthorIdent().getName(),
                commit.getCommitterIdent().getWhenAsInstant(),
                commit.getShortMessage());
    }

    /// When the configured path is a file, its folder is read for the templates.
    Look files(RevCommit commit, ObjectId tree) throws IOException {
        boolean single = isFile(tree);
        String folder = single ? path.substring(0, Math.max(0, path.lastIndexOf('/'))) : path;
        SortedMap<String, byte[]> files = new TreeMap<>();
        List<String> skipped = new ArrayList<>();
        long bytes = 0;
        try (TreeWalk walk = new TreeWalk(repository)) {
            walk.addTree(tree);
            walk.setRecursive(true);
            if (!folder.isEmpty()) {
                walk.setFilter(PathFilter.create(folder));
            }
            while (walk.next()) {
                FileMode mode = walk.getFileMode(0);
                String name = below(folder, walk.getPathString());
                if (mode.equals(FileMode.SYMLINK)) {
                    skipped.add(name + " is a symbolic link");
                } else if (mode.equals(FileMode.GITLINK)) {
                    skipped.add(name + " is a submodule");
                } else {
                    ObjectLoader blob = repository.open(walk.getObjectId(0));
                    bytes += blob.getSize();
                    Optional<String> tooMuch =
                            Limits.exceeded(name, blob.getSize(), bytes, files.size() + 1);
                    if (tooMuch.isPresent()) {
                        return new Look.TooLarge(tooMuch.get());
                    }
                    files.put(name, blob.getBytes(Limits.FILE_BYTES));
                }
            }
        }
        SortedMap<String, byte[]> all = single ? Single.file(files, below(folder, path)) : files;
        return files.isEmpty() && !path.isEmpty()
                ? new Look.Missing(
                        "there is no '" + path + "' in commit " + commit.abbreviate(8).name())
                : new Look.Snapshot(commit(commit), all, skipped);
    }

    private boolean isFile(ObjectId tree) throws IOException {
        try (TreeWalk walk = path.isEmpty() ? null : TreeWalk.forPath(repository, path, tree)) {
            return walk != null && !walk.isSubtree();
        }
    }

    private static String below(String folder, String full) {
        return folder.isEmpty() ? full : full.substring(folder.length() + 1);
    }
}
