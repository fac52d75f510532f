package dev.bringup.lab.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/// What a kubelet keeps on its disk to find its cluster again.
///
/// @param caHash the digest of the key of the cluster's CA
/// @param plane whether it runs on a control plane
record KubeletConfig(String endpoint, String caHash, Proof proof, boolean plane) {

    /// By what the kubelet is known: its own token, or a certificate with its key as PEM.
    record Proof(String token, String certificate) {
        /// Both are secrets.
        @Override
        public String toString() {
            return "Proof";
        }
    }

    KubeletConfig(String endpoint, String caHash, String token) {
        this(endpoint, caHash, new Proof(token, ""), false);
    }

    String text() {
        return MarkerJson.JSON
                .createObjectNode()
                .put("endpoint", endpoint)
                .put("caHash", caHash)
                .put("token", proof.token())
                .put("certificate", proof.certificate())
                .put("plane", plane)
                .toString();
    }

    static KubeletConfig parse(String text) throws IOException {
        JsonNode json = MarkerJson.parse(text);
        return new KubeletConfig(
                MarkerJson.text(json, "endpoint"),
                MarkerJson.text(json, "caHash"),
                new Proof(json.path("token").asText(), json.path("certificate").asText()),
                json.path("plane").asBoolean());
    }
}
