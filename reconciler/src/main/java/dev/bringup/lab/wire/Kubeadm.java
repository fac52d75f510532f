package dev.bringup.lab.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bringup.model.Ip4;
import dev.bringup.model.KubeVersion;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// `kubeadm`, as far as the lab has it, as a join script calls it.
sealed interface Kubeadm {

    /// What a kubelet has in the end.
    KubeletConfig run(Ip4 from, ControlPlane planes) throws IOException;

    /// Makes a cluster.
    record Init(ControlPlane.Order order) implements Kubeadm {

        @Override
        public KubeletConfig run(Ip4 from, ControlPlane planes) throws IOException {
            String kubelet = planes.init(order);
            String hash = PinnedAuthority.digest(order.pki().getOrDefault("ca.crt", ""));
            return new KubeletConfig(
                    order.endpoint(), hash, new KubeletConfig.Proof("", kubelet), true);
        }
    }

    /// The bootstrap token is traded for a lasting one of this node, over TLS that is good only if
    /// the CA's key has the given digest.
    record Join(String endpoint, String token, String caHash, String node, boolean plane)
            implements Kubeadm {

        /// The token is a secret.
        @Override
        public String toString() {
            return "Join[" + endpoint + ", " + node + "]";
        }

        @Override
        public KubeletConfig run(Ip4 from, ControlPlane planes) throws IOException {
            ObjectNode body = MarkerJson.JSON.createObjectNode().put("node", node);
            KubeletConfig first = new KubeletConfig(endpoint, caHash, token);
            try (KubeApi api = new KubeApi(from, first)) {
                KubeApi.Answer answer = api.post("/lab/v1/node-token", body);
                if (answer.status() != 200) {
                    throw new IOException("kubeadm join: " + answer.brief());
                }
                String lasting = MarkerJson.text(answer.json(), "token");
                if (plane) {
                    planes.joined(node, from);
                }
                return new KubeletConfig(
                        endpoint, caHash, new KubeletConfig.Proof(lasting, ""), plane);
            }
        }
    }

    String PKI = "/etc/kubernetes/pki/";

    /// What a control plane cannot make or join a cluster without, if there is to be one cluster.
    List<String> ROOTS =
            List.of(
                    "ca.crt",
                    "ca.key",
                    "etcd/ca.crt",
                    "etcd/ca.key",
                    "front-proxy-ca.crt",
                    "front-proxy-ca.key",
                    "sa.key",
                    "sa.pub");

    /// The call in a script; an [IOException] says why there is none that can be run.
    static Kubeadm parse(String script) throws IOException {
        return parse(script, Map.of());
    }

    /// With what lies on the machine beside it.
    static Kubeadm parse(String script, Map<String, String> files) throws IOException {
        HereDocuments parts = HereDocuments.of(script);
        for (List<String> words : ShellWords.commands(parts.shell())) {
            int at = words.indexOf("kubeadm");
            if (at < 0 || at + 2 >= words.size()) {
                continue;
            }
            Optional<String> config = given(words, "--config");
            switch (words.get(at + 1)) {
                case "init" -> {
                    Init init = init(parts, config.orElseThrow(() -> missing("init", "--config")));
                    Optional<String> snapshot = Restoring.snapshot(parts.shell(), files);
                    return snapshot.map(s -> new Init(init.order().restoring(s))).orElse(init);
                }
                case "join" -> {
                    return config.isPresent()
                            ? join(parts, config.get())
                            : new Join(
                                    words.get(at + 2),
                                    option(words, "--token"),
                                    option(words, "--discovery-token-ca-cert-hash"),
                                    option(words, "--node-name"),
                                    false);
                }
                default -> {}
            }
        }
        throw new IOException("the script has no kubeadm join in it");
    }

    private static Init init(HereDocuments parts, String path) throws IOException {
        KubeadmFile file = file(parts, path);
        return new Init(
                new ControlPlane.Order(
                        file.text("InitConfiguration", "nodeRegistration", "name"),
                        Ip4.parse(
                                file.text(
                                        "InitConfiguration",
                                        "localAPIEndpoint",
                                        "advertiseAddress")),
                        file.text("ClusterConfiguration", "controlPlaneEndpoint"),
                        version(file),
                        roots(parts)));
    }

    private static KubeVersion version(KubeadmFile file) throws IOException {
        String text = file.text("ClusterConfiguration", "kubernetesVersion");
        try {
            return KubeVersion.parse(text.replaceFirst("^v", ""));
        } catch (IllegalArgumentException e) {
            throw new IOException("kubeadm init: kubernetesVersion: " + e.getMessage(), e);
        }
    }

    private static Join join(HereDocuments parts, String path) throws IOException {
        KubeadmFile file = file(parts, path);
        String kind = "JoinConfiguration";
        String hash = file.text(kind, "discovery", "bootstrapToken", "caCertHashes");
        boolean plane = file.has(kind, "controlPlane");
        if (plane && !PinnedAuthority.digest(roots(parts).get("ca.crt")).equals(hash)) {
            throw new IOException("kubeadm join: " + PKI + "ca.crt is not the CA of this cluster");
        }
        return new Join(
                file.text(kind, "discovery", "bootstrapToken", "apiServerEndpoint"),
                file.text(kind, "discovery", "bootstrapToken", "token"),
                hash,
                file.text(kind, "nodeRegistration", "name"),
                plane);
    }

    private static KubeadmFile file(HereDocuments parts, String path) throws IOException {
        String text = parts.files().get(path);
        if (text == null) {
            throw new IOException("kubeadm: there is no " + path);
        }
        return new KubeadmFile(text);
    }

    private static SortedMap<String, String> roots(HereDocuments parts) throws IOException {
        SortedMap<String, String> roots = new TreeMap<>();
        for (Map.Entry<String, String> file : parts.files().entrySet()) {
            if (file.getKey().startsWith(PKI)) {
                roots.put(file.getKey().substring(PKI.length()), file.getValue());
            }
        }
        for (String name : ROOTS) {
            if (!roots.containsKey(name)) {
                throw new IOException("kubeadm: there is no " + PKI + name);
            }
        }
        return roots;
    }

    private static String option(List<String> words, String name) throws IOException {
        return given(words, name).orElseThrow(() -> missing("join", name));
    }

    private static IOException missing(String verb, String option) {
        return new IOException("kubeadm " + verb + ": " + option + " is missing");
    }

    private static Optional<String> given(List<String> words, String name) {
        Optional<String> joined = words.stream().filter(w -> w.startsWith(name + "=")).findFirst();
        if (joined.isPresent()) {
            return joined.map(word -> word.substring(name.length() + 1));
        }
        int at = words.indexOf(name);
        return at < 0 || at + 1 >= words.size() ? Optional.empty() : Optional.of(words.get(at + 1));
    }
}
