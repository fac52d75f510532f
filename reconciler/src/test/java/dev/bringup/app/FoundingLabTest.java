package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bringup.cli.KubeconfigOptions;
import dev.bringup.kube.Kube;
import dev.bringup.lab.wire.ServingRequests;
import dev.bringup.query.Event;
import dev.bringup.secrets.Issuer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Three blank machines and no Kubernetes: over real sockets they become a cluster.
@Timeout(90)
class FoundingLabTest {

    private static final String KUBE = "/apis/apps/v1/namespaces/kube-system/";
    private static final String REQUESTS =
            "/apis/certificates.k8s.io/v1/certificatesigningrequests";
    private static final String DOUBT =
            "the certificate request csr-node-09-01234567 stays pending: no machine of ours asked"
                    + " for it";
    private static final Duration LONG = Duration.ofSeconds(60);

    @Test
    void threeBlankMachinesBecomeACluster(@TempDir Path folder) throws Exception {
        try (LabBench lab = LabBench.fromNothing(folder.resolve("lab"), 20);
                Operator ann = new Operator(lab.home.repository(), folder.resolve("clone"))) {
            assertThrows(ConnectException.class, FoundingLabTest::knock, "there is no API");
            assertEquals(Optional.empty(), lab.cluster.api());

            lab.await(LONG, true, () -> lab.cluster.api().isPresent());
            assertEquals(
                    List.of("installed", "installed", "installed"),
                    List.of(state(lab, 1), state(lab, 2), state(lab, 3)),
                    "all control planes are installed before one makes the cluster");
            lab.meet();
            lab.await(
                    LONG,
                    Map.of("node-01", "ready", "node-02", "ready", "node-03", "ready"),
                    lab::states);

            assertEquals("node-01", Files.readAllLines(lab.home.founder()).getFirst());
            assertEquals(
                    List.of("node-01 bootstrap", "node-02 join", "node-03 join"), entrances(lab));
            assertEquals(
                    Map.of(
                            "node-01",
                            "control-plane",
                            "node-02",
                            "control-plane",
                            "node-03",
                            "control-plane"),
                    roles(lab));
            lab.await(1, () -> ready(lab, "deployments/local-provisioner"));
            certificates(lab);
            String roots = ann.read("pki/roots.age");
            assertTrue(roots.startsWith("-----BEGIN AGE ENCRYPTED FILE-----"), roots);

            String config =
                    kubeconfig(folder.resolve("clone"), lab.home.identity(), "system:masters");
            assertEquals(Optional.empty(), trouble(config));
            String guest = kubeconfig(folder.resolve("clone"), lab.home.identity(), "guests");
            assertEquals(
                    "Kubernetes answered: nodes is forbidden: User \"bringup-admin\" cannot list resource"
                            + " \"nodes\" in API group \"\" at the cluster scope",
                    trouble(guest).orElse(""));
        }
    }

    /// Those of the kubelets are approved by us, and nobody else's.
    private static void certificates(LabBench lab) throws Exception {
        String stranger = ServingRequests.of("node-09", "127.77.1.9");
        lab.api.post(REQUESTS, stranger).expect(201);
        Map<String, String> wanted =
                Map.of(
                        "node-01",
                        "Approved",
                        "node-02",
                        "Approved",
                        "node-03",
                        "Approved",
                        "node-09",
                        "");
        lab.await(
                wanted,
                () -> {
                    Map<String, String> found = new TreeMap<>();
                    for (JsonNode csr : lab.api.get(REQUESTS).expect(200).json().path("items")) {
                        found.put(
                                csr.at("/metadata/name").asText().substring(4, 11),
                                csr.at("/status/conditions/0/type").asText());
                    }
                    return found;
                });
        lab.await(
                1L,
                () ->
                        lab.cockpit.board().eventsSince(0).stream()
                                .map(Event::text)
                                .filter(DOUBT::equals)
                                .count());
    }

    private static int ready(LabBench lab, String what) throws Exception {
        return lab.api.get(KUBE + what).json().at("/status/readyReplicas").asInt();
    }

    private static String state(LabBench lab, int number) {
        return lab.onDisk(number).replaceAll(" .*", "");
    }

    private static void knock() throws IOException {
        try (Socket socket = new Socket("127.77.0.2", LabRack.API_PORT)) {
            assertTrue(socket.isConnected());
        }
    }

    /// In what order they came in.
    private static List<String> entrances(LabBench lab) {
        List<String> all = new ArrayList<>();
        for (Event event : lab.cockpit.board().eventsSince(0)) {
            if (event.text().startsWith("join: ") || event.text().startsWith("bootstrap: ")) {
                all.add(event.machine().orElse("") + " " + event.text().replaceAll(":.*", ""));
            }
        }
        return all;
    }

    private static Map<String, String> roles(LabBench lab) throws Exception {
        Map<String, String> roles = new TreeMap<>();
        for (JsonNode node : lab.api.get("/api/v1/nodes").expect(200).json().path("items")) {
            boolean plane =
                    node.at("/metadata/labels").has("node-role.kubernetes.io/control-plane");
            roles.put(node.at("/metadata/name").asText(), plane ? "control-plane" : "worker");
        }
        return roles;
    }

    /// As `bringup kubeconfig` writes it.
    static String kubeconfig(Path repository, Path identity, String group) throws Exception {
        KubeconfigOptions options = new KubeconfigOptions();
        options.path = repository;
        options.ageIdentity = identity;
        options.group = group;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Minting(
                        options,
                        new Issuer(Instant.now(), new SecureRandom()),
                        new PrintStream(out, true, StandardCharsets.UTF_8))
                .run();
        return out.toString(StandardCharsets.UTF_8);
    }

    private static Optional<String> trouble(String kubeconfig) throws IOException {
        try (Kube kube = Kube.connect(kubeconfig, InstantSource.system(), new SecureRandom())) {
            return kube.trouble();
        }
    }
}
