package dev.bringup.model;

import java.time.Duration;
import java.util.List;

/// One change to the cluster itself; what changes machines is an [Action].
public sealed interface ClusterAction {

    /// The label of a step of Addons.
    String step();

    /// Write these objects of a step, by server-side apply.
    record Apply(String step, List<Todo> todo, Duration patience) implements ClusterAction {
        public Apply {
            todo = List.copyOf(todo);
        }
    }

    /// Delete objects that left Git.
    record Prune(String step, List<ObjectKey> objects) implements ClusterAction {
        public Prune {
            objects = List.copyOf(objects);
        }
    }

    record Todo(ObjectKey key, Why why) {}

    enum Why {
        CREATE,
        CHANGE,
        /// It is not as we left it.
        CORRECT
    }

    /// In lower camel case, as metrics, logs and the API name it.
    default String verb() {
        return switch (this) {
            case Apply _ -> "apply";
            case Prune _ -> "prune";
        };
    }

    /// What is lost if this action turns out to be a mistake.
    default Action.Blast blast() {
        return switch (this) {
            case Apply _ -> Action.Blast.NOTHING;
            case Prune _ -> Action.Blast.WORKLOAD;
        };
    }
}
