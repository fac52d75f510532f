package dev.bringup.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bringup.model.CertRequest;
import dev.bringup.model.JoinMaterial;
import dev.bringup.model.Kubernetes;
import dev.bringup.port.Outcome;
import dev.bringup.secrets.CertRequests;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// How a machine gets into a cluster: by a token of ours, a certificate that we approve, and then
/// as a kubelet that keeps to its own. The cluster is that of [ContractCluster], which may be a
/// real one.
@Timeout(120)
class KubeContractJoinTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CLIENT = "kubernetes.io/kube-apiserver-client-kubelet";
    private static final String REQUESTS =
            "/apis/certificates.k8s.io/v1/certificatesigningrequests";

    @TempDir Path folder;
    private ContractCluster cluster;
    private String token = "";

    @BeforeEach
    void start() throws Exception {
        cluster = ContractCluster.open(folder);
        JoinMaterial material =
                cluster.kube
                        .mint(cluster.node, Duration.ofMinutes(5), new Kubernetes("1.36.2"))
                        .orElseThrow();
        token = material.token();
    }

    @AfterEach
    void clean() {
        cluster.delete(secret());
        cluster.close();
    }

    private String id() {
        return token.substring(0, token.indexOf('.'));
    }

    private String secret() {
        return "/api/v1/namespaces/kube-system/secrets/bootstrap-token-" + id();
    }

    private static KubernetesClient client(Config config) {
        config.setRequestRetryBackoffLimit(0);
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(new JdkHttpClientFactory())
                .build();
    }

    @Test
    void aBootstrapTokenHasTheKeysThatKubernetesReads() {
        Secret stored =
                cluster.admin
                        .secrets()
                        .inNamespace("kube-system")
                        .withName("bootstrap-token-" + id())
                        .get();

        assertEquals("bootstrap.kubernetes.io/token", stored.getType());
        assertEquals(
                Set.of(
                        "usage-bootstrap-signing",
                        "token-id",
                        "token-secret",
                        "expiration",
                        "usage-bootstrap-authentication",
                        "auth-extra-groups"),
                stored.getData().keySet());
    }

    /// A cluster has it where kubeadm made it.
    @Test
    void theClusterIsSignedWithTheTokenForWhoeverAsks() throws Exception {
        assumeTrue(cluster.isLab() || info() != null, "there is no cluster-info here");
        String key = "jws-kubeconfig-" + id();
        ContractCluster.await(() -> info() != null && info().getData().containsKey(key));

        String[] parts = info().getData().get(key).split("\\.", -1);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(
                new SecretKeySpec(
                        token.substring(id().length() + 1).getBytes(StandardCharsets.US_ASCII),
                        "HmacSHA256"));
        String signed = parts[0] + "." + base64(info().getData().get("kubeconfig"));
        assertEquals(3, parts.length);
        assertEquals("", parts[1]);
        assertEquals(
                "{\"alg\":\"HS256\",\"kid\":\"" + id() + "\"}",
                new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8));
        assertEquals(
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII))),
                parts[2]);
    }

    private ConfigMap info() {
        return cluster.admin.configMaps().inNamespace("kube-public").withName("cluster-info").get();
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aMachineWithATokenBecomesAKubeletThatKeepsToItsOwn() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair pair = generator.generateKeyPair();
        String one = REQUESTS + "/" + cluster.node;
        try (KubernetesClient joining = joining()) {
            String made = joining.raw(REQUESTS, "POST", request(pair));
            assertEquals("system:bootstrap:" + id(), Raw.parse(made).at("/spec/username").asText());
            assertEquals(403, code(() -> joining.nodes().list()));
            approve(joining, one);
            ContractCluster.await(() -> !certificate(one).isEmpty());
        } finally {
            String certificate = certificate(one);
            cluster.delete(one);
            assertTrue(!certificate.isEmpty(), "it was not signed");
            asKubelet(certificate, pair);
        }
    }

    private KubernetesClient joining() throws Exception {
        return client(Config.fromKubeconfig(cluster.kubeconfig(token)));
    }

    private String certificate(String one) {
        return cluster.get(one).at("/status/certificate").asText();
    }

    /// As the program: it reads what is pending, knows whose it is by the token, and approves it.
    private void approve(KubernetesClient joining, String one) {
        assertEquals(
                403,
                code(() -> joining.raw(one + "/approval", "PUT", cluster.get(one))),
                "nobody approves its own");
        Requests requests = cluster.kube.requests(CertRequests::read);
        CertRequest pending =
                requests.pending().orElseThrow().stream()
                        .filter(r -> r.name().equals(cluster.node.name()))
                        .findFirst()
                        .orElseThrow();
        assertEquals(
                Optional.of(new CertRequest.Requester(cluster.node, CertRequest.By.TOKEN)),
                pending.requester());
        assertEquals(Set.of("digital signature", "client auth"), pending.usages());
        assertEquals(
                Optional.of(
                        new CertRequest.Asked(
                                "system:node:" + cluster.node, Set.of("system:nodes"), Set.of())),
                pending.asked());
        assertEquals(new Outcome.Done(), requests.approve(pending));
    }

    private JsonNode request(KeyPair pair) throws Exception {
        byte[] der =
                new JcaPKCS10CertificationRequestBuilder(
                                new X500NameBuilder()
                                        .addRDN(BCStyle.O, "system:nodes")
                                        .addRDN(BCStyle.CN, "system:node:" + cluster.node)
                                        .build(),
                                pair.getPublic())
                        .build(
                                new JcaContentSignerBuilder("SHA256withECDSA")
                                        .build(pair.getPrivate()))
                        .getEncoded();
        String pem = pem("CERTIFICATE REQUEST", der);
        ObjectNode request = JSON.createObjectNode();
        request.put("apiVersion", "certificates.k8s.io/v1")
                .put("kind", "CertificateSigningRequest");
        request.putObject("metadata").put("name", cluster.node.name());
        ObjectNode spec = request.putObject("spec").put("signerName", CLIENT);
        spec.put(
                "request",
                Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII)));
        List.of("digital signature", "client auth").forEach(spec.putArray("usages")::add);
        return request;
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(
                        type,
                        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der),
                        type);
    }

    private void asKubelet(String certificate, KeyPair pair) throws Exception {
        Config config = Config.fromKubeconfig(cluster.kubeconfig("none"));
        config.setOauthToken(null);
        config.setClientCertData(certificate);
        config.setClientKeyData(
                Base64.getEncoder()
                        .encodeToString(
                                pem("PRIVATE KEY", pair.getPrivate().getEncoded())
                                        .getBytes(StandardCharsets.US_ASCII)));
        config.setClientKeyAlgo("EC");
        String other = cluster.node + "-other";
        JsonNode _ = cluster.make("/api/v1/nodes", "{\"metadata\":{\"name\":\"" + other + "\"}}");
        String own = cluster.node.name();
        try (KubernetesClient kubelet = client(config)) {
            ContractCluster.await(() -> kubelet.nodes().withName(own).get() != null);
            label(kubelet, own, "kubernetes.io/arch");
            label(kubelet, own, "example.org/rack");
            assertEquals(
                    403, code(() -> label(kubelet, own, "node-role.kubernetes.io/control-plane")));
            assertEquals(
                    403, code(() -> label(kubelet, own, "node-restriction.kubernetes.io/zone")));
            assertEquals(403, code(() -> label(kubelet, other, "example.org/rack")));
            assertEquals(
                    403,
                    code(() ->
                            patch(
                                    kubelet,
                                    own,
                                    "{\"spec\":{\"taints\":[{\"key\":\"k\",\"effect\":"
                                            + "\"NoSchedule\"}]}}")));
        }
    }

    private static Object label(KubernetesClient kubelet, String node, String label) {
        return patch(kubelet, node, "{\"metadata\":{\"labels\":{\"" + label + "\":\"a\"}}}");
    }

    private static Object patch(KubernetesClient kubelet, String node, String patch) {
        return kubelet.nodes().withName(node).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }

    private static int code(Callable<?> call) {
        return assertThrows(KubernetesClientException.class, call::call).getCode();
    }
}
