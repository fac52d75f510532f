package dev.bringup.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bringup.lab.api.LabApi;
import dev.bringup.lab.api.Sample;
import dev.bringup.model.MachineId;
import dev.bringup.model.Policy;
import dev.bringup.port.Outcome;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What we rely on Kubernetes for. By default the lab's API is asked; with
/// `-Dbringup.test.kubeconfig=FILE` any cluster, in which namespaces, Nodes and kinds of its own
/// are made and taken away again, and nothing else is touched.
@Timeout(120)
class KubeContractTest {

    private static final String RUN = HexFormat.of().toHexDigits(new SecureRandom().nextInt());
    private static final String SPACE = "bringup-contract-" + RUN;
    private static final MachineId NODE = new MachineId("bringup-contract-node-" + RUN);
    private static final String GROUP = "g" + RUN + ".bringup.dev";
    private static final String WIDGETS = "/apis/" + GROUP + "/v1/namespaces/" + SPACE + "/widgets";

    @TempDir Path folder;
    private Optional<LabApi> lab = Optional.empty();
    private KubernetesClient client;
    private Kube kube;

    @BeforeEach
    void start() throws IOException {
        String given = System.getProperty("bringup.test.kubeconfig", "");
        if (given.isEmpty()) {
            lab = Optional.of(Sample.api(folder, 0));
        }
        Path kubeconfig = lab.map(LabApi::kubeconfig).orElse(Path.of(given));
        Config config = Config.fromKubeconfig(kubeconfig.toFile());
        config.setOnlyHttpWatches(true);
        config.setRequestRetryBackoffLimit(0);
        client =
                new KubernetesClientBuilder()
                        .withConfig(config)
                        .withHttpClientFactory(new JdkHttpClientFactory())
                        .build();
        kube = Kube.connect(kubeconfig, InstantSource.system(), new SecureRandom());
        post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + SPACE + "\"}}");
        post("/api/v1/nodes", "{\"metadata\":{\"name\":\"" + NODE + "\"},\"spec\":{}}");
    }

    @AfterEach
    void clean() {
        client.nodes().withName(NODE.name()).delete();
        client.namespaces().withName(SPACE).delete();
        kube.close();
        client.close();
        lab.ifPresent(LabApi::close);
    }

    private void post(String path, String json) {
        String _ = client.raw(path, "POST", Raw.parse(json));
    }

    private Node node() {
        return client.nodes().withName(NODE.name()).get();
    }

    private void patch(PatchType type, String patch) {
        client.nodes().withName(NODE.name()).patch(PatchContext.of(type), patch);
    }

    @Test
    void aNodeIsPatchedInEveryFormat() {
        patch(PatchType.JSON_MERGE, "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
        patch(
                PatchType.STRATEGIC_MERGE,
                "{\"spec\":{\"taints\":[{\"key\":\"k\",\"effect\":\"NoSchedule\"}]}}");
        patch(PatchType.JSON, "[{\"op\":\"add\",\"path\":\"/metadata/labels/c\",\"value\":\"d\"}]");

        assertEquals("b", node().getMetadata().getLabels().get("a"));
        assertEquals("d", node().getMetadata().getLabels().get("c"));
        assertTrue(node().getSpec().getTaints().stream().anyMatch(t -> t.getKey().equals("k")));
    }

    @Test
    void aStaleWriteIsAConflict() {
        Node stale = node();
        patch(PatchType.JSON_MERGE, "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
        Node wish =
                new NodeBuilder(stale).editMetadata().addToLabels("a", "c").endMetadata().build();
        assertEquals(409, code(() -> client.nodes().resource(wish).update()));
    }

    private static int code(Callable<?> call) {
        return assertThrows(KubernetesClientException.class, call::call).getCode();
    }

    private ConfigMap map(String value) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName("c")
                .withNamespace(SPACE)
                .endMetadata()
                .addToData("k", value)
                .build();
    }

    @Test
    void takingOthersFieldsIsAConflictWithItsCauses() {
        client.resource(map("x")).fieldManager("a").serverSideApply();

        KubernetesClientException conflict =
                assertThrows(
                        KubernetesClientException.class,
                        () -> client.resource(map("y")).fieldManager("b").serverSideApply());

        assertEquals(409, conflict.getCode());
        StatusCause cause = conflict.getStatus().getDetails().getCauses().getFirst();
        assertEquals("FieldManagerConflict", cause.getReason());
        assertEquals(".data.k", cause.getField());
        assertTrue(cause.getMessage().startsWith("conflict with \"a\""), cause.getMessage());
        ConfigMap forced =
                client.resource(map("y")).fieldManager("b").forceConflicts().serverSideApply();
        assertEquals("y", forced.getData().get("k"));
        String version = forced.getMetadata().getResourceVersion();
        assertEquals(
                version,
                client.resource(map("y"))
                        .fieldManager("b")
                        .serverSideApply()
                        .getMetadata()
                        .getResourceVersion(),
                "saying the same again writes nothing");
    }

    @Test
    void anEvictionThatABudgetForbidsIsNotNow() throws Exception {
        String pods = "/api/v1/namespaces/" + SPACE + "/pods";
        serviceAccount();
        post(pods, Sample.pod("web", NODE.name(), "web"));
        post(
                "/apis/policy/v1/namespaces/" + SPACE + "/poddisruptionbudgets",
                Sample.budget("web", "web", 1));

        KubernetesClientException refused =
                assertThrows(
                        KubernetesClientException.class,
                        () ->
                                client.raw(
                                        pods + "/web/eviction",
                                        "POST",
                                        Raw.parse(
                                                "{\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\","
                                                        + "\"metadata\":{\"name\":\"web\"}}")));

        assertEquals(429, refused.getCode());
        assertEquals(
                "DisruptionBudget",
                refused.getStatus().getDetails().getCauses().getFirst().getReason());
    }

    /// Where no controller makes it.
    private void serviceAccount() {
        try {
            post(
                    "/api/v1/namespaces/" + SPACE + "/serviceaccounts",
                    "{\"metadata\":{\"name\":\"default\"}}");
        } catch (KubernetesClientException e) {
            assertEquals(409, e.getCode());
        }
    }

    @Test
    void anEmptyNodeIsDrainedMarkedAndOpenedAgain() {
        Policy.Drain drain = new Policy.Drain(Duration.ofSeconds(60), Policy.Drain.Then.HOLD);
        assertEquals(new Outcome.Done(), kube.drain(NODE, drain));
        assertEquals(Boolean.TRUE, node().getSpec().getUnschedulable());
        assertTrue(node().getMetadata().getAnnotations().containsKey(Marks.DRAINED));

        assertEquals(new Outcome.Done(), kube.uncordon(NODE));
        assertTrue(!Boolean.TRUE.equals(node().getSpec().getUnschedulable()));
        assertEquals(new Outcome.Done(), kube.release(NODE));
        assertEquals(Optional.empty(), Optional.ofNullable(node()));
    }

    @Test
    void aBootstrapTokenHasTheKeysThatKubernetesReads() {
        Secret token =
                client.resource(
                                BootstrapToken.fresh(new SecureRandom())
                                        .object(
                                                NODE,
                                                Instant.now().plusSeconds(300),
                                                "system:bootstrappers:bringup"))
                        .create();
        try {
            assertEquals("bootstrap.kubernetes.io/token", token.getType());
            assertEquals(
                    Set.of(
                            "usage-bootstrap-signing",
                            "token-id",
                            "token-secret",
                            "expiration",
                            "usage-bootstrap-authentication",
                            "auth-extra-groups"),
                    token.getData().keySet());
        } finally {
            client.resource(token).delete();
        }
    }

    @Test
    void aLeaseIsTakenByOne() {
        Lease lease =
                new LeaseBuilder()
                        .withNewMetadata()
                        .withName("one")
                        .withNamespace(SPACE)
                        .endMetadata()
                        .withNewSpec()
                        .withHolderIdentity("a")
                        .endSpec()
                        .build();
        Lease first = client.resource(lease).create();
        assertEquals(409, code(() -> client.resource(lease).create()));

        Lease taken = new LeaseBuilder(first).editSpec().withHolderIdentity("b").endSpec().build();
        assertEquals("b", client.resource(taken).update().getSpec().getHolderIdentity());
        assertEquals(409, code(() -> client.resource(taken).update()), "its version is gone");
    }

    @Test
    void aWatchGoesOnWhereAListEnded() throws Exception {
        String version =
                client.configMaps().inNamespace(SPACE).list().getMetadata().getResourceVersion();
        client.resource(map("x")).create();
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        try (Watch _ =
                client.configMaps()
                        .inNamespace(SPACE)
                        .watch(
                                new ListOptionsBuilder().withResourceVersion(version).build(),
                                told(seen))) {
            client.configMaps()
                    .inNamespace(SPACE)
                    .withName("c")
                    .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"data\":{\"k\":\"y\"}}");
            client.configMaps().inNamespace(SPACE).withName("c").delete();

            for (String event : List.of("ADDED x", "MODIFIED y", "DELETED y")) {
                assertEquals(event, seen.poll(20, TimeUnit.SECONDS));
            }
        }
    }

    /// A real cluster puts a map of its own into every namespace.
    private static Watcher<ConfigMap> told(BlockingQueue<String> seen) {
        return new Watcher<>() {
            @Override
            public void eventReceived(Action action, ConfigMap map) {
                if (map.getMetadata().getName().equals("c")) {
                    seen.add(action + " " + map.getData().get("k"));
                }
            }

            @Override
            public void onClose(WatcherException cause) {
                seen.add("closed");
            }
        };
    }

    @Test
    void aDefinedKindHasAStatusOfItsOwn() throws Exception {
        String name = "widgets." + GROUP;
        String crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
        post(
                crds,
                """
                {"metadata": {"name": "%s"},
                 "spec": {"group": "%s", "scope": "Namespaced",
                   "names": {"plural": "widgets", "singular": "widget", "kind": "Widget",
                             "listKind": "WidgetList"},
                   "versions": [{"name": "v1", "served": true, "storage": true,
                     "subresources": {"status": {}},
                     "schema": {"openAPIV3Schema": {"type": "object",
                       "x-kubernetes-preserve-unknown-fields": true}}}]}}
                """
                        .formatted(name, GROUP));
        try {
            String widget =
                    "{\"apiVersion\":\"%s/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"w\"},"
                            + "\"spec\":{\"size\":1},\"status\":{\"seen\":1}}";
            await(() -> served(widget.formatted(GROUP)));
            assertTrue(widget().path("status").isMissingNode(), "a status is not created");

            JsonNode both = Raw.parse(widget().toString());
            ((ObjectNode) both).putObject("status").put("seen", 2);
            ((ObjectNode) both.path("spec")).put("size", 2);
            String _ = client.raw(WIDGETS + "/w/status", "PUT", both);
            assertEquals(2, widget().at("/status/seen").asInt());
            assertEquals(1, widget().at("/spec/size").asInt());
        } finally {
            String _ = client.raw(crds + "/" + name, "DELETE", Raw.parse("{}"));
        }
    }

    private boolean served(String widget) {
        try {
            post(WIDGETS, widget);
            return true;
        } catch (KubernetesClientException e) {
            assertEquals(404, e.getCode(), e::getMessage);
            return false;
        }
    }

    private JsonNode widget() {
        return new Raw(client).get(WIDGETS + "/w").orElseThrow();
    }

    private static void await(Callable<Boolean> there) throws Exception {
        for (int i = 0; i < 200; i++) {
            if (there.call()) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new AssertionError("not in 20 s");
    }
}
