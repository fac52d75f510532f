package dev.bringup.lab.wire;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/// Answers in the forms of DSP0266: resources, and errors with a message of the Base registry.
final class RedfishReply {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<String, String> HEADERS =
            Map.of("OData-Version", "4.0", "Cache-Control", "no-store");

    private RedfishReply() {}

    static WebPages.Reply of(int status, ObjectNode resource, Map<String, String> more) {
        Map<String, String> headers = new TreeMap<>(HEADERS);
        headers.put("Content-Type", "application/json; charset=utf-8");
        headers.putAll(more);
        return new WebPages.Reply(status, headers, resource.toString());
    }

    static WebPages.Reply done() {
        return new WebPages.Reply(204, HEADERS, "");
    }

    /// `id` is that of a message in the Base registry.
    static WebPages.Reply error(int status, String id, String message) {
        return error(status, id, message, Map.of());
    }

    static WebPages.Reply error(int status, String id, String message, Map<String, String> more) {
        ObjectNode body = JSON.createObjectNode();
        ObjectNode error = body.putObject("error");
        error.put("code", "Base.1.18." + id).put("message", message);
        error.putArray("@Message.ExtendedInfo")
                .addObject()
                .put("@odata.type", "#Message.v1_2_0.Message")
                .put("MessageId", "Base.1.18." + id)
                .put("Message", message)
                .put("MessageSeverity", "Critical")
                .put("Resolution", "None.");
        return of(status, body, more);
    }

    static WebPages.Reply methods(String allowed, String method) {
        return error(
                405,
                "OperationNotAllowed",
                method + " is not among the methods of this resource: " + allowed + ".",
                Map.of("Allow", allowed));
    }

    static ObjectNode link(String path) {
        return JSON.createObjectNode().put("@odata.id", path);
    }

    /// The beginning of every resource.
    static ObjectNode resource(String path, String type, String id, String name) {
        return link(path).put("@odata.type", type).put("Id", id).put("Name", name);
    }

    static ObjectNode collection(String path, String type, String name, Iterable<String> members) {
        ObjectNode all =
                link(path).put("@odata.type", "#%s.%s".formatted(type, type)).put("Name", name);
        members.forEach(member -> all.withArray("Members").add(link(member)));
        all.withArray("Members");
        return all.put("Members@odata.count", all.path("Members").size());
    }
}
