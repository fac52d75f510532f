package dev.bringup.netboot;

import dev.bringup.model.Ip4;
import dev.bringup.model.MachineId;
import dev.bringup.port.Trouble;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The offers to each machine since it last asked for one. There are never more than machines.
final class Conversations {

    /// A machine that was off in between begins anew.
    private static final long FORGOTTEN = Duration.ofMinutes(5).toNanos();

    private record Offers(int count, long first, long last) {}

    private final Map<MachineId, Offers> open = new HashMap<>();

    synchronized Optional<Trouble> offered(MachineId machine, Optional<Ip4> relay, long now) {
        Offers before = open.get(machine);
        Offers offers =
                before == null || now - before.last() > FORGOTTEN
                        ? new Offers(1, now, now)
                        : new Offers(before.count() + 1, before.first(), now);
        open.put(machine, offers);
        return Diagnosis.offers(
                machine, offers.count(), Duration.ofNanos(now - offers.first()), relay);
    }

    /// It heard somebody's offer.
    synchronized void requested(MachineId machine) {
        open.remove(machine);
    }
}
