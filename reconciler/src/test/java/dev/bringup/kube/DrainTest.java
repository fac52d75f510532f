package dev.bringup.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.lab.api.LabApi;
import dev.bringup.lab.api.LabClient;
import dev.bringup.lab.api.Sample;
import dev.bringup.model.MachineId;
import dev.bringup.model.Policy;
import dev.bringup.model.Policy.Drain.EmptyDir;
import dev.bringup.model.Policy.Drain.Then;
import dev.bringup.port.Outcome;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A Node of the lab's own API is emptied, and it is told pod by pod.
class DrainTest {

    private static final MachineId N1 = new MachineId("node-01");
    private static final String NODES = "/api/v1/nodes";
    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String BUDGETS = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";
    private static final String BUDGET =
            "The disruption budget keep-web needs 1 healthy pods and has 1 currently";
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofSeconds(1);

    @TempDir Path folder;
    private LabApi api;
    private LabClient admin;
    private Kube kube;
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

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

    private Outcome drain(Policy.Drain policy) {
        return kube.drain(N1, policy, told::add);
    }

    private static Policy.Drain within(Duration time) {
        return new Policy.Drain(time, Then.HOLD);
    }

    private boolean isDrained() throws Exception {
        return admin.get(NODES + "/node-01").json().at("/metadata/annotations").has(Marks.DRAINED);
    }

    private List<String> pods() throws Exception {
        return admin.get(PODS).json().findValues("metadata").stream()
                .map(m -> m.path("name").asText())
                .filter(n -> !n.isEmpty())
                .toList();
    }

    /// A budget counts what runs.
    private void budgeted() throws Exception {
        admin.post(PODS, Sample.pod("web", "node-01", "web")).expect(201);
        admin.post(BUDGETS, Sample.budget("keep-web", "web", 1)).expect(201);
        while (!admin.get(PODS + "/web").text("/status/phase").equals("Running")) {
            Thread.sleep(20);
        }
    }

    @Test
    void itEvictsAllButDaemonsAndMarksTheNode() throws Exception {
        admin.post(PODS, Sample.pod("web", "node-01", "web")).expect(201);
        admin.post(PODS, Sample.daemonPod("agent", "node-01")).expect(201);

        assertEquals(new Outcome.Done(), drain(within(LONG)));
        assertEquals(true, isDrained());
        assertEquals(List.of("agent"), pods());
        assertEquals(List.of("default/web went; no pod is left"), told);
    }

    @Test
    void aBudgetHoldsItByNameAndThenYields() throws Exception {
        budgeted();

        assertEquals(
                new Outcome.Retry(
                        "pods stay on node-01: default/web (" + BUDGET + ")",
                        Duration.ofSeconds(30)),
                drain(within(SHORT)));
        assertEquals(List.of("default/web stays: " + BUDGET), told);
        assertEquals(false, isDrained());

        admin.delete(BUDGETS + "/keep-web").expect(200);
        assertEquals(new Outcome.Done(), drain(within(LONG)));
        assertEquals("default/web went; no pod is left", told.getLast());
        assertEquals(true, isDrained());
    }

    @Test
    void byForceItDeletesWhatABudgetKeeps() throws Exception {
        budgeted();

        assertEquals(new Outcome.Done(), drain(new Policy.Drain(SHORT, Then.FORCE)));
        assertEquals(List.of(), pods());
    }

    /// Not by force either: that is for pods that do not go, and this one is not asked.
    @Test
    void dataOfAPodIsLeftAloneWhereItIsToBe() throws Exception {
        admin.post(
                        PODS,
                        Sample.pod("cache", "node-01", "cache")
                                .replace(
                                        "\"spec\":{",
                                        "\"spec\":{\"volumes\":[{\"name\":\"v\",\"emptyDir\":{}}],"))
                .expect(201);
        String because = "it has an emptyDir, and policy.drain.emptyDir is hold";

        assertEquals(
                new Outcome.Retry(
                        "pods stay on node-01: default/cache (" + because + ")",
                        Duration.ofSeconds(30)),
                drain(new Policy.Drain(SHORT, Then.HOLD, EmptyDir.HOLD)));
        assertEquals(List.of("default/cache stays: " + because), told);
        assertEquals(List.of("cache"), pods());
        assertEquals(new Outcome.Done(), drain(within(LONG)));
    }
}
