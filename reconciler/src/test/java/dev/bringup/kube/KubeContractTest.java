package dev.bringup.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What we rely on Kubernetes for: how objects are written, listed and watched. The cluster is that
/// of [ContractCluster], which may be a real one.
@Timeout(120)
class KubeContractTest {

    private static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    @TempDir Path folder;
    private ContractCluster cluster;
    private KubernetesClient client;

    @BeforeEach
    void start() throws Exception {
        cluster = ContractCluster.open(folder);
        client = cluster.admin;
    }

    @AfterEach
    void clean() {
        cluster.close();
    }

    private Node node() {
        return client.nodes().withName(cluster.node.name()).get();
    }

    private void patch(PatchType type, String patch) {
        client.nodes().withName(cluster.node.name()).patch(PatchContext.of(type), patch);
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
                .withNamespace(cluster.space)
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
    void aWatchGoesOnWhereAListEnded() throws Exception {
        String version =
                client.configMaps()
                        .inNamespace(cluster.space)
                        .list()
                        .getMetadata()
                        .getResourceVersion();
        client.resource(map("x")).create();
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        try (Watch _ =
                client.configMaps()
                        .inNamespace(cluster.space)
                        .watch(
                                new ListOptionsBuilder().withResourceVersion(version).build(),
                                told(seen))) {
            client.configMaps()
                    .inNamespace(cluster.space)
                    .withName("c")
                    .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"data\":{\"k\":\"y\"}}");
            client.configMaps().inNamespace(cluster.space).withName("c").delete();

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

    /// Whoever reads is told until where, and goes on from there when the watch is over.
    @Test
    void aWatchEndsWithABookmarkFromWhichTheNextGoesOn() throws Exception {
        String version =
                client.configMaps()
                        .inNamespace(cluster.space)
                        .list()
                        .getMetadata()
                        .getResourceVersion();
        client.resource(map("x")).create();

        List<JsonNode> first = watched(cluster.core("configmaps"), version);
        client.configMaps()
                .inNamespace(cluster.space)
                .withName("c")
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"data\":{\"k\":\"y\"}}");
        String last = first.getLast().at("/object/metadata/resourceVersion").asText();

        assertEquals(List.of("ADDED x"), ours(first));
        assertEquals(List.of("MODIFIED y"), ours(watched(cluster.core("configmaps"), last)));
    }

    /// As lines, until the API ends it.
    private List<JsonNode> watched(String path, String version) {
        String lines =
                client.raw(
                        "%s?watch=true&allowWatchBookmarks=true&timeoutSeconds=1&resourceVersion=%s"
                                .formatted(path, version));
        return lines.lines().map(Raw::parse).toList();
    }

    private static List<String> ours(List<JsonNode> events) {
        return events.stream()
                .filter(e -> e.at("/object/metadata/name").asText().equals("c"))
                .map(e -> e.path("type").asText() + " " + e.at("/object/data/k").asText())
                .toList();
    }

    @Test
    void aListGoesOnWhereItStopped() {
        for (String name : List.of("a", "b", "d")) {
            client.resource(
                            new ConfigMapBuilder(map("x"))
                                    .editMetadata()
                                    .withName(name)
                                    .addToLabels("ours", "")
                                    .endMetadata()
                                    .build())
                    .create();
        }
        JsonNode first = cluster.get(cluster.core("configmaps?labelSelector=ours&limit=2"));
        String next = first.at("/metadata/continue").asText();
        assertEquals(2, first.path("items").size());
        JsonNode rest =
                cluster.get(
                        cluster.core("configmaps?labelSelector=ours&continue=")
                                + URLEncoder.encode(next, StandardCharsets.UTF_8));
        assertEquals("d", rest.at("/items/0/metadata/name").asText());

        assertEquals(
                400, code(() -> client.raw(cluster.core("configmaps?limit=2&continue=nonsense"))));
    }

    @Test
    void aDefinedKindHasAStatusOfItsOwnAndItsVersionsRunOut() throws Exception {
        String group = cluster.space + ".bringup.dev";
        String widgets = "/apis/" + group + "/v1/namespaces/" + cluster.space + "/widgets";
        cluster.make(
                CRDS,
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
                        .formatted("widgets." + group, group));
        String widget =
                "{\"apiVersion\":\"%s/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"w\"},"
                        + "\"spec\":{\"size\":1},\"status\":{\"seen\":1}}";
        ContractCluster.await(() -> served(widgets, widget.formatted(group)));
        String one = widgets + "/w";
        assertTrue(cluster.get(one).path("status").isMissingNode(), "a status is not created");

        ObjectNode both = (ObjectNode) cluster.get(one);
        both.putObject("status").put("seen", 2);
        ((ObjectNode) both.path("spec")).put("size", 2);
        String _ = client.raw(one + "/status", "PUT", both);
        assertEquals(2, cluster.get(one).at("/status/seen").asInt());
        assertEquals(1, cluster.get(one).at("/spec/size").asInt());

        List<JsonNode> events = watched(widgets, "1");
        assertEquals("ERROR", events.getFirst().path("type").asText(), "before there was any");
        assertEquals(410, events.getFirst().at("/object/code").asInt());
        assertEquals("Expired", events.getFirst().at("/object/reason").asText());
    }

    private boolean served(String widgets, String widget) {
        try {
            JsonNode _ = cluster.post(widgets, widget);
            return true;
        } catch (KubernetesClientException e) {
            assertEquals(404, e.getCode(), e::getMessage);
            return false;
        }
    }
}
