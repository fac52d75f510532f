package dev.bringup.lab.api;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One HTTP request, free of the wire.
record Call(
        String method,
        String path,
        Map<String, List<String>> query,
        String accept,
        String contentType,
        Shown shown,
        String body) {

    /// What the caller shows of itself: a bearer token, and who it is by its certificate.
    record Shown(Optional<String> token, Optional<Identity> certified) {}

    Call with(String other) {
        return new Call(method, path, query, accept, contentType, shown, other);
    }

    /// The same, for the sake of the answer alone.
    Call tried() {
        Map<String, List<String>> more = new HashMap<>(query);
        more.put("dryRun", List.of("All"));
        return new Call(method, path, more, accept, contentType, shown, body);
    }

    /// A query parameter; absent reads as empty.
    String param(String name) {
        return query.getOrDefault(name, List.of("")).getFirst();
    }

    boolean isSet(String name) {
        return param(name).equals("true") || param(name).equals("1");
    }

    boolean isDryRun() {
        return !param("dryRun").isEmpty();
    }

    /// Who says that the fields it writes are its own.
    String manager() {
        return param("fieldManager");
    }

    boolean wantsTable() {
        return accept.contains("as=Table");
    }

    long number(String name, long otherwise) {
        String text = param(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw Problem.badRequest(name + "=" + text + " is not a number");
        }
    }
}
