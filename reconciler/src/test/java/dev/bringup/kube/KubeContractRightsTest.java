package dev.bringup.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bringup.lab.api.Sample;
import dev.bringup.model.Action.Blast;
import dev.bringup.model.Lead;
import dev.bringup.model.NodeState;
import dev.bringup.model.Policy;
import dev.bringup.model.Sighting;
import dev.bringup.port.Outcome;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What the program does in Kubernetes, with the roles of the chart and no other. The cluster is
/// that of [ContractCluster], which may be a real one.
@Timeout(120)
class KubeContractRightsTest {

    @TempDir Path folder;
    private ContractCluster cluster;
    private Kube kube;

    @BeforeEach
    void start() throws Exception {
        cluster = ContractCluster.open(folder);
        kube = cluster.kube;
    }

    @AfterEach
    void clean() {
        cluster.close();
    }

    private Node node() {
        return cluster.admin.nodes().withName(cluster.node.name()).get();
    }

    /// A pod that serves on our Node, as its kubelet would say.
    private void pod() throws Exception {
        ContractCluster.await(this::hasAccount);
        JsonNode _ =
                cluster.make(
                        cluster.core("pods"),
                        Sample.pod("web", cluster.node.name(), "web")
                                .replace("GracePeriodSeconds\":1", "GracePeriodSeconds\":0"));
        cluster.admin
                .pods()
                .inNamespace(cluster.space)
                .withName("web")
                .editStatus(pod -> {
                    pod.getStatus().setPhase("Running");
                    pod.getStatus()
                            .setConditions(
                                    List.of(
                                            new PodConditionBuilder()
                                                    .withType("Ready")
                                                    .withStatus("True")
                                                    .build()));
                    return pod;
                });
    }

    /// Without it no pod is let in; a controller makes it, where there is one.
    private boolean hasAccount() {
        try {
            JsonNode _ =
                    cluster.post(
                            cluster.core("serviceaccounts"),
                            "{\"metadata\":{\"name\":\"default\"}}");
        } catch (KubernetesClientException e) {
            assertEquals(409, e.getCode());
        }
        return true;
    }

    @Test
    void aBudgetHoldsADrainThatGoesOnWithoutIt() throws Exception {
        pod();
        String budgets = "/apis/policy/v1/namespaces/" + cluster.space + "/poddisruptionbudgets";
        JsonNode _ = cluster.make(budgets, Sample.budget("web", "web", 1));
        ContractCluster.await(
                () -> cluster.get(budgets + "/web").at("/status/currentHealthy").asInt() == 1);

        Outcome.Retry held =
                assertInstanceOf(
                        Outcome.Retry.class,
                        kube.drain(cluster.node, within(Duration.ofSeconds(2)), _ -> {}));
        assertEquals(
                "pods stay on %s: %s/web (The disruption budget web needs 1 healthy pods and has 1"
                        + " currently)",
                held.because().replace(cluster.node.name(), "%s").replace(cluster.space, "%s"));
        assertEquals(Boolean.TRUE, node().getSpec().getUnschedulable());

        cluster.delete(budgets + "/web");
        assertEquals(
                new Outcome.Done(),
                kube.drain(cluster.node, within(Duration.ofSeconds(20)), _ -> {}));
        assertTrue(node().getMetadata().getAnnotations().containsKey(Marks.DRAINED));
        assertEquals(new Outcome.Done(), kube.mayStop(cluster.node));
    }

    @Test
    void aPodThatAFinalizerKeepsIsNamedWithIt() throws Exception {
        pod();
        String web = cluster.core("pods/web");
        finalizers("[\"example.org/backup\"]");
        try {
            Outcome.Retry held =
                    assertInstanceOf(
                            Outcome.Retry.class,
                            kube.drain(
                                    cluster.node,
                                    new Policy.Drain(Duration.ofSeconds(1), Policy.Drain.Then.HOLD),
                                    _ -> {}));
            assertEquals(
                    "pods stay on %s: %s/web (still terminating: kept by finalizer"
                            + " example.org/backup)",
                    held.because().replace(cluster.node.name(), "%s").replace(cluster.space, "%s"));
        } finally {
            finalizers("null");
        }
        assertEquals(
                new Outcome.Done(),
                kube.drain(cluster.node, within(Duration.ofSeconds(20)), _ -> {}));
        assertEquals(Optional.empty(), new Raw(cluster.admin).get(web));
    }

