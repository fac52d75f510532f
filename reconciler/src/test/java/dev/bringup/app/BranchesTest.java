package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.git.Heads;
import dev.bringup.git.Merging;
import dev.bringup.git.Remote;
import dev.bringup.git.StateRepository;
import dev.bringup.model.CommitId;
import dev.bringup.port.Tally;
import dev.bringup.query.BranchesView;
import dev.bringup.query.BranchesView.Branch;
import dev.bringup.query.BranchesView.State;
import dev.bringup.template.Templates;
import dev.bringup.view.FleetView;
import dev.bringup.view.MergeView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.transport.RefSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// From pushed branches to what merging them would do, out of a real repository.
@Timeout(60)
class BranchesTest {

    private static final String PROFILE = "profiles/worker.yaml";
    private static final String NODE = "machines/node-03.yaml";

    @TempDir private Path folder;
    private Git clone;
    private CommitId accepted = new CommitId("0".repeat(40));
    private Instant now = Instant.parse("2026-09-01T12:00:00Z");
    private Repository repository;
    private int merges;

    @BeforeEach
    void start() throws IOException, GitAPIException {
        Path bare = folder.resolve("state.git");
        LabRepository.create(bare, 3, now);
        clone =
                Git.cloneRepository()
                        .setURI(bare.toUri().toString())
                        .setDirectory(folder.resolve("clone").toFile())
                        .call();
        repository =
                new Repository(
                        new StateRepository(
                                folder.resolve("ours"),
                                new Remote(
                                        bare.toUri().toString(), "main", "", Remote.Access.NONE)),
                        new Templates(InstantSource.system())::render,
                        new Repository.Watch(Tally.NONE, InstantSource.system()));
        accept("HEAD");
    }

    @AfterEach
    void stop() {
        clone.close();
    }

    private void accept(String revision) throws IOException {
        accepted = new CommitId(clone.getRepository().resolve(revision).name());
        repository.look(Optional.empty(), Optional.empty());
    }

    private Branches branches() {
        Branches.Source source = repository.branches();
        return new Branches(
                () ->
                        Optional.of(
                                new FleetView(
                                        accepted.hex(), Optional.empty(), List.of(), Map.of())),
                new Branches.Source() {
                    @Override
                    public Heads heads() {
                        return source.heads();
                    }

                    @Override
                    public Branches.Merge merge(CommitId into, String branch) {
                        merges++;
                        return source.merge(into, branch);
                    }
                },
                () -> now);
    }

    private String text(String file) throws IOException {
        return Files.readString(folder.resolve("clone").resolve(file));
    }

    /// Commits this and pushes it to the branch, on top of what was checked out.
    private void push(String branch, String file, String text) throws Exception {
        Files.writeString(folder.resolve("clone").resolve(file), text);
        clone.add().addFilepattern(".").call();
        clone.commit().setAuthor("Ann", "a@x").setCommitter("Ann", "a@x").setMessage("Go").call();
        clone.push().setRefSpecs(new RefSpec("HEAD:refs/heads/" + branch)).call();
    }

    private void back(CommitId to) throws GitAPIException {
        clone.reset()
                .setMode(org.eclipse.jgit.api.ResetCommand.ResetType.HARD)
                .setRef(to.hex())
                .call();
    }

    private static Branch only(Branches branches, String name) {
        branches.round();
        return branch(branches, name);
    }

    private static Branch branch(Branches branches, String name) {
        return branches.look().named(name).orElseThrow();
    }

    /// One repository for all of them: what takes time is to make it.
    @Test
    void eachBranchIsToldWhatMergingItWouldDo() throws Exception {
        CommitId old = accepted;
        push("main", PROFILE, text(PROFILE).replace("role: worker", "role: worker\n  taints: []"));
        accept("HEAD");
        push("new/os", PROFILE, text(PROFILE).replace("lab-os-1", "lab-os-2"));
        back(accepted);
        push("typo", NODE, text(NODE).replace("profile:", "profil:"));
        clone.push().setRefSpecs(new RefSpec(accepted.hex() + ":refs/heads/done")).call();
        back(old);
        push("late", NODE, text(NODE).replace("spec:", "spec:\n  labels: {c: d}"));
        push(
                "other",
                PROFILE,
                text(PROFILE).replace("role: worker", "role: worker\n  kernelArgs: []"));
        Branches branches = branches();
        branches.round();

        isToldWithItsStepsAndWhatTheyCost(branch(branches, "new/os"));
        showsEveryProblemWithItsCaret(branch(branches, "typo"));
        Branch done = branch(branches, "done");
        assertEquals(State.CONTAINED, done.state());
        assertEquals("All of it is in force already.", done.line());
        Branch late = branch(branches, "late");
        assertEquals(State.PLANNED, late.state());
        assertEquals(
                List.of("labels"),
                late.plan().orElseThrow().changes().stream().map(MergeView.Change::field).toList());
        Branch other = branch(branches, "other");
        assertEquals(State.CONFLICT, other.state());
        assertEquals("It cannot be merged as it is: both sides changed " + PROFILE, other.line());
        assertTrue(
                branches.look().brief().branches().stream()
                        .allMatch(b -> b.problems().isEmpty() && b.plan().isEmpty()));
    }

