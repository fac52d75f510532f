package dev.bringup.lab.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Server-side apply, as Kubernetes has it: fields have owners, and who takes others' is told.
class ApplyTest {

    private static final String APPS = "/apis/apps/v1/namespaces/default";
    private static final String WEB = APPS + "/deployments/web";
    private static final String MAP = "/api/v1/namespaces/default/configmaps/c";

    @TempDir Path folder;
    private LabApi api;
    private LabClient admin;

    @BeforeEach
    void start() throws Exception {
        api = Sample.api(folder, 0);
        admin = LabClient.admin(api);
    }

    @AfterEach
    void stop() {
        admin.close();
        api.close();
    }

    private LabClient.Reply apply(String path, String manager, String yaml) throws Exception {
        String query = "?fieldManager=" + manager;
        return admin.send("PATCH", path + query, "application/apply-patch+yaml", yaml);
    }

    private static String map(String... data) {
        StringBuilder yaml = new StringBuilder("apiVersion: v1\nkind: ConfigMap\n");
        yaml.append(data.length == 0 ? "" : "data:\n");
        for (String line : data) {
            yaml.append("  ").append(line).append('\n');
        }
        return yaml.toString();
    }

    private static String web(String image, String port) {
        return """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, labels: {app: web}, creationTimestamp: null}
        spec:
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
              - name: main
                image: %s
                ports: [{containerPort: %s}]
        """
                .formatted(image, port);
    }

    @Test
    void makesWhatIsNotThereAndWritesDownWhoOwnsWhat() throws Exception {
        apply(WEB, "a", web("x:1", "80")).expect(201);
        LabClient.Reply again = apply(WEB, "a", web("x:1", "80")).expect(200);

        JsonNode managed = again.json().at("/metadata/managedFields/0");
        assertEquals("a", managed.path("manager").asText());
        assertEquals("Apply", managed.path("operation").asText());
        assertEquals("apps/v1", managed.path("apiVersion").asText());
        assertEquals("FieldsV1", managed.path("fieldsType").asText());
        assertEquals(
                "{\"f:metadata\":{\"f:labels\":{\"f:app\":{}}},\"f:spec\":{\"f:selector\":{},"
                        + "\"f:template\":{\"f:metadata\":{\"f:labels\":{\"f:app\":{}}},"
                        + "\"f:spec\":{\"f:containers\":{\"k:{\\\"name\\\":\\\"main\\\"}\":{"
                        + "\".\":{},\"f:image\":{},\"f:name\":{},\"f:ports\":{"
                        + "\"k:{\\\"containerPort\\\":80,\\\"protocol\\\":\\\"TCP\\\"}\":{"
                        + "\".\":{},\"f:containerPort\":{}}}}}}}}}",
                managed.path("fieldsV1").toString());
    }

    @Test
    void sayingTheSameAgainWritesNothing() throws Exception {
        String first = apply(WEB, "a", web("x:1", "80")).text("/metadata/resourceVersion");
        assertEquals(first, apply(WEB, "a", web("x:1", "80")).text("/metadata/resourceVersion"));
    }

    @Test
    void elementsMergeByTheirKeysAndWhatIsNoLongerWantedGoes() throws Exception {
        apply(WEB, "a", web("x:1", "80")).expect(201);
        String sidecar =
                "{\"spec\":{\"template\":{\"spec\":{\"containers\":"
                        + "[{\"name\":\"side\",\"image\":\"s:1\"}]}}}}";
        admin.patch("strategic-merge", WEB + "?fieldManager=mesh", sidecar).expect(200);

        JsonNode after = apply(WEB, "a", web("x:2", "8080")).expect(200).json();

        JsonNode containers = after.at("/spec/template/spec/containers");
        List<String> images = new ArrayList<>();
        containers.forEach(c -> images.add(c.path("image").asText()));
        assertEquals(List.of("x:2", "s:1"), images);
        assertEquals("[{\"containerPort\":8080}]", containers.at("/0/ports").toString());
    }

