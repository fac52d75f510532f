package dev.bringup.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is known beside the machines.
///
/// @param discovered machines that are not in Git, as they were found
/// @param lead empty where reconcilers do not compete: nobody asks a forecast who leads
public record Around(
        Remembered remembered,
        Map<Policy.AlertGate, Fact<Alert>> gates,
        Optional<Fact<Lead>> lead,
        AddonsSeen addons,
        Optional<Fact<Pending>> pending,
        List<Discovered> discovered,
        Beginning beginning) {

    public static final Around NOTHING = new Around(Remembered.NOTHING, Map.of(), Optional.empty());

    /// With nobody having looked at addons and pods.
    public Around(
            Remembered remembered,
            Map<Policy.AlertGate, Fact<Alert>> gates,
            Optional<Fact<Lead>> lead) {
        this(
                remembered,
                gates,
                lead,
                AddonsSeen.NOTHING,
                Optional.empty(),
                List.of(),
                Beginning.NOTHING);
    }

    public Around {
        gates = Map.copyOf(gates);
        discovered = List.copyOf(discovered);
    }

    public Around remembering(Remembered other) {
        return new Around(other, gates, lead, addons, pending, discovered, beginning);
    }

    public Around with(Map<Policy.AlertGate, Fact<Alert>> other) {
        return new Around(remembered, other, lead, addons, pending, discovered, beginning);
    }

    public Around led(Fact<Lead> by) {
        return new Around(
                remembered, gates, Optional.of(by), addons, pending, discovered, beginning);
    }

    public Around with(AddonsSeen other) {
        return new Around(remembered, gates, lead, other, pending, discovered, beginning);
    }

    public Around pending(Fact<Pending> pods) {
        return new Around(
                remembered, gates, lead, addons, Optional.of(pods), discovered, beginning);
    }

    public Around discovering(List<Discovered> machines) {
        return new Around(remembered, gates, lead, addons, pending, machines, beginning);
    }

    public Around beginning(Beginning other) {
        return new Around(remembered, gates, lead, addons, pending, discovered, other);
    }
}
