package dev.bringup.app;

import dev.bringup.model.Ip4;
import dev.bringup.netboot.Here;
import dev.bringup.secrets.Filler;
import dev.bringup.secrets.RootKey;
import dev.bringup.secrets.Secrets;

/// What fills payloads of a reconciler that serves: each machine gets the address of ours that it
/// can reach.
final class Filling {

    private Filling() {}

    static Filler by(dev.bringup.netboot.Settings netboot, RootKey root, Secrets secrets) {
        return new Filler(root, machine -> urls(netboot, machine), secrets::read);
    }

    private static Filler.Urls urls(dev.bringup.netboot.Settings netboot, Ip4 machine) {
        Ip4 us = netboot.facing(machine);
        int log = netboot.ports().syslog().orElse(Here.LOG_PORT);
        return new Filler.Urls(us + ":" + netboot.ports().http(), us + ":" + log);
    }
}
