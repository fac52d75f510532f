package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.cli.Exit;
import dev.bringup.cli.PlanOptions;
import dev.bringup.cli.Program.Failure;
import dev.bringup.git.Worktree;
import dev.bringup.model.Desired;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.NodeState;
import dev.bringup.model.Observed;
import dev.bringup.model.Plan;
import dev.bringup.model.Power;
import dev.bringup.model.Seen;
import dev.bringup.plan.Settled;
import dev.bringup.port.Entry.Ending;
import dev.bringup.port.Note;
import dev.bringup.port.Status;
import dev.bringup.query.Board;
import dev.bringup.web.Console;
import dev.bringup.web.Posts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.PersonIdent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The plans of edits to the example repository, as a reviewer reads them.
class PlanningTest {

    private static final PersonIdent ANN =
            new PersonIdent("ann", "ann@lab.example", Fleet.NOON, ZoneOffset.UTC);

    @TempDir Path folder;

    private final PlanOptions options = new PlanOptions();
    private Path rack;
    private Git git;

    @BeforeEach
    void describe() throws Exception {
        rack = Files.createDirectory(folder.resolve("rack"));
        for (Map.Entry<String, byte[]> file : LabRepository.files(3).entrySet()) {
            Path path = rack.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
        git = Git.init().setInitialBranch("main").setDirectory(folder.toFile()).call();
        commit("Describe the rack");
        options.range.path = rack;
    }

    @AfterEach
    void close() {
        git.close();
    }

    private void commit(String message) throws GitAPIException {
        git.add().addFilepattern(".").call();
        git.add().addFilepattern(".").setUpdate(true).call();
        git.commit().setAuthor(ANN).setCommitter(ANN).setMessage(message).setSign(false).call();
    }

    private void edit(String file, String from, String to) throws IOException {
        String text = Files.readString(rack.resolve(file));
        assertTrue(text.contains(from), text);
        Files.writeString(rack.resolve(file), text.replace(from, to));
    }

    private String plan(int code) throws Failure {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        assertEquals(code, Planning.run(options, Fleet.NOON, out));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /// Hashes of commits and fingerprints change with every word of an example.
    private static String plain(String text) {
        return text.replaceAll("v1:[0-9a-f]{8}", "v1:FINGERPR")
                .replaceAll("\\b[0-9a-f]{8}\\b", "HASHHASH");
    }

    @Test
    void anUntouchedWorktreeChangesNothing() throws Failure {
        options.exitCode = true;
        assertEquals(
                """
                lab, 3 machines: HEAD (HASHHASH) -> worktree

                Nothing differs, nothing would happen.
                """,
                plain(plan(Exit.FINE)));
    }

    @Test
    void aNewImageIsReadInTheTerminal() throws Exception {
        edit("profiles/worker.yaml", "lab-os-1", "lab-os-2");
        options.exitCode = true;
        assertEquals(
                """
                lab, 3 machines: HEAD (HASHHASH) -> worktree

                What differs
                  reimage   image                lab-os-1 HASHHASH -> lab-os-2 HASHHASH
                            node-01, node-02, node-03; profiles/worker.yaml:8:3, not committed yet

                What would happen
                    at once  drain    node-01        workload image
                      2 min  reimage  node-01        DISK     v1:FINGERPR -> v1:FINGERPR: image
                     10 min  drain    node-02        workload image
                     12 min  reimage  node-02        DISK     v1:FINGERPR -> v1:FINGERPR: image
                     20 min  drain    node-03        workload image
                     22 min  reimage  node-03        DISK     v1:FINGERPR -> v1:FINGERPR: image

                What waits on the way
                  node-02, node-03: drain, R4: budgets.reimage.parallel is 1, and it is spent on node-01

                3 disks are written again, 3 drain.
                The last of 6 steps begins after about 22 min; at the lowest 2 of 3 Nodes serve.
                """,
                plain(plan(Exit.NOT_THERE_YET)));
    }

    @Test
    void oneMachineMoreAndOneLessAreReadInAComment() throws Exception {
        String third = Files.readString(rack.resolve("machines/node-03.yaml"));
        Files.delete(rack.resolve("machines/node-03.yaml"));
        Files.writeString(
                rack.resolve("machines/node-04.yaml"),
                third.replace("node-03", "node-04")
                        .replace("bmc-03", "bmc-04")
                        .replace("00:03", "00:04")
                        .replace("127.77.1.3", "127.77.1.4"));
        commit("Swap node-03 | for node-04, says @everybody");
        options.range.from = "HEAD~1";
        options.range.to = "HEAD";
        options.format = PlanOptions.Format.MARKDOWN;
        String first = plan(Exit.FINE);
        assertEquals(
                """
                <!-- bringup-plan -->
                ### Bringup: lab

                **1 drain, 1 wake, 1 release, 1 powerOff.**
                The last of 4 steps begins after about 8 min 5 s; at the lowest 2 of 3 Nodes serve.

                `HEAD~1 (HASHHASH)` → `HEAD (HASHHASH)`

                | class | field | change | machines | written |
                |---|---|---|---|---|
                | identity | machine | removed | node-03 | machines/node-03.yaml:2:1, HASHHASH ann: Swap node-03 \\| for node-04, says @\u200beverybody |
                | identity | machine | new | node-04 | machines/node-04.yaml:2:1, HASHHASH ann: Swap node-03 \\| for node-04, says @\u200beverybody |

                <details><summary>4 steps, in order</summary>

                | after | verb | machine | at stake | why |
                |---|---|---|---|---|
                | at once | drain | node-03 | workload | it left Git |
                | at once | wake | node-04 |  | it has no Node; an installer looks at its disk first |
                | 8 min | release | node-03 | workload | it left Git and is drained |
                | 8 min 5 s | powerOff | node-03 | workload | it left Git and its Node is gone |

                </details>
                """,
                plain(first));
        assertEquals(first, plan(Exit.FINE), "the same plan is the same comment");
    }

    @Test
    void aCommitThatTakesAwayTooMuchIsNotTakenAtAll() throws Exception {
        Files.delete(rack.resolve("machines/node-02.yaml"));
        Files.delete(rack.resolve("machines/node-03.yaml"));
        edit("profiles/worker.yaml", "lab-os-1", "lab-os-2");
        String plan = plan(Exit.FINE);
        assertTrue(
                plan.endsWith(
                        """

                        What stays held
                          node-02, node-03: release, R2: commit 00000000 removes 2 of 3 machines, policy.removal.maxShare allows 1 (30%)

                        2 machines held.
                        """),
                plan);
    }

    @Test
    void scriptsGetTheWholePlan() throws Exception {
        edit("templates/worker.yaml.j2", "#cloud-config", "#cloud-config\n# more");
        options.format = PlanOptions.Format.JSON;
        JsonNode plan = new ObjectMapper().readTree(plan(Exit.FINE));
        assertEquals("payload user-data", plan.at("/changes/0/field").asText());
        assertEquals("reimage", plan.at("/changes/0/kind").asText());
        assertEquals("templates/worker.yaml.j2:2:1", plan.at("/changes/0/at").asText());
        assertEquals(3, plan.at("/changes/0/machines").size());
        assertEquals(6, plan.at("/steps").size());
        assertEquals("disk", plan.at("/steps/1/blast").asText());
        assertEquals("R4", plan.at("/waits/0/rail").asText());
        assertEquals(2, plan.at("/low/serving").asInt());
    }

    @Test
    void aWorktreeThatDoesNotLoadIsShownWithCarets() throws Exception {
        edit("profiles/worker.yaml", "image:", "iamge:");
        Failure failure = assertThrows(Failure.class, () -> plan(Exit.FINE));
        assertEquals(Exit.WRONG_INPUT, failure.exitCode());
        assertTrue(
                failure.getMessage()
                        .startsWith("worktree does not load:\nprofiles/worker.yaml:7:3: error"),
                failure::getMessage);
        assertTrue(failure.getMessage().contains("did you mean 'image'?"), failure::getMessage);
    }

    @Test
    void aRevisionThatIsNotThereIsSaidSo() {
        options.range.to = "nowhere";
        assertEquals(
                "there is no revision 'nowhere' in this clone",
                assertThrows(Failure.class, () -> plan(Exit.FINE)).getMessage());
    }

    /// node-01 is as it should be, node-02 was switched off and its Node is gone, node-03 is asked
    /// to be reimaged but lost a label already.
    @Test
    void aRunningReconcilerIsAskedHowTheFleetStandsNow() throws Exception {
        Desired inForce =
                Validation.of(Validation.snapshot(rack, Worktree.at(rack, "HEAD")))
                        .desired()
                        .orElseThrow();
        Observed settled = Settled.between(inForce, inForce, Fleet.NOON);
        TreeMap<MachineId, Seen> seen = new TreeMap<>(settled.seen());
        seen.put(
                new MachineId("node-02"),
                Seen.NOTHING
                        .withPower(Power.OFF, "bmc", Fleet.NOON)
                        .withNode(new NodeState.Absent(), "kubernetes", Fleet.NOON));
        NodeState.Present third = seen.get(new MachineId("node-03")).present().orElseThrow();
        seen.put(
                new MachineId("node-03"),
                seen.get(new MachineId("node-03"))
                        .withNode(
                                new NodeState.Present(
                                        third.uid(),
                                        true,
                                        third.cordon(),
                                        third.stamp(),
                                        new TreeMap<>(),
                                        List.of()),
                                "kubernetes",
                                Fleet.NOON));
        Observed observed =
                new Observed(
                        Fleet.NOON,
                        seen,
                        new TreeMap<>(),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        List.of());
        Board board = new Board(10);
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (Console console =
                Console.open(
                        anyPort,
                        board,
                        Posts.NONE,
                        () -> "",
                        text -> text,
                        InstantSource.fixed(Fleet.NOON))) {
            options.server = "http://127.0.0.1:" + console.address().getPort();
            options.format = PlanOptions.Format.JSON;
            assertEquals(
                    options.server + "/api/v1/fleet answers 503: no commit is in force yet",
                    assertThrows(Failure.class, () -> plan(Exit.FINE)).getMessage());
            board.published(
                    new Status(
                            Optional.of(inForce),
                            observed,
                            Plan.EMPTY,
                            new Status.Git(Optional.empty(), List.of(), Optional.empty())));
            MachineSpec first = inForce.machines().firstEntry().getValue();
            board.noted(
                    new Note.AttemptClosed(
                            Fleet.NOON,
                            Scene.attempt(first, Scene.reimage(first)),
                            "worker",
                            Ending.DONE,
                            "its Node is Ready",
                            Duration.ofSeconds(42)));
            JsonNode plan = new ObjectMapper().readTree(plan(Exit.FINE));
            assertEquals(
                    List.of("wake node-02", "label node-03"),
                    plan.path("steps")
                            .valueStream()
                            .map(s -> s.path("verb").asText() + " " + s.path("machine").asText())
                            .toList());
            edit("profiles/worker.yaml", "lab-os-1", "lab-os-2");
            JsonNode slower = new ObjectMapper().readTree(plan(Exit.FINE));
            assertEquals("reimage", slower.at("/steps/2/verb").asText(), slower::toString);
            assertEquals(
                    480 + 42,
                    slower.at("/steps/3/afterSeconds").asInt(),
                    "the wake beside the first drain as usual, and the reimage as it was before");
        }
        assertEquals(
                "no reconciler answers at %s; is it running, and is that its console?"
                        .formatted(options.server),
                assertThrows(Failure.class, () -> plan(Exit.FINE)).getMessage());
    }
}
