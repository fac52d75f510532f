package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.lab.api.LabClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A fleet that an earlier program installed, which rendered the same commits to other bytes.
@Timeout(120)
class EarlierProgramReal {

    private static final String NODES = "/api/v1/nodes/";
    private static final String FINGERPRINT = "bringup.dev/fingerprint";
    private static final String WORDS_OF_BEFORE = "v0:" + "ab".repeat(32);

    /// The first machine was installed by the commit in force, the second by an earlier one that
    /// means the same for it, the third by one that meant something else.
    @Test
    void isStampedAnewAndOnlyWhatDiffersIsInstalledAnew(@TempDir Path folder) throws Exception {
        try (LabBench lab = new LabBench(folder.resolve("lab"), 20);
                Operator ann = new Operator(lab.home.repository(), folder.resolve("clone"))) {
            lab.await(
                    Map.of("node-01", "ready", "node-02", "ready", "node-03", "ready"),
                    lab::states);
            String first = ann.head();
            String third = "machines/node-03.yaml";
            String text = ann.read(third);
            ann.push(third, text + "  reimage: {generation: again}\n", "Again");
            String second = ann.head();
            lab.await(true, () -> told(lab, "reimage").contains("node-03"));
            lab.await(
                    Map.of("node-01", "ready", "node-02", "ready", "node-03", "ready"),
                    lab::states);
            Map<String, String> right = Map.of("1", stamp(lab, 1), "2", stamp(lab, 2));
            int before = told(lab, "reimage").size();

            stamp(lab, 1, second);
            stamp(lab, 2, first);
            lab.await(right, () -> Map.of("1", stamp(lab, 1), "2", stamp(lab, 2)));
            assertEquals(before, told(lab, "reimage").size(), lab::story);

            stamp(lab, 3, first);
            lab.await(before + 1, () -> told(lab, "reimage").size());
            assertEquals("node-03", told(lab, "reimage").getFirst());
            assertTrue(
                    lab.events("node-02").stream()
                            .anyMatch(e -> e.contains("stamped by an earlier program")),
                    lab::story);
        }
    }

    /// Which machines were told to, the last one first.
    private static List<String> told(LabBench lab, String goal) {
        return lab.get("/api/v1/attempts?limit=50")
                .valueStream()
                .filter(a -> a.at("/opening/goal").asText().equals(goal))
                .map(a -> a.path("machine").asText())
                .toList();
    }

    private static String stamp(LabBench lab, int n) throws Exception {
        return lab.api
                .get(NODES + "node-0" + n)
                .text("/metadata/annotations/" + FINGERPRINT.replace("/", "~1"));
    }

    private static void stamp(LabBench lab, int n, String commit) throws Exception {
        LabClient.Reply reply =
                lab.api.patch(
                        "merge",
                        NODES + "node-0" + n,
                        """
                        {"metadata": {"annotations": {"%s": "%s", "bringup.dev/commit": "%s"}}}
                        """
                                .formatted(FINGERPRINT, WORDS_OF_BEFORE, commit));
        reply.expect(200);
    }
}
