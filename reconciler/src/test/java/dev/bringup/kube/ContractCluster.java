package dev.bringup.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bringup.lab.api.LabApi;
import dev.bringup.lab.api.Sample;
import dev.bringup.model.MachineId;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// The lab's API, or any cluster with `-Dbringup.test.kubeconfig=FILE`. In it a namespace and a
/// Node of its own, and an account with the chart's own roles, as which the program asks. All of it
/// is taken away again, and nothing else is touched.
final class ContractCluster implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1";
    private static final Path CHART = Path.of("src/real/charts/least.golden.yaml");

    private static final String GIVEN = System.getProperty("bringup.test.kubeconfig", "");

    final String space = "bringup-contract-" + suffix();
    final MachineId node = new MachineId("bringup-node-" + suffix());
    final KubernetesClient admin;
    final KubernetesClient account;
    final Kube kube;
    private final Config config;
    private final Deque<AutoCloseable> undo = new ArrayDeque<>();

    private ContractCluster(Path folder) throws Exception {
        Optional<LabApi> lab = isLab() ? Optional.of(Sample.api(folder, 0)) : Optional.empty();
        lab.ifPresent(undo::push);
        config = Config.fromKubeconfig(lab.map(LabApi::kubeconfig).orElse(Path.of(GIVEN)).toFile());
        admin = keep(client(config));
        make("/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + space + "\"}}");
        make("/api/v1/nodes", "{\"metadata\":{\"name\":\"" + node + "\"},\"spec\":{}}");
        String kubeconfig = kubeconfig(token());
        account = keep(client(Config.fromKubeconfig(kubeconfig)));
        kube = keep(Kube.connect(kubeconfig, InstantSource.system(), new SecureRandom()));
    }

    boolean isLab() {
        return GIVEN.isEmpty();
    }

    static ContractCluster open(Path folder) throws Exception {
        ContractCluster cluster = new ContractCluster(folder);
        try {
            cluster.give();
            return cluster;
        } catch (Exception e) {
            cluster.close();
            throw e;
        }
    }

    private static String suffix() {
        return HexFormat.of().toHexDigits(new SecureRandom().nextInt());
    }

    private <T extends AutoCloseable> T keep(T part) {
        undo.push(part);
        return part;
    }

    private static KubernetesClient client(Config config) {
        config.setOnlyHttpWatches(true);
        config.setRequestRetryBackoffLimit(0);
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(new JdkHttpClientFactory())
                .build();
    }

    JsonNode post(String path, String json) {
        return Raw.parse(admin.raw(path, "POST", Raw.parse(json)));
    }

    /// Until the end, where it is deleted before what was made earlier.
    JsonNode make(String path, String json) {
        JsonNode made = post(path, json);
        String one = path + "/" + made.at("/metadata/name").asText();
        undo.push(() -> delete(one));
        return made;
    }

    void delete(String path) {
        try {
            String _ = admin.raw(path, "DELETE", Raw.parse("{}"));
        } catch (KubernetesClientException e) {
            if (e.getCode() != 404) {
                throw e;
            }
        }
    }

    JsonNode get(String path) {
        return new Raw(admin).get(path).orElseThrow();
    }

    /// Below our namespace.
    String core(String what) {
        return "/api/v1/namespaces/" + space + "/" + what;
    }

    private String token() {
        make(core("serviceaccounts"), "{\"metadata\":{\"name\":\"bringup\"}}");
        return post(core("serviceaccounts/bringup/token"), "{\"spec\":{}}")
                .at("/status/token")
                .asText();
    }

    /// With which somebody else than the admin asks this cluster.
    String kubeconfig(String token) throws IOException {
        String authority =
                config.getCaCertData() == null
                        ? Base64.getEncoder()
                                .encodeToString(Files.readAllBytes(Path.of(config.getCaCertFile())))
                        : config.getCaCertData();
        return """
        apiVersion: v1
        kind: Config
        clusters: [{name: c, cluster: {server: "%s", certificate-authority-data: %s}}]
        users: [{name: u, user: {token: %s}}]
        contexts: [{name: x, context: {cluster: c, user: u}}]
        current-context: x
        """
                .formatted(config.getMasterUrl(), authority, token);
    }

    /// The roles of the chart for our account; what it may in kube-system, it may in our namespace
    /// too.
    private void give() throws Exception {
        for (ObjectNode role : chart()) {
            if (role.path("kind").asText().equals("ClusterRole")) {
                make(RBAC + "/clusterroles", named(role));
                make(RBAC + "/clusterrolebindings", binding("ClusterRole", subject()));
            } else {
                for (String namespace : List.of("kube-system", space)) {
                    String here = RBAC + "/namespaces/" + namespace;
                    make(here + "/roles", named(role));
                    make(here + "/rolebindings", binding("Role", subject()));
                }
            }
        }
        // Those who join with our tokens, as kubeadm does it for its own.
        bind("system:node-bootstrapper", "Group", "system:bootstrappers:bringup");
        await(() -> kube.trouble().isEmpty());
    }

    private void bind(String role, String kind, String name) {
        ObjectNode binding = JSON.createObjectNode();
        binding.putObject("metadata").put("name", space + "-join");
        roleRef(binding, "ClusterRole", role);
        binding.putArray("subjects")
                .addObject()
                .put("apiGroup", "rbac.authorization.k8s.io")
                .put("kind", kind)
                .put("name", name);
        make(RBAC + "/clusterrolebindings", binding.toString());
    }

    private static List<ObjectNode> chart() throws IOException {
        List<ObjectNode> roles = new ArrayList<>();
        Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
        for (Object object : yaml.loadAll(Files.readString(CHART))) {
            ObjectNode tree = JSON.valueToTree(object);
            if (List.of("ClusterRole", "Role").contains(tree.path("kind").asText())) {
                roles.add(tree);
            }
        }
        return roles;
    }

    private String named(ObjectNode role) {
        ObjectNode own = role.deepCopy();
        own.putObject("metadata").put("name", space);
        return own.toString();
    }

    private String binding(String kind, ArrayNode subjects) {
        ObjectNode binding = JSON.createObjectNode();
        binding.putObject("metadata").put("name", space);
        roleRef(binding, kind, space);
        binding.set("subjects", subjects);
        return binding.toString();
    }

    private static void roleRef(ObjectNode binding, String kind, String name) {
        binding.putObject("roleRef")
                .put("apiGroup", "rbac.authorization.k8s.io")
                .put("kind", kind)
                .put("name", name);
    }

    private ArrayNode subject() {
        ArrayNode subjects = JSON.createArrayNode();
        subjects.addObject()
                .put("kind", "ServiceAccount")
                .put("name", "bringup")
                .put("namespace", space);
        return subjects;
    }

    static void await(Callable<Boolean> there) throws Exception {
        for (int i = 0; i < 600; i++) {
            if (there.call()) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new AssertionError("not in 30 s");
    }

    /// All of it, also when a part cannot be taken away.
    @Override
    public void close() {
        List<Exception> failed = new ArrayList<>();
        while (!undo.isEmpty()) {
            try {
                undo.pop().close();
            } catch (Exception e) {
                failed.add(e);
            }
        }
        if (!failed.isEmpty()) {
            throw new IllegalStateException("something is left in " + space, failed.getFirst());
        }
    }
}
