package dev.bringup.netboot;

import dev.bringup.model.Desired;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Sighting;
import dev.bringup.port.Tally;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What the servers look at and whom they tell. Everything in it returns at once: it is used on
/// event loops.
record Watch(Supplier<Optional<Desired>> desired, Consumer<Sighting> sightings, Tally tally) {

    void seen(Mac mac, Sighting.Packet packet, String detail) {
        sightings.accept(new Sighting.PacketSeen(mac, packet, detail));
    }

    /// Something came from an address; whoever should have that address was seen.
    void seen(Ip4 from, Sighting.Packet packet, String detail) {
        desired.get().stream()
                .flatMap(d -> d.machines().values().stream())
                .filter(m -> m.address().equals(from))
                .map(MachineSpec::mac)
                .findFirst()
                .ifPresent(mac -> seen(mac, packet, detail));
    }
}
