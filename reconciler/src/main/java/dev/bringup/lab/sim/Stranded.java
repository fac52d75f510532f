package dev.bringup.lab.sim;

import dev.bringup.model.MachineId;
import java.util.Set;
import java.util.TreeSet;

/// Machines that lost their Node under one commit and have another in force: they serve nobody, and
/// keep those that should go first from their place. Known from deeds alone.
final class Stranded {

    private final Set<MachineId> out = new TreeSet<>();
    private final Set<MachineId> stranded = new TreeSet<>();

    void hear(Deed deed) {
        MachineId id = deed.machine();
        if (deed instanceof Deed.NodeDeleted) {
            out.add(id);
        } else if (deed instanceof Deed.NodeReady) {
            out.remove(id);
            stranded.remove(id);
        } else if (out.contains(id)
                && (deed instanceof Deed.Asked || deed instanceof Deed.Returned)) {
            stranded.add(id);
        }
    }

    boolean has(MachineId id) {
        return stranded.contains(id);
    }
}