    private void finalizers(String list) {
        cluster.admin
                .pods()
                .inNamespace(cluster.space)
                .withName("web")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"finalizers\":" + list + "}}");
    }

    @Test
    void anEvictionThatABudgetForbidsIsNotNow() throws Exception {
        pod();
        JsonNode _ =
                cluster.make(
                        "/apis/policy/v1/namespaces/" + cluster.space + "/poddisruptionbudgets",
                        Sample.budget("web", "web", 1));
        String eviction =
                "{\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\",\"metadata\":{\"name\":\"web\"}}";

        KubernetesClientException refused =
                assertThrows(
                        KubernetesClientException.class,
                        () ->
                                cluster.account.raw(
                                        cluster.core("pods/web/eviction"),
                                        "POST",
                                        Raw.parse(eviction)));

        assertEquals(429, refused.getCode());
        assertEquals(
                "DisruptionBudget",
                refused.getStatus().getDetails().getCauses().getFirst().getReason());
    }

    private static Policy.Drain within(Duration time) {
        return new Policy.Drain(time, Policy.Drain.Then.HOLD);
    }

    @Test
    void anEmptyNodeIsDrainedOpenedAgainAndReleased() {
        assertEquals(
                new Outcome.Done(),
                kube.drain(cluster.node, within(Duration.ofSeconds(60)), _ -> {}));
        assertEquals(Boolean.TRUE, node().getSpec().getUnschedulable());

        assertEquals(new Outcome.Done(), kube.uncordon(cluster.node));
        assertTrue(!Boolean.TRUE.equals(node().getSpec().getUnschedulable()));
        assertEquals(new Outcome.Done(), kube.release(cluster.node));
        assertEquals(Optional.empty(), Optional.ofNullable(node()));
    }

    @Test
    void theWatchTellsOfANodeFromItsListToItsEnd() throws Exception {
        BlockingQueue<Sighting> seen = new LinkedBlockingQueue<>();
        Thread watching = Thread.ofVirtual().start(() -> kube.watch(seen::add));
        try {
            next(
                    seen,
                    s ->
                            s instanceof Sighting.NodesListed l
                                    && l.nodes().containsKey(cluster.node));
            cluster.admin
                    .nodes()
                    .withName(cluster.node.name())
                    .edit(n -> {
                        n.getSpec().setUnschedulable(true);
                        return n;
                    });
            next(
                    seen,
                    s ->
                            tells(s) instanceof NodeState.Present p
                                    && p.cordon() == NodeState.Cordon.FOREIGN);
            assertEquals(new Outcome.Done(), kube.release(cluster.node));
            next(seen, s -> tells(s) instanceof NodeState.Absent);
        } finally {
            watching.interrupt();
            watching.join();
        }
    }

    private @Nullable NodeState tells(Sighting sighting) {
        return sighting instanceof Sighting.NodeSeen(var machine, NodeState state)
                        && machine.equals(cluster.node)
                ? state
                : null;
    }

    private static void next(BlockingQueue<Sighting> seen, Predicate<Sighting> wanted)
            throws InterruptedException {
        Sighting next = seen.poll(20, TimeUnit.SECONDS);
        while (next != null && !wanted.test(next)) {
            next = seen.poll(20, TimeUnit.SECONDS);
        }
        assertTrue(next != null, "it did not come");
    }

    @Test
    void oneLeadsUntilItLetsGo() {
        Leadership one = leadership("one");
        Leadership two = leadership("two");

        assertEquals(new Lead.Us(), one.campaign());
        assertEquals(new Lead.Other("one"), two.campaign());
        assertEquals(new Lead.Us(), one.campaign());
        assertEquals(Optional.empty(), one.fence(Blast.DISK));
        one.close();
        assertEquals(new Lead.Us(), two.campaign());
        two.close();
    }

    private Leadership leadership(String name) {
        return new Leadership(
                cluster.account, cluster.space, name, InstantSource.system(), System::nanoTime);
    }

    @Test
    void whatIsToldOfANodeStandsInItsEvents() {
        NodeEvents.Line line =
                new NodeEvents.Line(cluster.node, false, "Drained", "drained for a new image");
        assertEquals(new Outcome.Done(), kube.events().tell(line));
        assertEquals(new Outcome.Done(), kube.events().tell(line));

        List<JsonNode> found = new ArrayList<>();
        cluster.get(
                        "/api/v1/namespaces/default/events?fieldSelector=involvedObject.uid%3D"
                                + cluster.node)
                .path("items")
                .forEach(found::add);
        assertEquals(1, found.size());
        assertEquals(2, found.getFirst().path("count").asInt());
        cluster.get(
                        "/api/v1/namespaces/default/events?fieldSelector=involvedObject.name%3D"
                                + cluster.node)
                .path("items")
                .forEach(e ->
                        cluster.delete(
                                "/api/v1/namespaces/default/events/"
                                        + e.at("/metadata/name").asText()));
    }

    @Test
    void whatNoRoleGrantsIsRefused() {
        for (String call :
                List.of(
                        "GET /api/v1/namespaces/default/secrets",
                        "GET /api/v1/namespaces/SPACE/configmaps",
                        "GET /api/v1/secrets",
                        "POST /api/v1/nodes",
                        "DELETE /api/v1/namespaces/SPACE",
                        "POST /apis/rbac.authorization.k8s.io/v1/clusterroles",
                        "GET /apis/coordination.k8s.io/v1/namespaces/kube-system/leases/another")) {
            String method = call.substring(0, call.indexOf(' '));
            String path = call.substring(method.length() + 1).replace("SPACE", cluster.space);
            JsonNode body =
                    method.equals("GET") ? null : Raw.parse("{\"metadata\":{\"name\":\"x\"}}");
            assertEquals(403, code(() -> cluster.account.raw(path, method, body)), call);
        }
    }

    private static int code(Callable<?> call) {
        return assertThrows(KubernetesClientException.class, call::call).getCode();
    }
}
