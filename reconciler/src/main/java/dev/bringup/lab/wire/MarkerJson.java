package dev.bringup.lab.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bringup.model.AttemptId;
import dev.bringup.model.CommitId;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.MachineId;
import dev.bringup.model.Marker;
import java.io.IOException;
import java.util.Locale;

/// JSON as machines read and write it. What cannot be read is an [IOException] that says why.
final class MarkerJson {

    static final ObjectMapper JSON = new ObjectMapper();

    private MarkerJson() {}

    static ObjectNode write(Marker marker) {
        return JSON.createObjectNode()
                .put("machine", marker.machine().name())
                .put("attempt", marker.attempt().text())
                .put("commit", marker.commit().hex())
                .put("fingerprint", marker.fingerprint().text())
                .put("state", marker.state().name().toLowerCase(Locale.ROOT));
    }

    static Marker read(JsonNode json) throws IOException {
        try {
            return new Marker(
                    new MachineId(text(json, "machine")),
                    new AttemptId(text(json, "attempt")),
                    new CommitId(text(json, "commit")),
                    new Fingerprint(text(json, "fingerprint")),
                    Marker.State.valueOf(text(json, "state").toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            throw new IOException("this is no marker: " + e.getMessage(), e);
        }
    }

    static JsonNode parse(String text) throws IOException {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IOException("this is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    static String text(JsonNode json, String field) throws IOException {
        JsonNode value = json.path(field);
        if (!value.isTextual() || value.textValue().isEmpty()) {
            throw new IOException("there is no \"" + field + "\"");
        }
        return value.textValue();
    }
}
