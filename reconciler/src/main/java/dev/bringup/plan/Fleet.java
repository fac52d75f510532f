package dev.bringup.plan;

import dev.bringup.model.Desired;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.NodeState;
import dev.bringup.model.Observed;
import dev.bringup.model.Seen;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What Git asks for and what was seen, put together machine by machine once for a whole look.
///
/// @param outside Nodes that no machine of Git has the name of
record Fleet(
        Desired desired,
        Observed observed,
        List<Standing> machines,
        SortedMap<MachineId, NodeState.Present> outside,
        Tombstones tombstones) {

    /// What a machine should be, beside what was seen of it.
    record Standing(MachineSpec spec, Seen seen) {

        MachineId id() {
            return spec.id();
        }
    }

    /// Both maps are sorted, so they are walked side by side: to look up each of ten thousand takes
    /// longer than all that is decided of them.
    static Fleet of(Desired desired, Observed observed) {
        List<Standing> machines = new ArrayList<>(desired.machines().size());
        Iterator<Map.Entry<MachineId, Seen>> seen = observed.seen().entrySet().iterator();
        Map.@Nullable Entry<MachineId, Seen> next = seen.hasNext() ? seen.next() : null;
        SortedMap<MachineId, NodeState.Present> outside = new TreeMap<>();
        for (MachineSpec spec : desired.machines().values()) {
            while (next != null && next.getKey().compareTo(spec.id()) < 0) {
                add(next, outside);
                next = seen.hasNext() ? seen.next() : null;
            }
            Seen found =
                    next != null && next.getKey().equals(spec.id())
                            ? next.getValue()
                            : Seen.NOTHING;
            machines.add(new Standing(spec, found));
            if (next != null && next.getKey().equals(spec.id())) {
                next = seen.hasNext() ? seen.next() : null;
            }
        }
        while (next != null) {
            add(next, outside);
            next = seen.hasNext() ? seen.next() : null;
        }
        return new Fleet(desired, observed, machines, outside, Tombstones.of(desired, observed));
    }

    private static void add(
            Map.Entry<MachineId, Seen> found, SortedMap<MachineId, NodeState.Present> outside) {
        found.getValue().present().ifPresent(node -> outside.put(found.getKey(), node));
    }

    /// Nodes with our stamp that nobody asks for and nobody let go.
    List<MachineId> strays() {
        return outside.entrySet().stream()
                .filter(node -> node.getValue().stamp().isPresent())
                .map(Map.Entry::getKey)
                .filter(id -> !observed.leaving().containsKey(id))
                .toList();
    }

    /// Those that Git asks for and those that still leave, by name.
    List<Standing> withLeaving() {
        if (observed.leaving().isEmpty()) {
            return machines;
        }
        List<Standing> all = new ArrayList<>(machines);
        observed.leaving().values().stream()
                .filter(spec -> !stays(spec))
                .forEach(spec -> all.add(new Standing(spec, observed.of(spec.id()))));
        all.sort(Comparator.comparing(Standing::id));
        return all;
    }

    /// Those as well that left long ago and are to be wiped.
    List<Standing> all() {
        SortedMap<MachineId, MachineSpec> buried = tombstones.machines();
        if (buried.isEmpty()) {
            return withLeaving();
        }
        List<Standing> all = new ArrayList<>(withLeaving());
        buried.values().forEach(spec -> all.add(new Standing(spec, observed.of(spec.id()))));
        all.sort(Comparator.comparing(Standing::id));
        return all;
    }

    /// Of these here. Mostly nobody else is among them, and then nobody is looked up.
    boolean stays(Standing machine) {
        boolean alone = observed.leaving().isEmpty() && tombstones.machines().isEmpty();
        return alone || stays(machine.spec());
    }

    boolean stays(MachineSpec spec) {
        return desired.machines().containsKey(spec.id());
    }
}
