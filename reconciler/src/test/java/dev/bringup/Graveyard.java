package dev.bringup;

import dev.bringup.model.Attempt;
import dev.bringup.model.Decommission;
import dev.bringup.model.Decommission.Method;
import dev.bringup.model.Departed;
import dev.bringup.model.Identity;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Remembered;
import java.time.LocalDate;
import java.util.Optional;

/// Machines of a [Fleet] that left Git long ago, and tombstones for them.
public final class Graveyard {

    private Graveyard() {}

    /// Good for a day after noon of [Fleet].
    public static Decommission tombstone(int n, Method method) {
        return new Decommission(
                "goodbye", Fleet.id(n), serial("S" + n), method, LocalDate.of(2030, 1, 1));
    }

    /// For the machine with this serial; good for ever.
    public static Decommission tombstone(int n, String serial) {
        return new Decommission(
                "goodbye", Fleet.id(n), serial(serial), Method.QUICK, LocalDate.of(2999, 1, 1));
    }

    public static Decommission tombstone(int n) {
        return tombstone(n, Method.QUICK);
    }

    public static Identity serial(String serial) {
        return new Identity(Optional.empty(), Optional.of(serial));
    }

    /// Gone, off, and first seen with the serial `S` and its number.
    public static Departed gone(int n) {
        MachineSpec spec = Fleet.machine(n, 1);
        return Departed.NOBODY
                .leaving(spec)
                .knowing(spec.id(), new Departed.FirstSeen(spec.mac(), serial("S" + n)));
    }

    public static Remembered remembering(Departed departed) {
        return Remembered.NOTHING.with(departed);
    }

    /// An attempt that was opened now, to wipe this machine.
    public static Attempt wiping(int n, Method method) {
        return Scene.attempt(Fleet.machine(n, 1), new Attempt.Goal.Wiped(tombstone(n, method)));
    }
}
