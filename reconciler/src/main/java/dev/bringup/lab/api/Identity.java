package dev.bringup.lab.api;

import java.util.List;

/// Who calls.
sealed interface Identity {

    /// May do everything.
    record Admin(String name) implements Identity {}

    /// Somebody whom the CA knows and no role lets do anything.
    record User(String name) implements Identity {}

    /// The kubelet of one node.
    record NodeAgent(String node) implements Identity {}

    /// The holder of a bootstrap token that was minted for one machine.
    record Joining(Store.Key secret, String machine) implements Identity {}

    /// Nobody: neither a certificate nor a token was sent.
    record Anonymous() implements Identity {}

    default List<String> groups() {
        return switch (this) {
            case Admin _ -> List.of("system:masters", "system:authenticated");
            case NodeAgent _ -> List.of("system:nodes", "system:authenticated");
            case Joining _ -> List.of("system:bootstrappers", "system:authenticated");
            case User _ -> List.of("system:authenticated");
            case Anonymous _ -> List.of("system:unauthenticated");
        };
    }

    default String user() {
        return switch (this) {
            case Admin admin -> admin.name();
            case User user -> user.name();
            case NodeAgent agent -> "system:node:" + agent.node();
            case Joining joining -> "system:bootstrap:" + joining.machine();
            case Anonymous _ -> "system:anonymous";
        };
    }
}
