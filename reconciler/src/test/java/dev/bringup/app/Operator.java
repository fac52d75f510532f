package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.transport.PushResult;
import org.eclipse.jgit.transport.RemoteRefUpdate;

/// Somebody with a clone of the state repository, who edits, commits and pushes.
final class Operator implements AutoCloseable {

    private static final PersonIdent ANN = new PersonIdent("Ann", "ann@lab.example");

    private final Path clone;
    private final Git git;

    Operator(Path bare, Path clone) throws GitAPIException {
        this.clone = clone;
        git =
                Git.cloneRepository()
                        .setURI(bare.toUri().toString())
                        .setDirectory(clone.toFile())
                        .call();
    }

    String read(String file) throws IOException {
        return Files.readString(clone.resolve(file));
    }

    /// Returns the commit's whole id.
    String push(String file, String text, String subject) throws GitAPIException, IOException {
        return push(Map.of(file, text), subject);
    }

    /// All of them in one commit.
    String push(Map<String, String> files, String subject) throws GitAPIException, IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(clone.resolve(file.getKey()), file.getValue());
            git.add().addFilepattern(file.getKey()).call();
        }
        ObjectId id = git.commit().setAuthor(ANN).setCommitter(ANN).setMessage(subject).call();
        push();
        return id.name();
    }

    /// A branch with one commit beside today's; main stays where it is.
    void propose(String branch, String file, String text, String subject)
            throws GitAPIException, IOException {
        git.checkout().setCreateBranch(true).setName(branch).call();
        Files.writeString(clone.resolve(file), text);
        git.add().addFilepattern(file).call();
        git.commit().setAuthor(ANN).setCommitter(ANN).setMessage(subject).call();
        git.push().add(branch).call();
        git.checkout().setName("main").call();
    }

    /// One file goes and another comes, in one commit.
    String swap(String gone, String file, String text, String subject)
            throws GitAPIException, IOException {
        git.rm().addFilepattern(gone).call();
        return push(file, text, subject);
    }

    String head() throws IOException {
        return git.getRepository().resolve("HEAD").name();
    }

    /// The branch begins anew with one commit of today's files, this one changed.
    String rewrite(String file, String text, String subject) throws GitAPIException, IOException {
        git.checkout().setOrphan(true).setName("again").call();
        Files.writeString(clone.resolve(file), text);
        git.add().addFilepattern(".").call();
        ObjectId id = git.commit().setAuthor(ANN).setCommitter(ANN).setMessage(subject).call();
        git.branchCreate().setName("main").setForce(true).setStartPoint(id.name()).call();
        git.checkout().setName("main").call();
        git.branchDelete().setBranchNames("again").setForce(true).call();
        for (PushResult result : git.push().setForce(true).call()) {
            result.getRemoteUpdates()
                    .forEach(u -> assertEquals(RemoteRefUpdate.Status.OK, u.getStatus()));
        }
        return id.name();
    }

    String revert(String commit) throws GitAPIException {
        ObjectId id = git.revert().include(ObjectId.fromString(commit)).call();
        push();
        return id.name();
    }

    private void push() throws GitAPIException {
        for (PushResult result : git.push().call()) {
            for (RemoteRefUpdate update : result.getRemoteUpdates()) {
                assertEquals(RemoteRefUpdate.Status.OK, update.getStatus(), update::getMessage);
            }
        }
    }

    @Override
    public void close() {
        git.close();
    }
}
