package dev.bringup.lab.sim;

import dev.bringup.model.Desired;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.MachineSpec;
import java.util.HashMap;
import java.util.Map;

/// Which address goes with which MAC address. Who is in no commit gets one of the pool.
final class SimLeases {

    private static final int POOL = Ip4.parse("127.77.9.1").bits();

    private final Map<Mac, Ip4> named = new HashMap<>();
    private final Map<Mac, Ip4> pool = new HashMap<>();

    void learn(Desired desired) {
        for (MachineSpec machine : desired.machines().values()) {
            machine.macs().forEach(mac -> named.put(mac, machine.address()));
        }
    }

    Ip4 of(Mac mac) {
        Ip4 address = named.get(mac);
        return address == null
                ? pool.computeIfAbsent(mac, _ -> new Ip4(POOL + pool.size()))
                : address;
    }

    /// Whether any commit ever named it.
    boolean isNamed(Mac mac) {
        return named.containsKey(mac);
    }
}
