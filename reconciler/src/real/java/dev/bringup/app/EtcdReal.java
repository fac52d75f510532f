package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.query.Event;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Three control planes that made their cluster are installed anew, over real sockets: etcd is kept
/// in the data directory, each leaves it and comes back, and what it holds stays.
@Timeout(240)
class EtcdReal {

    private static final String PROFILE = "profiles/control-plane.yaml";
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final Duration LONG = Duration.ofMinutes(3);

    @Test
    void everyControlPlaneIsWrittenAnewAndNothingIsLost(@TempDir Path folder) throws Exception {
        Map<String, String> ready =
                Map.of("node-01", "ready", "node-02", "ready", "node-03", "ready");
        try (LabBench lab = LabBench.fromNothing(folder.resolve("lab"), 20);
                Operator ann = new Operator(lab.home.repository(), folder.resolve("clone"))) {
            lab.await(LONG, true, () -> lab.cluster.api().isPresent());
            lab.meet();
            lab.await(LONG, ready, lab::states);
            lab.api.post(MAPS, "{\"metadata\":{\"name\":\"keep\"}}").expect(201);

            ann.push(
                    PROFILE,
                    ann.read(PROFILE).replace("spec:\n", "spec:\n  reimage: {generation: \"2\"}\n"),
                    "Install the control planes anew");
            lab.await(
                    LONG,
                    List.of(
                            "removeMember etcd node-01",
                            "removeMember etcd node-02",
                            "removeMember etcd node-03"),
                    () -> removals(lab));
            lab.await(LONG, ready, lab::states);

            lab.api.get(MAPS + "/keep").expect(200);
            assertEquals(
                    List.of("node-01", "node-02", "node-03"),
                    lab.cluster
                            .etcdctl("node-01", List.of("member", "list"))
                            .lines()
                            .map(line -> line.split(", ")[2])
                            .sorted()
                            .toList());
            try (Stream<Path> files = Files.list(lab.home.reconciler().resolve("etcd"))) {
                List<Path> kept = files.toList();
                assertTrue(kept.size() >= 3, kept::toString);
                for (Path file : kept) {
                    assertTrue(
                            Files.readString(file).contains("\"name\":\"keep\""), file::toString);
                }
            }
        }
    }

    /// In the order in which they were done.
    private static List<String> removals(LabBench lab) {
        List<String> all = new ArrayList<>();
        for (Event event : lab.cockpit.board().eventsSince(0)) {
            if (event.text().startsWith("removeMember etcd: ")) {
                all.add("removeMember etcd " + event.text().split(" ")[2]);
            }
        }
        return all;
    }
}
