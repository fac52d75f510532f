package dev.bringup.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bringup.lab.api.LabApi;
import dev.bringup.lab.api.LabClient;
import dev.bringup.lab.api.Sample;
import dev.bringup.model.Addons;
import dev.bringup.model.AddonsSeen.Applied;
import dev.bringup.model.AddonsSeen.State;
import dev.bringup.model.ClusterAction;
import dev.bringup.model.ClusterAction.Todo;
import dev.bringup.model.ClusterAction.Why;
import dev.bringup.model.ObjectKey;
import dev.bringup.model.Sha256;
import dev.bringup.port.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Addons in the lab's API, by the adapter's own requests.
class AddonsTest {

    private static final String MAPS = "/api/v1/namespaces/default/configmaps/";
    private static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/";
    private static final String INVENTORY =
            "/api/v1/namespaces/kube-system/configmaps/bringup-addons";

    private static final String DAEMON_SET =
            """
            {"apiVersion": "apps/v1", "kind": "DaemonSet",
             "metadata": {"name": "cni", "namespace": "kube-system"},
             "spec": {"selector": {"matchLabels": {"app": "cni"}},
               "template": {"metadata": {"labels": {"app": "cni"}},
                 "spec": {"containers": [{"name": "cni", "image": "cni:1"}]}}}}\
            """;

    private static final String DEFINITION =
            """
            {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
             "metadata": {"name": "widgets.example.org"},
             "spec": {"group": "example.org", "scope": "Namespaced",
               "names": {"plural": "widgets", "kind": "Widget"},
               "versions": [{"name": "v1", "served": true, "storage": true}]}}\
            """;

    private static final String WIDGET =
            "{\"apiVersion\":\"example.org/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"w\"}}";

    @TempDir Path folder;
    private LabApi api;
    private LabClient admin;
    private Kube kube;

    @BeforeEach
    void start() throws Exception {
        api = Sample.api(folder, 0);
        admin = LabClient.admin(api);
        kube = Kube.connect(api.kubeconfig(), InstantSource.system(), new SecureRandom());
        admin.post("/api/v1/nodes", Sample.node("n1")).expect(201);
    }

    @AfterEach
    void stop() {
        kube.close();
        admin.close();
        api.close();
    }

    private static String map(String name, String value) {
        return """
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "%s"},
         "data": {"k": "%s"}}\
        """
                .formatted(name, value);
    }

    private static Addons addons(String... texts) throws Exception {
        List<Addons.Manifest> manifests = new java.util.ArrayList<>();
        for (String text : texts) {
            JsonNode object = Raw.parse(text);
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            manifests.add(
                    new Addons.Manifest(
                            new ObjectKey(
                                    object.path("apiVersion").asText(),
                                    object.path("kind").asText(),
                                    object.at("/metadata/namespace").asText(""),
                                    object.at("/metadata/name").asText()),
                            new Sha256(HexFormat.of().formatHex(digest)),
                            text));
        }
        return new Addons(
                List.of(new Addons.Step("base", "cni", Duration.ofMinutes(5), manifests)));
    }

    private Outcome apply(Addons addons) {
        List<Todo> all =
                addons.steps().getFirst().manifests().stream()
                        .map(m -> new Todo(m.key(), Why.CREATE))
                        .toList();
        return kube.perform(
                new ClusterAction.Apply("base/cni", all, Duration.ofMinutes(5)), addons);
    }

    private Outcome prune(Addons addons) {
        List<ObjectKey> all =
                addons.steps().stream()
                        .flatMap(s -> s.manifests().stream())
                        .map(Addons.Manifest::key)
                        .toList();
        return kube.perform(new ClusterAction.Prune("base/cni", all), Addons.NONE);
    }

    private SortedMap<ObjectKey, Applied> look(Addons addons) {
        return kube.inspect(addons).orElseThrow();
    }

    private State state(Addons addons) {
        return look(addons).values().iterator().next().state();
    }

    @Test
    void whatIsAppliedIsOursAndSaysSo() throws Exception {
        Addons addons = addons(map("c", "v"));
        assertEquals(new Outcome.Done(), apply(addons));

        JsonNode map = admin.get(MAPS + "c").expect(200).json();
        assertEquals("base", map.at("/metadata/labels/bringup.dev~1addons").asText());
        assertEquals("cni", map.at("/metadata/labels/bringup.dev~1step").asText());
        Sha256 digest = addons.steps().getFirst().manifests().getFirst().digest();
        assertEquals(digest.hex(), map.at("/metadata/annotations/bringup.dev~1digest").asText());
        assertEquals("bringup", map.at("/metadata/managedFields/0/manager").asText());
        assertEquals(
                List.of(
                        new Applied(
                                "base/cni",
                                digest,
                                State.AS_APPLIED,
                                Optional.empty(),
                                Optional.empty())),
                List.copyOf(look(addons).values()));
    }

    @Test
    void applyingTheSameAgainWritesNothing() throws Exception {
        Addons addons = addons(map("c", "v"), DAEMON_SET);
        apply(addons);
        String before = version();
        assertEquals(new Outcome.Done(), apply(addons));
        assertEquals(before, version());
    }

    private String version() throws Exception {
        return admin.get(MAPS + "c").text("/metadata/resourceVersion");
    }

