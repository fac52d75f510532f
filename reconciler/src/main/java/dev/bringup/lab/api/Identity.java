package dev.bringup.lab.api;

/// Who calls.
sealed interface Identity {

    record Admin() implements Identity {}

    /// The kubelet of one node.
    record NodeAgent(String node) implements Identity {}

    /// The holder of a bootstrap token that was minted for one machine.
    record Joining(Store.Key secret, String machine) implements Identity {}

    /// Nobody: no token was sent.
    record Anonymous() implements Identity {}

    default String user() {
        return switch (this) {
            case Admin _ -> "kubernetes-admin";
            case NodeAgent agent -> "system:node:" + agent.node();
            case Joining joining -> "system:bootstrap:" + joining.machine();
            case Anonymous _ -> "system:anonymous";
        };
    }
}
