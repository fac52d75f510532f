package dev.bringup.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.lab.api.LabApi;
import dev.bringup.lab.api.LabClient;
import dev.bringup.lab.api.Sample;
import dev.bringup.model.AttemptId;
import dev.bringup.model.CommitId;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.Image;
import dev.bringup.model.Ip4;
import dev.bringup.model.JoinMaterial;
import dev.bringup.model.Kubernetes;
import dev.bringup.model.Mac;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.NodeState;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Payload;
import dev.bringup.model.Pending;
import dev.bringup.model.Policy;
import dev.bringup.model.Sha256;
import dev.bringup.model.Sighting;
import dev.bringup.model.Taint;
import dev.bringup.port.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The adapter against the lab's own API, over real sockets.
class KubeTest {

    private static final MachineId N1 = new MachineId("node-01");
    private static final Fingerprint GOAL = new Fingerprint("v1:" + "ab".repeat(32));
    private static final CommitId COMMIT = new CommitId("12".repeat(20));
    private static final NodeState.Stamp STAMP =
            new NodeState.Stamp(GOAL, COMMIT, new AttemptId("a-1"), Optional.of("g1"));
    private static final String NODES = "/api/v1/nodes";
    private static final String PODS = "/api/v1/namespaces/default/pods";

    @TempDir Path folder;
    private LabApi api;
    private LabClient admin;
    private Kube kube;

    @BeforeEach
    void start() throws Exception {
        api = Sample.api(folder, 0);
        admin = LabClient.admin(api);
        kube = Kube.connect(api.kubeconfig(), InstantSource.system(), new SecureRandom());
        admin.post(NODES, Sample.node("node-01")).expect(201);
    }

    @AfterEach
    void stop() {
        kube.close();
        admin.close();
        api.close();
    }

    @Test
    void aMachineInServiceMayNotBeStoppedUntilItIsDrained() {
        assertEquals(
                new Outcome.Retry("the Node of node-01 is in service", Duration.ofSeconds(2)),
                kube.mayStop(N1));
        assertEquals(new Outcome.Done(), kube.drain(N1, within(Duration.ofSeconds(5)), _ -> {}));
        assertEquals(new Outcome.Done(), kube.mayStop(N1));
        assertEquals(new Outcome.Done(), kube.mayStop(new MachineId("nobody")));
    }

    @Test
    void anUncordonLiftsOnlyOurOwnCordon() throws Exception {
        assertEquals(new Outcome.Done(), kube.drain(N1, within(Duration.ofSeconds(5)), _ -> {}));
        assertEquals(new Outcome.Done(), kube.uncordon(N1));
        assertEquals(Cordon.NONE, node().cordon());
        assertTrue(admin.get(NODES + "/node-01").json().at("/metadata/annotations").isEmpty());

        admin.patch("merge", NODES + "/node-01", "{\"spec\":{\"unschedulable\":true}}").expect(200);
        assertEquals(Cordon.FOREIGN, node().cordon());
        assertEquals(new Outcome.Done(), kube.uncordon(N1));
        assertEquals(Cordon.FOREIGN, node().cordon());

        assertEquals(new Outcome.Done(), kube.drain(N1, within(Duration.ofSeconds(5)), _ -> {}));
        assertEquals(Cordon.DRAINED, node().cordon());
        assertEquals(new Outcome.Done(), kube.uncordon(N1));
        assertEquals(Cordon.FOREIGN, node().cordon());
    }

    @Test
    void labelsAndTaintsThatGitDropsGoAndForeignOnesStay() throws Exception {
        admin.patch(
                        "merge",
                        NODES + "/node-01",
                        """
                        {"metadata":{"labels":{"theirs":"x"}},
                         "spec":{"taints":[{"key":"theirs","effect":"NoSchedule"}]}}\
                        """)
                .expect(200);
        Taint ours = new Taint("bringup.dev/gpu", "yes", Taint.Effect.NO_EXECUTE);

        assertEquals(
                new Outcome.Done(), kube.label(spec(Map.of("rack", "r1"), List.of(ours)), STAMP));

        NodeState.Present labelled = node();
        assertEquals(Map.of("rack", "r1"), labelled.labels());
        assertEquals(List.of(ours), labelled.taints());
        assertEquals(Optional.of(STAMP), labelled.stamp());

        assertEquals(new Outcome.Done(), kube.label(spec(Map.of(), List.of()), STAMP));
        assertEquals(
                "{\"theirs\":\"x\",\"node-role.kubernetes.io/worker\":\"\"}",
                admin.get(NODES + "/node-01").json().at("/metadata/labels").toString());
        assertEquals(
                "[{\"key\":\"theirs\",\"effect\":\"NoSchedule\"}]",
                admin.get(NODES + "/node-01").json().at("/spec/taints").toString());
        assertEquals(
                new Outcome.Stalled("Kubernetes has no Node nobody"),
                kube.uncordon(new MachineId("nobody")));
    }

