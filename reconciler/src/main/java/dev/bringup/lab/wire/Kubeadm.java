package dev.bringup.lab.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bringup.model.Ip4;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// `kubeadm join`, as far as the lab has it: the bootstrap token is traded for a lasting one of
/// this node, over TLS that is good only if the CA's key has the given digest.
record Kubeadm(String endpoint, String token, String caHash, String node) {

    /// The token is a secret.
    @Override
    public String toString() {
        return "Kubeadm[" + endpoint + ", " + node + "]";
    }

    /// The join in a script; an [IOException] says why there is none that can be run.
    static Kubeadm parse(String script) throws IOException {
        for (List<String> words : ShellWords.commands(script)) {
            int join = words.indexOf("kubeadm");
            if (join >= 0 && join + 2 < words.size() && words.get(join + 1).equals("join")) {
                return new Kubeadm(
                        words.get(join + 2),
                        option(words, "--token"),
                        option(words, "--discovery-token-ca-cert-hash"),
                        option(words, "--node-name"));
            }
        }
        throw new IOException("the script has no kubeadm join in it");
    }

    private static String option(List<String> words, String name) throws IOException {
        Optional<String> joined = words.stream().filter(w -> w.startsWith(name + "=")).findFirst();
        if (joined.isPresent()) {
            return joined.get().substring(name.length() + 1);
        }
        int at = words.indexOf(name);
        if (at < 0 || at + 1 >= words.size()) {
            throw new IOException("kubeadm join: " + name + " is missing");
        }
        return words.get(at + 1);
    }

    KubeletConfig join(Ip4 from) throws IOException {
        ObjectNode body = MarkerJson.JSON.createObjectNode().put("node", node);
        try (KubeApi api = new KubeApi(from, new KubeletConfig(endpoint, caHash, token))) {
            KubeApi.Answer answer = api.post("/lab/v1/node-token", body);
            if (answer.status() != 200) {
                throw new IOException("kubeadm join: " + answer.brief());
            }
            return new KubeletConfig(endpoint, caHash, MarkerJson.text(answer.json(), "token"));
        }
    }
}
