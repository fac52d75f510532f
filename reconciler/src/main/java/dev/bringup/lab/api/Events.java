package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/// Events have two APIs that name the same things differently. They are kept as `v1` has them.
final class Events {

    /// `v1` name, `events.k8s.io/v1` name.
    private static final List<List<String>> NAMES =
            List.of(
                    List.of("involvedObject", "regarding"),
                    List.of("message", "note"),
                    List.of("source", "deprecatedSource"),
                    List.of("firstTimestamp", "deprecatedFirstTimestamp"),
                    List.of("lastTimestamp", "deprecatedLastTimestamp"),
                    List.of("count", "deprecatedCount"),
                    List.of("reportingComponent", "reportingController"));

    private Events() {}

    static ObjectNode toNew(ObjectNode event) {
        ObjectNode renamed = event.deepCopy().put("apiVersion", "events.k8s.io/v1");
        NAMES.forEach(pair -> rename(renamed, pair.getFirst(), pair.getLast()));
        return renamed;
    }

    static ObjectNode toOld(ObjectNode event) {
        ObjectNode renamed = event.deepCopy().put("apiVersion", "v1");
        NAMES.forEach(pair -> rename(renamed, pair.getLast(), pair.getFirst()));
        return renamed;
    }

    static String lastSeen(JsonNode event) {
        for (String field : List.of("lastTimestamp", "eventTime", "firstTimestamp")) {
            if (event.hasNonNull(field)) {
                return Json.text(event, field);
            }
        }
        return Json.text(event, "metadata", "creationTimestamp");
    }

    static String subject(JsonNode event) {
        return Json.text(event, "involvedObject", "kind").toLowerCase(Locale.ROOT)
                + "/"
                + Json.text(event, "involvedObject", "name");
    }

    private static void rename(ObjectNode event, String from, String to) {
        JsonNode value = event.remove(from);
        if (value != null) {
            event.set(to, value);
        }
    }
}
