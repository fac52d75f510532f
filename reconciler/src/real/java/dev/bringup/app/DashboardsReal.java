package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bringup.model.Ip4;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Debian's Prometheus scrapes a lab in which a rollout and its revert happen; then every panel of
/// every dashboard has something to show, and the rules load.
@Timeout(180)
class DashboardsReal {

    private static final Path FOLDER = Path.of("../dashboards");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PROFILE = "profiles/worker.yaml";

    @TempDir Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private String url = "";

    @Test
    void everyPanelHasSomethingToShow() throws Exception {
        try (LabBench lab = new LabBench(folder.resolve("lab"), 10);
                Operator ann = new Operator(lab.home.repository(), folder.resolve("clone"))) {
            Process server = prometheus(URI.create(lab.cockpit.url()).getPort());
            try {
                Instant start = Instant.now();
                askForAName();
                lab.await(all("ready"), lab::states);
                String old = ann.read(PROFILE);
                ann.push(PROFILE, old.replace("lab-os-1", "lab-os-2"), "Go to lab-os-2");
                lab.await(all("lab-os-2"), lab::images);
                lab.await(all("ready"), lab::states);
                Thread.sleep(Duration.ofSeconds(3));

                assertTrue(targets().contains("\"health\":\"up\""), this::targets);
                assertEquals(List.of(), empty(start));
                assertTrue(
                        get("/api/v1/rules").at("/data/groups/0/rules").size() >= 15,
                        "the rules are loaded");
                assertTrue(
                        get("/api/v1/query_exemplars?query=bringup_cycle_seconds_bucket"
                                        + range(start))
                                .at("/data/0/exemplars/0/labels")
                                .has("attempt"),
                        "exemplars are kept");
            } finally {
                server.destroy();
                assertTrue(server.waitFor(20, TimeUnit.SECONDS));
            }
        }
    }

    @Test
    void promtoolFindsNoFaultInTheRulesAndTheirTestsPass() throws Exception {
        assertEquals("", promtool("check", "rules", "rules.yaml"));
        assertEquals("", promtool("test", "rules", "rules.test.yaml"));
    }

    /// What it says when it does not succeed.
    private static String promtool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command)
                        .directory(FOLDER.toFile())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(said.contains("SUCCESS"), said);
        return process.waitFor() == 0 ? "" : said;
    }

    private Process prometheus(int console) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        url = "http://127.0.0.1:" + port;
        Path config =
                Files.writeString(
                        folder.resolve("prometheus.yml"),
                        """
                        global: {scrape_interval: 1s, evaluation_interval: 1s}
                        rule_files: ["%s"]
                        scrape_configs:
                          - job_name: bringup
                            static_configs: [{targets: ["127.0.0.1:%d"]}]
                        """
                                .formatted(
                                        FOLDER.resolve("rules.yaml").toAbsolutePath().normalize(),
                                        console));
        return new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + config,
                        "--enable-feature=exemplar-storage",
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    /// Machines of the lab ask for no names.
    private static void askForAName() throws IOException {
        byte[] question = {
            1, 2, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 7, 'n', 'o', 'd', 'e', '-', '0', '1', 3, 'l', 'a',
            'b', 0, 0, 1, 0, 1
        };
        try (DatagramSocket socket = new DatagramSocket()) {
            Ip4 server = LabRack.SERVICES;
            socket.send(
                    new DatagramPacket(
                            question,
                            question.length,
                            InetAddress.getByAddress(server.bytes()),
                            LabRack.DNS_PORT));
        }
    }

    private static Map<String, String> all(String value) {
        Map<String, String> all = new TreeMap<>();
        for (int n = 1; n <= 3; n++) {
            all.put("node-0" + n, value);
        }
        return all;
    }

    /// The queries that gave no sample at any time of the run, by their panels.
    private List<String> empty(Instant start) throws Exception {
        List<String> empty = new ArrayList<>();
        int asked = 0;
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
                JsonNode dashboard = JSON.readTree(file.toFile());
                for (JsonNode query : dashboard.findValues("expr")) {
                    asked++;
                    String expr =
                            query.asText()
                                    .replace("$__rate_interval", "10s")
                                    .replace("$__range", "2m")
                                    .replace("$window", "2m")
                                    .replaceAll("\\$(profile|image)", ".*")
                                    .replace("offset 1m", "offset 5s");
                    JsonNode found =
                            get(
                                    "/api/v1/query_range?step=1&query="
                                            + URLEncoder.encode(expr, StandardCharsets.UTF_8)
                                            + range(start));
                    if (found.at("/data/result").isEmpty()) {
                        empty.add(file.getFileName() + ": " + expr + " " + found.path("error"));
                    }
                }
            }
        }
        assertTrue(asked > 40, "only " + asked + " queries");
        return empty;
    }

    private static String range(Instant start) {
        return "&start=" + start.getEpochSecond() + "&end=" + Instant.now().getEpochSecond();
    }

    private String targets() {
        try {
            return get("/api/v1/targets").toString();
        } catch (IOException | InterruptedException e) {
            return e.toString();
        }
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(
                client.send(
                                HttpRequest.newBuilder(URI.create(url + path)).build(),
                                BodyHandlers.ofString())
                        .body());
    }
}
