package dev.bringup.lab.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/// What a kubelet keeps on its disk to find its cluster again: where it is, the digest of its CA's
/// key, and the kubelet's own token.
record KubeletConfig(String endpoint, String caHash, String token) {

    /// The token is a secret.
    @Override
    public String toString() {
        return "KubeletConfig[" + endpoint + "]";
    }

    String text() {
        return MarkerJson.JSON
                .createObjectNode()
                .put("endpoint", endpoint)
                .put("caHash", caHash)
                .put("token", token)
                .toString();
    }

    static KubeletConfig parse(String text) throws IOException {
        JsonNode json = MarkerJson.parse(text);
        return new KubeletConfig(
                MarkerJson.text(json, "endpoint"),
                MarkerJson.text(json, "caHash"),
                MarkerJson.text(json, "token"));
    }
}