    @Test
    void aReleaseDeletesTheNodeAndAnAbsentOneIsDone() throws Exception {
        assertEquals(new Outcome.Done(), kube.release(N1));
        admin.get(NODES + "/node-01").expect(404);
        assertEquals(new Outcome.Done(), kube.release(N1));
        assertEquals(new Outcome.Done(), kube.drain(N1, within(Duration.ofSeconds(1)), _ -> {}));
    }

    @Test
    void podsWithoutAPlaceAreCounted() throws Exception {
        String pod = Sample.pod("web", "", "web");
        admin.patch("merge", NODES + "/node-01", "{\"spec\":{\"unschedulable\":true}}").expect(200);
        admin.post(PODS, pod).expect(201);
        admin.post(PODS, pod.replace("web", "db")).expect(201);
        for (int i = 0; i < 60 && !homeless("db"); i++) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertEquals(2, pending());

        admin.patch("merge", NODES + "/node-01", "{\"spec\":{\"unschedulable\":null}}").expect(200);
        for (int i = 0; i < 60 && homeless("db"); i++) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertEquals(0, pending());
        assertEquals("node-01", admin.get(PODS + "/web").text("/spec/nodeName"));
    }

    private boolean homeless(String pod) throws Exception {
        return admin.get(PODS + "/" + pod)
                .text("/status/conditions/0/reason")
                .equals("Unschedulable");
    }

    private int pending() throws Exception {
        BlockingQueue<Sighting> seen = new LinkedBlockingQueue<>();
        Thread watching = Thread.ofVirtual().start(() -> kube.watch(seen::add));
        try {
            while (true) {
                if (seen.poll(5, TimeUnit.SECONDS) instanceof Sighting.PodsPending(Pending pods)) {
                    return pods.pods();
                }
            }
        } finally {
            watching.interrupt();
        }
    }

    private static final Kubernetes EXTERNAL = new Kubernetes("1.36.2");

