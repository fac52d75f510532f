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
/// @param refused when it was asked in vain where somebody runs it
/// @param lost what the only member held when its disk was given up
public record Etcd(
        Optional<Fact<List<Member>>> members,
        Optional<Snapshot> snapshot,
        Map<MachineId, AttemptId> removed,
        Map<MachineId, Instant> refused,
        Optional<Lost> lost) {

    public static final Etcd UNKNOWN =
            new Etcd(Optional.empty(), Optional.empty(), Map.of(), Map.of(), Optional.empty());

    /// One of those that hold it together.
    ///
    /// @param id in hexadecimal, as etcdctl prints it
    /// @param name empty for one that was added and never started
    /// @param address where its peers find it
    /// @param answers whether it did when somebody looked: its Node may be Ready without it
    public record Member(String id, String name, String address, boolean answers) {

        public Member(String id, String name, String address) {
            this(id, name, address, true);
        }

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

    /// The only control plane is installed anew, and all that etcd held is in this snapshot.
    ///
    /// @param installation what it ran, if anybody knew that
    public record Lost(MachineId machine, Optional<AttemptId> installation, Snapshot snapshot) {}

    public Etcd {
        removed = Map.copyOf(removed);
        refused = Map.copyOf(refused);
    }

    public Etcd keeping(Snapshot taken) {
        return new Etcd(members, Optional.of(taken), removed, refused, lost);
    }

    public Etcd seeing(List<Member> now, String source, Instant at) {
        Fact<List<Member>> seen = new Fact<>(List.copyOf(now), source, at);
        return new Etcd(Optional.of(seen), snapshot, removed, refused, lost);
    }

    public Etcd removing(MachineId machine, AttemptId installation) {
        Map<MachineId, AttemptId> all = new HashMap<>(removed);
        all.put(machine, installation);
        return new Etcd(members, snapshot, all, refused, lost);
    }

    public Etcd refusing(MachineId by, Instant at) {
        Map<MachineId, Instant> all = new HashMap<>(refused);
        all.put(by, at);
        return new Etcd(members, snapshot, removed, all, lost);
    }

    public Etcd losing(Lost all) {
        return new Etcd(members, snapshot, removed, refused, Optional.of(all));
    }

    public Etcd whole() {
        return new Etcd(members, snapshot, removed, refused, Optional.empty());
    }

    public Optional<Member> member(MachineSpec machine) {
        return members.stream()
                .flatMap(fact -> fact.value().stream())
                .filter(member -> member.isOf(machine))
                .findFirst();
    }
}
