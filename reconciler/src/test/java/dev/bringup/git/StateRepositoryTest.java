package dev.bringup.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.Commit;
import dev.bringup.model.CommitId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Looks at real bare repositories, over the file transport.
class StateRepositoryTest {

    private static final Instant AT = Instant.parse("2026-09-01T12:00:00Z");

    @TempDir private Path temp;
    private Git origin;

    @BeforeEach
    void originExists() throws GitAPIException {
        origin = Git.init().setBare(true).setGitDir(temp.resolve("origin.git").toFile()).call();
    }

    private StateRepository repository(String path) {
        String url = temp.resolve("origin.git").toUri().toString();
        return new StateRepository(
                temp.resolve("clone"), new Remote(url, "main", path, Remote.Access.NONE));
    }

    private record File(String path, FileMode mode, String content) {}

    private static File file(String path, String content) {
        return new File(path, FileMode.REGULAR_FILE, content);
    }

    /// Commits exactly these files to `main`, on top of the parents.
    private CommitId commit(String subject, List<CommitId> parents, File... files)
            throws IOException {
        try (ObjectInserter inserter = origin.getRepository().newObjectInserter()) {
            DirCache index = DirCache.newInCore();
            DirCacheBuilder builder = index.builder();
            for (File file : files) {
                DirCacheEntry entry = new DirCacheEntry(file.path());
                entry.setFileMode(file.mode());
                entry.setObjectId(
                        file.mode().equals(FileMode.GITLINK)
                                ? ObjectId.fromString("1".repeat(40))
                                : inserter.insert(
                                        Constants.OBJ_BLOB,
                                        file.content().getBytes(StandardCharsets.UTF_8)));
                builder.add(entry);
            }
            builder.finish();
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(index.writeTree(inserter));
            commit.setParentIds(parents.stream().map(id -> ObjectId.fromString(id.hex())).toList());
            PersonIdent who = new PersonIdent("Ada", "ada@lab.example", AT, ZoneOffset.UTC);
            commit.setAuthor(who);
            commit.setCommitter(who);
            commit.setMessage(subject + "\n\nBecause.\n");
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            RefUpdate update = origin.getRepository().updateRef("refs/heads/main");
            update.setNewObjectId(id);
            update.forceUpdate();
            return new CommitId(id.name());
        }
    }

    private static String text(Look.Snapshot snapshot, String path) {
        return new String(snapshot.files().get(path), StandardCharsets.UTF_8);
    }

    @Test
    void theFirstLookGivesTheWholeCommit() throws IOException {
        CommitId id = commit("Add a node", List.of(), file("a.yaml", "a"), file("b/c.yaml", "c"));

        Look.Snapshot snapshot =
                assertInstanceOf(Look.Snapshot.class, repository("").look(Optional.empty()));

        assertEquals(new Commit(id, "Ada", AT, "Add a node"), snapshot.commit());
        assertEquals(Set.of("a.yaml", "b/c.yaml"), snapshot.files().keySet());
        assertEquals("c", text(snapshot, "b/c.yaml"));
    }

    @Test
    void aTipThatIsTheLastCommitIsUnchanged() throws IOException {
        CommitId first = commit("One", List.of(), file("a.yaml", "1"));
        StateRepository repository = repository("");
        repository.look(Optional.empty());

        assertEquals(new Look.Unchanged(), repository.look(Optional.of(first)));

        CommitId second = commit("Two", List.of(first), file("a.yaml", "2"));
        Look.Snapshot next =
                assertInstanceOf(Look.Snapshot.class, repository.look(Optional.of(first)));
        assertEquals(second, next.commit().id());
        assertEquals("2", text(next, "a.yaml"));
    }

    @Test
    void aTipThatDoesNotDescendFromTheLastCommitIsRewrittenHistory() throws IOException {
        CommitId first = commit("One", List.of(), file("a.yaml", "1"));
        StateRepository repository = repository("");
        repository.look(Optional.empty());
        CommitId other = commit("Other", List.of(), file("a.yaml", "2"));

        Look look = repository.look(Optional.of(first));

        assertEquals(new Look.Rewritten(new Commit(other, "Ada", AT, "Other")), look);
    }

    @Test
    void aLastCommitThatNobodyKnowsIsRewrittenHistoryToo() throws IOException {
        commit("One", List.of(), file("a.yaml", "1"));

        Look look = repository("").look(Optional.of(new CommitId("a".repeat(40))));

        assertInstanceOf(Look.Rewritten.class, look);
    }

    @Test
    void onlyWhatIsBelowThePathIsRead() throws IOException {
        commit(
                "One",
                List.of(),
                file("README.md", "x"),
                file("clusters/lab/a.yaml", "a"),
                file("clusters/lab/m/b.yaml", "b"),
                file("clusters/laboratory/c.yaml", "c"));

        Look.Snapshot folder =
                assertInstanceOf(
                        Look.Snapshot.class, repository("clusters/lab/").look(Optional.empty()));
        assertEquals(Set.of("a.yaml", "m/b.yaml"), folder.files().keySet());

        Look.Snapshot single =
                assertInstanceOf(
                        Look.Snapshot.class,
                        repository("clusters/lab/a.yaml").look(Optional.empty()));
        assertEquals(Set.of("a.yaml"), single.files().keySet());
    }

