package dev.bringup.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Something an adapter saw. It is a doorbell with a value: the engine notes it and looks again.
public sealed interface Sighting {

    record PowerSeen(MachineId machine, Power power, String source) implements Sighting {}

    /// A machine's operating system answered; the marker is what `/etc/bringup/machine.json` says.
    record ShellSeen(MachineId machine, String bootId, Optional<Marker> marker)
            implements Sighting {}

    /// A packet or request of a machine, in words ("DHCP DISCOVER", "TFTP undionly.kpxe").
    record PacketSeen(Mac mac, Packet packet, String detail) implements Sighting {}

    /// The Nodes as they are now: complete at start and after a gap.
    record NodesListed(Map<MachineId, NodeState.Present> nodes) implements Sighting {
        public NodesListed {
            nodes = Map.copyOf(nodes);
        }
    }

    record NodeSeen(MachineId machine, NodeState state) implements Sighting {}

    /// What an alert gate says now.
    record GateSeen(Policy.AlertGate gate, Alert alert) implements Sighting {}

    record LeadSeen(Lead lead) implements Sighting {}

    record PodsPending(Pending pending) implements Sighting {}

    /// Who is in etcd, as a control plane told.
    record MembersSeen(MachineId by, List<Etcd.Member> members) implements Sighting {
        public MembersSeen {
            members = List.copyOf(members);
        }
    }

    /// What etcd holds is in the data directory.
    record EtcdSaved(Etcd.Snapshot snapshot) implements Sighting {}

    /// Kubernetes cannot be asked: what was known of Nodes grows old from here.
    record ClusterSilent(String because) implements Sighting {}

    enum Packet {
        FIRMWARE_DHCP,
        IPXE_DHCP,
        OS_DHCP,
        TFTP,
        HTTP
    }
}
