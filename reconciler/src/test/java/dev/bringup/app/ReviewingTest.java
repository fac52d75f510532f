package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.forge.FakeForge;
import dev.bringup.forge.Reviews;
import dev.bringup.forge.Where;
import dev.bringup.git.Remote;
import dev.bringup.git.StateRepository;
import dev.bringup.model.CommitId;
import dev.bringup.template.Templates;
import dev.bringup.view.PlanMarkdown;
import dev.bringup.port.Tally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.RefSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// From a pushed pull request to the comment on it: a real repository, and a forge on a socket.
@Timeout(60)
class ReviewingTest {

    private static final String NODE = "machines/node-03.yaml";

    @TempDir private Path folder;
    private Path bare = Path.of("");
    private FakeForge forge;
    private Reviewing reviewing;
    private Thread thread;
    private Git clone;
    private CommitId accepted;

    @BeforeEach
    void start() throws IOException, GitAPIException {
        bare = folder.resolve("state.git");
        LabRepository.create(bare, 3, Instant.parse("2026-09-01T12:00:00Z"));
        clone =
                Git.cloneRepository()
                        .setURI(bare.toUri().toString())
                        .setDirectory(folder.resolve("clone").toFile())
                        .call();
        accepted = new CommitId(clone.getRepository().resolve("HEAD").name());
        forge = new FakeForge(Where.Kind.GITHUB);
        Repository repository =
                new Repository(
                        new StateRepository(
                                folder.resolve("ours"),
                                new Remote(
                                        bare.toUri().toString(), "main", "", Remote.Access.NONE)),
                        new Templates(InstantSource.system())::render,
                        new Repository.Watch(Tally.NONE, InstantSource.system()));
        reviewing =
                new Reviewing(
                        new Reviews(
                                forge.where(), "main", PlanMarkdown.MARK, InstantSource.system()),
                        () -> Optional.of(accepted),
                        repository::pair,
                        repository.branches(),
                        InstantSource.system());
        thread = Thread.ofVirtual().unstarted(reviewing::run);
    }

    @AfterEach
    void stop() throws InterruptedException {
        thread.interrupt();
        thread.join();
        clone.close();
        forge.close();
    }

    /// As a forge shows the head of a request, also of one from a fork.
    private String propose(long number, String file, String text) throws Exception {
        Files.writeString(folder.resolve("clone").resolve(file), text);
        clone.add().addFilepattern(".").call();
        ObjectId head =
                clone.commit()
                        .setAuthor("Ann", "a@x")
                        .setCommitter("Ann", "a@x")
                        .setMessage("Change")
                        .call();
        clone.push().setRefSpecs(new RefSpec("HEAD:refs/pull/" + number + "/head")).call();
        forge.open(number, head.name(), "main");
        return head.name().substring(0, 4);
    }

    private String comment(long id) throws InterruptedException {
        while (!forge.comments.containsKey(id) || forge.statuses.size() < 2) {
            Thread.sleep(20);
        }
        return forge.comments.get(id);
    }

    @Test
    void aRequestIsToldWhatMergingItWouldDo() throws Exception {
        String profile = Files.readString(folder.resolve("clone/profiles/worker.yaml"));
        String head = propose(7, "profiles/worker.yaml", profile.replace("lab-os-1", "lab-os-2"));
        thread.start();
        String comment = comment(1);

        assertTrue(comment.startsWith(PlanMarkdown.MARK + "\n### Bringup: lab\n"), comment);
        assertTrue(comment.contains("`" + accepted.brief() + "` → `"), comment);
        assertTrue(comment.contains("profiles/worker.yaml:"), comment);
        assertEquals(head + " pending: The plan is being made.", forge.statuses.getFirst());
        assertEquals(head + " success: 3 disks are written again, 3 drain.", forge.statuses.get(1));
        assertTrue(comment.contains(" Ann: Change"), comment);
        assertFalse(comment.contains("not committed yet"), comment);
    }

    /// Nobody opened a request for it.
    @Test
    void aPushedBranchGetsAStatus() throws Exception {
        String profile = Files.readString(folder.resolve("clone/profiles/worker.yaml"));
        Files.writeString(
                folder.resolve("clone/profiles/worker.yaml"),
                profile.replace("lab-os-1", "lab-os-2"));
        clone.add().addFilepattern(".").call();
        ObjectId head = clone.commit().setAuthor("Ann", "a@x").setMessage("Change").call();
        clone.push().setRefSpecs(new RefSpec("HEAD:refs/heads/newer")).call();
        thread.start();
        while (forge.statuses.isEmpty()) {
            Thread.sleep(20);
        }
        assertEquals(
                List.of(
                        head.name().substring(0, 4)
                                + " success: 3 disks are written again, 3 drain."),
                forge.statuses);
        assertEquals(0, forge.comments.size());
    }

    @Test
    void aRequestThatDoesNotLoadFailsWithEveryProblem() throws Exception {
        thread.start();
        String head =
                propose(
                        8,
                        NODE,
                        Files.readString(folder.resolve("clone").resolve(NODE))
                                .replace("profile:", "profil:"));
        reviewing.ring();
        String comment = comment(1);

        assertTrue(comment.startsWith(PlanMarkdown.MARK + "\n### Bringup\n\n**It has "), comment);
        assertTrue(comment.contains("```text\n" + NODE + ":"), comment);
        assertTrue(comment.contains("unknown field 'profil'"), comment);
        assertTrue(
                forge.statuses.get(1).startsWith(head + " failure: It has "),
                forge.statuses.get(1));
        assertEquals(List.of(1L), List.copyOf(forge.comments.keySet()));
    }
}
