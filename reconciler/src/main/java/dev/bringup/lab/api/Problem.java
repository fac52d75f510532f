package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;

/// A refusal as Kubernetes words it: an HTTP code and a `Status` object.
final class Problem extends RuntimeException {

    private final int code;
    private final ObjectNode status;

    private Problem(int code, String reason, String message) {
        super(message);
        this.code = code;
        this.status = Json.object();
        status.put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", "Failure").put("message", message).put("reason", reason);
        status.put("code", code);
    }

    int code() {
        return code;
    }

    ObjectNode status() {
        return status.deepCopy();
    }

    private Problem about(Kind kind, String name) {
        ObjectNode details = Json.child(status, "details");
        details.put("name", name).put("group", kind.group()).put("kind", kind.plural());
        return this;
    }

    static Problem badRequest(String message) {
        return new Problem(400, "BadRequest", message);
    }

    static Problem unauthorized() {
        return new Problem(401, "Unauthorized", "Unauthorized");
    }

    static Problem forbidden(String message) {
        return new Problem(403, "Forbidden", message);
    }

    static Problem noSuchPath() {
        return new Problem(404, "NotFound", "the server could not find the requested resource");
    }

    static Problem notFound(Kind kind, String name) {
        return new Problem(404, "NotFound", kind.resource() + " \"" + name + "\" not found")
                .about(kind, name);
    }

    static Problem methodNotAllowed() {
        return new Problem(
                405,
                "MethodNotAllowed",
                "the server does not allow this method on the requested resource");
    }

    static Problem alreadyExists(Kind kind, String name) {
        return new Problem(
                        409, "AlreadyExists", kind.resource() + " \"" + name + "\" already exists")
                .about(kind, name);
    }

    static Problem conflict(Kind kind, String name, String because) {
        return new Problem(
                        409,
                        "Conflict",
                        "Operation cannot be fulfilled on %s \"%s\": %s"
                                .formatted(kind.resource(), name, because))
                .about(kind, name);
    }

    /// One field that somebody else manages.
    record Cause(String message, String field) {}

    /// What server-side apply is told that would take others' fields without `force`.
    static Problem applyConflict(Kind kind, String name, List<Cause> causes) {
        String each =
                causes.stream()
                        .map(c -> c.message() + ": " + c.field())
                        .collect(Collectors.joining("\n- "));
        Problem problem =
                new Problem(
                                409,
                                "Conflict",
                                causes.size() == 1
                                        ? "Apply failed with 1 conflict: " + each
                                        : "Apply failed with %d conflicts:\n- %s"
                                                .formatted(causes.size(), each))
                        .about(kind, name);
        ArrayNode list = Json.child(problem.status, "details").putArray("causes");
        for (Cause cause : causes) {
            list.addObject()
                    .put("reason", "FieldManagerConflict")
                    .put("message", cause.message())
                    .put("field", cause.field());
        }
        return problem;
    }

    static Problem gone(String message) {
        return new Problem(410, "Expired", message);
    }

    static Problem unsupportedMedia(String type) {
        return new Problem(
                415,
                "UnsupportedMediaType",
                "the body of the request was in an unknown format (" + type + ")");
    }

    static Problem invalid(Kind kind, String name, String because) {
        return new Problem(
                        422,
                        "Invalid",
                        "%s \"%s\" is invalid: %s".formatted(kind.kind(), name, because))
                .about(kind, name);
    }

    /// What an eviction is told that a PodDisruptionBudget does not allow.
    static Problem disruptionBudget(String because) {
        Problem problem =
                new Problem(
                        429,
                        "TooManyRequests",
                        "Cannot evict pod as it would violate the pod's disruption budget.");
        ObjectNode cause = Json.child(problem.status, "details").putArray("causes").addObject();
        cause.put("reason", "DisruptionBudget").put("message", because);
        return problem;
    }

    static Problem internal(RuntimeException cause) {
        Problem problem = new Problem(500, "InternalError", "internal error: " + cause);
        problem.initCause(cause);
        return problem;
    }
}
