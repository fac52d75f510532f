package dev.bringup.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Who is who in one commit: its machines by what a packet says of its sender. Put together once
/// for each commit, since a rack that is switched on asks a thousand times in a second.
public final class Roster {

    private final Desired desired;
    private final Map<Mac, MachineSpec> byMac = new HashMap<>();
    private final Map<Ip4, MachineSpec> byAddress = new HashMap<>();

    private Roster(Desired desired) {
        this.desired = desired;
        for (MachineSpec machine : desired.machines().values()) {
            machine.macs().forEach(mac -> byMac.putIfAbsent(mac, machine));
            byAddress.putIfAbsent(machine.address(), machine);
        }
    }

    public static Roster of(Desired desired) {
        return new Roster(desired);
    }

    public Desired desired() {
        return desired;
    }

    public Optional<MachineSpec> byMac(Mac mac) {
        return Optional.ofNullable(byMac.get(mac));
    }

    public Optional<MachineSpec> byAddress(Ip4 address) {
        return Optional.ofNullable(byAddress.get(address));
    }

    /// This one, or that of another commit.
    public Roster at(Desired other) {
        // The very same value is handed out again and again; another one is another commit.
        return isSame(other) ? this : new Roster(other);
    }

    @SuppressWarnings("ReferenceEquality")
    private boolean isSame(Desired other) {
        return desired == other;
    }
}
