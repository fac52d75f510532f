package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.lab.api.LabApi;
import dev.bringup.lab.machine.Disk;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Three machines that became a cluster: what is left of a join is worth nothing to another
/// machine, which is told of, and Kubernetes tells the story of each.
@Timeout(180)
class ReplayReal {

    private LabBench lab;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        lab = new LabBench(folder.resolve("lab"), 20);
        lab.await(Map.of("node-01", "ready", "node-02", "ready", "node-03", "ready"), lab::states);
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    /// The nonce of node-01 from the address of node-02, and then from its own once more.
    @Test
    void whatLetOneMachineJoinLetsNoOtherIn() throws Exception {
        if (!(lab.machine(1).disk() instanceof Disk.Installed installed)
                || !(installed.settled().orElseThrow().self().join()
                        instanceof Disk.JoinCall join)) {
            throw new AssertionError(lab.machine(1).disk());
        }

        assertEquals(403, ask("127.77.1.2", join));
        assertEquals(403, ask("127.77.1.1", join));

        for (int n = 1; n <= 2; n++) {
            List<String> told = lab.events("node-0" + n);
            assertTrue(
                    told.contains("a permit that is not open was used from 127.77.1." + n),
                    told::toString);
        }
        lab.await(
                true,
                () ->
                        lab.metric("bringup_held").entrySet().stream()
                                .anyMatch(e -> e.getKey().contains("R10") && e.getValue() > 0));
    }

    private static int ask(String from, Disk.JoinCall join) throws Exception {
        try (HttpClient http =
                HttpClient.newBuilder().localAddress(InetAddress.getByName(from)).build()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create(join.url()))
                                    .POST(
                                            BodyPublishers.ofString(
                                                    "{\"nonce\":\"" + join.nonce() + "\"}"))
                                    .header("Content-Type", "application/json")
                                    .timeout(Duration.ofSeconds(10))
                                    .build(),
                            BodyHandlers.ofString())
                    .statusCode();
        }
    }

    @Test
    void kubectlDescribesWhatBecameOfANode() throws Exception {
        LabApi api = lab.cluster.api().orElseThrow();
        String story = "(?s).*\nEvents:.* bringup +wake: .* install done after .*Node is Ready.*";
        lab.await(true, () -> describe(api).matches(story));
    }

    private static String describe(LabApi api) throws Exception {
        Process kubectl =
                new ProcessBuilder(
                                "kubectl",
                                "--kubeconfig=" + api.kubeconfig(),
                                "describe",
                                "node",
                                "node-01")
                        .redirectErrorStream(true)
                        .start();
        String text = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, kubectl.waitFor(), text);
        return text;
    }
}