    @Test
    void linksAndSubmodulesAreNotFollowedAndSaid() throws IOException {
        commit(
                "One",
                List.of(),
                file("a.yaml", "a"),
                new File("evil.yaml", FileMode.SYMLINK, "/etc/passwd"),
                new File("sub", FileMode.GITLINK, ""));

        Look.Snapshot snapshot =
                assertInstanceOf(Look.Snapshot.class, repository("").look(Optional.empty()));

        assertEquals(Set.of("a.yaml"), snapshot.files().keySet());
        assertEquals(
                List.of("evil.yaml is a symbolic link", "sub is a submodule"), snapshot.skipped());
    }

    @Test
    void whatIsNotThereIsSaidInWords() throws IOException {
        StateRepository repository = repository("nowhere");
        String url = temp.resolve("origin.git").toUri().toString();
        assertEquals(
                new Look.Missing("the repository " + url + " is empty"),
                repository.look(Optional.empty()));

        CommitId id = commit("One", List.of(), file("a.yaml", "a"));
        assertEquals(
                new Look.Missing("there is no 'nowhere' in commit " + id.brief()),
                repository.look(Optional.empty()));

        Remote other = new Remote(url, "prod", "", Remote.Access.NONE);
        assertEquals(
                new Look.Missing("there is no branch 'prod' in " + url + "; there are main"),
                new StateRepository(temp.resolve("clone"), other).look(Optional.empty()));
    }

    @Test
    void aRemoteThatIsNotThereIsUnreachable() {
        String url = temp.resolve("nothing.git").toUri().toString();
        Remote remote = new Remote(url, "main", "", Remote.Access.NONE);

        Look look = new StateRepository(temp.resolve("clone"), remote).look(Optional.empty());

        Look.Unreachable unreachable = assertInstanceOf(Look.Unreachable.class, look);
        assertTrue(unreachable.because().contains("nothing.git"), unreachable.because());
    }

    @Test
    void aBrokenCloneIsThrownAwayAndClonedAgain() throws IOException {
        CommitId first = commit("One", List.of(), file("a.yaml", "1"));
        repository("").look(Optional.empty());
        commit("Two", List.of(first), file("a.yaml", "2"));
        try (Stream<Path> all = Files.walk(temp.resolve("clone").resolve("objects"))) {
            for (Path object : all.filter(Files::isRegularFile).toList()) {
                Files.delete(object);
                Files.writeString(object, "garbage");
            }
        }

        Look look = repository("").look(Optional.of(first));

        assertEquals("2", text(assertInstanceOf(Look.Snapshot.class, look), "a.yaml"));
    }

    @Test
    void anOlderCommitIsReadFromTheCloneEvenWhenTheRemoteIsGone() throws IOException {
        CommitId first = commit("One", List.of(), file("a.yaml", "1"));
        commit("Two", List.of(first), file("a.yaml", "2"));
        Look.Snapshot fetched = assertInstanceOf(Look.Snapshot.class, repository("").commit(first));
        assertEquals("1", text(fetched, "a.yaml"));

        Files.move(temp.resolve("origin.git"), temp.resolve("gone.git"));

        assertEquals(
                "1",
                text(
                        assertInstanceOf(Look.Snapshot.class, repository("").commit(first)),
                        "a.yaml"));
        assertInstanceOf(
                Look.Unreachable.class, repository("").commit(new CommitId("b".repeat(40))));
    }

    @Test
    void aCommitThatNobodyHasIsMissing() throws IOException {
        commit("One", List.of(), file("a.yaml", "1"));
        String url = temp.resolve("origin.git").toUri().toString();

        assertEquals(
                new Look.Missing("commit bbbbbbbb is not in " + url),
                repository("").commit(new CommitId("b".repeat(40))));
    }

    @Test
    void aTokenIsNeverPrinted() {
        Remote remote =
                new Remote(
                        "https://git.example/r.git",
                        "main",
                        ".",
                        new Remote.Access(
                                Optional.of("s3cret"), Optional.empty(), Optional.empty()));

        assertEquals(
                "Remote[url=https://git.example/r.git, branch=main, path=,"
                        + " access=Access[token=..., Optional.empty]]",
                remote.toString());
    }

    @Test
    void aCommitThatIsNamedMustBeOnTheBranchAndNeedNotDescend() throws IOException {
        CommitId old = commit("One", List.of(), file("a.yaml", "a"));
        StateRepository repository = repository("");
        repository.look(Optional.empty());
        CommitId below = commit("Rewritten", List.of(), file("b.yaml", "b"));
        CommitId tip = commit("Two", List.of(below), file("c.yaml", "c"));

        assertInstanceOf(Look.Rewritten.class, repository.look(Optional.of(old)));
        for (CommitId id : List.of(below, tip)) {
            Look.Snapshot named = assertInstanceOf(Look.Snapshot.class, repository.named(id));
            assertEquals(id, named.commit().id());
        }
        String url = temp.resolve("origin.git").toUri().toString();
        for (CommitId id : List.of(old, new CommitId("1".repeat(40)))) {
            assertEquals(
                    new Look.Missing("commit " + id.brief() + " is not on branch 'main' of " + url),
                    repository.named(id));
        }
    }
}