    private static void isToldWithItsStepsAndWhatTheyCost(Branch branch) {
        assertEquals(State.PLANNED, branch.state());
        assertEquals("3 disks are written again, 3 drain.", branch.line());
        assertEquals("Go", branch.head().orElseThrow().subject());
        MergeView plan = branch.plan().orElseThrow();
        assertEquals(
                List.of("drain node-01 workload", "reimage node-01 disk"),
                plan.steps().stream()
                        .limit(2)
                        .map(s -> s.verb() + " " + s.machine() + " " + s.blast())
                        .toList());
        assertTrue(plan.changes().getFirst().written().startsWith(PROFILE + ":"), plan.toString());
        assertEquals(0, plan.more());
    }

    private static void showsEveryProblemWithItsCaret(Branch branch) {
        assertEquals(State.REJECTED, branch.state());
        assertEquals("It would be rejected with 2 errors: nothing would happen.", branch.line());
        String rendered = branch.problems().getFirst().rendered();
        assertTrue(rendered.startsWith(NODE + ":"), rendered);
        assertTrue(rendered.lines().anyMatch(l -> l.matches(" *\\| +\\^")), rendered);
    }

    @Test
    void aBranchIsPlannedAgainOnlyWhenSomethingMovedOrTheFleetMayHave() throws Exception {
        push("one", PROFILE, text(PROFILE).replace("lab-os-1", "lab-os-2"));
        Branches branches = branches();
        Branch first = only(branches, "one");
        assertSame(first, only(branches, "one"));
        assertEquals(1, merges);

        now = now.plus(Duration.ofSeconds(61));
        only(branches, "one");
        assertEquals(2, merges);

        push("one", NODE, text(NODE).replace("profile:", "profil:"));
        assertEquals(State.REJECTED, only(branches, "one").state());
        assertEquals(3, merges);
    }

    @Test
    void moreBranchesThanAreLookedAtAreCounted() {
        TreeMap<String, CommitId> tips = new TreeMap<>();
        for (int i = 0; i < Branches.MOST + 3; i++) {
            tips.put("b" + (100 + i), accepted);
        }
        Branches branches =
                new Branches(
                        () ->
                                Optional.of(
                                        new FleetView(
                                                accepted.hex(),
                                                Optional.empty(),
                                                List.of(),
                                                Map.of())),
                        new Branches.Source() {
                            @Override
                            public Heads heads() {
                                return new Heads.All(tips);
                            }

                            @Override
                            public Branches.Merge merge(CommitId into, String branch) {
                                return new Branches.Merge(
                                        new dev.bringup.git.Look.Unchanged(),
                                        new Merging.Unreadable("gone"),
                                        Map.of());
                            }
                        },
                        () -> now);
        branches.round();
        BranchesView view = branches.look();

        assertEquals(Branches.MOST, view.branches().size());
        assertEquals(3, view.more());
        assertEquals("gone", view.branches().getLast().line());
    }

    @Test
    void aRemoteThatDoesNotAnswerIsSaidAndNothingIsKnownBeforeACommitIsInForce() {
        Branches.Source away =
                new Branches.Source() {
                    @Override
                    public Heads heads() {
                        return new Heads.Unreachable("git.example: refused");
                    }

                    @Override
                    public Branches.Merge merge(CommitId into, String branch) {
                        throw new IllegalStateException("there is no branch");
                    }
                };
        FleetView fleet = new FleetView(accepted.hex(), Optional.empty(), List.of(), Map.of());
        Branches branches = new Branches(() -> Optional.of(fleet), away, () -> now);
        branches.round();
        assertEquals(Optional.of("git.example: refused"), branches.look().trouble());

        Branches early = new Branches(Optional::empty, away, () -> now);
        early.round();
        assertEquals(Optional.of("no commit is in force yet"), early.look().trouble());
    }
}
