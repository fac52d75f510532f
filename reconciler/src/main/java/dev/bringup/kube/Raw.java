package dev.bringup.kube;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Objects of any kind, as the JSON that the API answers with.
record Raw(KubernetesClient client) {

    private static final ObjectMapper JSON = new ObjectMapper();

    Optional<JsonNode> get(String path) {
        return Optional.ofNullable(answer(path)).map(Raw::parse);
    }

    /// None where there is no such kind.
    List<JsonNode> list(String path) {
        List<JsonNode> items = new ArrayList<>();
        get(path).ifPresent(list -> list.path("items").forEach(items::add));
        return items;
    }

    private @Nullable String answer(String path) {
        try {
            return client.raw(path);
        } catch (KubernetesClientException e) {
            if (e.getCode() == 404) {
                return null;
            }
            throw e;
        }
    }

    static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
