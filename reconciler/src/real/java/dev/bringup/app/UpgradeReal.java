package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bringup.cli.Exit;
import dev.bringup.cli.HistoryOptions;
import dev.bringup.view.PlanText.Ink;
import dev.bringup.view.PlanText.Screen;
import dev.bringup.model.Diagnostic;
import dev.bringup.model.KubeVersion;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Kubernetes goes up a minor over real sockets: five machines made a cluster of 1.35, and commits
/// say what becomes of it. Kubelets of the lab run beside no API server that is older than they
/// are.
@Timeout(300)
class UpgradeReal {

    private static final String CLUSTER = "cluster.yaml";
    private static final String WORKER = "profiles/worker.yaml";
    private static final String PLANE = "profiles/control-plane.yaml";
    private static final KubeVersion OLD = LabFiles.KUBERNETES.getFirst();
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final int SIZE = 5;

    @TempDir Path folder;

    private LabBench standing() throws Exception {
        LabBench lab = LabBench.fromNothing(folder.resolve("lab"), 20, SIZE, OLD);
        lab.await(LONG, true, () -> lab.cluster.api().isPresent());
        lab.meet();
        lab.await(LONG, all("ready"), lab::states);
        lab.await(all("v1.35.4"), () -> versions(lab));
        return lab;
    }

    /// In one commit, with the second worker as the one to try it on.
    private static String upgrade(Operator ann) throws Exception {
        return ann.push(
                Map.of(
                        CLUSTER,
                        ann.read(CLUSTER)
                                .replace("version: 1.35.4", "version: 1.36.2")
                                .replace(
                                        "  policy:\n",
                                        "  policy:\n    canary: {first: [node-05], soak: 2s}\n"),
                        PLANE,
                        newer(ann, PLANE),
                        WORKER,
                        newer(ann, WORKER)),
                "Go to Kubernetes 1.36");
    }

    private static String newer(Operator ann, String profile) throws Exception {
        return ann.read(profile).replace("lab-k8s-1.35", "lab-k8s-1.36");
    }

    @Test
    void fromOneMinorToTheNext() throws Exception {
        try (LabBench lab = standing();
                Operator ann = new Operator(lab.home.repository(), folder.resolve("clone"))) {
            assertEquals("v1.35.4+lab", served(lab));
            String commit = upgrade(ann);
            lab.await(LONG, all("v1.36.2"), () -> versions(lab));
            lab.await(LONG, all("ready"), lab::states);

            assertEquals("v1.36.2+lab", served(lab));
            List<Turn> turns = turns(lab, commit);
            assertEquals(
                    List.of("node-01", "node-02", "node-03", "node-05", "node-04"),
                    turns.stream().map(Turn::machine).toList(),
                    lab::story);
            for (int i = 1; i < turns.size(); i++) {
                assertTrue(
                        !turns.get(i).from().isBefore(turns.get(i - 1).until()), turns::toString);
            }
            for (Turn turn : turns) {
                assertDrained(lab, turn.machine());
            }
            told(lab);
        }
    }

    /// Etcd holds what an older API server cannot read: a revert as it stands is refused and begins
    /// nothing, and what can go back goes back by a commit that says so.
    @Test
    void halfWayBack() throws Exception {
        try (LabBench lab = standing();
                Operator ann = new Operator(lab.home.repository(), folder.resolve("clone"))) {
            String commit = upgrade(ann);
            lab.await(LONG, true, () -> turns(lab, commit).size() == 4);
            ann.revert(commit);
            lab.await(
                    Optional.of(
                            "kubernetes.version goes from 1.36.2 back to 1.35.4; a control plane"
                                    + " cannot read what a newer one wrote"),
                    () -> refusal(lab));
            TreeMap<String, String> half = all("v1.36.2");
            half.put("node-04", "v1.35.4");
            lab.await(LONG, half, () -> versions(lab));
            lab.await(LONG, all("ready"), lab::states);
            Thread.sleep(Duration.ofSeconds(5)); // the canary's soak, and some
            assertEquals(4, turns(lab, commit).size(), lab::story);
            assertEquals(
                    "commit COMMIT wants something else of it, and is refused: kubernetes.version"
                            + " goes from 1.36.2 back to 1.35.4; a control plane cannot read what"
                            + " a newer one wrote",
                    held(lab).get("node-04").replaceAll("[0-9a-f]{8}", "COMMIT"));

            String back =
                    ann.push(
                            Map.of(
                                    CLUSTER,
                                    ann.read(CLUSTER).replace("version: 1.35.4", "version: 1.36.2"),
                                    PLANE,
                                    newer(ann, PLANE)),
                            "Stay on 1.36, and take the workers back");
            half.put("node-05", "v1.35.4");
            lab.await(LONG, half, () -> versions(lab));
            lab.await(LONG, all("ready"), lab::states);

            assertEquals(List.of("node-05"), turns(lab, back).stream().map(Turn::machine).toList());
            assertEquals(
                    List.of("node-01", "node-02", "node-03", "node-05"),
                    turns(lab, commit).stream().map(Turn::machine).toList());
            assertEquals("v1.36.2+lab", served(lab));
        }
    }

