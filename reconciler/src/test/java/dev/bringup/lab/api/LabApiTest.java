package dev.bringup.lab.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The API over real sockets.
class LabApiTest {

    private static final String NODES = "/api/v1/nodes";
    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String LEASES =
            "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";

    @TempDir Path folder;
    private LabApi api;
    private LabClient admin;

    @BeforeEach
    void start() throws Exception {
        api = Sample.api(folder, 0, Duration.ofMillis(1500));
        admin = LabClient.admin(api);
    }

    @AfterEach
    void stop() {
        admin.close();
        api.close();
    }

    @Test
    void callersAreKnownByTheirToken() throws Exception {
        assertEquals(200, admin.as("").get("/healthz").code());
        assertEquals(200, admin.as("").get("/version").code());
        assertEquals("Unauthorized", admin.as("").get(NODES).expect(401).text("/message"));
        admin.as("wrong").get("/version").expect(200);
        admin.as("wrong").get(NODES).expect(401);
        admin.as("node.n1.00.00").get(NODES).expect(401);
        admin.get(NODES).expect(200);
    }

    @Test
    void aStaleWriteIsAConflict() throws Exception {
        LabClient.Reply first = admin.post(NODES, Sample.node("n1")).expect(201);
        admin.patch("merge", NODES + "/n1", "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}")
                .expect(200);

        LabClient.Reply stale = admin.put(NODES + "/n1", first.json().toString()).expect(409);

        assertEquals(
                "Operation cannot be fulfilled on nodes \"n1\": the object has been modified;"
                        + " please apply your changes to the latest version and try again",
                stale.text("/message"));
        admin.put(NODES + "/n1", Sample.node("n1")).expect(200);
        assertEquals(
                "nodes \"n1\" already exists",
                admin.post(NODES, Sample.node("n1")).expect(409).text("/message"));
        assertEquals(
                "nodes \"n2\" not found", admin.get(NODES + "/n2").expect(404).text("/message"));
    }

    @Test
    void statusAndTheRestAreWrittenApart() throws Exception {
        admin.post(NODES, Sample.node("n1")).expect(201);
        String both = "{\"status\":{\"phase\":\"X\"},\"spec\":{\"podCIDR\":\"10.0.0.0/24\"}}";

        admin.patch("merge", NODES + "/n1/status", both).expect(200);
        JsonNode node = admin.get(NODES + "/n1").json();
        assertEquals("X", node.at("/status/phase").asText());
        assertTrue(node.at("/spec/podCIDR").isMissingNode());

        admin.patch("merge", NODES + "/n1", both.replace("X", "Y")).expect(200);
        node = admin.get(NODES + "/n1").json();
        assertEquals("X", node.at("/status/phase").asText());
        assertEquals("10.0.0.0/24", node.at("/spec/podCIDR").asText());
    }

