package dev.bringup.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// One change to the cluster itself; what changes machines is an [Action].
public sealed interface ClusterAction {

    /// The label of a step of Addons, or `etcd`.
    String step();

    /// What is done to the objects of addons.
    sealed interface OnObjects extends ClusterAction {}

    /// Write these objects of a step, by server-side apply.
    record Apply(String step, List<Todo> todo, Duration patience) implements OnObjects {
        public Apply {
            todo = List.copyOf(todo);
        }
    }

    /// Delete objects that left Git.
    record Prune(String step, List<ObjectKey> objects) implements OnObjects {
        public Prune {
            objects = List.copyOf(objects);
        }
    }

    /// What is done to etcd, each time on behalf of the next step of one machine.
    sealed interface OnEtcd extends ClusterAction {

        /// The control plane that it is done on.
        MachineId by();

        /// The control plane that is to be touched next.
        MachineId before();

        @Override
        default String step() {
            return "etcd";
        }
    }

    /// Keep what etcd holds in the data directory, and look who its members are.
    record Snapshot(MachineId by, MachineId before) implements OnEtcd {}

    /// Take a control plane out of etcd, for good.
    ///
    /// @param installation what it runs now, if that is known; that never is in etcd again
    record RemoveMember(
            MachineId by, MachineId before, Etcd.Member member, Optional<AttemptId> installation)
            implements OnEtcd {}

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
            case Snapshot _ -> "snapshot";
            case RemoveMember _ -> "removeMember";
        };
    }

    /// What is lost if this action turns out to be a mistake.
    default Action.Blast blast() {
        return switch (this) {
            case Apply _, Snapshot _ -> Action.Blast.NOTHING;
            case Prune _ -> Action.Blast.WORKLOAD;
            case RemoveMember _ -> Action.Blast.DISK;
        };
    }
}
