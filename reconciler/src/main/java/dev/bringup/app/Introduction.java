package dev.bringup.app;

import dev.bringup.view.MachineView;
import java.util.List;

/// What a newcomer is told first.
final class Introduction {

    private static final String LATER = " (when there is a cluster)";

    private Introduction() {}

    static List<String> of(LabHome home, LabHome.Running world, String console) {
        int next = world.machines() + 1;
        String node = "node-" + LabRepository.number(next);
        String edit =
                "s/node-01/%s/; s/bmc-01/bmc-%s/; s/%s/%s/; s/%s$/%s/%s"
                        .formatted(
                                node,
                                LabRepository.number(next),
                                LabRack.mac(1),
                                LabRack.mac(next),
                                LabRack.address(1),
                                LabRack.address(next),
                                home.isFromNothing()
                                        ? "; s/" + LabFounding.PROFILE + "/worker/"
                                        : "");
        return List.of(
                "console     " + console,
                "repository  " + home.repository().toUri(),
                "kubeconfig  " + world.kubeconfig() + (home.isFromNothing() ? LATER : ""),
                "log         " + home.reconciler().resolve("bringup.log"),
                "",
                "Add a node, in another terminal:",
                "  git clone " + home.repository().toUri() + " rack",
                "  sed '" + edit + "' rack/machines/node-01.yaml > rack/machines/" + node + ".yaml",
                "  git -C rack add . && git -C rack commit -m 'Add " + node + "'",
                "  git -C rack push",
                "");
    }

    /// Why a machine is not Ready.
    static String reason(MachineView machine) {
        String held = machine.outlook().held().map(h -> h.rail() + ": " + h.because()).orElse("");
        return machine.name()
                + " is "
                + machine.state().label()
                + ": "
                + (held.isEmpty() ? machine.outlook().next() : held);
    }
}
