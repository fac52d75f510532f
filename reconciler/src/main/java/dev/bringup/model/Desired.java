package dev.bringup.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What one commit asks for, checked and complete: every default filled in, every reference
/// resolved, every payload rendered with secrets as placeholders. `dhcpOptions` are those that a
/// profile adds, in hex and by their number. `addons` are for the cluster, not for a machine.
/// `tombstones` are for machines that are not asked for any more.
public record Desired(
        Commit commit,
        ClusterSpec cluster,
        SortedMap<MachineId, MachineSpec> machines,
        List<Approval> approvals,
        SortedMap<String, SortedMap<Integer, String>> dhcpOptions,
        Addons addons,
        List<Decommission> tombstones) {

    public Desired {
        tombstones = List.copyOf(tombstones);
        dhcpOptions = Collections.unmodifiableSortedMap(new TreeMap<>(dhcpOptions));
        approvals = List.copyOf(approvals);
        machines = Collections.unmodifiableSortedMap(new TreeMap<>(machines));
    }

    public Desired(
            Commit commit,
            ClusterSpec cluster,
            SortedMap<MachineId, MachineSpec> machines,
            List<Approval> approvals) {
        this(commit, cluster, machines, approvals, Collections.emptySortedMap());
    }

    /// A commit without addons and tombstones.
    public Desired(
            Commit commit,
            ClusterSpec cluster,
            SortedMap<MachineId, MachineSpec> machines,
            List<Approval> approvals,
            SortedMap<String, SortedMap<Integer, String>> dhcpOptions) {
        this(commit, cluster, machines, approvals, dhcpOptions, Addons.NONE, List.of());
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

    public SortedMap<Integer, String> dhcpOptions(MachineSpec machine) {
        return dhcpOptions.getOrDefault(machine.profile(), Collections.emptySortedMap());
    }

    /// The same machines under another commit's name, for a commit that changes nothing here.
    public Desired at(Commit other) {
        return new Desired(other, cluster, machines, approvals, dhcpOptions, addons, tombstones);
    }

    public Desired with(Addons other) {
        return new Desired(commit, cluster, machines, approvals, dhcpOptions, other, tombstones);
    }

    public Desired burying(List<Decommission> others) {
        return new Desired(commit, cluster, machines, approvals, dhcpOptions, addons, others);
    }

    /// The same with other machines.
    public Desired of(SortedMap<MachineId, MachineSpec> others) {
        return new Desired(commit, cluster, others, approvals, dhcpOptions, addons, tombstones);
    }

    public Map<MachineId, Fingerprint> fingerprints() {
        Map<MachineId, Fingerprint> all = new TreeMap<>();
        machines.forEach((id, spec) -> all.put(id, spec.fingerprint()));
        return all;
    }
}
