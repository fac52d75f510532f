package dev.bringup.view;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/// How many machines there are, in which states, and how many of them are held.
public record Summary(int machines, Map<String, Integer> states, int held) {

    public static Summary of(Collection<MachineView> machines) {
        Map<String, Integer> states = new TreeMap<>();
        int held = 0;
        for (MachineView machine : machines) {
            states.merge(machine.state().label(), 1, Integer::sum);
            held += machine.outlook().held().isPresent() ? 1 : 0;
        }
        return new Summary(machines.size(), states, held);
    }
}
