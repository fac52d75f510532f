package dev.bringup.git;

import dev.bringup.model.Commit;
import dev.bringup.model.CommitId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.api.errors.JGitInternalException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;

/// A bare clone of the state repository in a folder of ours, and the looks that are taken at it.
/// The folder is a cache: a broken one is thrown away and cloned again.
public final class StateRepository {

    private static final String TIP = "refs/bringup/tip";
    private static final String BESIDE = "refs/bringup/beside";

    private final Path folder;
    private final Remote remote;
    private final Door door;
    private final Optional<Signatures> signatures;

    public StateRepository(Path folder, Remote remote) {
        this(folder, remote, Optional.empty());
    }

    /// With `signatures`, a tip that none of them signed is not read.
    public StateRepository(Path folder, Remote remote, Optional<Signatures> signatures) {
        Hermetic.install();
        this.folder = folder;
        this.remote = remote;
        this.signatures = signatures;
        this.door = new Door(remote, folder.resolveSibling(folder.getFileName() + ".home"));
    }

    /// Fetches the tip of the branch and compares it with the last commit that was used. Blocks for
    /// as long as the network does.
    public synchronized Look look(Optional<CommitId> last) {
        ObjectId tip;
        try {
            Collection<Ref> heads =
                    door.open(Git.lsRemoteRepository().setRemote(remote.url()).setHeads(true))
                            .call();
            Optional<Ref> branch =
                    heads.stream()
                            .filter(ref -> ref.getName().equals("refs/heads/" + remote.branch()))
                            .findFirst();
            if (branch.isEmpty()) {
                return new Look.Missing(noBranch(heads));
            }
            tip = branch.get().getObjectId();
        } catch (GitAPIException | JGitInternalException e) {
            return new Look.Unreachable(Failures.said(e));
        }
        if (last.isPresent() && last.get().hex().equals(tip.name())) {
            return new Look.Unchanged();
        }
        try {
            return fetched(tip, last);
        } catch (GitAPIException | IOException | JGitInternalException broken) {
            return fromNew(tip, last);
        }
    }

    /// One commit by its id, whatever the tip is: out of the clone if it is there, so that a
    /// restart needs no network, else after a fetch.
    public synchronized Look commit(CommitId id) {
        if (!ObjectId.isId(id.hex())) {
            return new Look.Missing(id.brief() + " is no commit of a repository like this one");
        }
        ObjectId wanted = ObjectId.fromString(id.hex());
        try (Git git = open()) {
            return new Reading(git.getRepository(), remote.path()).read(wanted, Optional.empty());
        } catch (GitAPIException | IOException | JGitInternalException notHere) {
            return switch (look(Optional.empty())) {
                case Look.Snapshot tip when tip.commit().id().equals(id) -> tip;
                case Look.Unreachable unreachable -> unreachable;
                case Look _ -> again(wanted);
            };
        }
    }

    /// A commit that a person names: it need not descend from anything, but it must be on the
    /// branch, and be signed like any other. The branch is fetched first.
    public synchronized Look named(CommitId id) {
        Look tip = look(Optional.empty());
        if (tip instanceof Look.Unreachable || tip instanceof Look.Missing) {
            return tip;
        }
        ObjectId wanted = ObjectId.fromString(id.hex());
        try (Git git = open();
                RevWalk walk = new RevWalk(git.getRepository())) {
            RevCommit head = walk.parseCommit(git.getRepository().resolve(TIP));
            if (!walk.isMergedInto(walk.parseCommit(wanted), head)) {
                return notOnBranch(wanted);
            }
            Optional<String> refusal = refusal(git.getRepository(), wanted);
            return refusal.isPresent()
                    ? new Look.Untrusted(refusal.get())
                    : new Reading(git.getRepository(), remote.path())
                            .read(wanted, Optional.empty());
        } catch (GitAPIException | IOException | JGitInternalException e) {
            return notOnBranch(wanted);
        }
    }

    /// What a ref beside the branch holds: the head of a pull request. It is untrusted by nature
    /// and only looked at.
    public synchronized Look beside(String ref) {
        try (Git git = open()) {
            door.open(
                            git.fetch()
                                    .setRemote(remote.url())
                                    .setTagOpt(TagOpt.NO_TAGS)
                                    .setRefSpecs(new RefSpec("+" + ref + ":" + BESIDE)))
                    .call();
            ObjectId head = git.getRepository().resolve(BESIDE);
            return head == null
                    ? new Look.Missing("there is no " + ref + " in " + remote.url())
                    : new Reading(git.getRepository(), remote.path()).read(head, Optional.empty());
        } catch (GitAPIException | IOException | JGitInternalException e) {
            return new Look.Unreachable(Failures.said(e));
        }
    }

