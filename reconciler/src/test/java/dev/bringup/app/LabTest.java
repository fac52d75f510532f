package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bringup.lab.api.LabClient;
import dev.bringup.lab.api.Sample;
import dev.bringup.lab.machine.Disk;
import dev.bringup.model.Action;
import dev.bringup.model.Observed;
import dev.bringup.model.Power;
import dev.bringup.port.Status;
import dev.bringup.query.Board.News;
import dev.bringup.query.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The whole product in one process over real sockets: what an operator pushes, and what becomes of
/// the rack. One story; each test goes on where the one before it ended.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(60)
class LabTest {

    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String FOURTH = "machines/node-04.yaml";
    private static final String PROFILE = "profiles/worker.yaml";

    private LabBench lab;
    private Operator ann;
    private NodeLog nodes;
    private int told;

    /// What the API showed at the instant at which the reconciler began to reimage a machine.
    private final List<String> reimages = new CopyOnWriteArrayList<>();

    /// The machines that were being stopped or written at once, when those were the most. A label
    /// that is still on its way to the last one may not hold up the next.
    private volatile Set<String> mostBusy = Set.of();

    private final Leaks leaks = new Leaks();

    private String added = "";
    private String upgraded = "";

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        lab = new LabBench(folder.resolve("lab"), 10);
        ann = new Operator(lab.home.repository(), folder.resolve("clone"));
        nodes = NodeLog.follow(lab.api);
        lab.cockpit.board().listen(this::news);
    }

    @AfterAll
    void stop() {
        ann.close();
        lab.close();
        leaks.close();
    }

    /// Runs on the engine's thread, so the reconciler waits while this looks.
    private void news(News news) {
        switch (news) {
            case News.Happened(Event event) when event.text().startsWith("reimage: ") ->
                    reimages.add(picture(event.machine().orElseThrow()));
            case News.Happened _ -> {}
            case News.Published _ -> {
                Status status = lab.cockpit.board().latest().orElseThrow();
                Set<String> busy = new TreeSet<>();
                status.observed().attempts().keySet().forEach(m -> busy.add(m.name()));
                status.observed().inFlight().values().stream()
                        .map(Observed.InFlight::action)
                        .filter(action -> action.blast() != Action.Blast.NOTHING)
                        .forEach(action -> busy.add(action.machine().name()));
                if (busy.size() > mostBusy.size()) {
                    mostBusy = busy;
                }
            }
        }
    }

    private String picture(String machine) {
        try {
            JsonNode node = lab.api.get("/api/v1/nodes/" + machine).json();
            int pods = pods(machine).size();
            return "%s is %s and has %d pods"
                    .formatted(
                            machine,
                            node.at("/spec/unschedulable").asBoolean() ? "cordoned" : "open",
                            pods);
        } catch (IOException | InterruptedException e) {
            return machine + ": " + e;
        }
    }

    private List<String> pods(String node) throws IOException, InterruptedException {
        List<String> names = new ArrayList<>();
        LabClient.Reply pods = lab.api.get(PODS + "?fieldSelector=spec.nodeName%3D" + node);
        pods.expect(200)
                .json()
                .path("items")
                .forEach(p -> names.add(p.at("/metadata/name").asText()));
        return names;
    }

    private void runPods(String... machines) throws Exception {
        for (String machine : machines) {
            lab.api.post(PODS, Sample.pod("web-on-" + machine, machine, "web")).expect(201);
        }
    }

    /// Each test needs the one before it.
    private void step(int number) {
        assumeTrue(told == number - 1, "the story broke off earlier");
        reimages.clear();
        nodes.startAgain();
        mostBusy = Set.of();
    }

    private static Map<String, String> all(String value, int machines) {
        Map<String, String> all = new TreeMap<>();
        for (int n = 1; n <= machines; n++) {
            all.put("node-0" + n, value);
        }
        return all;
    }

    @Test
    @Order(1)
    void theFirstCommitBringsThreeBlankMachinesToReady() throws Exception {
        step(1);

        lab.await(all("ready", 3), lab::states);

        for (int n = 1; n <= 3; n++) {
            assertEquals("installed with lab-os-1", lab.onDisk(n));
        }
        assertEquals(
                List.of(
                        "install begins for "
                                + inForce()
                                + ": it has no Node; an installer looks"
                                + " at its disk first",
                        "wake: it has no Node; an installer looks at its disk first",
                        "firmware took some time (DHCP from firmware)"),
                lab.events("node-01").stream()
                        .filter(text -> !text.startsWith("wake is done"))
                        .filter(text -> !text.startsWith("wake took"))
                        .limit(3)
                        .toList());
        told = 1;
    }

    @Test
    @Order(2)
    void aFileInGitIsANodeInTheCluster() throws Exception {
        step(2);

        added = ann.push(FOURTH, numbered(4), "Add node-04");
        lab.await(all("ready", 4), lab::states);

        assertEquals("installed with lab-os-1", lab.onDisk(4));
        assertEquals(Power.ON, lab.machine(4).power());
        told = 2;
    }

    @Test
    @Order(3)
    void revertingThatDrainsTheNodeAndReleasesTheMachineWithItsDiskUntouched() throws Exception {
        step(3);
        runPods("node-04");
        Disk before = lab.machine(4).disk();

        ann.revert(added);
        lab.await(all("ready", 3), lab::states);

        assertEquals(
                List.of(
                        "drain: it left Git",
                        "default/web-on-node-04 went; no pod is left",
                        "drain is done after some time",
                        "release: it left Git and is drained",
                        "release is done after some time",
                        "powerOff: it left Git and its Node is gone",
                        "powerOff is done after some time"),
                lab.events("node-04").stream()
                        // Its kubelet asked for it when it joined, and had it a little later.
                        .filter(text -> !text.startsWith("approved the certificate request"))
                        .toList()
                        .reversed()
                        .subList(0, 7)
                        .reversed());
        assertEquals(
                List.of("Ready, cordoned", "Ready, cordoned, drained", "gone"),
                nodes.history("node-04"));
        assertEquals(List.of(), pods("node-04"));
        assertEquals(Power.OFF, lab.machine(4).power());
        assertEquals(before, lab.machine(4).disk());
        assertEquals(Set.of("node-04"), nodes.mostAway());
        told = 3;
    }

    @Test
    @Order(4)
    void anotherImageInTheProfileReimagesOneDrainedMachineAfterTheOther() throws Exception {
        step(4);
        runPods("node-01", "node-02", "node-03");

        String profile = ann.read(PROFILE);
        upgraded = ann.push(PROFILE, profile.replace("lab-os-1", "lab-os-2"), "Go to lab-os-2");

        awaitRollout("lab-os-2");
        Shares.toldApart(lab, "lab-os-2");
        told = 4;
    }

    @Test
    @Order(5)
    void revertingThatRollsEveryMachineBack() throws Exception {
        step(5);
        runPods("node-03", "node-01", "node-02");

        ann.revert(upgraded);

        awaitRollout("lab-os-1");
        told = 5;
    }

    private void awaitRollout(String image) throws Exception {
        lab.await(all(image, 3), lab::images);
        lab.await(all("installed with " + image, 3), this::disks);
        lab.await(all("ready", 3), lab::states);
        assertEquals(
                List.of(
                        "node-01 is cordoned and has 0 pods",
                        "node-02 is cordoned and has 0 pods",
                        "node-03 is cordoned and has 0 pods"),
                reimages);
        assertEquals(1, mostBusy.size(), mostBusy::toString);
        assertEquals(1, nodes.mostAway().size(), nodes.mostAway()::toString);
    }

    @Test
    @Order(6)
    void theFileComingBackStartsTheDiskAsItWasLeft() throws Exception {
        step(6);
        Disk.Installed before = assertInstanceOf(Disk.Installed.class, lab.machine(4).disk());

        ann.push(FOURTH, numbered(4), "Take node-04 back");
        lab.await(all("ready", 4), lab::states);

        Disk.Installed after = assertInstanceOf(Disk.Installed.class, lab.machine(4).disk());
        assertEquals(before.marker(), after.marker());
        told = 6;
    }

    @Test
    @Order(7)
    void aTypoChangesNothingAndSaysWhereItIs() throws Exception {
        step(7);
        String accepted = inForce();
        String good = ann.read("machines/node-02.yaml");

        String bad =
                ann.push(
                        "machines/node-02.yaml",
                        good.replace("  location:", "  locatoin:"),
                        "Move node-02");
        lab.await(bad, () -> lab.get("/api/v1/status").at("/rejected/commit/id").asText());

        JsonNode status = lab.get("/api/v1/status");
        assertEquals(accepted, status.at("/commit/brief").asText());
        assertEquals(1, status.at("/rejected/problems").size());
        assertEquals(
                """
                machines/node-02.yaml:10:3: error BU1101: unknown field 'locatoin' in 'spec'
                10 |   locatoin:
                   |   ^
                   = help: did you mean 'location'?\
                """,
                status.at("/rejected/problems/0/rendered").asText());
        Thread.sleep(1000);
        assertEquals(all("ready", 4), lab.states());
        assertEquals(Set.of(), mostBusy);
        assertEquals(Set.of(), nodes.mostAway());
        told = 7;
    }

    @Test
    @Order(8)
    void theMetricsCountExactlyWhatHappened() {
        step(8);
        Map<String, Double> phases = new TreeMap<>();
        for (String phase :
                List.of("firmware", "bootloader", "kernel", "image", "os", "join", "ready")) {
            boolean installs = phase.equals("kernel") || phase.equals("image");
            phases.put(labels("lab-os-1", phase), installs ? 7.0 : 8.0);
            phases.put(labels("lab-os-2", phase), 3.0);
        }

        Map<String, Double> counted = lab.metric("bringup_phase_seconds_count");
        // Whether the power is seen to come on before the firmware is heard is a matter of luck.
        double wakes =
                counted.entrySet().stream()
                        .filter(e -> e.getKey().contains("phase=\"wake\""))
                        .mapToDouble(Map.Entry::getValue)
                        .sum();
        counted.keySet().removeIf(labels -> labels.contains("phase=\"wake\""));

        assertEquals(phases, counted);
        assertEquals(
                wakes,
                lab.cockpit.board().eventsSince(0).stream()
                        .filter(e -> e.text().startsWith("wake took"))
                        .count());
        assertEquals(
                10,
                lab.cockpit.board().eventsSince(0).stream()
                        .filter(e -> e.text().equals("step 'banner' is done"))
                        .count());
        assertEquals(
                Map.of(
                        "action=\"install\",outcome=\"done\",profile=\"worker\"", 4.0,
                        "action=\"reimage\",outcome=\"done\",profile=\"worker\"", 6.0,
                        "action=\"wake\",outcome=\"done\",profile=\"worker\"", 1.0),
                lab.metric("bringup_cycle_seconds_count"));
        assertEquals(
                Map.of(
                        "outcome=\"done\",verb=\"apply\"", 2.0,
                        "outcome=\"done\",verb=\"drain\"", 7.0,
                        "outcome=\"done\",verb=\"join\"", 10.0,
                        "outcome=\"done\",verb=\"label\"", 11.0,
                        "outcome=\"done\",verb=\"powerOff\"", 1.0,
                        "outcome=\"done\",verb=\"reimage\"", 6.0,
                        "outcome=\"done\",verb=\"release\"", 1.0,
                        "outcome=\"done\",verb=\"wake\"", 5.0),
                lab.metric("bringup_actions_total"));
        assertEquals(
                Map.of("outcome=\"accepted\"", 6.0, "outcome=\"rejected\"", 1.0),
                lab.metric("bringup_git_commits_total"));
        assertEquals(
                Map.of("profile=\"worker\",state=\"ready\"", 4.0), lab.metric("bringup_machines"));
        told = 8;
    }

    @Test
    @Order(9)
    void aSecretOfAPayloadIsNowhereButInWhatTheMachineFetched() throws Exception {
        step(9);
        String secret = LabFiles.REGISTRY.substring(LabFiles.REGISTRY.indexOf(':') + 1);

        assertEquals(List.of("reconciler/secrets/lab-registry"), leaks.placesOf(secret, lab));
        assertTrue(leaks.hasHeard("self-test"), "a log that says nothing hides nothing");
        told = 9;
    }

    private static String labels(String image, String phase) {
        return "image=\"%s\",outcome=\"done\",phase=\"%s\",profile=\"worker\""
                .formatted(image, phase);
    }

    private String numbered(int n) throws IOException {
        return ann.read("machines/node-01.yaml")
                .replace("node-01", "node-0" + n)
                .replace("bmc-01", "bmc-0" + n)
                .replace("52:54:00:77:00:01", "52:54:00:77:00:0" + n)
                .replace("127.77.1.1", "127.77.1." + n);
    }

    private String inForce() {
        return lab.get("/api/v1/status").at("/commit/brief").asText();
    }

    private Map<String, String> disks() {
        Map<String, String> disks = new TreeMap<>();
        for (int n = 1; n <= 3; n++) {
            disks.put("node-0" + n, lab.onDisk(n));
        }
        return disks;
    }
}
