package dev.bringup.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorktreeTest {

    @TempDir Path folder;

    private Look.Snapshot read(Path path) throws IOException {
        return assertInstanceOf(Look.Snapshot.class, Worktree.read(path));
    }

    @Test
    void linksAreNotFollowedAndGitsOwnFilesAreNotRead() throws IOException {
        Path outside = Files.writeString(folder.resolve("outside"), "secret");
        Path tree = Files.createDirectories(folder.resolve("tree/.git"));
        Files.writeString(tree.resolve("config"), "x");
        Path root = folder.resolve("tree");
        Files.writeString(root.resolve("a.yaml"), "a");
        Files.createSymbolicLink(root.resolve("file.yaml"), outside);
        Files.createSymbolicLink(root.resolve("folder"), folder);

        Look.Snapshot snapshot = read(root);

        assertEquals(Set.of("a.yaml"), snapshot.files().keySet());
        assertEquals(
                Set.of("file.yaml is a symbolic link", "folder is a symbolic link"),
                Set.copyOf(snapshot.skipped()));
    }

    @Test
    void aFileThatIsTooLargeIsNotRead() throws IOException {
        try (RandomAccessFile large =
                new RandomAccessFile(folder.resolve("large").toFile(), "rw")) {
            large.setLength(Limits.FILE_BYTES + 1L);
        }

        assertEquals(
                new Look.TooLarge("large has 16777217 bytes; the limit is 16777216"),
                Worktree.read(folder));
    }

    @Test
    void theLimitsAreNamed() {
        assertEquals(
                Optional.empty(),
                Limits.exceeded("a", Limits.FILE_BYTES, Limits.BYTES, Limits.FILES));
        assertEquals(
                Optional.of("a has 16777217 bytes; the limit is 16777216"),
                Limits.exceeded("a", Limits.FILE_BYTES + 1L, 1, 1));
        assertEquals(
                Optional.of("the files have more bytes than allowed; the limit is 134217728"),
                Limits.exceeded("a", 1, Limits.BYTES + 1, 1));
        assertEquals(
                Optional.of("there are too many files; the limit is 20000"),
                Limits.exceeded("a", 1, 1, Limits.FILES + 1));
    }

    @Test
    void oneFileIsReadWithTheFilesBesideItButNotTheirObjects() throws IOException, GitAPIException {
        Path clusters = Files.createDirectories(folder.resolve("clusters"));
        Files.writeString(clusters.resolve("a.yaml"), "kind: Cluster");
        Files.writeString(clusters.resolve("b.yaml"), "kind: Cluster");
        Files.writeString(clusters.resolve("worker.j2"), "x");
        Files.writeString(clusters.resolve("secret.yaml"), "data: x\nsops: {}\n");
        try (Git git = Git.init().setDirectory(folder.toFile()).call()) {
            git.add().addFilepattern(".").call();
            git.commit()
                    .setMessage("One")
                    .setAuthor("a", "a@b.example")
                    .setCommitter("a", "a@b.example")
                    .setSign(false)
                    .call();
        }
        Set<String> expected = Set.of("a.yaml", "worker.j2", "secret.yaml");
        Path one = clusters.resolve("a.yaml");

        assertEquals(expected, read(one).files().keySet());
        assertEquals(
                expected,
                assertInstanceOf(Look.Snapshot.class, Worktree.at(one, "HEAD")).files().keySet());
        assertEquals(
                Set.of("a.yaml", "b.yaml", "worker.j2", "secret.yaml"),
                assertInstanceOf(Look.Snapshot.class, Worktree.at(clusters, "HEAD"))
                        .files()
                        .keySet());
        assertEquals(
                new Look.Missing("there is no revision 'nowhere' in this clone"),
                Worktree.at(clusters, "nowhere"));
        assertEquals(List.of(), read(one).skipped());
    }

    @Test
    void whatIsNotAClone() throws IOException {
        assertEquals(
                new Look.Missing(folder + " is not in a clone of a Git repository"),
                Worktree.at(folder, "HEAD"));
        assertEquals(
                new Look.Missing("there is no " + folder.resolve("x")),
                Worktree.read(folder.resolve("x")));
    }
}