    @Test
    void whoWritesOurFieldIsSeenAndOverruledAndWhatIsTheirsStays() throws Exception {
        Addons addons = addons(map("c", "v"));
        apply(addons);
        admin.patch("merge", MAPS + "c?fieldManager=bob", "{\"data\":{\"theirs\":\"x\"}}")
                .expect(200);
        assertEquals(State.AS_APPLIED, state(addons));

        admin.patch("merge", MAPS + "c?fieldManager=bob", "{\"data\":{\"k\":\"bob\"}}").expect(200);
        assertEquals(State.CHANGED, state(addons));
        apply(addons);

        assertEquals(
                "{\"k\":\"v\",\"theirs\":\"x\"}",
                admin.get(MAPS + "c").json().path("data").toString());
        assertEquals(State.AS_APPLIED, state(addons));
    }

    @Test
    void whoDeletesOursIsSeen() throws Exception {
        Addons addons = addons(map("c", "v"));
        apply(addons);
        admin.delete(MAPS + "c").expect(200);

        assertEquals(State.GONE, state(addons));
        apply(addons);
        assertEquals(State.AS_APPLIED, state(addons));
    }

    @Test
    void healthIsWhatTheControllersSay() throws Exception {
        Addons addons = addons(DAEMON_SET);
        apply(addons);
        await(true, () -> look(addons).values().iterator().next().unready().isEmpty());

        admin.patch(
                        "merge",
                        "/api/v1/nodes/n1/status",
                        "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"False\"}]}}")
                .expect(200);

        await(
                Optional.of("0 of 1 pods are ready"),
                () -> look(addons).values().iterator().next().unready());
    }

    @Test
    void aKindIsDefinedBeforeItIsUsed() throws Exception {
        Addons addons = addons(WIDGET, DEFINITION);
        assertEquals(
                new Outcome.Retry(
                        "Widget w: the cluster serves no such kind of example.org/v1",
                        Duration.ofSeconds(2)),
                apply(addons));
        await(new Outcome.Done(), () -> apply(addons));
        await(
                List.of(Optional.empty(), Optional.empty()),
                () -> look(addons).values().stream().map(Applied::unready).toList());
    }

    @Test
    void whatLeftGitIsDeletedAndForgotten() throws Exception {
        Addons addons = addons(map("c", "v"));
        apply(addons);
        assertTrue(admin.get(INVENTORY).text("/data/objects").contains(" c base/cni "));
        assertEquals(1, look(Addons.NONE).size());

        assertEquals(new Outcome.Done(), prune(addons));
        admin.get(MAPS + "c").expect(404);
        assertEquals("", admin.get(INVENTORY).text("/data/objects"));
        assertEquals(0, look(Addons.NONE).size());
    }

    @Test
    void aNamespaceWithOthersThingsStays() throws Exception {
        String space =
                "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"x\"}}";
        Addons addons =
                addons(space, map("c", "v").replace("\"c\"", "\"c\", \"namespace\": \"x\""));
        assertEquals(new Outcome.Done(), apply(addons));
        admin.post("/api/v1/namespaces/x/configmaps", "{\"metadata\":{\"name\":\"other\"}}")
                .expect(201);

        assertEquals(
                Optional.of("it holds ConfigMap/other"),
                look(Addons.NONE).values().stream().flatMap(a -> a.guard().stream()).findFirst());
        assertEquals(
                new Outcome.Stalled("Namespace x stays: it holds ConfigMap/other"), prune(addons));
        admin.get("/api/v1/namespaces/x/configmaps/c").expect(404);
        admin.delete("/api/v1/namespaces/x/configmaps/other").expect(200);
        assertEquals(new Outcome.Done(), prune(addons));
        admin.get("/api/v1/namespaces/x").expect(404);
    }

    @Test
    void aKindWithObjectsStays() throws Exception {
        Addons addons = addons(DEFINITION);
        apply(addons);
        await(
                true,
                () ->
                        List.of(201, 409)
                                .contains(
                                        admin.post(
                                                        "/apis/example.org/v1/namespaces/default/widgets",
                                                        WIDGET)
                                                .code()));

        assertEquals(
                new Outcome.Stalled(
                        "CustomResourceDefinition widgets.example.org stays: there are Widget/w"),
                prune(addons));
        admin.get(CRDS + "widgets.example.org").expect(200);
    }

    @Test
    void whatIsNotOursAnyMoreIsNotDeleted() throws Exception {
        Addons addons = addons(map("c", "v"));
        apply(addons);
        admin.patch("merge", MAPS + "c", "{\"metadata\":{\"labels\":null}}").expect(200);

        assertEquals(new Outcome.Done(), prune(addons));
        admin.get(MAPS + "c").expect(200);
    }

    @Test
    void aRefusalNamesTheObjectAndQuotesNoSecret() throws Exception {
        String lost = map("c", "v").replace("\"c\"", "\"c\", \"namespace\": \"none\"");
        assertEquals(
                new Outcome.Stalled(
                        "ConfigMap none/c: Kubernetes answered: namespaces \"none\" not found"),
                apply(addons(lost)));
        Outcome secret = apply(addons(lost.replace("ConfigMap", "Secret")));
        assertEquals(
                new Outcome.Stalled("Secret none/c: Kubernetes answered with HTTP status 404"),
                secret);
        assertFalse(Stream.of(secret).toString().contains("none\" not found"));
    }

    @Test
    void aSilentClusterIsNoAnswer() throws Exception {
        api.close();
        assertEquals(Optional.empty(), kube.inspect(Addons.NONE));
    }

    private static void await(Object wanted, Callable<?> look) throws Exception {
        for (int i = 0; i < 100 && !wanted.equals(look.call()); i++) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertEquals(wanted, look.call());
    }
}
