package dev.bringup.model;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is known of the etcd of a cluster that was made here.
///
/// @param members as they were when somebody looked
/// @param snapshot the last one that was kept
/// @param removed which installation of a machine was taken out of etcd: it never is in it again
public record Etcd(
        Optional<Fact<List<Member>>> members,
        Optional<Snapshot> snapshot,
        Map<MachineId, AttemptId> removed) {

    public static final Etcd UNKNOWN = new Etcd(Optional.empty(), Optional.empty(), Map.of());

    /// One of those that hold it together.
    ///
    /// @param id in hexadecimal, as etcdctl prints it
    /// @param name empty for one that was added and never started
    /// @param address where its peers find it
    public record Member(String id, String name, String address) {

        /// A member that never started is known by its address alone.
        public boolean isOf(MachineSpec machine) {
            return name.equals(machine.id().name())
                    || (name.isEmpty() && address.equals(machine.address().toString()));
        }
    }

    /// All that it held at one time.
    ///
    /// @param at when the last byte of it was on our disk
    public record Snapshot(Instant at, MachineId by, Sha256 digest, long bytes) {}

    public Etcd {
        removed = Map.copyOf(removed);
    }

    public Etcd keeping(Snapshot taken) {
        return new Etcd(members, Optional.of(taken), removed);
    }

    public Etcd seeing(List<Member> now, String source, Instant at) {
        return new Etcd(Optional.of(new Fact<>(List.copyOf(now), source, at)), snapshot, removed);
    }

    public Etcd removing(MachineId machine, AttemptId installation) {
        Map<MachineId, AttemptId> all = new HashMap<>(removed);
        all.put(machine, installation);
        return new Etcd(members, snapshot, all);
    }

    public Optional<Member> member(MachineSpec machine) {
        return members.stream()
                .flatMap(fact -> fact.value().stream())
                .filter(member -> member.isOf(machine))
                .findFirst();
    }
}
