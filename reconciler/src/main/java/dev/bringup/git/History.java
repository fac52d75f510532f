package dev.bringup.git;

import dev.bringup.model.Commit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.util.io.DisabledOutputStream;

/// Who touched what between two commits.
public final class History {

    private History() {}

    /// For each file that the commits after `from` up to `to` touched, the last that did, by its
    /// path below `root`. A merge is told by what it merged.
    public static Map<String, Commit> touched(Path root, Commit from, Commit to)
            throws IOException {
        try (Repository repository = Worktree.clone(root).orElseThrow()) {
            return touched(repository, Worktree.below(repository, root), from, to);
        }
    }

    static Map<String, Commit> touched(Repository repository, String below, Commit from, Commit to)
            throws IOException {
        Map<String, Commit> last = new TreeMap<>();
        try (RevWalk walk = new RevWalk(repository);
                DiffFormatter differ = new DiffFormatter(DisabledOutputStream.INSTANCE)) {
            differ.setRepository(repository);
            walk.markStart(walk.parseCommit(ObjectId.fromString(to.id().hex())));
            walk.markUninteresting(walk.parseCommit(ObjectId.fromString(from.id().hex())));
            for (RevCommit commit : walk) {
                if (commit.getParentCount() <= 1) {
                    ObjectId parent =
                            commit.getParentCount() == 0 ? null : commit.getParent(0).getId();
                    for (DiffEntry entry : differ.scan(parent, commit)) {
                        last.putIfAbsent(name(entry, below), Reading.commit(commit));
                    }
                }
            }
        }
        return last;
    }

    private static String name(DiffEntry entry, String below) {
        String file =
                entry.getChangeType() == DiffEntry.ChangeType.DELETE
                        ? entry.getOldPath()
                        : entry.getNewPath();
        return file.startsWith(below + "/") ? file.substring(below.length() + 1) : file;
    }
}
