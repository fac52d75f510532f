package dev.bringup.lab.api;

import java.util.Locale;

/// What a call wants to do, in the words of Kubernetes' access rules.
enum Verb {
    GET,
    LIST,
    WATCH,
    CREATE,
    UPDATE,
    PATCH,
    DELETE,
    DELETECOLLECTION;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Verb of(Call call, Target target) {
        boolean one = !target.name().isEmpty();
        return switch (call.method()) {
            case "GET" -> call.isSet("watch") ? WATCH : one ? GET : LIST;
            case "POST" -> CREATE;
            case "PUT" -> UPDATE;
            case "PATCH" -> PATCH;
            case "DELETE" -> one ? DELETE : DELETECOLLECTION;
            default -> throw Problem.methodNotAllowed();
        };
    }
}