    @Test
    void anElementGoesWholeUnlessSomebodyHoldsSomethingInIt() throws Exception {
        String both = web("x:1", "80") + "      - {name: side, image: s:1}\n";
        apply(WEB, "a", both).expect(201);
        assertEquals(
                1,
                apply(WEB, "a", web("x:1", "80"))
                        .json()
                        .at("/spec/template/spec/containers")
                        .size());

        apply(WEB, "a", both).expect(200);
        String env =
                "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"side\","
                        + "\"env\":[{\"name\":\"K\",\"value\":\"v\"}]}]}}}}";
        admin.patch("strategic-merge", WEB + "?fieldManager=mesh", env).expect(200);
        JsonNode kept =
                apply(WEB, "a", web("x:1", "80")).json().at("/spec/template/spec/containers/1");
        assertEquals("v", kept.at("/env/0/value").asText());
        assertTrue(kept.path("image").isMissingNode(), "what only a wanted is gone");
    }

    @Test
    void whatOthersSetStays() throws Exception {
        apply(MAP, "a", map("mine: x")).expect(201);
        admin.patch("merge", MAP + "?fieldManager=b", "{\"data\":{\"theirs\":\"y\"}}").expect(200);

        JsonNode after = apply(MAP, "a", map("other: z")).expect(200).json();

        assertEquals("{\"theirs\":\"y\",\"other\":\"z\"}", after.path("data").toString());
        assertTrue(apply(MAP, "a", map()).expect(200).json().at("/data/other").isMissingNode());
    }

    @Test
    void takingOthersFieldsIsAConflictThatNamesThem() throws Exception {
        apply(MAP, "a", map("k: x", "l: x")).expect(201);
        apply(MAP, "b", map("k: x")).expect(200); // the same value is shared

        LabClient.Reply one = apply(MAP, "c", map("l: y")).expect(409);
        assertEquals(
                "Apply failed with 1 conflict: conflict with \"a\" using v1: .data.l",
                one.text("/message"));
        assertEquals("FieldManagerConflict", one.text("/details/causes/0/reason"));
        assertEquals(".data.l", one.text("/details/causes/0/field"));
        assertEquals(
                "Apply failed with 2 conflicts:\n"
                        + "- conflict with \"a\" using v1: .data.k\n"
                        + "- conflict with \"b\" using v1: .data.k",
                apply(MAP, "c", map("k: y")).expect(409).text("/message"));
        assertEquals("x", admin.get(MAP).text("/data/k"));

        JsonNode forced = apply(MAP, "c&force=true", map("k: y")).expect(200).json();
        assertEquals("y", forced.at("/data/k").asText());
        List<String> owners = new ArrayList<>();
        forced.at("/metadata/managedFields")
                .forEach(m -> owners.add(m.path("manager") + " " + m.path("fieldsV1")));
        assertEquals(
                List.of("\"a\" {\"f:data\":{\"f:l\":{}}}", "\"c\" {\"f:data\":{\"f:k\":{}}}"),
                owners);
    }

    @Test
    void aPlainWriteTakesWhatItChanges() throws Exception {
        apply(MAP, "a", map("k: x", "l: x")).expect(201);
        admin.patch("merge", MAP + "?fieldManager=edit", "{\"data\":{\"k\":\"y\"}}").expect(200);

        assertEquals(
                "Apply failed with 1 conflict: conflict with \"edit\" using v1: .data.k",
                apply(MAP, "a", map("k: x", "l: x")).expect(409).text("/message"));
        JsonNode mine = admin.get(MAP).json().at("/metadata/managedFields/0");
        assertEquals("{\"f:data\":{\"f:l\":{}}}", mine.path("fieldsV1").toString());
    }

