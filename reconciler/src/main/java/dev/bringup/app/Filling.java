package dev.bringup.app;

import dev.bringup.model.Desired;
import dev.bringup.model.Ip4;
import dev.bringup.netboot.Here;
import dev.bringup.secrets.Filler;
import dev.bringup.secrets.Secrets;
import java.util.Optional;
import java.util.function.Supplier;

/// What fills payloads of a reconciler that serves: each machine gets the address of ours that it
/// can reach.
final class Filling {

    private Filling() {}

    static Filler by(
            dev.bringup.netboot.Settings netboot,
            HostKeys hosts,
            Supplier<Optional<Desired>> desired,
            Secrets secrets) {
        return new Filler(
                hosts.root(),
                machine -> urls(netboot, machine),
                secrets::read,
                serve -> hosts.certificate(serve, () -> desired.get().map(Desired::cluster)));
    }

    private static Filler.Urls urls(dev.bringup.netboot.Settings netboot, Ip4 machine) {
        Ip4 us = netboot.facing(machine);
        int log = netboot.ports().syslog().orElse(Here.LOG_PORT);
        return new Filler.Urls(us + ":" + netboot.ports().http(), us + ":" + log);
    }
}
