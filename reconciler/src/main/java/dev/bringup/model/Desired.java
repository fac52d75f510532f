package dev.bringup.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What one commit asks for, checked and complete: every default filled in, every reference
/// resolved, every payload rendered with secrets as placeholders.
public record Desired(
        Commit commit,
        ClusterSpec cluster,
        SortedMap<MachineId, MachineSpec> machines,
        List<Approval> approvals) {

    public Desired {
        approvals = List.copyOf(approvals);
        machines = Collections.unmodifiableSortedMap(new TreeMap<>(machines));
    }

    /// A commit without approvals.
    public Desired(Commit commit, ClusterSpec cluster, SortedMap<MachineId, MachineSpec> machines) {
        this(commit, cluster, machines, List.of());
    }

    public Optional<MachineSpec> machine(MachineId id) {
        return Optional.ofNullable(machines.get(id));
    }

    public Optional<MachineSpec> byMac(Mac mac) {
        return machines.values().stream().filter(m -> m.macs().contains(mac)).findFirst();
    }

    /// How many machines each profile has: what a share of a profile is a share of.
    public long inProfile(String profile) {
        return machines.values().stream().filter(m -> m.profile().equals(profile)).count();
    }

    /// The same machines under another commit's name, for a commit that changes nothing here.
    public Desired at(Commit other) {
        return new Desired(other, cluster, machines, approvals);
    }

    public Map<MachineId, Fingerprint> fingerprints() {
        Map<MachineId, Fingerprint> all = new TreeMap<>();
        machines.forEach((id, spec) -> all.put(id, spec.fingerprint()));
        return all;
    }
}