    @Test
    void aDryRunSaysWhatWouldBeAndWritesNothing() throws Exception {
        assertEquals("x", apply(MAP, "a&dryRun=All", map("k: x")).expect(201).text("/data/k"));
        admin.get(MAP).expect(404);
    }

    @Test
    void whatIsNoApplyIsRefused() throws Exception {
        assertEquals(
                "ConfigMap \"c\" is invalid: fieldManager: Required value: is required for apply"
                        + " patch",
                apply(MAP, "", map("k: x")).expect(422).text("/message"));
        assertEquals(
                "metadata.managedFields must be nil",
                apply(MAP, "a", "{metadata: {managedFields: []}}").expect(400).text("/message"));
        apply(MAP, "a", "a: [").expect(400);
        apply(MAP, "a", "kind: Secret").expect(400);
        apply("/api/v1/namespaces/none/configmaps/c", "a", map()).expect(404);
    }

    @Test
    void aDefinedKindIsServedOnceItIsEstablished() throws Exception {
        String crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/";
        String crd =
                """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                spec:
                  group: example.org
                  scope: Namespaced
                  names: {plural: widgets, kind: Widget, shortNames: [w]}
                  versions: [{name: v1, served: true, storage: true, subresources: {status: {}}}]
                """;
        String widget = "/apis/example.org/v1/namespaces/default/widgets/one";
        apply(crds + "widgets.example.org", "a", crd).expect(201);
        apply(widget, "a", "spec: {size: 1}").expect(404);
        waitFor(crds + "widgets.example.org", "/status/conditions/1/type", "Established");

        apply(widget, "a", "spec: {size: 1, ports: [{containerPort: 1}]}").expect(201);
        assertEquals("Widget", admin.get(widget).text("/kind"));
        assertEquals("widgets", admin.get("/apis/example.org/v1").text("/resources/0/name"));
        admin.delete(crds + "widgets.example.org").expect(200);
        admin.get(widget).expect(404);
    }

    @Test
    void whoAppliesLearnsThatTheServerChecks() throws Exception {
        assertEquals(
                "/openapi/v3/apis/apps/v1",
                admin.get("/openapi/v3").text("/paths/apis~1apps~1v1/serverRelativeURL"));
        JsonNode patch =
                admin.get("/openapi/v3/apis/apps/v1")
                        .expect(200)
                        .json()
                        .path("paths")
                        .path("/apis/apps/v1/namespaces/{namespace}/deployments/{name}")
                        .path("patch");
        assertEquals("fieldValidation", patch.at("/parameters/2/name").asText());
        assertEquals("Deployment", patch.at("/x-kubernetes-group-version-kind/kind").asText());
        admin.get("/openapi/v3/apis/none/v1").expect(404);
    }

    @Test
    void workloadsAreUpWhereANodeIsReady() throws Exception {
        apply(WEB, "a", web("x:1", "80")).expect(201);
        apply(APPS + "/daemonsets/cni", "a", web("x:1", "80").replace("Deployment", "DaemonSet"))
                .expect(201);
        apply("/apis/batch/v1/namespaces/default/jobs/once", "a", "spec: {}").expect(201);
        waitFor(WEB, "/status/observedGeneration", "1");
        assertEquals(0, admin.get(WEB).json().at("/status/readyReplicas").asInt());

        admin.post("/api/v1/nodes", Sample.node("n1")).expect(201);

        waitFor(WEB, "/status/readyReplicas", "1");
        waitFor(APPS + "/daemonsets/cni", "/status/numberReady", "1");
        waitFor(
                "/apis/batch/v1/namespaces/default/jobs/once",
                "/status/conditions/0/type",
                "Complete");
        assertEquals(
                "1", admin.get(APPS + "/daemonsets/cni").text("/status/desiredNumberScheduled"));
    }

    private void waitFor(String path, String pointer, String value) throws Exception {
        for (int i = 0; i < 100; i++) {
            if (admin.get(path).text(pointer).equals(value)) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertEquals(value, admin.get(path).text(pointer));
    }
}
