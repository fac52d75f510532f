package dev.bringup.model;

import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What is remembered of machines beyond their place in Git, so that they can be told apart when
/// they are to be wiped.
///
/// @param specs machines that left, as they were wanted last
/// @param known what each machine was when it was first seen with its MAC address
/// @param spent tombstones that were used: they never wipe again
public record Departed(
        SortedMap<MachineId, MachineSpec> specs,
        SortedMap<MachineId, FirstSeen> known,
        Set<Decommission> spent) {

    /// A board that was put in the place of another has another MAC address.
    public record FirstSeen(Mac mac, Identity identity) {}

    public static final Departed NOBODY =
            new Departed(Collections.emptySortedMap(), Collections.emptySortedMap(), Set.of());

    public Departed {
        specs = Collections.unmodifiableSortedMap(new TreeMap<>(specs));
        known = Collections.unmodifiableSortedMap(new TreeMap<>(known));
        spent = Set.copyOf(spent);
    }

    /// What Git said it is, and, where Git said nothing, what it was when it was first seen.
    public Identity identity(MachineSpec spec) {
        Identity seen =
                Optional.ofNullable(known.get(spec.id()))
                        .filter(first -> spec.macs().contains(first.mac()))
                        .map(FirstSeen::identity)
                        .orElse(Identity.UNKNOWN);
        return new Identity(
                spec.hardware().uuid().or(seen::uuid), spec.hardware().serial().or(seen::serial));
    }

    public Departed leaving(MachineSpec spec) {
        TreeMap<MachineId, MachineSpec> all = new TreeMap<>(specs);
        all.put(spec.id(), spec);
        return new Departed(all, known, spent);
    }

    public Departed returning(MachineId id) {
        TreeMap<MachineId, MachineSpec> all = new TreeMap<>(specs);
        all.remove(id);
        return new Departed(all, known, spent);
    }

    public Departed knowing(MachineId id, FirstSeen first) {
        TreeMap<MachineId, FirstSeen> all = new TreeMap<>(known);
        all.put(id, first);
        return new Departed(specs, all, spent);
    }

    public Departed spending(Decommission tombstone) {
        Set<Decommission> all = new HashSet<>(spent);
        all.add(tombstone);
        return new Departed(specs, known, all);
    }
}
