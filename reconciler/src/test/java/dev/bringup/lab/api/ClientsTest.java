package dev.bringup.lab.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who is let in by a certificate, of a cluster whose CA came from outside.
class ClientsTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Instant NOW = Instant.now();
    private static final Credential CA = Certificates.authority(NOW, RANDOM);
    private static final String NODES = "/api/v1/nodes";

    @TempDir Path folder;
    private LabApi api;

    @BeforeEach
    void start() throws Exception {
        api = api(CA);
        try (LabClient admin = LabClient.admin(api)) {
            admin.post(NODES, Sample.node("n1")).expect(201);
            admin.post(NODES, Sample.node("n2")).expect(201);
        }
    }

    private LabApi api(Credential ca) throws Exception {
        return LabApi.start(
                new LabApi.Settings(
                        new InetSocketAddress("127.77.0.9", 0),
                        folder,
                        InstantSource.system(),
                        RANDOM,
                        Duration.ofSeconds(40),
                        Optional.of(new LabApi.Trust(ca.certificatePem(), ca.keyPem())),
                        () -> LabApi.VERSION));
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private int status(Credential own, String path) throws Exception {
        try (LabClient client = LabClient.certified(api, own)) {
            return client.get(path).code();
        }
    }

    private static Credential client(Credential ca, String name, String group) {
        return Certificates.client(ca, name, group, NOW, RANDOM);
    }

    @Test
    void theGroupGivesTheRole() throws Exception {
        assertEquals(200, status(client(CA, "root", "system:masters"), NODES));
        assertEquals(200, status(client(CA, "ann", "kubeadm:cluster-admins"), NODES));
        assertEquals(403, status(client(CA, "ann", "system:authenticated"), NODES));
    }

    @Test
    void aKubeletKeepsToItsOwnNode() throws Exception {
        Credential kubelet = Credential.parse(api.kubelet("n1"));

        assertEquals(200, status(kubelet, NODES + "/n1"));
        assertEquals(403, status(kubelet, NODES + "/n2"));
        assertEquals(403, status(kubelet, NODES));
        assertEquals(403, status(client(CA, "system:node:n1", "guests"), NODES + "/n1"));
    }

    @Test
    void whatIsNotGoodIsNobody() throws Exception {
        Credential other = Certificates.authority(NOW, RANDOM);
        Instant old = NOW.minus(Duration.ofDays(4000));

        assertEquals(401, status(client(other, "root", "system:masters"), NODES));
        assertEquals(
                401, status(Certificates.client(CA, "root", "system:masters", old, RANDOM), NODES));
        assertEquals(401, status(CA, NODES), "the CA itself is no client");
        try (LabClient nobody = LabClient.nobody(api)) {
            assertEquals(401, nobody.get(NODES).code());
            assertEquals(200, nobody.get("/version").code());
            String open = "/api/v1/namespaces/kube-public/configmaps";
            assertEquals(401, nobody.get(open).code());
            for (int i = 0; nobody.get(open + "/cluster-info").code() != 200; i++) {
                assertTrue(i < 50, "where the cluster is stays unsaid");
                Thread.sleep(50);
            }
            assertEquals(403, nobody.delete(open + "/cluster-info").code());
        }
    }

    @Test
    void theAdminHasACertificateAndNoToken() throws Exception {
        String config = Files.readString(api.kubeconfig());

        assertFalse(config.contains("token:"), config);
        assertTrue(config.contains("client-certificate-data: "), config);
        assertEquals("", api.adminToken());
    }

    @Test
    void itComesBackAsItWas() throws Exception {
        String before = Files.readString(api.kubeconfig());
        int port = api.uri().getPort();
        api.close();
        api = api(CA);

        String again = Files.readString(api.kubeconfig());
        assertEquals(before, again.replace(":" + api.uri().getPort(), ":" + port));
        try (LabClient admin = LabClient.admin(api)) {
            assertEquals(2, admin.get(NODES).expect(200).json().path("items").size());
        }
    }
}