    @Test
    void aListComesInPagesThatFitTogether() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            admin.post(MAPS, "{\"metadata\":{\"name\":\"" + name + "\"}}").expect(201);
        }
        LabClient.Reply first = admin.get(MAPS + "?limit=2").expect(200);
        admin.post(MAPS, "{\"metadata\":{\"name\":\"d\"}}").expect(201);
        String next = first.text("/metadata/continue");
        LabClient.Reply rest = admin.get(MAPS + "?limit=2&continue=" + next).expect(200);

        assertEquals(List.of("a", "b"), names(first));
        assertEquals(List.of("c", "d"), names(rest));
        assertEquals(
                first.text("/metadata/resourceVersion"), rest.text("/metadata/resourceVersion"));
    }

    @Test
    void aWatchTellsWhatHappensFromAVersionOn() throws Exception {
        String version = admin.get(MAPS).text("/metadata/resourceVersion");
        admin.post(MAPS, "{\"metadata\":{\"name\":\"a\",\"labels\":{\"x\":\"1\"}}}").expect(201);
        admin.post(MAPS, "{\"metadata\":{\"name\":\"other\"}}").expect(201);
        admin.patch("merge", MAPS + "/a", "{\"data\":{\"k\":\"v\"}}").expect(200);
        admin.patch("merge", MAPS + "/a", "{\"metadata\":{\"labels\":null}}").expect(200);
        admin.delete(MAPS + "/a").expect(200);

        String query = "?watch=true&labelSelector=x%3D1&timeoutSeconds=1&resourceVersion=";
        try (Stream<JsonNode> events = admin.watch(MAPS + query + version)) {
            assertEquals(
                    List.of("ADDED a", "MODIFIED a", "DELETED a"),
                    events.map(e -> e.path("type").asText() + " " + Json.name(e.path("object")))
                            .toList());
        }
    }

    @Test
    void aWatchFromTooLongAgoIsToldToListAgain() throws Exception {
        try (Stream<JsonNode> events = admin.watch(MAPS + "?watch=true&resourceVersion=999999")) {
            JsonNode event = events.toList().getFirst();
            assertEquals("ERROR", event.path("type").asText());
            assertEquals(410, event.at("/object/code").asInt());
            assertEquals("Expired", event.at("/object/reason").asText());
        }
    }

    @Test
    void aWatchThatAsksForItIsToldWhereTheBeginningEnds() throws Exception {
        admin.post(NODES, Sample.node("n1")).expect(201);
        String query =
                "?watch=true&sendInitialEvents=true&allowWatchBookmarks=true&timeoutSeconds=1";
        try (Stream<JsonNode> events = admin.watch(NODES + query)) {
            Iterator<JsonNode> each = events.iterator();
            assertEquals("ADDED", each.next().path("type").asText());
            JsonNode bookmark = each.next();
            assertEquals("BOOKMARK", bookmark.path("type").asText());
            assertEquals(
                    "{\"k8s.io/initial-events-end\":\"true\"}",
                    bookmark.at("/object/metadata/annotations").toString());
        }
    }

    @Test
    void aNodesTokenIsGoodForItsOwnThingsOnly() throws Exception {
        LabClient node = joined("n1");
        node.post(NODES, Sample.node("n1")).expect(201);
        node.patch("merge", NODES + "/n1/status", "{\"status\":{}}").expect(200);
        node.post(LEASES, lease("n1", Instant.now())).expect(201);
        node.put(LEASES + "/n1", lease("n1", Instant.now())).expect(200);
        node.get(NODES + "?fieldSelector=metadata.name%3Dn1").expect(200);
        node.get("/api/v1/pods?fieldSelector=spec.nodeName%3Dn1").expect(200);
        node.post(
                        "/api/v1/namespaces/default/events",
                        "{\"metadata\":{\"name\":\"e\"},\"message\":\"up\"}")
                .expect(201);

        assertEquals(
                "nodes is forbidden: User \"system:node:n1\" cannot create resource \"nodes\" in"
                        + " API group \"\" at the cluster scope",
                node.post(NODES, Sample.node("n2")).expect(403).text("/message"));
        admin.post(NODES, Sample.node("n2")).expect(201);
        admin.post(PODS, Sample.pod("p1", "n1", "a")).expect(201);
        admin.post(PODS, Sample.pod("p2", "n2", "a")).expect(201);
        node.patch("merge", PODS + "/p1/status", "{\"status\":{\"phase\":\"Failed\"}}").expect(200);
        for (String path :
                List.of(NODES + "/n2", LEASES + "/n2", PODS + "/p2/status", MAPS + "/a")) {
            node.patch("merge", path, "{}").expect(403);
        }
        node.get(NODES).expect(403);
        node.get("/api/v1/pods").expect(403);
        node.get("/api/v1/secrets").expect(403);
        node.delete(NODES + "/n1").expect(403);
        node.post("/lab/v1/node-token", "{\"node\":\"n1\"}").expect(403);
    }

    @Test
    void anExpiredBootstrapTokenIsUnknown() throws Exception {
        bootstrap("n1", Instant.now().minusSeconds(1));
        admin.as("abcdef.0123456789abcdef")
                .post("/lab/v1/node-token", "{\"node\":\"n1\"}")
                .expect(401);
    }

    @Test
    void aSilentNodeBecomesUnknown() throws Exception {
        admin.post(NODES, Sample.node("n1")).expect(201);
        admin.post(LEASES, lease("n1", Instant.now())).expect(201);
        String version = admin.get(NODES).text("/metadata/resourceVersion");
        try (Stream<JsonNode> events =
                admin.watch(NODES + "?watch=true&timeoutSeconds=10&resourceVersion=" + version)) {
            JsonNode node = events.iterator().next().path("object");
            assertEquals("Unknown", Json.text(Json.condition(node, "Ready"), "status"));
        }
    }

    @Test
    void everythingSurvivesARestart() throws Exception {
        admin.post(NODES, Sample.node("n1")).expect(201);
        JsonNode before = admin.get(NODES + "/n1").json();
        String config = Files.readString(api.kubeconfig());
        String hash = api.caHash();
        int port = api.uri().getPort();
        api.close();

        api = Sample.api(folder, port);

        assertEquals(before, admin.get(NODES + "/n1").json());
        assertEquals(config, Files.readString(api.kubeconfig()));
        assertEquals(hash, api.caHash());
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(api.kubeconfig())));
    }

    @Test
    void anAddressThatIsTakenIsOneClearSentence(@TempDir Path other) {
        int port = api.uri().getPort();
        IOException taken = assertThrows(IOException.class, () -> Sample.api(other, port));
        assertEquals(
                "the lab's Kubernetes API cannot listen on 127.77.0.9:"
                        + port
                        + ": Address already in use",
                taken.getMessage());
    }

    @Test
    void eventsReadTheSameThroughBothApis() throws Exception {
        admin.post(
                        "/api/v1/namespaces/default/events",
                        """
                        {"metadata":{"name":"e"},"involvedObject":{"kind":"Node","name":"n1"},
                         "reason":"Up","message":"it is up","type":"Normal"}\
                        """)
                .expect(201);
        JsonNode seen =
                admin.get("/apis/events.k8s.io/v1/namespaces/default/events/e").expect(200).json();
        assertEquals("it is up", seen.path("note").asText());
        assertEquals("n1", seen.at("/regarding/name").asText());
        assertEquals("events.k8s.io/v1", seen.path("apiVersion").asText());
    }

    @Test
    void whatIsNotServedIsAClean404() throws Exception {
        for (String path : List.of("/openapi/v2", "/apis/nope/v1", "/api/v1/nope", "/")) {
            LabClient.Reply reply = admin.get(path).expect(404);
            assertEquals("NotFound", reply.text("/reason"));
        }
        assertNotEquals(0, admin.get("/apis").json().path("groups").size());
    }

    @Test
    void aDryRunChangesNothing() throws Exception {
        admin.post(NODES + "?dryRun=All", Sample.node("n1")).expect(201);
        admin.get(NODES + "/n1").expect(404);
        admin.post(NODES, Sample.node("n1")).expect(201);
        admin.delete(NODES + "/n1?dryRun=All").expect(200);
        admin.get(NODES + "/n1").expect(200);
    }

    private LabClient joined(String node) throws Exception {
        bootstrap(node, Instant.now().plusSeconds(60));
        return admin.as(
                admin.as("abcdef.0123456789abcdef")
                        .post("/lab/v1/node-token", "{\"node\":\"" + node + "\"}")
                        .expect(200)
                        .text("/token"));
    }

    private void bootstrap(String node, Instant until) throws Exception {
        admin.post(
                        "/api/v1/namespaces/kube-system/secrets",
                        """
                        {"metadata":{"name":"bootstrap-token-abcdef",
                                     "annotations":{"bringup.dev/machine":"%s"}},
                         "type":"bootstrap.kubernetes.io/token",
                         "stringData":{"token-id":"abcdef","token-secret":"0123456789abcdef",
                                       "expiration":"%s",
                                       "usage-bootstrap-authentication":"true"}}\
                        """
                                .formatted(node, until))
                .expect(201);
    }

    private static String lease(String node, Instant renewed) {
        return "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"renewTime\":\"%s\"}}"
                .formatted(node, renewed);
    }

    private static List<String> names(LabClient.Reply list) {
        return Json.objects(list.json().path("items")).stream().map(Json::name).toList();
    }
}
