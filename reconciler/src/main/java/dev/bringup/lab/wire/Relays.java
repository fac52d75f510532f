package dev.bringup.lab.wire;

import dev.bringup.model.Power;
import java.util.Set;

/// The relays of a unit. A locked one stays as it is.
final class Relays {

    private final Set<Integer> locked;
    private final Runnable onChange;
    private int bits = (1 << PduPlan.OUTLETS) - 1;

    Relays(Set<Integer> locked, Runnable onChange) {
        this.locked = locked;
        this.onChange = onChange;
    }

    static boolean has(int outlet) {
        return outlet >= 1 && outlet <= PduPlan.OUTLETS;
    }

    synchronized Power read(int outlet) {
        return (bits >> (outlet - 1) & 1) == 1 ? Power.ON : Power.OFF;
    }

    void turn(int outlet, Power to) {
        synchronized (this) {
            if (locked.contains(outlet) || read(outlet) == to) {
                return;
            }
            bits ^= 1 << (outlet - 1);
        }
        onChange.run();
    }

    /// As the pages show it.
    synchronized int bits() {
        return bits;
    }

    int lockBits() {
        return locked.stream().mapToInt(outlet -> 1 << (outlet - 1)).sum();
    }
}