    @Test
    void workersDoNotGoFirst() throws Exception {
        try (LabBench lab = standing();
                Operator ann = new Operator(lab.home.repository(), folder.resolve("clone"))) {
            String ahead = ann.push(WORKER, newer(ann, WORKER), "Upgrade the workers");
            String newer = "a kubelet 1.36.2 is newer than the cluster's 1.35.4";
            lab.await(Map.of("node-04", newer, "node-05", newer), () -> held(lab));

            String again =
                    ann.push(
                            CLUSTER,
                            ann.read(CLUSTER).replace("version: 1.35.4", "version: 1.36.2"),
                            "Call it 1.36");
            String first =
                    "control planes go up first: node-01 runs 1.35.4, which is older than 1.36.2";
            lab.await(Map.of("node-04", first, "node-05", first), () -> held(lab));
            assertEquals(List.of(), turns(lab, ahead));
            assertEquals(List.of(), turns(lab, again));

            ann.push(PLANE, newer(ann, PLANE), "Upgrade the control planes as well");
            lab.await(LONG, all("v1.36.2"), () -> versions(lab));
        }
    }

    private static Optional<String> refusal(LabBench lab) {
        return lab.cockpit.board().latest().orElseThrow().git().problems().stream()
                .map(Diagnostic::problem)
                .findFirst();
    }

    /// Cordoned, drained, and only then switched over to its new installation.
    private static void assertDrained(LabBench lab, String machine) {
        List<String> events = lab.events(machine);
        int drained = find(events, "drain is done");
        int written = find(events, "reimage: ");
        assertTrue(drained >= 0 && drained < written, () -> String.join("\n", events));
    }

    private static int find(List<String> events, String start) {
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i).startsWith(start)) {
                return i;
            }
        }
        return -1;
    }

    /// `bringup history` is where it can be read afterwards.
    private static void told(LabBench lab) throws Exception {
        String all = history(lab, "").replaceAll("\\d+(\\.\\d)? (s|min)( \\d+ s)?", "TIME");
        assertTrue(
                all.matches("(?s).*\ncontrol-plane +reimage +lab-k8s-1.36 +3 +0 +TIME .*")
                        && all.matches("(?s).*\nworker +reimage +lab-k8s-1.36 +2 +0 +TIME .*"),
                all);
        String one = history(lab, "node-04").replaceAll("\\d+(\\.\\d)? (s|min)( \\d+ s)?", "TIME");
        assertTrue(
                one.matches(
                        "(?s).* reimage +lab-k8s-1.36 +[0-9a-f]{8} +TIME .* done .*ready TIME\n"
                                + ".* install +lab-k8s-1.35 +.*"),
                one);
    }

    private static String history(LabBench lab, String machine) throws Exception {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        HistoryOptions options = new HistoryOptions();
        options.daemon.server = lab.cockpit.url();
        options.machine = machine;
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        assertEquals(Exit.FINE, new History(options, new Screen(1 << 16, Ink.PLAIN), out).run());
        return said.toString(StandardCharsets.UTF_8);
    }

    /// One machine's part of it.
    private record Turn(String machine, Instant from, Instant until) {}

    private static List<Turn> turns(LabBench lab, String commit) {
        List<Turn> turns = new ArrayList<>();
        for (String machine : all("").keySet()) {
            for (JsonNode attempt : lab.get("/api/v1/attempts?limit=20&machine=" + machine)) {
                JsonNode opening = attempt.path("opening");
                if (commit.startsWith(opening.path("commit").asText())) {
                    Instant from = Instant.parse(opening.path("at").asText());
                    long millis = Math.round(attempt.at("/end/seconds").asDouble() * 1000);
                    turns.add(new Turn(machine, from, from.plusMillis(millis)));
                }
            }
        }
        turns.sort(Comparator.comparing(Turn::from));
        return turns;
    }

    private static TreeMap<String, String> all(String value) {
        TreeMap<String, String> all = new TreeMap<>();
        for (int n = 1; n <= SIZE; n++) {
            all.put("node-0" + n, value);
        }
        return all;
    }

    private static Map<String, String> versions(LabBench lab) throws Exception {
        Map<String, String> versions = new TreeMap<>();
        for (JsonNode node : lab.api.get("/api/v1/nodes").expect(200).json().path("items")) {
            versions.put(
                    node.at("/metadata/name").asText(),
                    node.at("/status/nodeInfo/kubeletVersion").asText());
        }
        return versions;
    }

    private static String served(LabBench lab) throws Exception {
        return lab.api.get("/version").expect(200).json().path("gitVersion").asText();
    }

    /// Each machine that is held, and why.
    private static Map<String, String> held(LabBench lab) {
        Map<String, String> held = new TreeMap<>();
        for (JsonNode machine : lab.get("/api/v1/machines")) {
            Optional.of(machine.at("/outlook/held/because").asText())
                    .filter(because -> !because.isEmpty())
                    .ifPresent(because -> held.put(machine.path("name").asText(), because));
        }
        return held;
    }
}
