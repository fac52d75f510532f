package dev.bringup.lab.api;

import java.util.List;
import java.util.stream.Stream;

/// Who calls.
sealed interface Identity {

    /// May do everything.
    record Admin(String name) implements Identity {}

    /// Somebody whom the CA knows. May do what roles say.
    record User(String name, List<String> of) implements Identity {
        public User {
            of = List.copyOf(of);
        }
    }

    /// A program, such as Bringup in a pod. May do what roles say.
    record Account(String namespace, String name) implements Identity {}

    /// The kubelet of one node.
    record NodeAgent(String node) implements Identity {}

    /// The holder of a bootstrap token that was minted for one machine.
    record Joining(Store.Key secret, String id, String machine, List<String> of)
            implements Identity {
        public Joining {
            of = List.copyOf(of);
        }
    }

    /// Nobody: neither a certificate nor a token was sent.
    record Anonymous() implements Identity {}

    default List<String> groups() {
        return switch (this) {
            case Admin _ -> authenticated(Stream.of("system:masters"));
            case NodeAgent _ -> authenticated(Stream.of("system:nodes"));
            case Joining joining ->
                    authenticated(
                            Stream.concat(Stream.of("system:bootstrappers"), joining.of.stream()));
            case User user -> authenticated(user.of.stream());
            case Account account ->
                    authenticated(
                            Stream.of(
                                    "system:serviceaccounts",
                                    "system:serviceaccounts:" + account.namespace));
            case Anonymous _ -> List.of("system:unauthenticated");
        };
    }

    private static List<String> authenticated(Stream<String> groups) {
        return Stream.concat(groups, Stream.of("system:authenticated")).distinct().toList();
    }

    default String user() {
        return switch (this) {
            case Admin admin -> admin.name();
            case User user -> user.name();
            case Account account ->
                    "system:serviceaccount:" + account.namespace + ":" + account.name;
            case NodeAgent agent -> "system:node:" + agent.node();
            case Joining joining -> "system:bootstrap:" + joining.id();
            case Anonymous _ -> "system:anonymous";
        };
    }
}
