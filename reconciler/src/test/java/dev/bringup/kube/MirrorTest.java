package dev.bringup.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bringup.lab.api.LabApi;
import dev.bringup.lab.api.LabClient;
import dev.bringup.lab.api.Sample;
import dev.bringup.manifest.Crds;
import dev.bringup.model.Phase;
import dev.bringup.model.Power;
import dev.bringup.port.Outcome;
import dev.bringup.view.Condition;
import dev.bringup.view.MachineObject;
import dev.bringup.view.MachineView.NodeWord;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/// Machine objects in the lab's own API, over real sockets.
class MirrorTest {

    private static final String MACHINES = "/apis/bringup.dev/v1/machines";
    private static final String DEFINITIONS =
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final MachineObject.Spec SPEC =
            new MachineObject.Spec(List.of("52:54:00:00:00:01"), "10.0.0.1", "worker", "Joined");
    private static final MachineObject.Status READY =
            new MachineObject.Status(
                    Condition.READY,
                    Optional.of("ab".repeat(20)),
                    Optional.of(Power.ON),
                    Optional.of(NodeWord.READY),
                    Optional.empty(),
                    Optional.of(new MachineObject.Held("R9", "drain", "opens at 02:00")));
    private static final MachineObject.Status INSTALLING =
            new MachineObject.Status(
                    Condition.INSTALLING,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(new MachineObject.Doing("installed", Optional.of(Phase.IMAGE))),
                    Optional.empty());

    @TempDir Path folder;
    private LabApi api;
    private LabClient admin;
    private Kube kube;
    private Mirror mirror;

    @BeforeEach
    void start() throws Exception {
        api = Sample.api(folder, 0);
        admin = LabClient.admin(api);
        kube = Kube.connect(api.kubeconfig(), InstantSource.system(), new SecureRandom());
        mirror = kube.mirror();
    }

    @AfterEach
    void stop() {
        kube.close();
        admin.close();
        api.close();
    }

    private void define() throws Exception {
        for (Object one : new Yaml().loadAll(Crds.yaml())) {
            if (one instanceof Map<?, ?> definition
                    && String.valueOf(definition.get("metadata")).contains("machines.")) {
                String json = new ObjectMapper().writeValueAsString(definition);
                admin.post(DEFINITIONS, json).expect(201);
            }
        }
        while (admin.get(MACHINES).code() != 200) {
            Thread.sleep(20);
        }
    }

    private void show(MachineObject... machines) {
        assertEquals(new Outcome.Done(), mirror.show(List.of(machines)));
    }

    private JsonNode stored(String name) throws Exception {
        return admin.get(MACHINES + "/" + name).expect(200).json();
    }

    @Test
    void withoutTheirDefinitionNothingIsShown() {
        assertEquals(
                new Outcome.Retry(
                        "the cluster serves no bringup.dev/v1 Machine", Duration.ofMinutes(1)),
                mirror.show(List.of(new MachineObject("node-01", SPEC, READY))));
    }

    @Test
    void aMachineIsShownAsItIsAndThenAsItBecomes() throws Exception {
        define();
        show(new MachineObject("node-01", SPEC, READY));
        JsonNode before = stored("node-01");

        assertEquals("52:54:00:00:00:01", before.at("/spec/macs/0").asText());
        assertEquals("ready", before.at("/status/state").asText());
        assertEquals("R9", before.at("/status/held/rail").asText());
        assertEquals("ab".repeat(20), before.at("/status/commit").asText());

        show(new MachineObject("node-01", SPEC, INSTALLING));
        JsonNode after = stored("node-01");

        assertEquals("installing", after.at("/status/state").asText());
        assertEquals("image", after.at("/status/attempt/phase").asText());
        assertTrue(after.at("/status/held").isMissingNode(), after::toPrettyString);
        assertTrue(after.at("/status/commit").isMissingNode(), after::toPrettyString);
    }

    @Test
    void whatDidNotChangeIsNotWrittenAgain() throws Exception {
        define();
        show(new MachineObject("node-01", SPEC, READY));
        admin.patch(
                        "merge",
                        MACHINES + "/node-01",
                        "{\"metadata\":{\"annotations\":{\"x\":\"y\"}}}")
                .expect(200);
        String version = version();
        show(new MachineObject("node-01", SPEC, READY));

        assertEquals(version, version());
    }

    private String version() throws Exception {
        return stored("node-01").at("/metadata/resourceVersion").asText();
    }

    @Test
    void whatSomebodyChangedIsPutRightAfterAnotherReading() throws Exception {
        define();
        show(new MachineObject("node-01", SPEC, READY));
        admin.patch("merge", MACHINES + "/node-01", "{\"spec\":{\"profile\":\"other\"}}")
                .expect(200);
        mirror.forget();
        show(new MachineObject("node-01", SPEC, READY));

        assertEquals("worker", stored("node-01").at("/spec/profile").asText());
    }

    @Test
    void whatIsGoneIsDeletedAndWhatOthersMadeStays() throws Exception {
        define();
        admin.post(
                        MACHINES,
                        """
                        {"apiVersion":"bringup.dev/v1","kind":"Machine","metadata":{"name":"theirs"},
                         "spec":{"macs":["52:54:00:00:00:09"],"profile":"other"}}\
                        """)
                .expect(201);
        show(new MachineObject("node-01", SPEC, READY), new MachineObject("theirs", SPEC, READY));
        assertEquals("other", stored("theirs").at("/spec/profile").asText());

        show();
        admin.get(MACHINES + "/node-01").expect(404);
        stored("theirs");
    }

    @Test
    void anotherReconcilerGoesOnWithWhatIsThere() throws Exception {
        define();
        show(new MachineObject("node-01", SPEC, READY));
        mirror = kube.mirror();
        show();

        admin.get(MACHINES + "/node-01").expect(404);
    }
}
