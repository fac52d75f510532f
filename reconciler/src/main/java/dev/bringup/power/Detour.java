package dev.bringup.power;

import dev.bringup.model.Rung;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/// In which order rungs are tried when the firmware started the disk instead of the network: first
/// those that can tell it where to start from, then those that cut the power, so that it begins
/// cold. The one that came to nothing comes last; each further time begins one rung later.
final class Detour {

    private Detour() {}

    static List<Rung> of(List<Rung> able, int unheeded) {
        if (unheeded == 0 || able.isEmpty()) {
            return able;
        }
        List<Rung> order = new ArrayList<>(able.subList(1, able.size()));
        order.sort(Comparator.comparingInt(Detour::weight));
        order.add(able.getFirst());
        Collections.rotate(order, 1 - unheeded);
        return order;
    }

    private static int weight(Rung rung) {
        return switch (rung) {
            case Rung.Ipmi _, Rung.Redfish _ -> 0;
            case Rung.Pdu _, Rung.Libvirt _, Rung.Webhook _, Rung.Command _ -> 1;
            case Rung.Ssh _, Rung.Wol _ -> 2;
            case Rung.Manual _ -> 3;
        };
    }
}
