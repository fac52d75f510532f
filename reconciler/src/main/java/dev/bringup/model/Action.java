package dev.bringup.model;

import java.util.Optional;

/// One change to one machine. Everything the reconciler may ever do to hardware or to a Node is
/// listed here.
public sealed interface Action {

    MachineId machine();

    /// Switch on. Without a goal the machine boots what is on its disk; with one, its disk is not
    /// known: an installer looks first, boots the disk that already carries the goal, and writes
    /// only where nothing is lost.
    record Wake(MachineId machine, Optional<Fingerprint> goal) implements Action {}

    record PowerOff(MachineId machine) implements Action {}

    /// Restart. With a generation, the Node is then marked as restarted for it.
    record Reboot(MachineId machine, Optional<String> generation) implements Action {
        public Reboot(MachineId machine, String generation) {
            this(machine, Optional.of(generation));
        }
    }

    /// Boot from the network with a permit to write over this machine's own older installation.
    record Reimage(MachineId machine, Fingerprint goal) implements Action {}

    /// Let an installed machine join that is up but has no Node.
    record Join(MachineId machine, By by) implements Action {

        public enum By {
            /// Its steps are run, and its own nonce is good from then on.
            ITSELF,
            /// Its steps are run, and it is handed join material over SSH.
            SSH
        }
    }

    /// Let an installed control plane make the cluster that it will be the first member of, or
    /// bring back the one that it was the only member of.
    record Bootstrap(MachineId machine, Join.By by, Optional<Etcd.Snapshot> restores)
            implements Action {
        public Bootstrap(MachineId machine, Join.By by) {
            this(machine, by, Optional.empty());
        }
    }

    /// Cordon and evict.
    record Drain(MachineId machine) implements Action {}

    record Uncordon(MachineId machine) implements Action {}

    /// Make labels, taints and our stamp on the Node what they should be.
    record Label(MachineId machine) implements Action {}

    /// Delete the Node of a machine that left. Its disk is not touched.
    record Release(MachineId machine) implements Action {}

    /// Boot from the network with a permit to wipe the disk that carries this machine's marker.
    record Wipe(MachineId machine, Decommission tombstone) implements Action {}

    /// What is lost if this action turns out to be a mistake.
    default Blast blast() {
        return switch (this) {
            case Wake _, Bootstrap _, Join _, Uncordon _, Label _ -> Blast.NOTHING;
            case PowerOff _, Reboot _, Drain _, Release _ -> Blast.WORKLOAD;
            case Reimage _, Wipe _ -> Blast.DISK;
        };
    }

    /// The verb in lower camel case, as metrics, logs and the API name it.
    default String verb() {
        return switch (this) {
            case Wake _ -> "wake";
            case PowerOff _ -> "powerOff";
            case Reboot _ -> "reboot";
            case Reimage _ -> "reimage";
            case Bootstrap _ -> "bootstrap";
            case Join _ -> "join";
            case Drain _ -> "drain";
            case Uncordon _ -> "uncordon";
            case Label _ -> "label";
            case Release _ -> "release";
            case Wipe _ -> "wipe";
        };
    }

    enum Blast {
        NOTHING,
        WORKLOAD,
        DISK
    }
}