    /// The branches beside ours, with what each of them is at.
    public synchronized Heads heads() {
        try {
            Collection<Ref> all =
                    door.open(Git.lsRemoteRepository().setRemote(remote.url()).setHeads(true))
                            .call();
            SortedMap<String, CommitId> heads = new TreeMap<>();
            for (Ref ref : all) {
                heads.put(
                        ref.getName().substring("refs/heads/".length()),
                        new CommitId(ref.getObjectId().name()));
            }
            heads.remove(remote.branch());
            return new Heads.All(heads);
        } catch (GitAPIException | JGitInternalException e) {
            return new Heads.Unreachable(Failures.said(e));
        }
    }

    /// What merging one of these branches into a commit would give.
    public synchronized Merging merging(CommitId into, String branch) {
        try (Git git = open()) {
            door.open(
                            git.fetch()
                                    .setRemote(remote.url())
                                    .setTagOpt(TagOpt.NO_TAGS)
                                    .setRefSpecs(
                                            new RefSpec("+refs/heads/" + branch + ":" + BESIDE)))
                    .call();
            ObjectId head = git.getRepository().resolve(BESIDE);
            return head == null
                    ? new Merging.Unreadable("there is no branch '" + branch + "' any more")
                    : new Merger(git.getRepository(), remote.path()).merge(into, head);
        } catch (GitAPIException | IOException | JGitInternalException e) {
            return new Merging.Unreadable(Failures.said(e));
        }
    }

    /// The last commit of each file that differs between two commits that were read.
    public synchronized Map<String, Commit> touched(Commit from, Commit to) {
        try (Git git = open()) {
            return History.touched(git.getRepository(), remote.path(), from, to);
        } catch (GitAPIException | IOException | JGitInternalException e) {
            return Map.of();
        }
    }

    private Look notOnBranch(ObjectId commit) {
        return new Look.Missing(
                "commit "
                        + commit.abbreviate(8).name()
                        + " is not on branch '"
                        + remote.branch()
                        + "' of "
                        + remote.url());
    }

    private Look again(ObjectId wanted) {
        try (Git git = open()) {
            return new Reading(git.getRepository(), remote.path()).read(wanted, Optional.empty());
        } catch (GitAPIException | IOException | JGitInternalException e) {
            return new Look.Missing(
                    "commit " + wanted.abbreviate(8).name() + " is not in " + remote.url());
        }
    }

    private Look fromNew(ObjectId tip, Optional<CommitId> last) {
        try {
            discard();
            return fetched(tip, last);
        } catch (GitAPIException | IOException | JGitInternalException | UncheckedIOException e) {
            return new Look.Unreachable(Failures.said(e));
        }
    }

    private Look fetched(ObjectId tip, Optional<CommitId> last)
            throws GitAPIException, IOException {
        try (Git git = open()) {
            ObjectId have = git.getRepository().resolve(TIP);
            if (!tip.equals(have)) {
                door.open(
                                git.fetch()
                                        .setRemote(remote.url())
                                        .setTagOpt(TagOpt.NO_TAGS)
                                        .setRefSpecs(
                                                new RefSpec(
                                                        "+refs/heads/"
                                                                + remote.branch()
                                                                + ":"
                                                                + TIP)))
                        .call();
            }
            // The branch may have moved on since it was asked for; what was fetched counts.
            ObjectId found = git.getRepository().resolve(TIP);
            ObjectId fetched = found == null ? tip : found;
            Optional<String> refusal = refusal(git.getRepository(), fetched);
            return refusal.isPresent()
                    ? new Look.Untrusted(refusal.get())
                    : new Reading(git.getRepository(), remote.path()).read(fetched, last);
        }
    }

    private Optional<String> refusal(Repository repository, ObjectId tip) throws IOException {
        if (signatures.isEmpty()) {
            return Optional.empty();
        }
        try (RevWalk walk = new RevWalk(repository)) {
            return signatures.get().refusal(repository, walk.parseCommit(tip));
        }
    }

    private Git open() throws GitAPIException, IOException {
        if (Files.exists(folder.resolve("HEAD"))) {
            return Git.open(folder.toFile());
        }
        Files.createDirectories(folder);
        return Git.init().setBare(true).setGitDir(folder.toFile()).call();
    }

    private void discard() {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot empty " + folder, e);
        }
    }

    private String noBranch(Collection<Ref> heads) {
        List<String> names =
                heads.stream().map(ref -> ref.getName().substring("refs/heads/".length())).toList();
        return names.isEmpty()
                ? "the repository " + remote.url() + " is empty"
                : "there is no branch '"
                        + remote.branch()
                        + "' in "
                        + remote.url()
                        + "; there are "
                        + String.join(", ", names);
    }
}
