package dev.bringup.git;

import dev.bringup.model.Commit;
import dev.bringup.model.CommitId;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/// A state repository as it lies in a folder, with changes that nobody has committed, and the
/// commits of the clone that the folder belongs to. Read within the same limits as a fetched one.
public final class Worktree {

    /// Stands for what is not committed.
    public static final Commit COMMIT =
            new Commit(new CommitId("0".repeat(40)), "you", Instant.EPOCH, "worktree");

    private Worktree() {}

    public static Look read(Path root) throws IOException {
        if (!Files.exists(root)) {
            return new Look.Missing("there is no " + root);
        }
        boolean single = Files.isRegularFile(root);
        Path folder = single ? root.toAbsolutePath().resolveSibling("") : root;
        Visit visit = new Visit(folder);
        Files.walkFileTree(folder, visit);
        if (visit.tooLarge.isPresent()) {
            return new Look.TooLarge(visit.tooLarge.get());
        }
        SortedMap<String, byte[]> files =
                single ? Single.file(visit.files, String.valueOf(root.getFileName())) : visit.files;
        return new Look.Snapshot(COMMIT, files, visit.skipped);
    }

    /// What `root` held at a revision of its clone: a branch, a tag, a commit, `HEAD~1`.
    public static Look at(Path root, String revision) throws IOException {
        Optional<Repository> clone = clone(root);
        if (clone.isEmpty()) {
            return new Look.Missing(root + " is not in a clone of a Git repository");
        }
        try (Repository repository = clone.get()) {
            ObjectId commit = repository.resolve(revision + "^{commit}");
            if (commit == null) {
                return new Look.Missing("there is no revision '" + revision + "' in this clone");
            }
            return new Reading(repository, below(repository, root)).read(commit, Optional.empty());
        } catch (org.eclipse.jgit.errors.RevisionSyntaxException e) {
            return new Look.Missing("'" + revision + "' is not a revision");
        }
    }

    /// The clone that a folder or file lies in.
    static Optional<Repository> clone(Path root) throws IOException {
        Hermetic.install();
        FileRepositoryBuilder builder =
                new FileRepositoryBuilder().findGitDir(root.toRealPath().toFile());
        return builder.getGitDir() == null ? Optional.empty() : Optional.of(builder.build());
    }

    /// Where `root` is in it.
    static String below(Repository repository, Path root) throws IOException {
        if (repository.isBare()) {
            return "";
        }
        Path top = repository.getWorkTree().toPath().toRealPath();
        return top.relativize(root.toRealPath()).toString().replace('\\', '/');
    }

    private static final class Visit extends SimpleFileVisitor<Path> {
        private final Path root;
        private final SortedMap<String, byte[]> files = new TreeMap<>();
        private final List<String> skipped = new ArrayList<>();
        private Optional<String> tooLarge = Optional.empty();
        private long bytes;

        Visit(Path root) {
            this.root = root;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            boolean git = folder.endsWith(".git") && !folder.equals(root);
            return git ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            String name = root.relativize(file).toString().replace('\\', '/');
            if (attributes.isSymbolicLink()) {
                skipped.add(name + " is a symbolic link");
            } else if (attributes.isRegularFile() && !file.endsWith(".git")) {
                bytes += attributes.size();
                tooLarge = Limits.exceeded(name, attributes.size(), bytes, files.size() + 1);
                if (tooLarge.isPresent()) {
                    return FileVisitResult.TERMINATE;
                }
                files.put(name, Files.readAllBytes(file));
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
