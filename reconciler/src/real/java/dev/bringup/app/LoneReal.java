package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bringup.cli.ApproveOptions;
import dev.bringup.cli.Exit;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The only control plane of a cluster is installed anew, over real sockets: with an approval and
/// not before, and what etcd held is what it holds again.
@Timeout(180)
class LoneReal {

    private static final String PROFILE = "profiles/control-plane.yaml";
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final Map<String, String> READY =
            new TreeMap<>(Map.of("node-01", "ready", "node-02", "ready"));

    @Test
    void theSameObjectsAreFound(@TempDir Path folder) throws Exception {
        Path clone = folder.resolve("clone");
        try (LabBench lab = LabBench.fromNothing(folder.resolve("lab"), 20, 2);
                Operator ann = new Operator(lab.home.repository(), clone)) {
            lab.await(LONG, true, () -> lab.cluster.api().isPresent());
            lab.meet();
            lab.await(LONG, READY, lab::states);
            lab.api.post(MAPS, "{\"metadata\":{\"name\":\"keep\"}}").expect(201);
            Map<String, String> before = uids(lab);
            String marker = lab.machine(1).disk().toString();

            ann.push(
                    PROFILE,
                    ann.read(PROFILE).replace("spec:\n", "spec:\n  reimage: {generation: \"2\"}\n"),
                    "Install the control plane anew");
            lab.await(
                    Optional.of(
                            "it is the only control plane: etcd is snapshotted, the cluster is"
                                    + " away until it is installed anew, and what was written"
                                    + " since the snapshot is lost; that waits for an Approval,"
                                    + " and `bringup approve` in a clone of the state repository"
                                    + " writes one"),
                    () -> held(lab));
            assertEquals(marker, lab.machine(1).disk().toString());

            approve(clone);
            lab.await(LONG, true, () -> lab.cluster.api().isEmpty());
            lab.await(LONG, true, () -> lab.cluster.api().isPresent());
            lab.meet();
            lab.await(LONG, READY, lab::states);

            assertEquals(before, uids(lab));
            assertNotEquals(marker, lab.machine(1).disk().toString());
            lab.await(
                    false,
                    () ->
                            lab.api
                                    .get("/api/v1/nodes/node-01")
                                    .json()
                                    .at("/spec/unschedulable")
                                    .asBoolean());
            assertTrue(
                    lab.events("node-01").stream()
                            .anyMatch(e ->
                                    e.contains("it brings the cluster back, as etcd was kept at ")),
                    lab::story);
        }
    }

    private static Optional<String> held(LabBench lab) {
        for (JsonNode machine : lab.get("/api/v1/machines")) {
            if (machine.path("name").asText().equals("node-01")) {
                return Optional.of(machine.at("/outlook/held/because").asText());
            }
        }
        return Optional.empty();
    }

    /// Of what was there before: the same name made anew is another object.
    private static Map<String, String> uids(LabBench lab) throws Exception {
        Map<String, String> uids = new TreeMap<>();
        for (String path :
                List.of(MAPS + "/keep", "/api/v1/nodes/node-01", "/api/v1/nodes/node-02")) {
            uids.put(path, lab.api.get(path).json().at("/metadata/uid").asText());
        }
        return uids;
    }

    private static void approve(Path clone) throws Exception {
        for (List<String> line :
                List.of(List.of("user.name", "Ann"), List.of("user.email", "ann@lab.example"))) {
            ProcessBuilder git =
                    new ProcessBuilder(
                            "git", "-C", clone.toString(), "config", line.get(0), line.get(1));
            assertEquals(0, git.start().waitFor());
        }
        ApproveOptions options = new ApproveOptions();
        options.path = clone;
        options.from = "HEAD~1";
        options.reason = "the cluster may be away tonight";
        assertEquals(
                Exit.FINE, new Approving(options, new PrintStream(System.out)).run(Instant.now()));
    }
}