    private static Kubernetes at(String endpoint) {
        return new Kubernetes(
                "1.36.2",
                Optional.of(endpoint),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void joinMaterialNamesTheEndpointThatGitNames() {
        assertEquals(
                "k8s.lab.example:6443",
                kube.mint(N1, Duration.ofMinutes(5), at("k8s.lab.example:6443"))
                        .orElseThrow()
                        .endpoint());
    }

    /// Groups that may ask for a certificate of a kubelet, each in the cluster of its tool.
    @Test
    void whoJoinsIsInTheGroupThatTheClusterKnows() throws Exception {
        String secrets = "/api/v1/namespaces/kube-system/secrets/bootstrap-token-";
        for (Kubernetes.Tool tool : Kubernetes.Tool.values()) {
            Kubernetes made =
                    new Kubernetes(
                            "1.36.2",
                            Optional.of("k8s:6443"),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(new Kubernetes.SealedRoots("sealed")),
                            tool);
            JoinMaterial material = kube.mint(N1, Duration.ofMinutes(5), made).orElseThrow();
            String id = material.token().substring(0, 6);
            String groups = admin.get(secrets + id).text("/data/auth-extra-groups");
            assertEquals(
                    "system:bootstrappers:bringup,system:bootstrappers:"
                            + tool.name().toLowerCase(Locale.ROOT)
                            + ":default-node-token",
                    new String(Base64.getDecoder().decode(groups), StandardCharsets.UTF_8));
        }
    }

    @Test
    void joinMaterialIsForOneMachineOnce() throws Exception {
        JoinMaterial material = kube.mint(N1, Duration.ofMinutes(5), EXTERNAL).orElseThrow();
        assertEquals(api.uri().getAuthority(), material.endpoint());
        assertEquals(api.caHash(), material.caCertificateHash());
        LabClient joining = admin.as(material.token());
        String trade = "/lab/v1/node-token";

        joining.get(NODES).expect(403);
        assertEquals(
                "this token is for the node 'node-01', not for 'node-02'",
                joining.post(trade, "{\"node\":\"node-02\"}").expect(403).text("/message"));
        String token = joining.post(trade, "{\"node\":\"node-01\"}").expect(200).text("/token");
        joining.post(trade, "{\"node\":\"node-01\"}").expect(401);

        LabClient node = admin.as(token);
        node.get(NODES + "/node-01").expect(200);
        node.get(NODES + "/node-02").expect(403);
        node.get("/api/v1/namespaces/kube-system/secrets").expect(403);
    }

    @Test
    void theWatchSurvivesARestartOfTheApiAndListsAgain() throws Exception {
        BlockingQueue<Sighting> sightings = new LinkedBlockingQueue<>();
        Thread watching = Thread.ofVirtual().start(() -> kube.watch(sightings::add));
        Sighting.NodesListed first = await(sightings, Sighting.NodesListed.class, _ -> true);
        assertEquals(List.of(N1), List.copyOf(first.nodes().keySet()));

        admin.post(NODES, Sample.node("node-02")).expect(201);
        await(
                sightings,
                Sighting.NodeSeen.class,
                s ->
                        s.machine().name().equals("node-02")
                                && s.state() instanceof NodeState.Present);
        admin.delete(NODES + "/node-02").expect(200);
        await(sightings, Sighting.NodeSeen.class, s -> s.state() instanceof NodeState.Absent);

        int port = api.uri().getPort();
        api.close();
        Sighting.ClusterSilent silent = await(sightings, Sighting.ClusterSilent.class, _ -> true);
        assertTrue(
                silent.because().startsWith("the Kubernetes API does not answer: "),
                silent.because());
        assertInstanceOf(Outcome.Retry.class, kube.release(N1));
        assertEquals(Optional.empty(), kube.mint(N1, Duration.ofMinutes(1), EXTERNAL));

        api = Sample.api(folder, port);
        Sighting.NodesListed again = await(sightings, Sighting.NodesListed.class, _ -> true);
        assertEquals(first, again);
        watching.interrupt();
        watching.join();
    }

    private static <T extends Sighting> T await(
            BlockingQueue<Sighting> sightings, Class<T> type, Predicate<T> wanted)
            throws InterruptedException {
        while (true) {
            Sighting next = sightings.poll(15, TimeUnit.SECONDS);
            assertTrue(next != null, "no " + type.getSimpleName() + " came");
            if (type.isInstance(next) && wanted.test(type.cast(next))) {
                return type.cast(next);
            }
        }
    }

    private NodeState.Present node() throws Exception {
        BlockingQueue<Sighting> sightings = new LinkedBlockingQueue<>();
        Thread watching = Thread.ofVirtual().start(() -> kube.watch(sightings::add));
        Sighting.NodesListed listed = await(sightings, Sighting.NodesListed.class, _ -> true);
        watching.interrupt();
        watching.join();
        return listed.nodes().get(N1);
    }

    private static Policy.Drain within(Duration time) {
        return new Policy.Drain(time, Policy.Drain.Then.HOLD);
    }

    private static MachineSpec spec(Map<String, String> labels, List<Taint> taints) {
        Image image =
                new Image(
                        "os",
                        Image.Arch.X86_64,
                        "os.raw",
                        new Sha256("cd".repeat(32)),
                        Image.Format.RAW);
        return new MachineSpec(
                N1,
                new MachineSpec.Hardware(
                        List.of(Mac.parse("52:54:00:00:00:01")),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        new MachineSpec.DiskHints(
                                Optional.empty(), Optional.empty(), Optional.empty()),
                        Optional.empty()),
                Ip4.parse("127.77.1.1"),
                "worker",
                new MachineSpec.Install(
                        image,
                        new Payload(Payload.Kind.CLOUD_INIT, new TreeMap<>()),
                        List.of(),
                        GOAL),
                new MachineSpec.NodeSpec(new TreeMap<>(labels), taints),
                new MachineSpec.Intent(
                        MachineSpec.Want.JOINED, Optional.empty(), Optional.empty()));
    }
}
